// Exports through qemu-nbd, and volumes read and written in parts through files that qemu fills and takes.
#include "volumes.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/** What dd reads at a time: by sectors it takes ten times as long. */
#define READ_BYTES 65536
#define RULE "qcow2-nbd"

static DaemonName name_daemon(hf_text socket) {
  // Without its `s.` the socket's name is the daemon's.
  return (DaemonName){HF_TEXT(RULE), {socket.data + 2, socket.length - 2}};
}

static bool has(const Daemon *daemon, const char *argument) {
  for (size_t at = 0; at < daemon->argv.count; at++) {
    if (hf_equal(daemon->argv.items[at], hf_text_of(argument))) return true;
  }
  return false;
}

static void describe_export(const Daemon *daemon, Export *output) {
  hf_text prefix = HF_TEXT("--socket=");
  *output = (Export){.way = EXPORT_WAY_NBD, .has_read_only = true, .read_only = has(daemon, "--read-only")};
  for (size_t at = 0; at < daemon->argv.count; at++) {
    hf_text argument = daemon->argv.items[at];
    if (!starts_with(argument, prefix.data)) continue;
    hf_text parts[] = {HF_TEXT("nbd+unix:///?socket="), {argument.data + prefix.length, argument.length - prefix.length}};
    output->address = hf_join(parts, 2);
  }
}

/** Whether the image is exported; asks nobody when there is no socket. */
static hf_status look(hf_text file, bool *is_exported, Daemon *daemon) {
  struct stat found;
  hf_text socket = short_name("s.", file);
  *is_exported = false;
  if (directory() < 0) return fail_without_directory();
  if (fstatat(directory(), socket.data, &found, AT_SYMLINK_NOFOLLOW) != 0) return HF_OK;
  DaemonName name = name_daemon(socket);
  hf_status status = host_daemon_status(&name, daemon);
  *is_exported = status == HF_OK && daemon->state == DAEMON_STATE_RUNNING;
  return status;
}

hf_status require_idle(hf_text file) {
  bool is_exported = false;
  Daemon daemon;
  hf_status status = look(file, &is_exported, &daemon);
  return is_exported ? hf_fail(HF_BUSY, "The volume is exported: take that back first.") : status;
}

hf_status show_exports(hf_text file, Volume *output) {
  bool is_exported = false;
  Daemon daemon;
  hf_status status = look(file, &is_exported, &daemon);
  output->has_exports = status == HF_OK;
  if (!is_exported) return status;
  output->exports = (ExportArray){hf_alloc(sizeof(Export)), 1};
  describe_export(&daemon, &output->exports.items[0]);
  return HF_OK;
}

hf_status volume_export_volume(const ExportVolume *input, Export *output) {
  hf_text file;
  Image image;
  hf_status status = find_volume(input->name, &file, &image);
  if (status != HF_OK) return status;
  if (input->way != EXPORT_WAY_NBD) return hf_fail(HF_UNSUPPORTED, "A qcow2 image is exported as nbd only.");
  hf_text socket = short_name("s.", file);
  DaemonName name = name_daemon(socket);
  bool read_only = input->has_read_only && input->read_only;
  ExecParameter parameters[] = {text_value("image", file), text_value("socket", socket),
                                text_value("mode", HF_TEXT("--read-only"))};
  DaemonRequest request = {.rule = name.rule, .instance = name.instance, .has_parameters = true,
                           .parameters = {parameters, read_only ? 3 : 2}};
  if (is_planning()) {
    return run(RULE, "The daemon qemu-nbd is started, on a socket of its own.", parameters, request.parameters.count, NULL);
  }
  Daemon daemon;
  status = host_daemon_start(&request, &daemon);
  if (status == HF_OK) describe_export(&daemon, output);
  return status;
}

hf_status volume_unexport_volume(const ExportVolume *input) {
  hf_text file;
  hf_status status = image_of(input->name, &file);
  if (status != HF_OK || input->way != EXPORT_WAY_NBD) return status;
  tell("The daemon qemu-nbd is stopped, and its socket removed.");
  if (is_planning()) return HF_OK;
  hf_text socket = short_name("s.", file);
  DaemonName name = name_daemon(socket);
  Daemon daemon;
  status = host_daemon_stop(&name, &daemon);
  if (status == HF_OK) drop(socket);
  return status;
}

/** What a command put into a file, from `skip` bytes on. */
static hf_status read_part(hf_text part, int64_t skip, size_t length, VolumePart *output) {
  int opened = openat(directory(), part.data, O_RDONLY | O_NOFOLLOW);
  if (opened < 0) return fail_with("Opening what was read");
  unsigned char *bytes = hf_alloc(length + 1);
  ssize_t got = pread(opened, bytes, length, skip);
  close(opened);
  if (got < 0) return fail_with("Reading what was read");
  bool zero = true;
  for (ssize_t at = 0; zero && at < got; at++) zero = bytes[at] == 0;
  output->has_zero_bytes = zero;
  output->zero_bytes = (int32_t)got;
  output->has_data = !zero;
  if (!zero) output->data = (hf_bytes){bytes, (size_t)got};
  return HF_OK;
}

hf_status volume_read_volume(const ReadVolume *input, VolumePart *output) {
  hf_text file;
  Image image;
  hf_status status = find_volume(input->name, &file, &image);
  if (status == HF_OK) status = require_idle(file);
  if (status != HF_OK) return status;
  if (input->offset >= image.size_bytes) {
    output->has_zero_bytes = true;
    return HF_OK;
  }
  int64_t first = input->offset / READ_BYTES;
  int64_t end = (input->offset + input->length + READ_BYTES - 1) / READ_BYTES;
  hf_text part = fresh_name("t.", "");
  ExecParameter parameters[] = {text_value("image", file), text_value("part", part), number_value("block", READ_BYTES),
                                number_value("skip", first),
                                // dd counts from the image's beginning.
                                number_value("count", end)};
  status = run("qcow2-read", "Reading the image", parameters, 5, NULL);
  if (status == HF_OK) {
    status = read_part(part, input->offset - first * READ_BYTES, (size_t)input->length, output);
  }
  drop(part);
  return status;
}

hf_status volume_write_volume(const WriteVolume *input) {
  hf_text file;
  Image image;
  hf_status status = find_volume(input->name, &file, &image);
  if (status == HF_OK) status = require_idle(file);
  if (status != HF_OK) return status;
  int64_t length = (int64_t)input->data.length;
  if (input->offset > image.size_bytes || length > image.size_bytes - input->offset) {
    return hf_fail(HF_INVALID_ARGUMENT, "That is beyond the volume's end: extend it first.");
  }
  if (length == 0) return HF_OK;
  hf_text part = fresh_name("t.", "");
  status = make_empty(part);
  if (status != HF_OK) return status;
  int opened = openat(directory(), part.data, O_WRONLY | O_NOFOLLOW);
  if (opened < 0 || pwrite(opened, input->data.data, (size_t)length, 0) != length) status = fail_with("Writing the part");
  if (opened >= 0) close(opened);
  ExecParameter parameters[] = {text_value("image", file), text_value("part", part),
                                number_value("offset", input->offset), number_value("length", length)};
  if (status == HF_OK) status = run("qcow2-write", "Writing to the image", parameters, 4, NULL);
  drop(part);
  return status == HF_OK ? sync_file(file) : status;
}

// A volume driver whose volumes are ext4 file systems in files, mounted through loop devices where programs need them.
#define VOLUME_EXPORTS
#define VOLUME_OFFERS_GET_STATS
#define VOLUME_OFFERS_EXPORT_VOLUME
#define VOLUME_OFFERS_UNEXPORT_VOLUME
#define VOLUME_OFFERS_PLAN_CHANGE
#include "mounts.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define BLOCK_BYTES 4096
#define SIZE_BYTES_MIN (1024 * 1024)

hf_status volume_describe(Description *output) {
  output->name = HF_TEXT("volume-loop");
  output->version = HF_TEXT("1.0.0");
  output->kind = HF_TEXT("volume");
  output->abi = HF_TEXT("1.1");
  return HF_OK;
}

static void sweep(void) {
  Names names = {NULL, 0};
  if (list_names(&names) != HF_OK) return;
  for (size_t at = 0; at < names.count; at++) {
    if (starts_with(names.items[at], "t.")) drop(names.items[at]);
    // Fails, as it should, for a mount point in use.
    if (starts_with(names.items[at], "m.")) unlinkat(directory(), names.items[at].data, AT_REMOVEDIR);
  }
}

hf_status volume_probe(Probe *output) {
  output->health = HEALTH_UNAVAILABLE;
  output->has_reason = true;
  if (directory() < 0) {
    output->reason = HF_TEXT("There is no directory /volumes: grant one to the driver under that name.");
  } else if (run("loop-probe", "Looking for the kernel's loop devices", NULL, 0, NULL) != HF_OK) {
    output->reason = HF_TEXT("The kernel offers no loop devices (/dev/loop-control), or the executor does not have the rules of this driver.");
  } else {
    sweep();
    output->health = HEALTH_READY;
    output->has_reason = false;
  }
  return HF_OK;
}

static void describe_volume(hf_text name, hf_text file, int64_t size_bytes, Volume *output) {
  hf_text parts[] = {HF_TEXT(DIRECTORY "/"), file};
  output->name = name;
  output->size_bytes = size_bytes;
  output->has_location = true;
  output->location = hf_join(parts, 2);
}

static hf_status look(hf_text file, int64_t *size_bytes) {
  struct stat found;
  if (directory() < 0) return fail_without_directory();
  if (fstatat(directory(), file.data, &found, AT_SYMLINK_NOFOLLOW) != 0) {
    return errno == ENOENT ? hf_fail(HF_NOT_FOUND, "There is no volume of that name.") : fail_with("Looking at the volume's file");
  }
  if (!S_ISREG(found.st_mode)) return hf_fail(HF_FAILED, "What stands in the volume's place is not a plain file: remove it by hand.");
  *size_bytes = found.st_size;
  return HF_OK;
}

static hf_status require_blocks(int64_t size_bytes) {
  if (size_bytes % BLOCK_BYTES == 0 && size_bytes >= SIZE_BYTES_MIN) return HF_OK;
  return hf_fail(HF_INVALID_ARGUMENT, "An ext4 file system has at least 1 MiB here and is made of blocks: ask for a multiple of 4096 bytes.");
}

static hf_status allocate(hf_text image, int64_t size_bytes) {
  ExecParameter parameters[] = {text_value("image", image), number_value("size", size_bytes)};
  return run("loop-allocate", "Taking the room", parameters, 2, NULL);
}

hf_status volume_create_volume(const CreateVolume *input, Volume *output) {
  hf_text file;
  int64_t present = 0;
  hf_status status = image_of(input->name, &file);
  if (status == HF_OK) status = require_blocks(input->size_bytes);
  if (status != HF_OK) return status;
  status = look(file, &present);
  if (status == HF_OK) return hf_fail(HF_ALREADY_EXISTS, "There is a volume of that name.");
  if (status != HF_NOT_FOUND) return status;
  hf_text temporary = fresh_name("t.", "");
  ExecParameter parameters[] = {text_value("image", temporary)};
  status = allocate(temporary, input->size_bytes);
  if (status == HF_OK) status = run("loop-make", "Making the file system", parameters, 1, NULL);
  tell("The file gets its name.");
  if (is_planning()) return status;
  if (status == HF_OK) status = publish(temporary, file);
  else drop(temporary);
  if (status == HF_OK) describe_volume(input->name, file, input->size_bytes, output);
  return status;
}

hf_status volume_delete_volume(const VolumeName *input) {
  hf_text file;
  Mount mount;
  hf_status status = image_of(input->name, &file);
  if (status == HF_OK) status = find_mount(file, &mount);
  if (status == HF_OK && mount.is_mounted) return hf_fail(HF_BUSY, "The volume is mounted: take its export back first.");
  tell("The file is removed.");
  return status == HF_OK && !is_planning() ? remove_file(file) : status;
}

/** The file system was not touched: the room that was taken for it is given back. */
static void give_back(hf_text file, const Mount *mount, int64_t size_bytes) {
  int opened = openat(directory(), file.data, O_WRONLY | O_NOFOLLOW);
  bool cut = opened >= 0 && ftruncate(opened, size_bytes) == 0;
  if (opened >= 0) close(opened);
  // What is larger than its record says must be looked at.
  if (!cut) __builtin_trap();
  show_capacity(mount);
}

/** Grows the file, and the file system in it: where it is mounted while it is in use, otherwise after a check. */
static hf_status grow(hf_text file, const Mount *mount, int64_t size_bytes, int64_t present) {
  ExecParameter parameters[] = {text_value("image", file)};
  hf_status status = size_bytes > present ? allocate(file, size_bytes) : HF_OK;
  if (status != HF_OK) return status;
  if (mount->is_mounted) {
    status = grow_mounted(mount);
    if (status == HF_PERMISSION_DENIED) {
      give_back(file, mount, present);
      status = hf_fail(HF_PERMISSION_DENIED, "The kernel lets only CAP_SYS_RESOURCE grow a mounted file system, which the executor lacks here.");
    }
    return status;
  }
  status = run("loop-check", "Checking the file system", parameters, 1, NULL);
  return status == HF_OK ? run("loop-resize", "Growing the file system", parameters, 1, NULL) : status;
}

hf_status volume_extend_volume(const ExtendVolume *input, Volume *output) {
  hf_text file;
  Mount mount;
  int64_t present = 0;
  hf_status status = image_of(input->name, &file);
  if (status == HF_OK) status = look(file, &present);
  if (status != HF_OK) return status;
  if (input->size_bytes < present) return hf_fail(HF_INVALID_ARGUMENT, "A volume cannot shrink: ask for at least its present size.");
  status = require_blocks(input->size_bytes);
  if (status == HF_OK) status = find_mount(file, &mount);
  if (status == HF_OK) status = grow(file, &mount, input->size_bytes, present);
  if (status == HF_OK && !is_planning()) status = sync_file(file);
  if (status == HF_OK) describe_volume(input->name, file, input->size_bytes, output);
  return status;
}

hf_status volume_inspect_volume(const VolumeName *input, Volume *output) {
  hf_text file;
  Mount mount;
  int64_t size_bytes = 0;
  hf_status status = image_of(input->name, &file);
  if (status == HF_OK) status = look(file, &size_bytes);
  if (status == HF_OK) status = find_mount(file, &mount);
  if (status != HF_OK) return status;
  describe_volume(input->name, file, size_bytes, output);
  output->has_exports = true;
  if (!mount.is_mounted) return HF_OK;
  output->exports = (ExportArray){hf_alloc(sizeof(Export)), 1};
  describe_export(&mount, &output->exports.items[0]);
  return HF_OK;
}

hf_status volume_list_volumes(VolumeList *output) {
  Names names = {NULL, 0};
  hf_status status = list_names(&names);
  for (size_t at = 0; status == HF_OK && at < names.count; at++) {
    hf_text name;
    int64_t size_bytes = 0;
    if (!volume_of(names.items[at], &name) || look(names.items[at], &size_bytes) != HF_OK) continue;
    output->volumes.items = hf_grow(output->volumes.items, output->volumes.count, sizeof(Volume));
    describe_volume(name, names.items[at], size_bytes, &output->volumes.items[output->volumes.count++]);
  }
  return status;
}

hf_status volume_export_volume(const ExportVolume *input, Export *output) {
  hf_text file;
  Mount mount;
  int64_t size_bytes = 0;
  hf_status status = image_of(input->name, &file);
  if (status == HF_OK) status = look(file, &size_bytes);
  if (status != HF_OK) return status;
  if (input->way != EXPORT_WAY_PATH) return hf_fail(HF_UNSUPPORTED, "A file system is exported as path only.");
  status = find_mount(file, &mount);
  if (status == HF_OK && !mount.is_mounted) status = mount_volume(file, input->has_read_only && input->read_only, &mount);
  if (status == HF_OK && !is_planning()) describe_export(&mount, output);
  return status;
}

hf_status volume_unexport_volume(const ExportVolume *input) {
  hf_text file;
  Mount mount;
  hf_status status = image_of(input->name, &file);
  if (status == HF_OK && input->way == EXPORT_WAY_PATH) status = find_mount(file, &mount);
  if (status != HF_OK || input->way != EXPORT_WAY_PATH) return status;
  return unmount_volume(&mount);
}

hf_status volume_get_stats(Stats *output) {
  hf_text probe = fresh_name("t.", "");
  hf_text said = {NULL, 0};
  if (directory() < 0) return fail_without_directory();
  int made = openat(directory(), probe.data, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0600);
  if (made < 0) return hf_fail(HF_FAILED, "A file cannot be made in /volumes.");
  close(made);
  ExecParameter parameters[] = {text_value("file", probe)};
  hf_status status = run("loop-room", "Asking how much room there is", parameters, 1, &said);
  drop(probe);
  int64_t numbers[3] = {0, 0, 0};
  for (size_t at = 0, which = 0; status == HF_OK && at < said.length && which < 3; at++) {
    if (said.data[at] >= '0' && said.data[at] <= '9') numbers[which] = numbers[which] * 10 + (said.data[at] - '0');
    else which++;
  }
  output->total_bytes = numbers[0] * numbers[1];
  output->free_bytes = numbers[0] * numbers[2];
  return status;
}

hf_status volume_plan_change(const PlanChange *input, Plan *output) {
  Volume volume;
  Export way;
  ExportVolume exported = {.name = input->name, .way = input->way};
  hf_status status = hf_fail(HF_UNSUPPORTED, "This driver has no such function.");
  plan_into(output);
  if (input->change == CHANGE_FUNCTION_CREATE_VOLUME) {
    status = volume_create_volume(&(CreateVolume){input->name, input->size_bytes}, &volume);
  } else if (input->change == CHANGE_FUNCTION_DELETE_VOLUME) {
    status = volume_delete_volume(&(VolumeName){input->name});
  } else if (input->change == CHANGE_FUNCTION_EXTEND_VOLUME) {
    status = volume_extend_volume(&(ExtendVolume){input->name, input->size_bytes}, &volume);
  } else if (input->change == CHANGE_FUNCTION_EXPORT_VOLUME) {
    status = volume_export_volume(&exported, &way);
  } else if (input->change == CHANGE_FUNCTION_UNEXPORT_VOLUME) {
    status = volume_unexport_volume(&exported);
  }
  plan_into(NULL);
  return status;
}

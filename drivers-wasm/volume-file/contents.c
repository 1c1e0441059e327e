// What volumes hold: copied from file to file without filling holes, read and written in parts.
#include "contents.h"

#include "directory.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PART_BYTES 65536

static unsigned char part[PART_BYTES];

bool is_zero(const unsigned char *bytes, size_t length) {
  uint64_t words[8];
  size_t at = 0;
  // Much is read only to be found empty: eight words a step halve that, and their fuel.
  for (; at + sizeof words <= length; at += sizeof words) {
    memcpy(words, bytes + at, sizeof words);
    if ((words[0] | words[1] | words[2] | words[3] | words[4] | words[5] | words[6] | words[7]) != 0) return false;
  }
  for (; at < length; at++) {
    if (bytes[at] != 0) return false;
  }
  return true;
}

static hf_status write_all(int file, const unsigned char *bytes, size_t length, int64_t offset) {
  for (size_t done = 0; done < length;) {
    ssize_t written = pwrite(file, bytes + done, length - done, offset + (int64_t)done);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return fail_with("Writing to the volume's file", true);
    done += (size_t)written;
  }
  return HF_OK;
}

hf_status fill_file(int file, const void *with) {
  const Filling *filling = with;
  if (ftruncate(file, filling->size_bytes) != 0) return fail_with("Giving the volume's file its size", true);
  if (filling->source < 0) return HF_OK;
  for (int64_t offset = 0;;) {
    ssize_t got = pread(filling->source, part, PART_BYTES, offset);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return fail_with("Reading the file that is copied", true);
    if (got == 0) return HF_OK;
    // What is left out reads as zeros and takes no room.
    if (!is_zero(part, (size_t)got)) {
      hf_status status = write_all(file, part, (size_t)got, offset);
      if (status != HF_OK) return status;
    }
    offset += got;
  }
}

hf_status copy_file(int directory, hf_text from, hf_text file, int64_t size_bytes) {
  int source = openat(directory, from.data, O_RDONLY | O_NOFOLLOW);
  if (source < 0) return fail_with("Opening the file that is copied", true);
  Filling filling = {source, size_bytes};
  hf_status status = make(directory, file, fill_file, &filling);
  close(source);
  return status;
}

static hf_status open_volume(hf_text volume, int flags, int *opened, int64_t *size_bytes) {
  Place place;
  hf_status status = enter(volume, &place);
  if (status != HF_OK) return status;
  status = look(place.directory, place.file, size_bytes);
  if (status == HF_OK) {
    *opened = openat(place.directory, place.file.data, flags | O_NOFOLLOW);
    if (*opened < 0) status = fail_with("Opening the volume's file", true);
  }
  close(place.directory);
  return status;
}

hf_status volume_read_volume(const ReadVolume *input, VolumePart *output) {
  int opened = -1;
  int64_t size_bytes = 0;
  hf_status status = open_volume(input->name, O_RDONLY, &opened, &size_bytes);
  if (status != HF_OK) return status;
  unsigned char *bytes = hf_alloc((size_t)input->length);
  size_t used = 0;
  while (used < (size_t)input->length) {
    ssize_t got = pread(opened, bytes + used, (size_t)input->length - used, input->offset + (int64_t)used);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) status = fail_with("Reading the volume's file", true);
    if (got <= 0) break;
    used += (size_t)got;
  }
  close(opened);
  if (status != HF_OK) return status;
  output->has_zero_bytes = is_zero(bytes, used);
  output->has_data = !output->has_zero_bytes;
  if (output->has_zero_bytes) output->zero_bytes = (int32_t)used;
  else output->data = (hf_bytes){bytes, used};
  return HF_OK;
}

hf_status volume_write_volume(const WriteVolume *input) {
  int opened = -1;
  int64_t size_bytes = 0;
  hf_status status = open_volume(input->name, O_WRONLY, &opened, &size_bytes);
  if (status != HF_OK) return status;
  if (input->offset > size_bytes || (int64_t)input->data.length > size_bytes - input->offset) {
    status = hf_fail(HF_INVALID_ARGUMENT, "That is beyond the volume's end: extend it first.");
  } else {
    status = write_all(opened, input->data.data, input->data.length, input->offset);
    if (status == HF_OK && fsync(opened) != 0) status = fail_with("Writing the volume's file to the disk", true);
  }
  close(opened);
  return status;
}

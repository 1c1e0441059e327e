// What stands in the header of a qcow2 image: read, never written, which is qemu-img's.
#include "image.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define HEADER_BYTES 72
#define SNAPSHOT_BYTES 40
#define SNAPSHOTS_MAX 65536
#define NAME_BYTES_MAX 1024

const char image_ending[] = ".qcow2";

static uint64_t number(const unsigned char *at, size_t bytes) {
  uint64_t value = 0;
  for (size_t index = 0; index < bytes; index++) value = value << 8 | at[index];
  return value;
}

static bool read_at(int file, void *bytes, size_t length, uint64_t offset) {
  return pread(file, bytes, length, (off_t)offset) == (ssize_t)length;
}

static bool read_text(int file, size_t length, uint64_t offset, hf_text *text) {
  if (length == 0 || length > NAME_BYTES_MAX) return false;
  char *bytes = hf_alloc(length + 1);
  *text = (hf_text){bytes, length};
  return read_at(file, bytes, length, offset);
}

/** Each entry: 40 bytes, then so many more, then an id and a name; the next begins at a multiple of eight. */
static bool read_snapshots(int file, const unsigned char *header, Image *image) {
  uint64_t count = number(header + 60, 4);
  uint64_t at = number(header + 64, 8);
  if (count > SNAPSHOTS_MAX) return false;
  for (uint64_t index = 0; index < count; index++) {
    unsigned char entry[SNAPSHOT_BYTES];
    unsigned char extra[16];
    if (!read_at(file, entry, sizeof entry, at)) return false;
    uint64_t extra_bytes = number(entry + 36, 4);
    bool has_size = extra_bytes >= sizeof extra && read_at(file, extra, sizeof extra, at + SNAPSHOT_BYTES);
    uint64_t id_bytes = number(entry + 12, 2);
    uint64_t name_bytes = number(entry + 14, 2);
    Snapshot snapshot = {.size_bytes = has_size ? (int64_t)number(extra + 8, 8) : image->size_bytes};
    if (!read_text(file, name_bytes, at + SNAPSHOT_BYTES + extra_bytes + id_bytes, &snapshot.name)) return false;
    SnapshotArray *all = &image->snapshots;
    all->items = hf_grow(all->items, all->count, sizeof snapshot);
    all->items[all->count++] = snapshot;
    at += (SNAPSHOT_BYTES + extra_bytes + id_bytes + name_bytes + 7) & ~(uint64_t)7;
  }
  return true;
}

static bool read_header(int file, Image *image) {
  unsigned char header[HEADER_BYTES];
  if (!read_at(file, header, sizeof header, 0) || memcmp(header, "QFI\xfb", 4) != 0) return false;
  image->size_bytes = (int64_t)number(header + 24, 8);
  uint64_t backing_at = number(header + 8, 8);
  if (backing_at != 0 && !read_text(file, number(header + 16, 4), backing_at, &image->backing)) return false;
  return read_snapshots(file, header, image);
}

hf_status read_image(hf_text name, Image *image) {
  struct stat found;
  *image = (Image){.size_bytes = 0};
  if (directory() < 0) return fail_without_directory();
  if (fstatat(directory(), name.data, &found, AT_SYMLINK_NOFOLLOW) != 0) {
    return errno == ENOENT ? hf_fail(HF_NOT_FOUND, "There is no volume of that name.") : fail_with("Looking at an image");
  }
  int file = S_ISREG(found.st_mode) ? openat(directory(), name.data, O_RDONLY | O_NOFOLLOW) : -1;
  bool good = file >= 0 && read_header(file, image);
  if (file >= 0) close(file);
  return good ? HF_OK : hf_fail(HF_FAILED, "What stands in the volume's place is no sound qcow2 image: look at it by hand.");
}

static bool is_used(hf_text base, const Names *names) {
  for (size_t at = 0; at < names->count; at++) {
    Image image;
    if (!starts_with(names->items[at], "v.") && !starts_with(names->items[at], "b.")) continue;
    // One that cannot be read may lie on it.
    if (read_image(names->items[at], &image) != HF_OK || hf_equal(image.backing, base)) return true;
  }
  return false;
}

hf_status sweep(bool temporary_too) {
  for (bool again = true; again;) {
    Names names = {NULL, 0};
    hf_status status = list_names(&names);
    if (status != HF_OK) return status;
    again = false;
    for (size_t at = 0; at < names.count; at++) {
      if (temporary_too && starts_with(names.items[at], "t.")) drop(names.items[at]);
      if (!starts_with(names.items[at], "b.") || is_used(names.items[at], &names)) continue;
      status = remove_file(names.items[at]);
      if (status != HF_OK) return status;
      // What it lay on may be free now.
      again = true;
      break;
    }
  }
  return HF_OK;
}

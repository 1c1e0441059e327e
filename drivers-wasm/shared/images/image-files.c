// The granted directory: which file is what, and how files come and go there whole.
// For getentropy.
#define _GNU_SOURCE
#include "image-files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define NAME_BYTES_MAX 255
#define RANDOM_BYTES 8

static const char hex[] = "0123456789abcdef";
static const char *failure_message = "";

const char *last_failure(void) { return failure_message; }

static hf_status refuse(hf_status status, const char *message) {
  failure_message = message;
  return hf_fail(status, message);
}

int directory(void) {
  static int opened = -1;
  if (opened < 0) opened = open(DIRECTORY, O_RDONLY | O_DIRECTORY);
  return opened;
}

hf_status fail_without_directory(void) {
  return refuse(HF_NOT_READY, "There is no directory " DIRECTORY ": grant one to the driver under that name.");
}

hf_status fail_with(const char *doing) {
  hf_text parts[] = {hf_text_of(doing), HF_TEXT(" failed: "), hf_text_of(strerror(errno)), HF_TEXT(".")};
  const char *message = hf_join(parts, 4).data;
  if (errno == ENOSPC || errno == EDQUOT) return refuse(HF_RESOURCE_EXHAUSTED, message);
  if (errno == EACCES || errno == EPERM || errno == EROFS) return refuse(HF_PERMISSION_DENIED, message);
  return refuse(HF_FAILED, message);
}

static bool is_plain(char byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') || byte == '_' || byte == '-';
}

static int value_of(char digit) {
  const char *found = digit == 0 ? NULL : strchr(hex, digit);
  return found == NULL ? -1 : (int)(found - hex);
}

hf_status image_of(hf_text volume, hf_text *image) {
  size_t ending = strlen(image_ending);
  char *out = hf_alloc(volume.length * 3 + sizeof "v." + ending);
  size_t used = 2;
  memcpy(out, "v.", 2);
  for (size_t at = 0; at < volume.length; at++) {
    unsigned char byte = (unsigned char)volume.data[at];
    if (!is_plain((char)byte)) {
      out[used++] = '%';
      out[used++] = hex[byte >> 4];
    }
    out[used++] = is_plain((char)byte) ? (char)byte : hex[byte & 15];
  }
  memcpy(out + used, image_ending, ending + 1);
  *image = (hf_text){out, used + ending};
  if (image->length <= NAME_BYTES_MAX) return HF_OK;
  return refuse(HF_INVALID_ARGUMENT, "The name is too long for a file's: what is no letter, digit, _ or - counts three times.");
}

bool volume_of(hf_text image, hf_text *volume) {
  size_t ending = strlen(image_ending);
  if (!starts_with(image, "v.") || image.length <= 2 + ending) return false;
  size_t end = image.length - ending;
  if (memcmp(image.data + end, image_ending, ending) != 0) return false;
  char *out = hf_alloc(image.length);
  size_t used = 0;
  for (size_t at = 2; at < end; at++) {
    char byte = image.data[at];
    if (byte == '%') {
      if (end - at < 3) return false;
      int high = value_of(image.data[at + 1]);
      int low = value_of(image.data[at + 2]);
      if (high < 0 || low < 0) return false;
      byte = (char)(high << 4 | low);
      at += 2;
    }
    out[used++] = byte;
  }
  for (size_t at = 0; at < used;) {
    size_t length = hf_character_length(out + at, out + used);
    if (length == 0) return false;
    at += length;
  }
  *volume = (hf_text){out, used};
  hf_text again;
  return image_of(*volume, &again) == HF_OK && hf_equal(again, image);
}

static hf_text in_hex(const char *prefix, const unsigned char *bytes, const char *suffix) {
  char digits[RANDOM_BYTES * 2];
  for (size_t at = 0; at < RANDOM_BYTES; at++) {
    digits[at * 2] = hex[bytes[at] >> 4];
    digits[at * 2 + 1] = hex[bytes[at] & 15];
  }
  hf_text parts[] = {hf_text_of(prefix), {digits, sizeof digits}, hf_text_of(suffix)};
  return hf_join(parts, 3);
}

hf_text fresh_name(const char *prefix, const char *suffix) {
  unsigned char random[RANDOM_BYTES];
  if (getentropy(random, sizeof random) != 0) __builtin_trap();
  return in_hex(prefix, random, suffix);
}

hf_text short_name(const char *prefix, hf_text image) {
  // FNV-1a.
  uint64_t hash = 14695981039346656037u;
  for (size_t at = 0; at < image.length; at++) hash = (hash ^ (unsigned char)image.data[at]) * 1099511628211u;
  unsigned char bytes[RANDOM_BYTES];
  for (size_t at = 0; at < RANDOM_BYTES; at++) bytes[at] = (unsigned char)(hash >> (at * 8));
  return in_hex(prefix, bytes, "");
}

bool starts_with(hf_text name, const char *prefix) {
  size_t length = strlen(prefix);
  return name.length >= length && memcmp(name.data, prefix, length) == 0;
}

hf_status list_names(Names *names) {
  int own = directory() < 0 ? -1 : openat(directory(), ".", O_RDONLY | O_DIRECTORY);
  if (own < 0) return fail_without_directory();
  DIR *entries = fdopendir(own);
  if (entries == NULL) return fail_with("Reading the directory");
  errno = 0;
  for (struct dirent *entry = readdir(entries); entry != NULL; entry = readdir(entries)) {
    hf_text name = hf_text_of(entry->d_name);
    names->items = hf_grow(names->items, names->count, sizeof(hf_text));
    names->items[names->count++] = hf_join(&name, 1);
  }
  hf_status status = errno == 0 ? HF_OK : fail_with("Reading the directory");
  closedir(entries);
  return status;
}

static bool sync_directory(void) {
  return fsync(directory()) == 0 || errno == EINVAL || errno == ENOTSUP || errno == EBADF || errno == ENOTCAPABLE;
}

hf_status sync_file(hf_text name) {
  int opened = openat(directory(), name.data, O_WRONLY | O_NOFOLLOW);
  if (opened < 0) return fail_with("Opening an image");
  hf_status status = fsync(opened) == 0 ? HF_OK : fail_with("Writing an image to the disk");
  close(opened);
  return status;
}

hf_status publish(hf_text temporary, hf_text name) {
  hf_status status = sync_file(temporary);
  if (status == HF_OK && linkat(directory(), temporary.data, directory(), name.data, 0) != 0) {
    status = errno == EEXIST ? refuse(HF_ALREADY_EXISTS, "There is a volume of that name.") : fail_with("Naming an image");
  }
  drop(temporary);
  if (status != HF_OK || sync_directory()) return status;
  status = fail_with("Writing the directory to the disk");
  // A refusal would promise that nothing is left. Where that cannot be made true an accident makes the host look.
  if (unlinkat(directory(), name.data, 0) != 0 && errno != ENOENT) __builtin_trap();
  return status;
}

hf_status remove_file(hf_text name) {
  if (unlinkat(directory(), name.data, 0) != 0) return errno == ENOENT ? HF_OK : fail_with("Removing an image");
  return sync_directory() ? HF_OK : refuse(HF_FAILED, "The image is removed, but the directory could not be written to the disk.");
}

void drop(hf_text name) { unlinkat(directory(), name.data, 0); }

// The granted directory: opening, listing and checking it, and what its errors mean to a caller.
// For getentropy.
#define _GNU_SOURCE
#include "directory.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

// A volume's file never begins with a point, so these are never listed and never in a volume's way.
#define TEMPORARY ".holdfast-"
#define RANDOM_BYTES 8

int open_directory(void) { return open(DIRECTORY, O_RDONLY | O_DIRECTORY); }

/** A copy that lasts as long as the call. */
static hf_text keep(const char *string) {
  hf_text part = hf_text_of(string);
  return hf_join(&part, 1);
}

static const char *explain(const char *doing) {
  hf_text parts[] = {hf_text_of(doing), HF_TEXT(" failed: "), hf_text_of(strerror(errno)), HF_TEXT(".")};
  return hf_join(parts, 4).data;
}

hf_status fail_without_directory(void) {
  if (errno == EACCES || errno == EPERM) return hf_fail(HF_PERMISSION_DENIED, explain("Opening " DIRECTORY));
  return hf_fail(HF_NOT_READY, "There is no directory " DIRECTORY ": grant one to the driver under that name.");
}

hf_status fail_with(const char *doing, bool can_exhaust) {
  const char *message = explain(doing);
  switch (errno) {
    case EACCES:
    case EPERM:
    case EROFS:
    case ENOTCAPABLE:
      return hf_fail(HF_PERMISSION_DENIED, message);
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
    case EMFILE:
    case ENFILE:
    case ENOMEM:
      return hf_fail(can_exhaust ? HF_RESOURCE_EXHAUSTED : HF_FAILED, message);
    default:
      return hf_fail(HF_FAILED, message);
  }
}

bool sync_directory(int directory) {
  return fsync(directory) == 0 || errno == EINVAL || errno == ENOTSUP || errno == EBADF || errno == ENOTCAPABLE;
}

hf_text temporary_name(void) {
  unsigned char random[RANDOM_BYTES];
  if (getentropy(random, sizeof random) != 0) __builtin_trap();
  char *name = hf_alloc(sizeof TEMPORARY + RANDOM_BYTES * 2);
  size_t used = sizeof TEMPORARY - 1;
  memcpy(name, TEMPORARY, used);
  for (size_t at = 0; at < sizeof random; at++) {
    name[used++] = "0123456789abcdef"[random[at] >> 4];
    name[used++] = "0123456789abcdef"[random[at] & 15];
  }
  return (hf_text){name, used};
}

/** The names that begin as `start` says: with `.holdfast-`, or not with a point at all. */
static hf_status collect(int directory, bool temporary, FileNames *files) {
  int own = openat(directory, ".", O_RDONLY | O_DIRECTORY);
  DIR *entries = own < 0 ? NULL : fdopendir(own);
  if (entries == NULL) {
    hf_status status = fail_with("Reading the directory", false);
    if (own >= 0) close(own);
    return status;
  }
  errno = 0;
  for (struct dirent *entry = readdir(entries); entry != NULL; entry = readdir(entries)) {
    bool is_temporary = strncmp(entry->d_name, TEMPORARY, sizeof TEMPORARY - 1) == 0;
    if (temporary ? !is_temporary : entry->d_name[0] == '.') continue;
    files->items = hf_grow(files->items, files->count, sizeof *files->items);
    files->items[files->count++] = keep(entry->d_name);
  }
  hf_status status = errno == 0 ? HF_OK : fail_with("Reading the directory", false);
  closedir(entries);
  return status;
}

hf_status list_files(int directory, FileNames *files) { return collect(directory, false, files); }

/** A file that is just being made by another instance may go too: that instance makes it again. */
static const char *sweep(int directory) {
  FileNames left = {NULL, 0};
  if (collect(directory, true, &left) != HF_OK) return explain("Reading " DIRECTORY);
  for (size_t at = 0; at < left.count; at++) unlinkat(directory, left.items[at].data, 0);
  hf_text name = temporary_name();
  int made = openat(directory, name.data, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0600);
  if (made < 0) return explain("Writing to " DIRECTORY);
  close(made);
  unlinkat(directory, name.data, 0);
  return NULL;
}

const char *check_directory(void) {
  int directory = open_directory();
  if (directory < 0) return explain("Opening " DIRECTORY);
  const char *problem = sweep(directory);
  close(directory);
  return problem;
}

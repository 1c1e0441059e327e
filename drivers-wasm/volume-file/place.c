// Where a volume's file is, what stands there, and how a new one gets there whole.
#include "place.h"

#include "directory.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

// A file under a temporary name can be swept away by another instance that starts; then it is made once more.
#define ATTEMPTS 3

hf_status enter(hf_text volume, Place *place) {
  place->file = file_name_of(volume);
  if (place->file.length > FILE_NAME_BYTES_MAX) {
    return hf_fail(HF_INVALID_ARGUMENT,
                   "The name is too long for a file: every byte that is not a letter, a digit, _ or - counts three times, and 255 "
                   "is the limit.");
  }
  place->directory = open_directory();
  return place->directory < 0 ? fail_without_directory() : HF_OK;
}

void describe_volume(hf_text name, hf_text file, int64_t size_bytes, Volume *output) {
  hf_text parts[] = {HF_TEXT(DIRECTORY "/"), file};
  output->name = name;
  output->size_bytes = size_bytes;
  output->has_location = true;
  output->location = hf_join(parts, 2);
}

hf_status look(int directory, hf_text file, int64_t *size_bytes) {
  struct stat found;
  if (fstatat(directory, file.data, &found, AT_SYMLINK_NOFOLLOW) != 0) {
    if (errno == ENOENT) return hf_fail(HF_NOT_FOUND, "There is no volume of that name.");
    return fail_with("Looking at the volume's file", false);
  }
  if (!S_ISREG(found.st_mode)) {
    return hf_fail(HF_FAILED, "What stands in the volume's place is not a plain file: remove it by hand.");
  }
  *size_bytes = found.st_size;
  return HF_OK;
}

/** A filled and synced file under a temporary name. HF_OK, or its failure with nothing left. */
static hf_status prepare(int directory, hf_text temporary, Filler fill, const void *with) {
  int made = openat(directory, temporary.data, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0600);
  if (made < 0) return errno == ENOENT ? fail_without_directory() : fail_with("Making a file", true);
  hf_status status = fill(made, with);
  if (status == HF_OK && fsync(made) != 0) status = fail_with("Writing the volume's file to the disk", true);
  close(made);
  if (status != HF_OK) unlinkat(directory, temporary.data, 0);
  return status;
}

hf_status make(int directory, hf_text file, Filler fill, const void *with) {
  for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
    hf_text temporary = temporary_name();
    hf_status status = prepare(directory, temporary, fill, with);
    if (status != HF_OK) return status;
    bool linked = linkat(directory, temporary.data, directory, file.data, 0) == 0;
    int error = errno;
    unlinkat(directory, temporary.data, 0);
    if (linked) {
      if (sync_directory(directory)) return HF_OK;
      error = errno;
      // A refusal would promise that nothing is left. Where that cannot be made true an accident makes the host look.
      if (unlinkat(directory, file.data, 0) != 0 && errno != ENOENT) __builtin_trap();
    }
    errno = error;
    if (errno == EEXIST) return hf_fail(HF_ALREADY_EXISTS, "There is a volume or a snapshot of that name.");
    if (errno != ENOENT) return fail_with("Making the volume's file", true);
  }
  return hf_fail(HF_FAILED, "The file was removed while it was made, three times: is another program cleaning the directory?");
}

hf_status replace(int directory, hf_text file, Filler fill, const void *with) {
  hf_text temporary = temporary_name();
  hf_status status = prepare(directory, temporary, fill, with);
  if (status != HF_OK) return status;
  if (renameat(directory, temporary.data, directory, file.data) != 0) {
    status = fail_with("Putting the file in the volume's place", true);
    unlinkat(directory, temporary.data, 0);
    return status;
  }
  return sync_directory(directory) ? HF_OK : hf_fail(HF_FAILED, "The directory could not be written to the disk.");
}

// A volume driver whose volumes are sparse files of exactly their size in the granted directory /volumes.
#define VOLUME_EXPORTS
#include "directory.h"
#include "file-name.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

// A file under a temporary name can be swept away by another instance that starts; then it is made once more.
#define ATTEMPTS 3

hf_status volume_describe(Description *output) {
  output->name = HF_TEXT("volume-file");
  output->version = HF_TEXT("1.0.0");
  output->kind = HF_TEXT("volume");
  output->abi = HF_TEXT("1.0");
  return HF_OK;
}

hf_status volume_probe(Probe *output) {
  const char *problem = check_directory();
  output->health = problem == NULL ? HEALTH_READY : HEALTH_UNAVAILABLE;
  output->has_reason = problem != NULL;
  if (problem != NULL) output->reason = hf_text_of(problem);
  return HF_OK;
}

/** Where a volume is, or would be. */
typedef struct {
  int directory;
  hf_text file;
} Place;

/** Opens the directory for a volume; after HF_OK it must be closed. */
static hf_status enter(hf_text volume, Place *place) {
  place->file = file_name_of(volume);
  if (place->file.length > FILE_NAME_BYTES_MAX) {
    return hf_fail(HF_INVALID_ARGUMENT,
                   "The name is too long for a file: every byte that is not a letter, a digit, _ or - counts three times, and 255 "
                   "is the limit.");
  }
  place->directory = open_directory();
  return place->directory < 0 ? fail_without_directory() : HF_OK;
}

static void describe_volume(hf_text name, hf_text file, int64_t size_bytes, Volume *output) {
  hf_text parts[] = {HF_TEXT(DIRECTORY "/"), file};
  output->name = name;
  output->size_bytes = size_bytes;
  output->has_location = true;
  output->location = hf_join(parts, 2);
}

/** Looks what is there under a file's name; HF_NOT_FOUND when nothing is, HF_FAILED when it is no plain file. */
static hf_status look(int directory, hf_text file, int64_t *size_bytes) {
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

/** Makes the file under a temporary name and links it to its own, so that it appears whole or not at all. */
static hf_status make(int directory, hf_text file, int64_t size_bytes) {
  for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
    hf_text temporary = temporary_name();
    int made = openat(directory, temporary.data, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0600);
    if (made < 0) return errno == ENOENT ? fail_without_directory() : fail_with("Making a file", true);
    bool linked = ftruncate(made, size_bytes) == 0 && fsync(made) == 0 &&
                  linkat(directory, temporary.data, directory, file.data, 0) == 0;
    int error = errno;
    close(made);
    unlinkat(directory, temporary.data, 0);
    if (linked) {
      if (sync_directory(directory)) return HF_OK;
      error = errno;
      // A refusal would promise that nothing is left. Where that cannot be made true an accident makes the host look.
      if (unlinkat(directory, file.data, 0) != 0 && errno != ENOENT) __builtin_trap();
    }
    errno = error;
    if (errno == EEXIST) return hf_fail(HF_ALREADY_EXISTS, "There is a volume of that name.");
    if (errno != ENOENT) return fail_with("Making the volume's file", true);
  }
  return hf_fail(HF_FAILED, "The file was removed while it was made, three times: is another program cleaning the directory?");
}

hf_status volume_create_volume(const CreateVolume *input, Volume *output) {
  Place place;
  int64_t present = 0;
  hf_status status = enter(input->name, &place);
  if (status != HF_OK) return status;
  status = look(place.directory, place.file, &present);
  if (status == HF_OK) status = hf_fail(HF_ALREADY_EXISTS, "There is a volume of that name.");
  else if (status == HF_NOT_FOUND) status = make(place.directory, place.file, input->size_bytes);
  close(place.directory);
  if (status == HF_OK) describe_volume(input->name, place.file, input->size_bytes, output);
  return status;
}

hf_status volume_delete_volume(const VolumeName *input) {
  Place place;
  int64_t present = 0;
  hf_status status = enter(input->name, &place);
  if (status != HF_OK) return status;
  status = look(place.directory, place.file, &present);
  if (status == HF_OK && unlinkat(place.directory, place.file.data, 0) != 0 && errno != ENOENT) {
    status = fail_with("Removing the volume's file", false);
  } else if (status == HF_OK && !sync_directory(place.directory)) {
    status = hf_fail(HF_FAILED, "The volume's file is removed, but the directory could not be written to the disk.");
  }
  close(place.directory);
  return status == HF_NOT_FOUND ? HF_OK : status;
}

/** Grows an open file, or leaves it as it is. */
static hf_status grow(int opened, int64_t size_bytes) {
  struct stat present;
  if (fstat(opened, &present) != 0) return fail_with("Looking at the volume's file", true);
  if (size_bytes < present.st_size) {
    return hf_fail(HF_INVALID_ARGUMENT, "A volume cannot shrink: ask for at least its present size.");
  }
  if (size_bytes == present.st_size) return HF_OK;
  if (ftruncate(opened, size_bytes) != 0) return fail_with("Growing the volume's file", true);
  // It is longer already: only `failed` tells the host to look.
  return fsync(opened) == 0 ? HF_OK : hf_fail(HF_FAILED, "The volume's file grew, but could not be written to the disk.");
}

hf_status volume_extend_volume(const ExtendVolume *input, Volume *output) {
  Place place;
  int64_t present = 0;
  hf_status status = enter(input->name, &place);
  if (status != HF_OK) return status;
  status = look(place.directory, place.file, &present);
  if (status == HF_OK) {
    int opened = openat(place.directory, place.file.data, O_WRONLY | O_NOFOLLOW);
    status = opened < 0 ? fail_with("Opening the volume's file", true) : grow(opened, input->size_bytes);
    if (opened >= 0) close(opened);
  }
  close(place.directory);
  if (status == HF_OK) describe_volume(input->name, place.file, input->size_bytes, output);
  return status;
}

hf_status volume_inspect_volume(const VolumeName *input, Volume *output) {
  Place place;
  int64_t present = 0;
  hf_status status = enter(input->name, &place);
  if (status != HF_OK) return status;
  status = look(place.directory, place.file, &present);
  close(place.directory);
  if (status == HF_OK) describe_volume(input->name, place.file, present, output);
  return status;
}

hf_status volume_list_volumes(VolumeList *output) {
  int directory = open_directory();
  if (directory < 0) return fail_without_directory();
  FileNames files = {NULL, 0};
  hf_status status = list_files(directory, &files);
  for (size_t at = 0; status == HF_OK && at < files.count; at++) {
    hf_text name;
    int64_t present = 0;
    if (!volume_name_of(files.items[at], &name) || look(directory, files.items[at], &present) != HF_OK) continue;
    output->volumes.items = hf_grow(output->volumes.items, output->volumes.count, sizeof(Volume));
    describe_volume(name, files.items[at], present, &output->volumes.items[output->volumes.count++]);
  }
  close(directory);
  return status;
}

// A volume driver whose volumes are sparse files of exactly their size in the granted directory /volumes.
#define VOLUME_EXPORTS
#define VOLUME_OFFERS_CLONE_VOLUME
#define VOLUME_OFFERS_CREATE_SNAPSHOT
#define VOLUME_OFFERS_DELETE_SNAPSHOT
#define VOLUME_OFFERS_RESTORE_SNAPSHOT
#define VOLUME_OFFERS_READ_VOLUME
#define VOLUME_OFFERS_WRITE_VOLUME
#define VOLUME_OFFERS_PLAN_CHANGE
#include "contents.h"
#include "directory.h"
#include "snapshots.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

hf_status volume_describe(Description *output) {
  output->name = HF_TEXT("volume-file");
  output->version = HF_TEXT("1.2.0");
  output->kind = HF_TEXT("volume");
  output->abi = HF_TEXT("1.1");
  return HF_OK;
}

hf_status volume_probe(Probe *output) {
  const char *problem = check_directory();
  if (problem == NULL) sweep_snapshots();
  output->health = problem == NULL ? HEALTH_READY : HEALTH_UNAVAILABLE;
  output->has_reason = problem != NULL;
  if (problem != NULL) output->reason = hf_text_of(problem);
  return HF_OK;
}

hf_status volume_create_volume(const CreateVolume *input, Volume *output) {
  Place place;
  int64_t present = 0;
  hf_status status = enter(input->name, &place);
  if (status != HF_OK) return status;
  status = look(place.directory, place.file, &present);
  if (status == HF_OK) status = hf_fail(HF_ALREADY_EXISTS, "There is a volume of that name.");
  else if (status == HF_NOT_FOUND) {
    // A volume that was deleted half-way may have left snapshots, which are not the new one's.
    Filling zeros = {-1, input->size_bytes};
    status = remove_snapshots(place.directory, place.file);
    if (status == HF_OK) status = make(place.directory, place.file, fill_file, &zeros);
  }
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
  if (status == HF_OK || status == HF_NOT_FOUND) status = remove_snapshots(place.directory, place.file);
  close(place.directory);
  return status;
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
  if (status == HF_OK) status = list_snapshots(place.directory, place.file, output);
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

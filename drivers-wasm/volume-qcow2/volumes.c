// Volumes as images: made, grown and deleted; what is finished gets its name in one step.
#include "volumes.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#define SECTOR_BYTES 512

void describe_volume(hf_text name, hf_text file, int64_t size_bytes, Volume *output) {
  hf_text parts[] = {HF_TEXT(DIRECTORY "/"), file};
  output->name = name;
  output->size_bytes = size_bytes;
  output->has_location = true;
  output->location = hf_join(parts, 2);
}

hf_status find_volume(hf_text name, hf_text *file, Image *image) {
  hf_status status = image_of(name, file);
  return status == HF_OK ? read_image(*file, image) : status;
}

hf_status make_empty(hf_text name) {
  if (directory() < 0) return fail_without_directory();
  int made = openat(directory(), name.data, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0600);
  if (made < 0) return fail_with("Making a file");
  close(made);
  return HF_OK;
}

static hf_status require_absent(hf_text file) {
  Image image;
  hf_status status = read_image(file, &image);
  if (status == HF_OK) return hf_fail(HF_ALREADY_EXISTS, "There is a volume of that name.");
  return status == HF_NOT_FOUND ? HF_OK : status;
}

static hf_status require_sectors(int64_t size_bytes) {
  if (size_bytes % SECTOR_BYTES == 0) return HF_OK;
  return hf_fail(HF_INVALID_ARGUMENT, "A qcow2 image is made of sectors: ask for a size that is a multiple of 512 bytes.");
}

hf_status volume_create_volume(const CreateVolume *input, Volume *output) {
  hf_text file;
  hf_status status = image_of(input->name, &file);
  if (status == HF_OK) status = require_sectors(input->size_bytes);
  if (status == HF_OK) status = require_absent(file);
  if (status != HF_OK) return status;
  hf_text temporary = fresh_name("t.", "");
  ExecParameter parameters[] = {text_value("image", temporary), number_value("size", input->size_bytes)};
  status = run("qcow2-create", "Making the image", parameters, 2, NULL);
  if (is_planning()) {
    tell("The image gets its name.");
    return status;
  }
  if (status == HF_OK) status = publish(temporary, file);
  else drop(temporary);
  if (status == HF_OK) describe_volume(input->name, file, input->size_bytes, output);
  return status;
}

hf_status volume_delete_volume(const VolumeName *input) {
  hf_text file;
  Image image;
  hf_status status = image_of(input->name, &file);
  if (status == HF_OK) status = require_idle(file);
  if (status != HF_OK) return status;
  status = read_image(file, &image);
  if (status == HF_NOT_FOUND) return HF_OK;
  if (is_planning()) {
    tell("The image is removed, and what only it needed.");
    return status;
  }
  // An image that is damaged may go too.
  if (status != HF_OK && status != HF_FAILED) return status;
  status = remove_file(file);
  return status == HF_OK ? sweep(false) : status;
}

hf_status volume_extend_volume(const ExtendVolume *input, Volume *output) {
  hf_text file;
  Image image;
  hf_status status = find_volume(input->name, &file, &image);
  if (status != HF_OK) return status;
  if (input->size_bytes < image.size_bytes) {
    return hf_fail(HF_INVALID_ARGUMENT, "A volume cannot shrink: ask for at least its present size.");
  }
  status = require_sectors(input->size_bytes);
  if (status == HF_OK && input->size_bytes > image.size_bytes) status = require_idle(file);
  if (status == HF_OK && input->size_bytes > image.size_bytes) {
    ExecParameter parameters[] = {text_value("image", file), number_value("size", input->size_bytes)};
    status = run("qcow2-resize", "Growing the image", parameters, 2, NULL);
    if (status == HF_OK && !is_planning()) status = sync_file(file);
  }
  if (status == HF_OK) describe_volume(input->name, file, input->size_bytes, output);
  return status;
}

hf_status plan(const PlanChange *input) {
  Volume volume = {.size_bytes = 0};
  Snapshot snapshot;
  Export way;
  SnapshotName named = {input->name, input->snapshot};
  ExportVolume exported = {.name = input->name, .way = input->way};
  switch (input->change) {
    case CHANGE_FUNCTION_CREATE_VOLUME:
      return volume_create_volume(&(CreateVolume){input->name, input->size_bytes}, &volume);
    case CHANGE_FUNCTION_DELETE_VOLUME:
      return volume_delete_volume(&(VolumeName){input->name});
    case CHANGE_FUNCTION_EXTEND_VOLUME:
      return volume_extend_volume(&(ExtendVolume){input->name, input->size_bytes}, &volume);
    case CHANGE_FUNCTION_CLONE_VOLUME:
      return volume_clone_volume(&(CloneVolume){input->name, input->source, input->has_snapshot, input->snapshot,
                                                input->has_size_bytes, input->size_bytes},
                                 &volume);
    case CHANGE_FUNCTION_CREATE_SNAPSHOT:
      return volume_create_snapshot(&named, &snapshot);
    case CHANGE_FUNCTION_DELETE_SNAPSHOT:
      return volume_delete_snapshot(&named);
    case CHANGE_FUNCTION_RESTORE_SNAPSHOT:
      return volume_restore_snapshot(&named, &volume);
    case CHANGE_FUNCTION_EXPORT_VOLUME:
      return volume_export_volume(&exported, &way);
    default:
      return volume_unexport_volume(&exported);
  }
}

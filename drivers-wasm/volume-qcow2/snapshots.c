// Snapshots inside of images, and clones: overlays on a common image that nobody writes to, or copies where snapshots are in the way.
#include "volumes.h"

#include <errno.h>
#include <unistd.h>

static const Snapshot *find_snapshot(const Image *image, hf_text name) {
  for (size_t at = 0; at < image->snapshots.count; at++) {
    if (hf_equal(image->snapshots.items[at].name, name)) return &image->snapshots.items[at];
  }
  return NULL;
}

static hf_status change_snapshot(const char *rule, const char *what, hf_text file, hf_text name) {
  ExecParameter parameters[] = {text_value("image", file), text_value("snapshot", name)};
  hf_status status = run(rule, what, parameters, 2, NULL);
  return status == HF_OK && !is_planning() ? sync_file(file) : status;
}

hf_status volume_create_snapshot(const SnapshotName *input, Snapshot *output) {
  hf_text file;
  Image image;
  hf_status status = find_volume(input->volume, &file, &image);
  if (status == HF_OK) status = require_idle(file);
  if (status != HF_OK) return status;
  if (find_snapshot(&image, input->name)) return hf_fail(HF_ALREADY_EXISTS, "The volume has a snapshot of that name.");
  *output = (Snapshot){.name = input->name, .size_bytes = image.size_bytes};
  return change_snapshot("qcow2-snapshot-create", "Making the snapshot", file, input->name);
}

hf_status volume_delete_snapshot(const SnapshotName *input) {
  hf_text file;
  Image image;
  hf_status status = find_volume(input->volume, &file, &image);
  if (status == HF_NOT_FOUND) return HF_OK;
  if (status == HF_OK && !find_snapshot(&image, input->name)) return HF_OK;
  if (status == HF_OK) status = require_idle(file);
  return status == HF_OK ? change_snapshot("qcow2-snapshot-delete", "Deleting the snapshot", file, input->name) : status;
}

hf_status volume_restore_snapshot(const SnapshotName *input, Volume *output) {
  hf_text file;
  Image image;
  hf_status status = find_volume(input->volume, &file, &image);
  if (status == HF_OK && !find_snapshot(&image, input->name)) {
    return hf_fail(HF_NOT_FOUND, "The volume has no snapshot of that name.");
  }
  if (status == HF_OK) status = require_idle(file);
  if (status == HF_OK) status = change_snapshot("qcow2-snapshot-apply", "Restoring the snapshot", file, input->name);
  if (status == HF_OK) status = read_image(file, &image);
  if (status == HF_OK) describe_volume(input->volume, file, image.size_bytes, output);
  return status;
}

static hf_status overlay(hf_text image, hf_text base) {
  ExecParameter parameters[] = {text_value("image", image), text_value("backing", base)};
  return run("qcow2-overlay", "Making an image that lies on another", parameters, 2, NULL);
}

static hf_status resize(hf_text image, int64_t size_bytes) {
  ExecParameter parameters[] = {text_value("image", image), number_value("size", size_bytes)};
  return run("qcow2-resize", "Growing the clone", parameters, 2, NULL);
}

/** What the source holds becomes common: source and clone are new, empty images that lie on it. */
static hf_status share(hf_text source, hf_text clone, int64_t grow_to) {
  hf_text base = fresh_name("b.", ".qcow2");
  hf_text over_source = fresh_name("t.", "");
  hf_text over_clone = fresh_name("t.", "");
  tell("What the source holds gets a name of its own.");
  if (!is_planning() && linkat(directory(), source.data, directory(), base.data, 0) != 0) return fail_with("Naming an image");
  // In a plan that name is not there, and the commands take the source in its place.
  hf_status status = overlay(over_source, base);
  if (status == HF_OK) status = overlay(over_clone, base);
  if (status == HF_OK && grow_to > 0) status = resize(over_clone, grow_to);
  tell("Both new images get their names.");
  if (is_planning()) return status;
  if (status == HF_OK) status = sync_file(over_source);
  // From here on the source lies on what it held before, which changes nothing for who reads it.
  if (status == HF_OK && renameat(directory(), over_source.data, directory(), source.data) != 0) {
    status = fail_with("Putting the new image in the source's place");
  }
  if (status == HF_OK) return publish(over_clone, clone);
  drop(over_source);
  drop(over_clone);
  drop(base);
  return status;
}

/** A whole copy, of what the image holds or of a snapshot in it. */
static hf_status copy(hf_text source, hf_text clone, const CloneVolume *input, int64_t grow_to) {
  hf_text temporary = fresh_name("t.", "");
  ExecParameter parameters[] = {text_value("image", source), text_value("target", temporary),
                                text_value("snapshot", input->snapshot)};
  hf_status status = run("qcow2-copy", "Copying the image", parameters, input->has_snapshot ? 3 : 2, NULL);
  if (status == HF_OK && grow_to > 0) status = resize(temporary, grow_to);
  tell("The copy gets its name.");
  if (is_planning()) return status;
  if (status == HF_OK) return publish(temporary, clone);
  drop(temporary);
  return status;
}

hf_status volume_clone_volume(const CloneVolume *input, Volume *output) {
  hf_text file;
  hf_text clone;
  Image image;
  Image present;
  hf_status status = find_volume(input->source, &file, &image);
  if (status == HF_OK) status = require_idle(file);
  if (status != HF_OK) return status;
  status = find_volume(input->name, &clone, &present);
  if (status == HF_OK) return hf_fail(HF_ALREADY_EXISTS, "There is a volume of that name.");
  if (status != HF_NOT_FOUND) return status;
  const Snapshot *snapshot = input->has_snapshot ? find_snapshot(&image, input->snapshot) : NULL;
  if (input->has_snapshot && snapshot == NULL) return hf_fail(HF_NOT_FOUND, "The source has no snapshot of that name.");
  int64_t size_bytes = snapshot == NULL ? image.size_bytes : snapshot->size_bytes;
  int64_t wanted = input->has_size_bytes ? input->size_bytes : size_bytes;
  if (wanted < size_bytes || wanted % 512 != 0) {
    return hf_fail(HF_INVALID_ARGUMENT, "A clone is at least as large as its source, and a multiple of 512 bytes.");
  }
  int64_t grow_to = wanted > size_bytes ? wanted : 0;
  bool whole = snapshot != NULL || image.snapshots.count > 0;
  status = whole ? copy(file, clone, input, grow_to) : share(file, clone, grow_to);
  if (status == HF_OK) describe_volume(input->name, clone, wanted, output);
  return status;
}

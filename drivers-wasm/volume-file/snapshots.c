// Snapshots and clones: whole copies of a volume's file; a snapshot's stands beside it as VOLUME@SNAPSHOT.
#include "snapshots.h"

#include "contents.h"
#include "directory.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

// No volume's file has it in its name, so a snapshot is never taken for one.
#define MARK '@'

static bool is_name(hf_text name) {
  for (size_t at = 0; at < name.length; at++) {
    char byte = name.data[at];
    bool plain = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9');
    if (!plain && byte != '_' && byte != '-') return false;
  }
  return name.length > 0;
}

hf_status name_snapshot(hf_text file, hf_text snapshot, hf_text *name) {
  if (!is_name(snapshot)) return hf_fail(HF_INVALID_ARGUMENT, "A snapshot's name is made of letters, digits, _ and -.");
  hf_text parts[] = {file, HF_TEXT("@"), snapshot};
  *name = hf_join(parts, 3);
  if (name->length <= FILE_NAME_BYTES_MAX) return HF_OK;
  return hf_fail(HF_INVALID_ARGUMENT, "The volume's and the snapshot's name together are too long for a file's.");
}

/** The snapshot's name behind a file's; false when the file is none of this volume's. */
static bool snapshot_of(hf_text name, hf_text file, hf_text *snapshot) {
  if (name.length <= file.length + 1 || name.data[file.length] != MARK) return false;
  if (memcmp(name.data, file.data, file.length) != 0) return false;
  *snapshot = (hf_text){name.data + file.length + 1, name.length - file.length - 1};
  return is_name(*snapshot);
}

hf_status list_snapshots(int directory, hf_text file, Volume *output) {
  FileNames files = {NULL, 0};
  hf_status status = list_files(directory, &files);
  if (status != HF_OK) return status;
  output->has_snapshots = true;
  for (size_t at = 0; at < files.count; at++) {
    hf_text name;
    int64_t size_bytes = 0;
    if (!snapshot_of(files.items[at], file, &name) || look(directory, files.items[at], &size_bytes) != HF_OK) continue;
    SnapshotArray *all = &output->snapshots;
    all->items = hf_grow(all->items, all->count, sizeof(Snapshot));
    all->items[all->count++] = (Snapshot){.name = name, .size_bytes = size_bytes};
  }
  return HF_OK;
}

hf_status remove_snapshots(int directory, hf_text file) {
  FileNames files = {NULL, 0};
  hf_status status = list_files(directory, &files);
  for (size_t at = 0; status == HF_OK && at < files.count; at++) {
    hf_text name;
    if (!snapshot_of(files.items[at], file, &name)) continue;
    if (unlinkat(directory, files.items[at].data, 0) != 0 && errno != ENOENT) {
      status = fail_with("Removing a snapshot's file", false);
    }
  }
  return status;
}

void sweep_snapshots(void) {
  FileNames files = {NULL, 0};
  int directory = open_directory();
  if (directory < 0) return;
  if (list_files(directory, &files) != HF_OK) files.count = 0;
  for (size_t at = 0; at < files.count; at++) {
    hf_text name = files.items[at];
    const char *mark = memchr(name.data, MARK, name.length);
    if (mark == NULL) continue;
    hf_text volume = {name.data, (size_t)(mark - name.data)};
    hf_text file = hf_join(&volume, 1);
    hf_text snapshot;
    int64_t size_bytes = 0;
    if (snapshot_of(name, file, &snapshot) && look(directory, file, &size_bytes) == HF_NOT_FOUND) {
      unlinkat(directory, name.data, 0);
    }
  }
  close(directory);
}

hf_status volume_create_snapshot(const SnapshotName *input, Snapshot *output) {
  Place place;
  hf_text name;
  hf_status status = enter(input->volume, &place);
  if (status != HF_OK) return status;
  status = name_snapshot(place.file, input->name, &name);
  if (status == HF_OK) status = look(place.directory, place.file, &output->size_bytes);
  if (status == HF_OK) status = copy_file(place.directory, place.file, name, output->size_bytes);
  close(place.directory);
  output->name = input->name;
  return status;
}

hf_status volume_delete_snapshot(const SnapshotName *input) {
  Place place;
  hf_text name;
  hf_status status = enter(input->volume, &place);
  if (status != HF_OK) return status;
  status = name_snapshot(place.file, input->name, &name);
  if (status == HF_OK && unlinkat(place.directory, name.data, 0) != 0 && errno != ENOENT) {
    status = fail_with("Removing the snapshot's file", false);
  } else if (status == HF_OK && !sync_directory(place.directory)) {
    status = hf_fail(HF_FAILED, "The snapshot's file is removed, but the directory could not be written to the disk.");
  }
  close(place.directory);
  return status;
}

/** Puts a copy of the snapshot in the volume's place. */
static hf_status restore(int directory, hf_text file, hf_text snapshot, int64_t size_bytes) {
  int source = openat(directory, snapshot.data, O_RDONLY | O_NOFOLLOW);
  if (source < 0) return fail_with("Opening the snapshot's file", true);
  Filling filling = {source, size_bytes};
  hf_status status = replace(directory, file, fill_file, &filling);
  close(source);
  return status;
}

hf_status volume_restore_snapshot(const SnapshotName *input, Volume *output) {
  Place place;
  hf_text name;
  int64_t present = 0;
  int64_t size_bytes = 0;
  hf_status status = enter(input->volume, &place);
  if (status != HF_OK) return status;
  status = name_snapshot(place.file, input->name, &name);
  if (status == HF_OK) status = look(place.directory, place.file, &present);
  if (status == HF_OK) {
    status = look(place.directory, name, &size_bytes);
    if (status == HF_NOT_FOUND) status = hf_fail(HF_NOT_FOUND, "The volume has no snapshot of that name.");
  }
  if (status == HF_OK) status = restore(place.directory, place.file, name, size_bytes);
  close(place.directory);
  if (status == HF_OK) describe_volume(input->volume, place.file, size_bytes, output);
  return status;
}

/** Finds what is copied, and how large it is. */
static hf_status find_source(int directory, const CloneVolume *input, hf_text *from, int64_t *size_bytes) {
  hf_text file = file_name_of(input->source);
  if (file.length > FILE_NAME_BYTES_MAX) return hf_fail(HF_NOT_FOUND, "There is no volume of the source's name.");
  hf_status status = look(directory, file, size_bytes);
  *from = file;
  if (status != HF_OK || !input->has_snapshot) return status;
  status = name_snapshot(file, input->snapshot, from);
  return status == HF_OK ? look(directory, *from, size_bytes) : status;
}

hf_status volume_clone_volume(const CloneVolume *input, Volume *output) {
  Place place;
  hf_text from;
  int64_t size_bytes = 0;
  int64_t present = 0;
  hf_status status = enter(input->name, &place);
  if (status != HF_OK) return status;
  if (look(place.directory, place.file, &present) == HF_OK) {
    status = hf_fail(HF_ALREADY_EXISTS, "There is a volume of that name.");
  } else {
    status = find_source(place.directory, input, &from, &size_bytes);
  }
  if (status == HF_OK && input->has_size_bytes && input->size_bytes < size_bytes) {
    status = hf_fail(HF_INVALID_ARGUMENT, "A clone cannot be smaller than its source.");
  }
  if (input->has_size_bytes) size_bytes = input->size_bytes;
  if (status == HF_OK) status = remove_snapshots(place.directory, place.file);
  if (status == HF_OK) status = copy_file(place.directory, from, place.file, size_bytes);
  close(place.directory);
  if (status == HF_OK) describe_volume(input->name, place.file, size_bytes, output);
  return status;
}

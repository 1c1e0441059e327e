// What a change would make, copy or remove: the files by name, after the looks at them that the change itself would begin with.
#include "directory.h"
#include "snapshots.h"

#include <unistd.h>

/** A step in words, of up to five parts. */
#define TELL(output, ...) tell(output, (hf_text[]){__VA_ARGS__}, sizeof((hf_text[]){__VA_ARGS__}) / sizeof(hf_text))

static void tell(Plan *output, const hf_text *parts, size_t count) {
  PlanStepArray *steps = &output->steps;
  steps->items = hf_grow(steps->items, steps->count, sizeof(PlanStep));
  steps->items[steps->count++] = (PlanStep){.what = hf_join(parts, count)};
}

static hf_text path_of(hf_text file) {
  hf_text parts[] = {HF_TEXT(DIRECTORY "/"), file};
  return hf_join(parts, 2);
}

static hf_text number_text(int64_t value) {
  char *digits = hf_alloc(24);
  return (hf_text){digits, hf_print_integer(value, digits)};
}

static hf_status require_absent(int directory, hf_text file) {
  int64_t present = 0;
  hf_status status = look(directory, file, &present);
  if (status == HF_NOT_FOUND) return HF_OK;
  return status == HF_OK ? hf_fail(HF_ALREADY_EXISTS, "There is a volume or a snapshot of that name.") : status;
}

static void tell_copy(Plan *output, hf_text from, hf_text to, int64_t size_bytes) {
  TELL(output, HF_TEXT("copies the file "), path_of(from), HF_TEXT(" to "), path_of(to), HF_TEXT(", without its holes, and gives it "),
       number_text(size_bytes), HF_TEXT(" bytes"));
}

static hf_status plan_create(const Place *place, const PlanChange *input, Plan *output) {
  hf_status status = require_absent(place->directory, place->file);
  if (status != HF_OK) return status;
  TELL(output, HF_TEXT("makes the sparse file "), path_of(place->file), HF_TEXT(" of "), number_text(input->size_bytes), HF_TEXT(" bytes"));
  return HF_OK;
}

static hf_status plan_delete(const Place *place, Plan *output) {
  int64_t present = 0;
  Volume volume = {0};
  hf_status status = look(place->directory, place->file, &present);
  if (status == HF_OK) TELL(output, HF_TEXT("removes the file "), path_of(place->file));
  if (status == HF_OK || status == HF_NOT_FOUND) status = list_snapshots(place->directory, place->file, &volume);
  for (size_t at = 0; status == HF_OK && at < volume.snapshots.count; at++) {
    TELL(output, HF_TEXT("removes the file "), path_of(place->file), HF_TEXT("@"), volume.snapshots.items[at].name);
  }
  return status;
}

static hf_status plan_extend(const Place *place, const PlanChange *input, Plan *output) {
  int64_t present = 0;
  hf_status status = look(place->directory, place->file, &present);
  if (status != HF_OK) return status;
  if (input->size_bytes < present) return hf_fail(HF_INVALID_ARGUMENT, "A volume cannot shrink: ask for at least its present size.");
  if (input->size_bytes == present) return HF_OK;
  TELL(output, HF_TEXT("grows the file "), path_of(place->file), HF_TEXT(" from "), number_text(present), HF_TEXT(" to "),
       number_text(input->size_bytes), HF_TEXT(" bytes"));
  return HF_OK;
}

static hf_status plan_clone(const Place *place, const PlanChange *input, Plan *output) {
  hf_text from = file_name_of(input->source);
  int64_t size_bytes = 0;
  hf_status status = input->has_snapshot ? name_snapshot(from, input->snapshot, &from) : HF_OK;
  if (status == HF_OK) status = look(place->directory, from, &size_bytes);
  if (status == HF_OK) status = require_absent(place->directory, place->file);
  if (status != HF_OK) return status;
  tell_copy(output, from, place->file, input->has_size_bytes ? input->size_bytes : size_bytes);
  return HF_OK;
}

static hf_status plan_snapshot(const Place *place, const PlanChange *input, Plan *output) {
  hf_text snapshot;
  int64_t size_bytes = 0;
  bool is_made = input->change == CHANGE_FUNCTION_CREATE_SNAPSHOT;
  bool is_removed = input->change == CHANGE_FUNCTION_DELETE_SNAPSHOT;
  hf_status status = name_snapshot(place->file, input->snapshot, &snapshot);
  if (status == HF_OK && !is_removed) status = look(place->directory, place->file, &size_bytes);
  if (status == HF_OK) status = is_made ? require_absent(place->directory, snapshot) : look(place->directory, snapshot, &size_bytes);
  if (is_removed && status == HF_NOT_FOUND) return HF_OK;
  if (status != HF_OK) return status;
  if (is_made) tell_copy(output, place->file, snapshot, size_bytes);
  else if (is_removed) TELL(output, HF_TEXT("removes the file "), path_of(snapshot));
  else {
    tell_copy(output, snapshot, place->file, size_bytes);
    TELL(output, HF_TEXT("what "), path_of(place->file), HF_TEXT(" holds now is lost"));
  }
  return HF_OK;
}

static hf_status plan(const Place *place, const PlanChange *input, Plan *output) {
  switch (input->change) {
    case CHANGE_FUNCTION_CREATE_VOLUME:
      return plan_create(place, input, output);
    case CHANGE_FUNCTION_DELETE_VOLUME:
      return plan_delete(place, output);
    case CHANGE_FUNCTION_EXTEND_VOLUME:
      return plan_extend(place, input, output);
    case CHANGE_FUNCTION_CLONE_VOLUME:
      return plan_clone(place, input, output);
    case CHANGE_FUNCTION_EXPORT_VOLUME:
    case CHANGE_FUNCTION_UNEXPORT_VOLUME:
      return hf_fail(HF_INVALID_ARGUMENT, "This driver exports nothing.");
    default:
      return plan_snapshot(place, input, output);
  }
}

hf_status volume_plan_change(const PlanChange *input, Plan *output) {
  Place place;
  hf_status status = enter(input->name, &place);
  if (status != HF_OK) return status;
  status = plan(&place, input, output);
  close(place.directory);
  return status;
}

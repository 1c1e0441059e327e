// A volume driver whose volumes are qcow2 images in the granted directory /volumes, made and changed by qemu-img.
#define VOLUME_EXPORTS
#define VOLUME_OFFERS_GET_STATS
#define VOLUME_OFFERS_CLONE_VOLUME
#define VOLUME_OFFERS_CREATE_SNAPSHOT
#define VOLUME_OFFERS_DELETE_SNAPSHOT
#define VOLUME_OFFERS_RESTORE_SNAPSHOT
#define VOLUME_OFFERS_EXPORT_VOLUME
#define VOLUME_OFFERS_UNEXPORT_VOLUME
#define VOLUME_OFFERS_READ_VOLUME
#define VOLUME_OFFERS_WRITE_VOLUME
#define VOLUME_OFFERS_PLAN_CHANGE
#include "volumes.h"

hf_status volume_describe(Description *output) {
  output->name = HF_TEXT("volume-qcow2");
  output->version = HF_TEXT("1.0.0");
  output->kind = HF_TEXT("volume");
  output->abi = HF_TEXT("1.1");
  return HF_OK;
}

hf_status volume_probe(Probe *output) {
  hf_text said = {NULL, 0};
  output->health = HEALTH_UNAVAILABLE;
  output->has_reason = true;
  if (directory() < 0) {
    output->reason = HF_TEXT("There is no directory /volumes: grant one to the driver under that name.");
  } else if (run("qcow2-version", "Asking qemu-img for its version", NULL, 0, &said) != HF_OK) {
    output->reason = HF_TEXT("qemu-img cannot be run: install qemu-utils, and give the rules of this driver to the executor.");
  } else if (sweep(true) != HF_OK) {
    output->reason = HF_TEXT("What is left of interrupted calls cannot be removed from /volumes.");
  } else {
    output->health = HEALTH_READY;
    output->has_reason = false;
  }
  return HF_OK;
}

hf_status volume_list_volumes(VolumeList *output) {
  Names names = {NULL, 0};
  hf_status status = list_names(&names);
  for (size_t at = 0; status == HF_OK && at < names.count; at++) {
    Image image;
    hf_text name;
    if (!volume_of(names.items[at], &name) || read_image(names.items[at], &image) != HF_OK) continue;
    output->volumes.items = hf_grow(output->volumes.items, output->volumes.count, sizeof(Volume));
    describe_volume(name, names.items[at], image.size_bytes, &output->volumes.items[output->volumes.count++]);
  }
  return status;
}

hf_status volume_inspect_volume(const VolumeName *input, Volume *output) {
  hf_text file;
  Image image;
  hf_status status = find_volume(input->name, &file, &image);
  if (status != HF_OK) return status;
  describe_volume(input->name, file, image.size_bytes, output);
  output->has_snapshots = true;
  output->snapshots = image.snapshots;
  return show_exports(file, output);
}

hf_status volume_get_stats(Stats *output) {
  hf_text probe = fresh_name("t.", "");
  hf_text said;
  hf_status status = make_empty(probe);
  if (status != HF_OK) return status;
  ExecParameter parameters[] = {text_value("file", probe)};
  status = run("qcow2-room", "Asking how much room there is", parameters, 1, &said);
  drop(probe);
  if (status != HF_OK) return status;
  int64_t numbers[3] = {0, 0, 0};
  size_t which = 0;
  for (size_t at = 0; at < said.length && which < 3; at++) {
    char byte = said.data[at];
    if (byte >= '0' && byte <= '9') numbers[which] = numbers[which] * 10 + (byte - '0');
    else which++;
  }
  output->total_bytes = numbers[0] * numbers[1];
  output->free_bytes = numbers[0] * numbers[2];
  return HF_OK;
}

hf_status volume_plan_change(const PlanChange *input, Plan *output) {
  plan_into(output);
  hf_status status = plan(input);
  plan_into(NULL);
  return status;
}

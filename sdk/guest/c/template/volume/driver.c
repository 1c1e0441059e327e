// The driver __NAME__: volumes that are numbers in memory, to be replaced by what really keeps them.
#define VOLUME_EXPORTS
#include "generated/volume.h"

#include <string.h>

#define VOLUMES_MAX 256
#define NAME_BYTES_MAX 255
#define SIZE_BYTES_MAX (INT64_C(1) << 40)

typedef struct {
  char name[NAME_BYTES_MAX + 1];
  size_t length;
  int64_t size_bytes;
} Entry;

// The first `count` are in use.
static Entry entries[VOLUMES_MAX];
static size_t count = 0;

static Entry *find(hf_text name) {
  for (size_t at = 0; at < count; at++) {
    if (hf_equal((hf_text){entries[at].name, entries[at].length}, name)) return &entries[at];
  }
  return NULL;
}

static void show(const Entry *entry, Volume *output) {
  output->name = (hf_text){entry->name, entry->length};
  output->size_bytes = entry->size_bytes;
}

/** Must say what manifest.json says. */
hf_status volume_describe(Description *output) {
  output->name = HF_TEXT("__NAME__");
  output->version = HF_TEXT("0.1.0");
  output->kind = HF_TEXT("volume");
  output->abi = HF_TEXT("1.0");
  return HF_OK;
}

/** Look whether you can work here, and say why not. */
hf_status volume_probe(Probe *output) {
  output->health = HEALTH_READY;
  return HF_OK;
}

hf_status volume_create_volume(const CreateVolume *input, Volume *output) {
  if (find(input->name) != NULL) return hf_fail(HF_ALREADY_EXISTS, "There is a volume of that name.");
  if (input->size_bytes > SIZE_BYTES_MAX) return hf_fail(HF_RESOURCE_EXHAUSTED, "A volume has at most 1 TiB.");
  if (count == VOLUMES_MAX) return hf_fail(HF_RESOURCE_EXHAUSTED, "There is no room for another volume.");
  Entry *entry = &entries[count++];
  memcpy(entry->name, input->name.data, input->name.length);
  entry->name[input->name.length] = 0;
  entry->length = input->name.length;
  entry->size_bytes = input->size_bytes;
  hf_log(HF_INFO, HF_TEXT("made a volume"));
  show(entry, output);
  return HF_OK;
}

hf_status volume_delete_volume(const VolumeName *input) {
  Entry *entry = find(input->name);
  if (entry != NULL) *entry = entries[--count];
  return HF_OK;
}

hf_status volume_extend_volume(const ExtendVolume *input, Volume *output) {
  Entry *entry = find(input->name);
  if (entry == NULL) return hf_fail(HF_NOT_FOUND, "There is no volume of that name.");
  if (input->size_bytes < entry->size_bytes) return hf_fail(HF_INVALID_ARGUMENT, "A volume cannot shrink.");
  if (input->size_bytes > SIZE_BYTES_MAX) return hf_fail(HF_RESOURCE_EXHAUSTED, "A volume has at most 1 TiB.");
  entry->size_bytes = input->size_bytes;
  show(entry, output);
  return HF_OK;
}

hf_status volume_inspect_volume(const VolumeName *input, Volume *output) {
  const Entry *entry = find(input->name);
  if (entry == NULL) return hf_fail(HF_NOT_FOUND, "There is no volume of that name.");
  show(entry, output);
  return HF_OK;
}

hf_status volume_list_volumes(VolumeList *output) {
  output->volumes.items = hf_alloc(count * sizeof(Volume));
  output->volumes.count = count;
  for (size_t at = 0; at < count; at++) show(&entries[at], &output->volumes.items[at]);
  return HF_OK;
}

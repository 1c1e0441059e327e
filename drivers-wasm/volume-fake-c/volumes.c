// volume-fake-c: a volume driver that keeps its volumes in the instance's memory; they are gone with the instance.
#define VOLUME_EXPORTS
#define VOLUME_OFFERS_GET_STATS
#include "generated/volume.h"

#include <stdlib.h>
#include <string.h>

#define TEBIBYTE (INT64_C(1) << 40)
#define DIGITS_MAX 15

typedef struct {
  char *name;
  size_t length;
  int64_t size_bytes;
} Held;

// In the order in which they were made; memory of the C library, since the kit's lasts for a call only.
static Held *held;
static size_t count;
static size_t room;
static int64_t used_bytes;

static int64_t capacity_bytes(void) {
  hf_text text;
  if (!hf_config(HF_TEXT("capacity_bytes"), &text) || text.length == 0 || text.length > DIGITS_MAX) return TEBIBYTE;
  int64_t value = 0;
  for (size_t at = 0; at < text.length; at++) {
    if (text.data[at] < '0' || text.data[at] > '9') return TEBIBYTE;
    value = value * 10 + (text.data[at] - '0');
  }
  return value;
}

/** Never below zero, also when the capacity was configured smaller than what is there. */
static int64_t free_bytes(void) {
  int64_t left = capacity_bytes() - used_bytes;
  return left > 0 ? left : 0;
}

static Held *find(hf_text name) {
  for (size_t at = 0; at < count; at++) {
    if (hf_equal((hf_text){held[at].name, held[at].length}, name)) return &held[at];
  }
  return NULL;
}

static hf_status show(const Held *one, Volume *output) {
  output->name = (hf_text){one->name, one->length};
  output->size_bytes = one->size_bytes;
  output->has_allocated_bytes = true;
  return HF_OK;
}

static hf_status absent(void) {
  return hf_fail(HF_NOT_FOUND, "There is no volume of that name in this instance's memory.");
}

static hf_status full(void) {
  return hf_fail(HF_RESOURCE_EXHAUSTED, "There is not that much room: delete volumes, or raise capacity_bytes.");
}

/** A name `fail-<status>-…` asks for that status; an unknown one is the caller's mistake. */
static hf_status asked_for(hf_text name) {
  static const char *const names[] = {"invalid_argument",  "not_found",          "already_exists", "not_ready", "unsupported",
                                      "permission_denied", "resource_exhausted", "busy",           "failed"};
  if (name.length < 5 || memcmp(name.data, "fail-", 5) != 0) return HF_OK;
  hf_text wanted = {name.data + 5, 0};
  while (5 + wanted.length < name.length && wanted.data[wanted.length] != '-') wanted.length++;
  for (int status = HF_INVALID_ARGUMENT; status <= HF_FAILED; status++) {
    if (hf_equal(wanted, hf_text_of(names[status - 1]))) return hf_fail((hf_status)status, "The name asked for this status.");
  }
  hf_text parts[] = {wanted, HF_TEXT(" is no status that a name can ask for.")};
  return hf_fail(HF_INVALID_ARGUMENT, hf_join(parts, 2).data);
}

hf_status volume_describe(Description *output) {
  *output = (Description){.name = HF_TEXT("volume-fake-c"), .version = HF_TEXT("1.0.0"), .kind = HF_TEXT("volume"), .abi = HF_TEXT("1.0")};
  return HF_OK;
}

hf_status volume_probe(Probe *output) {
  hf_text health;
  if (hf_config(HF_TEXT("health"), &health)) {
    if (hf_equal(health, HF_TEXT("degraded"))) output->health = HEALTH_DEGRADED;
    if (hf_equal(health, HF_TEXT("unavailable"))) output->health = HEALTH_UNAVAILABLE;
  }
  output->has_reason = hf_config(HF_TEXT("reason"), &output->reason);
  return HF_OK;
}

hf_status volume_create_volume(const CreateVolume *input, Volume *output) {
  hf_status asked = asked_for(input->name);
  if (asked != HF_OK) return asked;
  if (find(input->name) != NULL) return hf_fail(HF_ALREADY_EXISTS, "There is a volume of that name.");
  if (input->size_bytes > free_bytes()) return full();
  if (count == room) {
    size_t wanted = room == 0 ? 16 : room * 2;
    Held *larger = realloc(held, wanted * sizeof *held);
    if (larger == NULL) return hf_fail(HF_RESOURCE_EXHAUSTED, "The guest has no memory left.");
    held = larger;
    room = wanted;
  }
  char *name = malloc(input->name.length + 1);
  if (name == NULL) return hf_fail(HF_RESOURCE_EXHAUSTED, "The guest has no memory left.");
  memcpy(name, input->name.data, input->name.length);
  name[input->name.length] = 0;
  held[count] = (Held){name, input->name.length, input->size_bytes};
  used_bytes += input->size_bytes;
  return show(&held[count++], output);
}

hf_status volume_delete_volume(const VolumeName *input) {
  Held *one = find(input->name);
  if (one == NULL) return HF_OK;
  used_bytes -= one->size_bytes;
  free(one->name);
  memmove(one, one + 1, (size_t)(held + --count - one) * sizeof *one);
  return HF_OK;
}

hf_status volume_extend_volume(const ExtendVolume *input, Volume *output) {
  Held *one = find(input->name);
  if (one == NULL) return absent();
  int64_t growth = input->size_bytes - one->size_bytes;
  if (growth < 0) return hf_fail(HF_INVALID_ARGUMENT, "A volume cannot shrink: ask for at least its present size.");
  if (growth > free_bytes()) return full();
  one->size_bytes = input->size_bytes;
  used_bytes += growth;
  return show(one, output);
}

hf_status volume_inspect_volume(const VolumeName *input, Volume *output) {
  const Held *one = find(input->name);
  return one == NULL ? absent() : show(one, output);
}

hf_status volume_list_volumes(VolumeList *output) {
  output->volumes = (VolumeArray){hf_alloc(count * sizeof(Volume)), count};
  for (size_t at = 0; at < count; at++) show(&held[at], &output->volumes.items[at]);
  return HF_OK;
}

hf_status volume_get_stats(Stats *output) {
  *output = (Stats){.total_bytes = capacity_bytes(), .free_bytes = free_bytes()};
  return HF_OK;
}

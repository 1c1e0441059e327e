// A volume driver as a WebAssembly component, in plain C: the canonical ABI by hand, so that nothing but a compiler and wasm-tools is needed.
// A record lies in memory as the struct of its fields, an option or a result as a tag before what it holds.
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DRIVER "holdfast:volume/driver@1.1.0#"
#define HOST "holdfast:host/functions@1.1.0"
#define EXPORT(name) __attribute__((export_name(name)))
#define IMPORT(name) __attribute__((import_module(HOST), import_name(name)))
#define TEXT(literal) ((text){literal, sizeof literal - 1})
#define NAME_BYTES_MAX 255
#define VOLUMES_MAX 512
#define TEBIBYTE (INT64_C(1) << 40)

typedef struct { const char *data; uint32_t length; } text;
typedef struct { uint8_t there; text value; } optional_text;
typedef struct { uint8_t there; int64_t value; } optional_size;
typedef struct { uint8_t there; const void *items; uint32_t length; } optional_list;

enum { INVALID_ARGUMENT, NOT_FOUND, ALREADY_EXISTS, NOT_READY, UNSUPPORTED, PERMISSION_DENIED, RESOURCE_EXHAUSTED, BUSY, FAILED };
typedef struct { uint8_t status; text message; optional_text details; } failure;

typedef struct { text name, version, kind, abi; } description;
typedef struct { uint8_t health; optional_text reason; } probe;
typedef struct {
  text name;
  int64_t size_bytes;
  optional_size allocated_bytes;
  optional_text location, origin;
  optional_list exports, snapshots;
} volume;
typedef struct { const volume *items; uint32_t length; } volume_list;
typedef struct { int64_t total_bytes, free_bytes; } stats;

// An answer is never of more than one function: one place is enough for all.
static struct { uint8_t failed; union { failure error; description ok; }; } described;
static struct { uint8_t failed; union { failure error; probe ok; }; } probed;
static struct { uint8_t failed; union { failure error; volume ok; }; } shown;
static struct { uint8_t failed; union { failure error; volume_list ok; }; } listed;
static struct { uint8_t failed; union { failure error; stats ok; }; } counted;
static struct { uint8_t failed; union { failure error; }; } done;

// What the host gives and what lists take lasts until the answer was read.
extern unsigned char __heap_base;
static uintptr_t used;

static void *room(size_t align, size_t size) {
  if (used == 0) used = (uintptr_t)&__heap_base;
  uintptr_t at = (used + align - 1) & ~(uintptr_t)(align - 1);
  uintptr_t end = at + size;
  uintptr_t have = (uintptr_t)__builtin_wasm_memory_size(0) << 16;
  if (end > have && __builtin_wasm_memory_grow(0, (end - have + 0xffff) >> 16) == (size_t)-1) __builtin_trap();
  used = end;
  return (void *)at;
}

EXPORT("cabi_realloc") void *cabi_realloc(const void *old, size_t old_size, size_t align, size_t size) {
  char *fresh = room(align, size);
  for (size_t at = 0; at < old_size && at < size; at++) fresh[at] = ((const char *)old)[at];
  return fresh;
}

IMPORT("log") void host_log(int32_t level, const char *message, size_t length);
IMPORT("config-get") void host_config_get(const char *key, size_t length, optional_text *value);

enum { LEVEL_INFO = 2 };

typedef struct { char name[NAME_BYTES_MAX]; uint8_t length; int64_t size_bytes; } held_volume;
static held_volume held[VOLUMES_MAX];
static uint32_t count;

static bool equal(text a, text b) {
  if (a.length != b.length) return false;
  for (uint32_t at = 0; at < a.length; at++) if (a.data[at] != b.data[at]) return false;
  return true;
}

static text name_of(const held_volume *one) { return (text){one->name, one->length}; }

static held_volume *find(text name) {
  for (uint32_t at = 0; at < count; at++) if (equal(name_of(&held[at]), name)) return &held[at];
  return NULL;
}

static failure because(uint8_t status, text message) { return (failure){.status = status, .message = message}; }

static int64_t capacity(void) {
  optional_text said = {0};
  host_config_get("capacity_bytes", 14, &said);
  if (!said.there || said.value.length == 0 || said.value.length > 15) return TEBIBYTE;
  int64_t value = 0;
  for (uint32_t at = 0; at < said.value.length; at++) value = value * 10 + (said.value.data[at] - '0');
  return value;
}

static int64_t left(void) {
  int64_t bytes = capacity();
  for (uint32_t at = 0; at < count; at++) bytes -= held[at].size_bytes;
  return bytes > 0 ? bytes : 0;
}

static volume as_volume(const held_volume *one) {
  return (volume){.name = name_of(one), .size_bytes = one->size_bytes, .allocated_bytes = {.there = 1}};
}

static void *show(const held_volume *one) {
  shown.failed = 0;
  shown.ok = as_volume(one);
  return &shown;
}

static void *refuse(uint8_t status, text message) {
  shown.failed = 1;
  shown.error = because(status, message);
  return &shown;
}

static void *no_room(void) { return refuse(RESOURCE_EXHAUSTED, TEXT("There is not that much room.")); }
static void *absent(void) { return refuse(NOT_FOUND, TEXT("There is no volume of that name in this instance's memory.")); }

EXPORT(DRIVER "describe") void *describe(void) {
  described.ok = (description){TEXT("recipe-component"), TEXT("1.0.0"), TEXT("volume"), TEXT("1.1")};
  return &described;
}

EXPORT(DRIVER "probe") void *probe_now(void) {
  probed.ok = (probe){0};
  return &probed;
}

EXPORT(DRIVER "create-volume") void *create_volume(const char *data, size_t length, int64_t size_bytes) {
  text name = {data, length};
  if (length == 0 || length > NAME_BYTES_MAX || size_bytes < 0) return refuse(INVALID_ARGUMENT, TEXT("A name has 1 to 255 bytes."));
  if (find(name) != NULL) return refuse(ALREADY_EXISTS, TEXT("There is a volume of that name."));
  if (count == VOLUMES_MAX || size_bytes > left()) return no_room();
  held_volume *one = &held[count++];
  for (size_t at = 0; at < length; at++) one->name[at] = data[at];
  one->length = (uint8_t)length;
  one->size_bytes = size_bytes;
  host_log(LEVEL_INFO, data, length);
  return show(one);
}

EXPORT(DRIVER "delete-volume") void *delete_volume(const char *data, size_t length) {
  held_volume *one = find((text){data, length});
  if (one != NULL) *one = held[--count];
  done.failed = 0;
  return &done;
}

EXPORT(DRIVER "extend-volume") void *extend_volume(const char *data, size_t length, int64_t size_bytes) {
  held_volume *one = find((text){data, length});
  if (one == NULL) return absent();
  if (size_bytes < one->size_bytes) return refuse(INVALID_ARGUMENT, TEXT("A volume cannot shrink."));
  if (size_bytes - one->size_bytes > left()) return no_room();
  one->size_bytes = size_bytes;
  return show(one);
}

EXPORT(DRIVER "inspect-volume") void *inspect_volume(const char *data, size_t length) {
  const held_volume *one = find((text){data, length});
  return one == NULL ? absent() : show(one);
}

EXPORT(DRIVER "list-volumes") void *list_volumes(void) {
  volume *items = room(8, count * sizeof *items);
  for (uint32_t at = 0; at < count; at++) items[at] = as_volume(&held[at]);
  listed.ok = (volume_list){items, count};
  return &listed;
}

EXPORT(DRIVER "get-stats") void *get_stats(void) {
  counted.ok = (stats){capacity(), left()};
  return &counted;
}

#define FORGET(function, name) EXPORT("cabi_post_" DRIVER name) void forget_##function(void *answer) { used = 0; }
FORGET(describe, "describe")
FORGET(create_volume, "create-volume")
FORGET(delete_volume, "delete-volume")
FORGET(extend_volume, "extend-volume")
FORGET(inspect_volume, "inspect-volume")
FORGET(list_volumes, "list-volumes")
FORGET(get_stats, "get-stats")

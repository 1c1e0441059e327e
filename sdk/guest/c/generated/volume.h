// Generated from sdk/abi/volume.yaml, version 1.0, by `npm run generate`. Do not edit: change the contract and generate again.

// Include it in one source file, which then holds the driver's exports; in any other define
// VOLUME_TYPES_ONLY before. Implement every function that is declared here.
// Define before, for what the driver offers beyond that: VOLUME_OFFERS_GET_STATS.

#ifndef HOLDFAST_VOLUME_H
#define HOLDFAST_VOLUME_H

#include "holdfast.h"

/** A driver's own account of itself. */
typedef struct {
  /** The driver's name, as in its manifest. */
  hf_text name;
  /** The driver's own semantic version. */
  hf_text version;
  /** The kind it implements, such as volume. */
  hf_text kind;
  /** The version of the kind it was built against, major.minor. */
  hf_text abi;
} Description;

/** How the driver feels. */
typedef enum { HEALTH_READY, HEALTH_DEGRADED, HEALTH_UNAVAILABLE } Health;

/** The answer of a probe. */
typedef struct {
  Health health;
  /** Why it is not ready, for the operator; one sentence. */
  bool has_reason;
  hf_text reason;
} Probe;

/** Names one volume. */
typedef struct {
  /** Any UTF-8; the driver must not read a path into it. */
  hf_text name;
} VolumeName;

/** What to make. */
typedef struct {
  /** Any UTF-8; the driver must not read a path into it. */
  hf_text name;
  /** Exact size in bytes. */
  int64_t size_bytes;
} CreateVolume;

/** What to grow, and to what. */
typedef struct {
  /** Which one. */
  hf_text name;
  /** The new size in bytes, at least the present one. */
  int64_t size_bytes;
} ExtendVolume;

/** A volume as it is. */
typedef struct {
  /** The name it was made with. */
  hf_text name;
  /** What a reader sees, in bytes. */
  int64_t size_bytes;
  /** What it occupies, in bytes, if the driver knows. */
  bool has_allocated_bytes;
  int64_t allocated_bytes;
  /** Where it is, as the driver sees it: a guest path, a device. */
  bool has_location;
  hf_text location;
} Volume;

typedef struct {
  Volume *items;
  size_t count;
} VolumeArray;

/** All volumes of a driver. */
typedef struct {
  /** Each volume once, in any order. */
  VolumeArray volumes;
} VolumeList;

/** Room, in bytes. */
typedef struct {
  /** All there is, used or not. */
  int64_t total_bytes;
  /** What a new volume could still take. */
  int64_t free_bytes;
} Stats;

/**
 * Says what this driver is. Called once after every instantiation, before any other function; must not touch the
 * outside. What it answers must equal the manifest carried in the file, or the driver is refused.
 */
hf_status volume_describe(Description *output);

/**
 * Says whether the driver can work here and now: directories writable, kernel features present, devices reachable.
 * Called after describe and then regularly. A driver that cannot work answers `unavailable` with the reason, it
 * does not fail later. Statuses: failed.
 */
hf_status volume_probe(Probe *output);

/**
 * Makes a volume of exactly `size_bytes`. When it answers ok the volume exists and inspect_volume finds it. When it
 * answers anything else, nothing of that name is left behind. Creating a name that exists is already_exists and
 * changes nothing. Statuses: invalid_argument, already_exists, not_ready, resource_exhausted, permission_denied,
 * failed.
 */
hf_status volume_create_volume(const CreateVolume *input, Volume *output);

/**
 * Removes a volume and all it holds. When it answers ok nothing of that name is left. Removing what is absent is
 * ok. Statuses: invalid_argument, busy, not_ready, permission_denied, failed.
 */
hf_status volume_delete_volume(const VolumeName *input);

/**
 * Grows a volume to `size_bytes`; what it held stays as it was. A size below the present one is invalid_argument
 * and changes nothing; the present size is ok. Statuses: invalid_argument, not_found, busy, not_ready,
 * resource_exhausted, permission_denied, failed.
 */
hf_status volume_extend_volume(const ExtendVolume *input, Volume *output);

/**
 * Says what is really there under a name. The manager settles unknown outcomes by it: it must look, never remember.
 * Statuses: invalid_argument, not_found, not_ready, permission_denied, failed.
 */
hf_status volume_inspect_volume(const VolumeName *input, Volume *output);

/**
 * Lists every volume the driver can see, in any order; half-made ones are not among them. Statuses: not_ready,
 * permission_denied, failed.
 */
hf_status volume_list_volumes(VolumeList *output);

/**
 * Says how much room there is. A driver that cannot know does not export it. Statuses: not_ready,
 * permission_denied, failed.
 */
hf_status volume_get_stats(Stats *output);

#ifdef VOLUME_EXPORTS

__attribute__((unused)) static void hf_volume_write_description(hf_writer *writer, const Description *from) {
  hf_write_begin(writer, '{');
  hf_write_key(writer, HF_TEXT("name"));
  hf_write_text(writer, from->name);
  hf_write_key(writer, HF_TEXT("version"));
  hf_write_text(writer, from->version);
  hf_write_key(writer, HF_TEXT("kind"));
  hf_write_text(writer, from->kind);
  hf_write_key(writer, HF_TEXT("abi"));
  hf_write_text(writer, from->abi);
  hf_write_end(writer, '}');
}

__attribute__((unused)) static const char *const hf_volume_health_names[] = {"ready", "degraded", "unavailable"};

__attribute__((unused)) static void hf_volume_write_probe(hf_writer *writer, const Probe *from) {
  hf_write_begin(writer, '{');
  hf_write_key(writer, HF_TEXT("health"));
  hf_write_name(writer, (int)from->health, hf_volume_health_names, 3);
  if (from->has_reason) {
    hf_write_key(writer, HF_TEXT("reason"));
    hf_write_text(writer, from->reason);
  }
  hf_write_end(writer, '}');
}

__attribute__((unused)) static void hf_volume_read_volume_name(hf_reader *reader, VolumeName *out) {
  bool seen[1] = {false};
  hf_text key;
  hf_begin_object(reader);
  while (hf_next_key(reader, &key)) {
    if (hf_equal(key, HF_TEXT("name"))) {
      if (!hf_first(reader, &seen[0])) break;
      out->name = hf_read_text(reader, 1, 255);
    } else {
      hf_skip(reader);
    }
  }
  hf_need(reader, seen[0], "name");
}

__attribute__((unused)) static void hf_volume_read_create_volume(hf_reader *reader, CreateVolume *out) {
  bool seen[2] = {false};
  hf_text key;
  hf_begin_object(reader);
  while (hf_next_key(reader, &key)) {
    if (hf_equal(key, HF_TEXT("name"))) {
      if (!hf_first(reader, &seen[0])) break;
      out->name = hf_read_text(reader, 1, 255);
    } else if (hf_equal(key, HF_TEXT("size_bytes"))) {
      if (!hf_first(reader, &seen[1])) break;
      out->size_bytes = (int64_t)hf_read_integer(reader, INT64_C(1), INT64_C(9007199254740991));
    } else {
      hf_skip(reader);
    }
  }
  hf_need(reader, seen[0], "name");
  hf_need(reader, seen[1], "size_bytes");
}

__attribute__((unused)) static void hf_volume_read_extend_volume(hf_reader *reader, ExtendVolume *out) {
  bool seen[2] = {false};
  hf_text key;
  hf_begin_object(reader);
  while (hf_next_key(reader, &key)) {
    if (hf_equal(key, HF_TEXT("name"))) {
      if (!hf_first(reader, &seen[0])) break;
      out->name = hf_read_text(reader, 1, 255);
    } else if (hf_equal(key, HF_TEXT("size_bytes"))) {
      if (!hf_first(reader, &seen[1])) break;
      out->size_bytes = (int64_t)hf_read_integer(reader, INT64_C(1), INT64_C(9007199254740991));
    } else {
      hf_skip(reader);
    }
  }
  hf_need(reader, seen[0], "name");
  hf_need(reader, seen[1], "size_bytes");
}

__attribute__((unused)) static void hf_volume_write_volume(hf_writer *writer, const Volume *from) {
  hf_write_begin(writer, '{');
  hf_write_key(writer, HF_TEXT("name"));
  hf_write_text(writer, from->name);
  hf_write_key(writer, HF_TEXT("size_bytes"));
  hf_write_integer(writer, (int64_t)from->size_bytes, INT64_C(0), INT64_C(9007199254740991));
  if (from->has_allocated_bytes) {
    hf_write_key(writer, HF_TEXT("allocated_bytes"));
    hf_write_integer(writer, (int64_t)from->allocated_bytes, INT64_C(0), INT64_C(9007199254740991));
  }
  if (from->has_location) {
    hf_write_key(writer, HF_TEXT("location"));
    hf_write_text(writer, from->location);
  }
  hf_write_end(writer, '}');
}

__attribute__((unused)) static void hf_volume_write_volume_list(hf_writer *writer, const VolumeList *from) {
  hf_write_begin(writer, '{');
  hf_write_key(writer, HF_TEXT("volumes"));
  hf_write_begin(writer, '[');
  for (size_t at0 = 0; at0 < from->volumes.count; at0++) {
    hf_volume_write_volume(writer, &from->volumes.items[at0]);
  }
  hf_write_end(writer, ']');
  hf_write_end(writer, '}');
}

__attribute__((unused)) static void hf_volume_write_stats(hf_writer *writer, const Stats *from) {
  hf_write_begin(writer, '{');
  hf_write_key(writer, HF_TEXT("total_bytes"));
  hf_write_integer(writer, (int64_t)from->total_bytes, INT64_C(0), INT64_C(9007199254740991));
  hf_write_key(writer, HF_TEXT("free_bytes"));
  hf_write_integer(writer, (int64_t)from->free_bytes, INT64_C(0), INT64_C(9007199254740991));
  hf_write_end(writer, '}');
}

HF_EXPORT("describe") int32_t hf_volume_export_describe(void) {
  hf_reader reader;
  hf_begin(&reader);
  Description output;
  __builtin_memset(&output, 0, sizeof output);
  hf_status status = volume_describe(&output);
  hf_writer writer;
  if (hf_answer_begin(&writer, status)) {
    hf_write_key(&writer, HF_TEXT("result"));
    hf_volume_write_description(&writer, &output);
  }
  return hf_answer_end(&writer);
}

HF_EXPORT("probe") int32_t hf_volume_export_probe(void) {
  hf_reader reader;
  hf_begin(&reader);
  Probe output;
  __builtin_memset(&output, 0, sizeof output);
  hf_status status = volume_probe(&output);
  hf_writer writer;
  if (hf_answer_begin(&writer, status)) {
    hf_write_key(&writer, HF_TEXT("result"));
    hf_volume_write_probe(&writer, &output);
  }
  return hf_answer_end(&writer);
}

HF_EXPORT("create_volume") int32_t hf_volume_export_create_volume(void) {
  hf_reader reader;
  hf_begin(&reader);
  CreateVolume input;
  __builtin_memset(&input, 0, sizeof input);
  hf_volume_read_create_volume(&reader, &input);
  if (!hf_end(&reader)) return hf_answer_refused(&reader);
  Volume output;
  __builtin_memset(&output, 0, sizeof output);
  hf_status status = volume_create_volume(&input, &output);
  hf_writer writer;
  if (hf_answer_begin(&writer, status)) {
    hf_write_key(&writer, HF_TEXT("result"));
    hf_volume_write_volume(&writer, &output);
  }
  return hf_answer_end(&writer);
}

HF_EXPORT("delete_volume") int32_t hf_volume_export_delete_volume(void) {
  hf_reader reader;
  hf_begin(&reader);
  VolumeName input;
  __builtin_memset(&input, 0, sizeof input);
  hf_volume_read_volume_name(&reader, &input);
  if (!hf_end(&reader)) return hf_answer_refused(&reader);
  hf_status status = volume_delete_volume(&input);
  hf_writer writer;
  hf_answer_begin(&writer, status);
  return hf_answer_end(&writer);
}

HF_EXPORT("extend_volume") int32_t hf_volume_export_extend_volume(void) {
  hf_reader reader;
  hf_begin(&reader);
  ExtendVolume input;
  __builtin_memset(&input, 0, sizeof input);
  hf_volume_read_extend_volume(&reader, &input);
  if (!hf_end(&reader)) return hf_answer_refused(&reader);
  Volume output;
  __builtin_memset(&output, 0, sizeof output);
  hf_status status = volume_extend_volume(&input, &output);
  hf_writer writer;
  if (hf_answer_begin(&writer, status)) {
    hf_write_key(&writer, HF_TEXT("result"));
    hf_volume_write_volume(&writer, &output);
  }
  return hf_answer_end(&writer);
}

HF_EXPORT("inspect_volume") int32_t hf_volume_export_inspect_volume(void) {
  hf_reader reader;
  hf_begin(&reader);
  VolumeName input;
  __builtin_memset(&input, 0, sizeof input);
  hf_volume_read_volume_name(&reader, &input);
  if (!hf_end(&reader)) return hf_answer_refused(&reader);
  Volume output;
  __builtin_memset(&output, 0, sizeof output);
  hf_status status = volume_inspect_volume(&input, &output);
  hf_writer writer;
  if (hf_answer_begin(&writer, status)) {
    hf_write_key(&writer, HF_TEXT("result"));
    hf_volume_write_volume(&writer, &output);
  }
  return hf_answer_end(&writer);
}

HF_EXPORT("list_volumes") int32_t hf_volume_export_list_volumes(void) {
  hf_reader reader;
  hf_begin(&reader);
  VolumeList output;
  __builtin_memset(&output, 0, sizeof output);
  hf_status status = volume_list_volumes(&output);
  hf_writer writer;
  if (hf_answer_begin(&writer, status)) {
    hf_write_key(&writer, HF_TEXT("result"));
    hf_volume_write_volume_list(&writer, &output);
  }
  return hf_answer_end(&writer);
}

#ifdef VOLUME_OFFERS_GET_STATS
HF_EXPORT("get_stats") int32_t hf_volume_export_get_stats(void) {
  hf_reader reader;
  hf_begin(&reader);
  Stats output;
  __builtin_memset(&output, 0, sizeof output);
  hf_status status = volume_get_stats(&output);
  hf_writer writer;
  if (hf_answer_begin(&writer, status)) {
    hf_write_key(&writer, HF_TEXT("result"));
    hf_volume_write_stats(&writer, &output);
  }
  return hf_answer_end(&writer);
}
#endif

#endif

#endif

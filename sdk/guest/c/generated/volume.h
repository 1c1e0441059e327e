// Generated from sdk/abi/volume.yaml, version 1.1, by `npm run generate`. Do not edit: change the contract and generate again.

// Include it in one source file, which then holds the driver's exports; in any other define
// VOLUME_TYPES_ONLY before. Implement every function that is declared here.
// Define before, for what the driver offers beyond that: VOLUME_OFFERS_GET_STATS, VOLUME_OFFERS_CLONE_VOLUME, VOLUME_OFFERS_CREATE_SNAPSHOT, VOLUME_OFFERS_DELETE_SNAPSHOT, VOLUME_OFFERS_RESTORE_SNAPSHOT, VOLUME_OFFERS_EXPORT_VOLUME, VOLUME_OFFERS_UNEXPORT_VOLUME, VOLUME_OFFERS_READ_VOLUME, VOLUME_OFFERS_WRITE_VOLUME, VOLUME_OFFERS_PLAN_CHANGE.

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

/** How programs reach a volume. */
typedef enum { EXPORT_WAY_PATH, EXPORT_WAY_NBD } ExportWay;

/** Where a volume is reached. */
typedef struct {
  /** A file or device, or the NBD protocol. */
  ExportWay way;
  /** A path as the driver sees it, or an NBD URI. */
  hf_text address;
  /** Nobody may write through it. */
  bool has_read_only;
  bool read_only;
} Export;

/** A snapshot as it is. */
typedef struct {
  /** The name it was made with. */
  hf_text name;
  /** The volume's size at that time. */
  int64_t size_bytes;
} Snapshot;

typedef struct {
  Export *items;
  size_t count;
} ExportArray;

typedef struct {
  Snapshot *items;
  size_t count;
} SnapshotArray;

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
  /** The volume that this one is a clone of and cannot live without. */
  bool has_origin;
  hf_text origin;
  /** How it is exported now; inspect_volume says it, a list need not. */
  bool has_exports;
  ExportArray exports;
  /** Its snapshots, each once, in any order; inspect_volume says them, a list need not. */
  bool has_snapshots;
  SnapshotArray snapshots;
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

/** What to make, and from what. */
typedef struct {
  /** The new volume. */
  hf_text name;
  /** The volume whose contents it gets. */
  hf_text source;
  /** A snapshot of the source, instead of what it holds now. */
  bool has_snapshot;
  hf_text snapshot;
  /** The new volume's size, at least the source's; the source's when absent. */
  bool has_size_bytes;
  int64_t size_bytes;
} CloneVolume;

/** Names one snapshot of one volume. */
typedef struct {
  /** The volume. */
  hf_text volume;
  /** The snapshot: a-z, A-Z, 0-9, _ and -. */
  hf_text name;
} SnapshotName;

/** Which volume, and how. */
typedef struct {
  /** Which one. */
  hf_text name;
  /** A file or device, or the NBD protocol. */
  ExportWay way;
  /** Nobody may write through it; false when absent. */
  bool has_read_only;
  bool read_only;
} ExportVolume;

/** Which part. */
typedef struct {
  /** Which one. */
  hf_text name;
  /** The first byte. */
  int64_t offset;
  /** How many bytes. */
  int32_t length;
} ReadVolume;

/** A part of a volume's contents. */
typedef struct {
  /** The bytes. */
  bool has_data;
  hf_bytes data;
  /** So many bytes, all zero. */
  bool has_zero_bytes;
  int32_t zero_bytes;
} VolumePart;

/** What to write, and where. */
typedef struct {
  /** Which one. */
  hf_text name;
  /** The first byte. */
  int64_t offset;
  /** At most 2 MiB. */
  hf_bytes data;
} WriteVolume;

/** The functions that change something. */
typedef enum { CHANGE_FUNCTION_CREATE_VOLUME, CHANGE_FUNCTION_DELETE_VOLUME, CHANGE_FUNCTION_EXTEND_VOLUME, CHANGE_FUNCTION_CLONE_VOLUME, CHANGE_FUNCTION_CREATE_SNAPSHOT, CHANGE_FUNCTION_DELETE_SNAPSHOT, CHANGE_FUNCTION_RESTORE_SNAPSHOT, CHANGE_FUNCTION_EXPORT_VOLUME, CHANGE_FUNCTION_UNEXPORT_VOLUME } ChangeFunction;

/** The function, and what it would be given; the fields are the function's own. */
typedef struct {
  /** Which function. */
  ChangeFunction change;
  /** The volume, or the new one of a clone. */
  hf_text name;
  /** As the function's. */
  bool has_size_bytes;
  int64_t size_bytes;
  /** As the function's. */
  bool has_source;
  hf_text source;
  /** The snapshot. */
  bool has_snapshot;
  hf_text snapshot;
  /** As the function's. */
  bool has_way;
  ExportWay way;
} PlanChange;

#ifndef HF_HAS_TEXT_ARRAY
#define HF_HAS_TEXT_ARRAY
typedef struct {
  hf_text *items;
  size_t count;
} TextArray;
#endif

/** One thing that would be done. */
typedef struct {
  /** In words, one line. */
  hf_text what;
  /** The command that would run. */
  bool has_argv;
  TextArray argv;
} PlanStep;

typedef struct {
  PlanStep *items;
  size_t count;
} PlanStepArray;

/** What would be done, in order. */
typedef struct {
  /** Step by step. */
  PlanStepArray steps;
} Plan;

/**
 * Says what this driver is. It must not touch the outside. Called: once after every instantiation, before any other
 * function. Afterwards: nothing was changed. What it answered equals the manifest carried in the file, or the
 * driver is refused.
 */
hf_status volume_describe(Description *output);

/**
 * Says whether the driver can work here and now: directories writable, kernel features present, devices reachable.
 * A driver that cannot work answers `unavailable` with the reason, it does not fail later. Called: after describe,
 * then regularly, and when an operator asks. Afterwards: nothing was changed. The health is shown to operators,
 * with the reason. Statuses: failed (looking itself went wrong; the message says how).
 */
hf_status volume_probe(Probe *output);

/**
 * Makes a volume of exactly `size_bytes`. Called: for a new volume, once; after an accident the manager asks
 * inspect_volume instead of calling again. Afterwards: with ok the volume exists and inspect_volume finds it. With
 * anything else nothing of that name was left behind. Statuses: invalid_argument (the input cannot be right, now or
 * later, such as a name that the driver's own world cannot hold); already_exists (there is a volume of that name;
 * it was not touched); not_ready (what the driver stands on is not there yet or at the moment; nothing was changed,
 * trying later may help); resource_exhausted (a volume of that size does not fit; nothing of it is left);
 * permission_denied (the host or what lies behind it refused the driver; nothing was changed); failed (none of
 * these; the message says what. The manager looks before it goes on).
 */
hf_status volume_create_volume(const CreateVolume *input, Volume *output);

/**
 * Removes a volume and all it holds. Removing what is absent is ok. Called: when a volume shall go, and again until
 * it answers ok. Afterwards: with ok nothing of that name is left, its snapshots neither. Statuses:
 * invalid_argument (the input cannot be right, now or later, such as a name that the driver's own world cannot
 * hold); busy (something still uses it, such as a mount or a clone that needs it; it is all there); not_ready (what
 * the driver stands on is not there yet or at the moment; nothing was changed, trying later may help);
 * permission_denied (the host or what lies behind it refused the driver; nothing was changed); failed (none of
 * these; the message says what. The manager looks before it goes on).
 */
hf_status volume_delete_volume(const VolumeName *input);

/**
 * Grows a volume to `size_bytes`. The present size is ok. Called: when a volume shall be larger, and again after an
 * accident. Afterwards: with ok the volume has that size and what it held is as it was. With anything else the size
 * is as it was. Statuses: invalid_argument (the size is below the present one; nothing was changed); not_found
 * (there is no volume of that name); busy (someone else uses what would be touched; nothing was changed); not_ready
 * (what the driver stands on is not there yet or at the moment; nothing was changed, trying later may help);
 * resource_exhausted (there is no room to grow; the size is as it was); permission_denied (the host or what lies
 * behind it refused the driver; nothing was changed); failed (none of these; the message says what. The manager
 * looks before it goes on).
 */
hf_status volume_extend_volume(const ExtendVolume *input, Volume *output);

/**
 * Says what is really there under a name. It must look, never remember. Called: whenever the manager must know:
 * after each accident, to settle an unknown outcome, and when its records are compared with what is there.
 * Afterwards: nothing was changed. What it answered was there at that moment. Statuses: invalid_argument (the input
 * cannot be right, now or later, such as a name that the driver's own world cannot hold); not_found (there is no
 * volume of that name, a half-made one neither); not_ready (what the driver stands on is not there yet or at the
 * moment; nothing was changed, trying later may help); permission_denied (the host or what lies behind it refused
 * the driver; nothing was changed); failed (it could not look; the outcome stays unknown).
 */
hf_status volume_inspect_volume(const VolumeName *input, Volume *output);

/**
 * Lists every volume the driver can see, in any order; half-made ones are not among them. Called: when records are
 * compared with what is there, and when an operator looks for orphans. Afterwards: nothing was changed. Statuses:
 * not_ready (what the driver stands on is not there yet or at the moment; nothing was changed, trying later may
 * help); permission_denied (the host or what lies behind it refused the driver; nothing was changed); failed (none
 * of these; the message says what. The manager looks before it goes on).
 */
hf_status volume_list_volumes(VolumeList *output);

/**
 * Says how much room there is. A driver that cannot know does not export it. Called: regularly, and before a place
 * for a new volume is chosen. Afterwards: nothing was changed. Statuses: not_ready (what the driver stands on is
 * not there yet or at the moment; nothing was changed, trying later may help); permission_denied (the host or what
 * lies behind it refused the driver; nothing was changed); failed (none of these; the message says what. The
 * manager looks before it goes on).
 */
hf_status volume_get_stats(Stats *output);

/**
 * Makes a volume of its own with what another holds, or with what a snapshot of it holds. A size above the source's
 * extends the clone. A clone that needs its source to stay says so in `origin`. Called: for a new volume that shall
 * begin as a copy, once; after an accident the manager asks inspect_volume. Afterwards: with ok the new volume
 * exists, and what is written to one of the two is not seen in the other. With anything else nothing of the new
 * name was left behind. Statuses: invalid_argument (the size is below the source's); not_found (there is no such
 * source, or no such snapshot of it); already_exists (the name to be made is taken; nothing was changed); busy (the
 * source is in a use that does not allow a copy); not_ready (what the driver stands on is not there yet or at the
 * moment; nothing was changed, trying later may help); resource_exhausted (no room, no quota, no more of something;
 * nothing was changed); permission_denied (the host or what lies behind it refused the driver; nothing was
 * changed); failed (none of these; the message says what. The manager looks before it goes on).
 */
hf_status volume_clone_volume(const CloneVolume *input, Volume *output);

/**
 * Keeps what a volume holds now under a name of its own. Snapshots go with their volume. Called: when the present
 * contents shall be kept, once; after an accident the manager asks inspect_volume. Afterwards: with ok
 * inspect_volume shows the snapshot. With anything else nothing of that name was left. Statuses: invalid_argument
 * (the input cannot be right, now or later, such as a name that the driver's own world cannot hold); not_found
 * (there is no volume of that name); already_exists (the volume has a snapshot of that name); busy (the volume is
 * in a use that does not allow a snapshot); not_ready (what the driver stands on is not there yet or at the moment;
 * nothing was changed, trying later may help); resource_exhausted (no room, no quota, no more of something; nothing
 * was changed); permission_denied (the host or what lies behind it refused the driver; nothing was changed); failed
 * (none of these; the message says what. The manager looks before it goes on).
 */
hf_status volume_create_snapshot(const SnapshotName *input, Snapshot *output);

/**
 * Removes one snapshot. Removing what is absent is ok. Called: when a snapshot shall go, and again until it answers
 * ok. Afterwards: with ok the snapshot is gone; the volume is as it was. Statuses: invalid_argument (the input
 * cannot be right, now or later, such as a name that the driver's own world cannot hold); busy (something stands on
 * the snapshot; it is all there); not_ready (what the driver stands on is not there yet or at the moment; nothing
 * was changed, trying later may help); permission_denied (the host or what lies behind it refused the driver;
 * nothing was changed); failed (none of these; the message says what. The manager looks before it goes on).
 */
hf_status volume_delete_snapshot(const SnapshotName *input);

/**
 * Makes a volume hold again, byte for byte, what it held at the snapshot, its size too. Called: when the present
 * contents shall be given up; the manager settles an unknown outcome by calling it again. Afterwards: with ok the
 * volume holds what it held then, and the snapshot is still there. Statuses: invalid_argument (the input cannot be
 * right, now or later, such as a name that the driver's own world cannot hold); not_found (there is no such volume,
 * or no such snapshot of it); busy (the volume is in use; it is as it was); not_ready (what the driver stands on is
 * not there yet or at the moment; nothing was changed, trying later may help); resource_exhausted (no room, no
 * quota, no more of something; nothing was changed); permission_denied (the host or what lies behind it refused the
 * driver; nothing was changed); failed (none of these; the message says what. The manager looks before it goes on).
 */
hf_status volume_restore_snapshot(const SnapshotName *input, Volume *output);

/**
 * Makes a volume reachable for programs of this node. Exporting again in the same way answers the same address. A
 * way that the driver does not know is unsupported. Called: before a program of this node uses the volume, and
 * again after an accident or a restart. Afterwards: with ok the volume is reached at the address until it is taken
 * back, and inspect_volume shows the export. Statuses: invalid_argument (the input cannot be right, now or later,
 * such as a name that the driver's own world cannot hold); not_found (there is no volume of that name); busy (it is
 * exported in a way that excludes this one); not_ready (what the driver stands on is not there yet or at the
 * moment; nothing was changed, trying later may help); resource_exhausted (no room, no quota, no more of something;
 * nothing was changed); permission_denied (the host or what lies behind it refused the driver; nothing was
 * changed); failed (none of these; the message says what. The manager looks before it goes on).
 */
hf_status volume_export_volume(const ExportVolume *input, Export *output);

/**
 * Takes an export back. Taking back what is not exported is ok. Called: when no program uses the volume that way
 * any more, before it is deleted, and again until it answers ok. Afterwards: with ok nothing of the export is left.
 * Statuses: invalid_argument (the input cannot be right, now or later, such as a name that the driver's own world
 * cannot hold); busy (a program still has it open; the export stands); not_ready (what the driver stands on is not
 * there yet or at the moment; nothing was changed, trying later may help); permission_denied (the host or what lies
 * behind it refused the driver; nothing was changed); failed (none of these; the message says what. The manager
 * looks before it goes on).
 */
hf_status volume_unexport_volume(const ExportVolume *input);

/**
 * Reads a part of a volume. Less than `length` only at its end. A part that holds nothing but zeros may be answered
 * as `zero_bytes` instead of `data`. Called: part by part, while a volume is moved to another driver; nobody else
 * writes it then. Afterwards: nothing was changed. Statuses: invalid_argument (the part begins beyond the end of
 * the volume); not_found (there is no volume of that name); busy (someone else uses what would be touched; nothing
 * was changed); not_ready (what the driver stands on is not there yet or at the moment; nothing was changed, trying
 * later may help); resource_exhausted (no room, no quota, no more of something; nothing was changed);
 * permission_denied (the host or what lies behind it refused the driver; nothing was changed); failed (none of
 * these; the message says what. The manager looks before it goes on).
 */
hf_status volume_read_volume(const ReadVolume *input, VolumePart *output);

/**
 * Writes a part of a volume. It never grows a volume. Called: part by part, while a volume is moved from another
 * driver; the same part may come twice. Afterwards: with ok the bytes are durable. With anything else that part
 * holds what it held or what was sent, byte by byte. Statuses: invalid_argument (the part lies beyond the volume's
 * end; nothing was written); not_found (there is no volume of that name); busy (someone else uses what would be
 * touched; nothing was changed); not_ready (what the driver stands on is not there yet or at the moment; nothing
 * was changed, trying later may help); resource_exhausted (no room, no quota, no more of something; nothing was
 * changed); permission_denied (the host or what lies behind it refused the driver; nothing was changed); failed
 * (none of these; the message says what. The manager looks before it goes on).
 */
hf_status volume_write_volume(const WriteVolume *input);

/**
 * Says what a change would do, and does nothing: each step in words, with the argument vector where a command would
 * run. It answers the status that the change would be refused with, as far as looking can tell. Called: when an
 * operator asks what a change would do (`--dry-run`). Afterwards: nothing was changed. The change may still end
 * otherwise: the world goes on. Statuses: invalid_argument (the input cannot be right, now or later, such as a name
 * that the driver's own world cannot hold); not_found (the change would answer it: what it needs is not there);
 * already_exists (the change would answer it: the name is taken); busy (the change would answer it: what it needs
 * is in use); not_ready (what the driver stands on is not there yet or at the moment; nothing was changed, trying
 * later may help); resource_exhausted (the change would answer it: there is no room); permission_denied (the host
 * or what lies behind it refused the driver; nothing was changed); failed (none of these; the message says what.
 * The manager looks before it goes on).
 */
hf_status volume_plan_change(const PlanChange *input, Plan *output);

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

__attribute__((unused)) static const char *const hf_volume_export_way_names[] = {"path", "nbd"};

__attribute__((unused)) static void hf_volume_write_export(hf_writer *writer, const Export *from) {
  hf_write_begin(writer, '{');
  hf_write_key(writer, HF_TEXT("way"));
  hf_write_name(writer, (int)from->way, hf_volume_export_way_names, 2);
  hf_write_key(writer, HF_TEXT("address"));
  hf_write_text(writer, from->address);
  if (from->has_read_only) {
    hf_write_key(writer, HF_TEXT("read_only"));
    hf_write_boolean(writer, from->read_only);
  }
  hf_write_end(writer, '}');
}

__attribute__((unused)) static void hf_volume_write_snapshot(hf_writer *writer, const Snapshot *from) {
  hf_write_begin(writer, '{');
  hf_write_key(writer, HF_TEXT("name"));
  hf_write_text(writer, from->name);
  hf_write_key(writer, HF_TEXT("size_bytes"));
  hf_write_integer(writer, (int64_t)from->size_bytes, INT64_C(0), INT64_C(9007199254740991));
  hf_write_end(writer, '}');
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
  if (from->has_origin) {
    hf_write_key(writer, HF_TEXT("origin"));
    hf_write_text(writer, from->origin);
  }
  if (from->has_exports) {
    hf_write_key(writer, HF_TEXT("exports"));
    hf_write_begin(writer, '[');
    for (size_t at0 = 0; at0 < from->exports.count; at0++) {
      hf_volume_write_export(writer, &from->exports.items[at0]);
    }
    hf_write_end(writer, ']');
  }
  if (from->has_snapshots) {
    hf_write_key(writer, HF_TEXT("snapshots"));
    hf_write_begin(writer, '[');
    for (size_t at0 = 0; at0 < from->snapshots.count; at0++) {
      hf_volume_write_snapshot(writer, &from->snapshots.items[at0]);
    }
    hf_write_end(writer, ']');
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

__attribute__((unused)) static void hf_volume_read_clone_volume(hf_reader *reader, CloneVolume *out) {
  bool seen[4] = {false};
  hf_text key;
  hf_begin_object(reader);
  while (hf_next_key(reader, &key)) {
    if (hf_equal(key, HF_TEXT("name"))) {
      if (!hf_first(reader, &seen[0])) break;
      out->name = hf_read_text(reader, 1, 255);
    } else if (hf_equal(key, HF_TEXT("source"))) {
      if (!hf_first(reader, &seen[1])) break;
      out->source = hf_read_text(reader, 1, 255);
    } else if (hf_equal(key, HF_TEXT("snapshot"))) {
      if (!hf_first(reader, &seen[2])) break;
      if (!hf_take_null(reader)) {
        out->has_snapshot = true;
        out->snapshot = hf_read_text(reader, 1, 64);
      }
    } else if (hf_equal(key, HF_TEXT("size_bytes"))) {
      if (!hf_first(reader, &seen[3])) break;
      if (!hf_take_null(reader)) {
        out->has_size_bytes = true;
        out->size_bytes = (int64_t)hf_read_integer(reader, INT64_C(1), INT64_C(9007199254740991));
      }
    } else {
      hf_skip(reader);
    }
  }
  hf_need(reader, seen[0], "name");
  hf_need(reader, seen[1], "source");
}

__attribute__((unused)) static void hf_volume_read_snapshot_name(hf_reader *reader, SnapshotName *out) {
  bool seen[2] = {false};
  hf_text key;
  hf_begin_object(reader);
  while (hf_next_key(reader, &key)) {
    if (hf_equal(key, HF_TEXT("volume"))) {
      if (!hf_first(reader, &seen[0])) break;
      out->volume = hf_read_text(reader, 1, 255);
    } else if (hf_equal(key, HF_TEXT("name"))) {
      if (!hf_first(reader, &seen[1])) break;
      out->name = hf_read_text(reader, 1, 64);
    } else {
      hf_skip(reader);
    }
  }
  hf_need(reader, seen[0], "volume");
  hf_need(reader, seen[1], "name");
}

__attribute__((unused)) static void hf_volume_read_export_volume(hf_reader *reader, ExportVolume *out) {
  bool seen[3] = {false};
  hf_text key;
  hf_begin_object(reader);
  while (hf_next_key(reader, &key)) {
    if (hf_equal(key, HF_TEXT("name"))) {
      if (!hf_first(reader, &seen[0])) break;
      out->name = hf_read_text(reader, 1, 255);
    } else if (hf_equal(key, HF_TEXT("way"))) {
      if (!hf_first(reader, &seen[1])) break;
      out->way = (ExportWay)hf_read_name(reader, hf_volume_export_way_names, 2);
    } else if (hf_equal(key, HF_TEXT("read_only"))) {
      if (!hf_first(reader, &seen[2])) break;
      if (!hf_take_null(reader)) {
        out->has_read_only = true;
        out->read_only = hf_read_boolean(reader);
      }
    } else {
      hf_skip(reader);
    }
  }
  hf_need(reader, seen[0], "name");
  hf_need(reader, seen[1], "way");
}

__attribute__((unused)) static void hf_volume_read_read_volume(hf_reader *reader, ReadVolume *out) {
  bool seen[3] = {false};
  hf_text key;
  hf_begin_object(reader);
  while (hf_next_key(reader, &key)) {
    if (hf_equal(key, HF_TEXT("name"))) {
      if (!hf_first(reader, &seen[0])) break;
      out->name = hf_read_text(reader, 1, 255);
    } else if (hf_equal(key, HF_TEXT("offset"))) {
      if (!hf_first(reader, &seen[1])) break;
      out->offset = (int64_t)hf_read_integer(reader, INT64_C(0), INT64_C(9007199254740991));
    } else if (hf_equal(key, HF_TEXT("length"))) {
      if (!hf_first(reader, &seen[2])) break;
      out->length = (int32_t)hf_read_integer(reader, INT64_C(1), INT64_C(2097152));
    } else {
      hf_skip(reader);
    }
  }
  hf_need(reader, seen[0], "name");
  hf_need(reader, seen[1], "offset");
  hf_need(reader, seen[2], "length");
}

__attribute__((unused)) static void hf_volume_write_volume_part(hf_writer *writer, const VolumePart *from) {
  hf_write_begin(writer, '{');
  if (from->has_data) {
    hf_write_key(writer, HF_TEXT("data"));
    hf_write_bytes(writer, from->data);
  }
  if (from->has_zero_bytes) {
    hf_write_key(writer, HF_TEXT("zero_bytes"));
    hf_write_integer(writer, (int64_t)from->zero_bytes, INT64_C(0), INT64_C(2147483647));
  }
  hf_write_end(writer, '}');
}

__attribute__((unused)) static void hf_volume_read_write_volume(hf_reader *reader, WriteVolume *out) {
  bool seen[3] = {false};
  hf_text key;
  hf_begin_object(reader);
  while (hf_next_key(reader, &key)) {
    if (hf_equal(key, HF_TEXT("name"))) {
      if (!hf_first(reader, &seen[0])) break;
      out->name = hf_read_text(reader, 1, 255);
    } else if (hf_equal(key, HF_TEXT("offset"))) {
      if (!hf_first(reader, &seen[1])) break;
      out->offset = (int64_t)hf_read_integer(reader, INT64_C(0), INT64_C(9007199254740991));
    } else if (hf_equal(key, HF_TEXT("data"))) {
      if (!hf_first(reader, &seen[2])) break;
      out->data = hf_read_bytes(reader, 0, SIZE_MAX);
    } else {
      hf_skip(reader);
    }
  }
  hf_need(reader, seen[0], "name");
  hf_need(reader, seen[1], "offset");
  hf_need(reader, seen[2], "data");
}

__attribute__((unused)) static const char *const hf_volume_change_function_names[] = {"create_volume", "delete_volume", "extend_volume", "clone_volume", "create_snapshot", "delete_snapshot", "restore_snapshot", "export_volume", "unexport_volume"};

__attribute__((unused)) static void hf_volume_read_plan_change(hf_reader *reader, PlanChange *out) {
  bool seen[6] = {false};
  hf_text key;
  hf_begin_object(reader);
  while (hf_next_key(reader, &key)) {
    if (hf_equal(key, HF_TEXT("change"))) {
      if (!hf_first(reader, &seen[0])) break;
      out->change = (ChangeFunction)hf_read_name(reader, hf_volume_change_function_names, 9);
    } else if (hf_equal(key, HF_TEXT("name"))) {
      if (!hf_first(reader, &seen[1])) break;
      out->name = hf_read_text(reader, 1, 255);
    } else if (hf_equal(key, HF_TEXT("size_bytes"))) {
      if (!hf_first(reader, &seen[2])) break;
      if (!hf_take_null(reader)) {
        out->has_size_bytes = true;
        out->size_bytes = (int64_t)hf_read_integer(reader, INT64_C(1), INT64_C(9007199254740991));
      }
    } else if (hf_equal(key, HF_TEXT("source"))) {
      if (!hf_first(reader, &seen[3])) break;
      if (!hf_take_null(reader)) {
        out->has_source = true;
        out->source = hf_read_text(reader, 1, 255);
      }
    } else if (hf_equal(key, HF_TEXT("snapshot"))) {
      if (!hf_first(reader, &seen[4])) break;
      if (!hf_take_null(reader)) {
        out->has_snapshot = true;
        out->snapshot = hf_read_text(reader, 1, 64);
      }
    } else if (hf_equal(key, HF_TEXT("way"))) {
      if (!hf_first(reader, &seen[5])) break;
      if (!hf_take_null(reader)) {
        out->has_way = true;
        out->way = (ExportWay)hf_read_name(reader, hf_volume_export_way_names, 2);
      }
    } else {
      hf_skip(reader);
    }
  }
  hf_need(reader, seen[0], "change");
  hf_need(reader, seen[1], "name");
}

__attribute__((unused)) static void hf_volume_write_plan_step(hf_writer *writer, const PlanStep *from) {
  hf_write_begin(writer, '{');
  hf_write_key(writer, HF_TEXT("what"));
  hf_write_text(writer, from->what);
  if (from->has_argv) {
    hf_write_key(writer, HF_TEXT("argv"));
    hf_write_begin(writer, '[');
    for (size_t at0 = 0; at0 < from->argv.count; at0++) {
      hf_write_text(writer, from->argv.items[at0]);
    }
    hf_write_end(writer, ']');
  }
  hf_write_end(writer, '}');
}

__attribute__((unused)) static void hf_volume_write_plan(hf_writer *writer, const Plan *from) {
  hf_write_begin(writer, '{');
  hf_write_key(writer, HF_TEXT("steps"));
  hf_write_begin(writer, '[');
  for (size_t at0 = 0; at0 < from->steps.count; at0++) {
    hf_volume_write_plan_step(writer, &from->steps.items[at0]);
  }
  hf_write_end(writer, ']');
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

#ifdef VOLUME_OFFERS_CLONE_VOLUME
HF_EXPORT("clone_volume") int32_t hf_volume_export_clone_volume(void) {
  hf_reader reader;
  hf_begin(&reader);
  CloneVolume input;
  __builtin_memset(&input, 0, sizeof input);
  hf_volume_read_clone_volume(&reader, &input);
  if (!hf_end(&reader)) return hf_answer_refused(&reader);
  Volume output;
  __builtin_memset(&output, 0, sizeof output);
  hf_status status = volume_clone_volume(&input, &output);
  hf_writer writer;
  if (hf_answer_begin(&writer, status)) {
    hf_write_key(&writer, HF_TEXT("result"));
    hf_volume_write_volume(&writer, &output);
  }
  return hf_answer_end(&writer);
}
#endif

#ifdef VOLUME_OFFERS_CREATE_SNAPSHOT
HF_EXPORT("create_snapshot") int32_t hf_volume_export_create_snapshot(void) {
  hf_reader reader;
  hf_begin(&reader);
  SnapshotName input;
  __builtin_memset(&input, 0, sizeof input);
  hf_volume_read_snapshot_name(&reader, &input);
  if (!hf_end(&reader)) return hf_answer_refused(&reader);
  Snapshot output;
  __builtin_memset(&output, 0, sizeof output);
  hf_status status = volume_create_snapshot(&input, &output);
  hf_writer writer;
  if (hf_answer_begin(&writer, status)) {
    hf_write_key(&writer, HF_TEXT("result"));
    hf_volume_write_snapshot(&writer, &output);
  }
  return hf_answer_end(&writer);
}
#endif

#ifdef VOLUME_OFFERS_DELETE_SNAPSHOT
HF_EXPORT("delete_snapshot") int32_t hf_volume_export_delete_snapshot(void) {
  hf_reader reader;
  hf_begin(&reader);
  SnapshotName input;
  __builtin_memset(&input, 0, sizeof input);
  hf_volume_read_snapshot_name(&reader, &input);
  if (!hf_end(&reader)) return hf_answer_refused(&reader);
  hf_status status = volume_delete_snapshot(&input);
  hf_writer writer;
  hf_answer_begin(&writer, status);
  return hf_answer_end(&writer);
}
#endif

#ifdef VOLUME_OFFERS_RESTORE_SNAPSHOT
HF_EXPORT("restore_snapshot") int32_t hf_volume_export_restore_snapshot(void) {
  hf_reader reader;
  hf_begin(&reader);
  SnapshotName input;
  __builtin_memset(&input, 0, sizeof input);
  hf_volume_read_snapshot_name(&reader, &input);
  if (!hf_end(&reader)) return hf_answer_refused(&reader);
  Volume output;
  __builtin_memset(&output, 0, sizeof output);
  hf_status status = volume_restore_snapshot(&input, &output);
  hf_writer writer;
  if (hf_answer_begin(&writer, status)) {
    hf_write_key(&writer, HF_TEXT("result"));
    hf_volume_write_volume(&writer, &output);
  }
  return hf_answer_end(&writer);
}
#endif

#ifdef VOLUME_OFFERS_EXPORT_VOLUME
HF_EXPORT("export_volume") int32_t hf_volume_export_export_volume(void) {
  hf_reader reader;
  hf_begin(&reader);
  ExportVolume input;
  __builtin_memset(&input, 0, sizeof input);
  hf_volume_read_export_volume(&reader, &input);
  if (!hf_end(&reader)) return hf_answer_refused(&reader);
  Export output;
  __builtin_memset(&output, 0, sizeof output);
  hf_status status = volume_export_volume(&input, &output);
  hf_writer writer;
  if (hf_answer_begin(&writer, status)) {
    hf_write_key(&writer, HF_TEXT("result"));
    hf_volume_write_export(&writer, &output);
  }
  return hf_answer_end(&writer);
}
#endif

#ifdef VOLUME_OFFERS_UNEXPORT_VOLUME
HF_EXPORT("unexport_volume") int32_t hf_volume_export_unexport_volume(void) {
  hf_reader reader;
  hf_begin(&reader);
  ExportVolume input;
  __builtin_memset(&input, 0, sizeof input);
  hf_volume_read_export_volume(&reader, &input);
  if (!hf_end(&reader)) return hf_answer_refused(&reader);
  hf_status status = volume_unexport_volume(&input);
  hf_writer writer;
  hf_answer_begin(&writer, status);
  return hf_answer_end(&writer);
}
#endif

#ifdef VOLUME_OFFERS_READ_VOLUME
HF_EXPORT("read_volume") int32_t hf_volume_export_read_volume(void) {
  hf_reader reader;
  hf_begin(&reader);
  ReadVolume input;
  __builtin_memset(&input, 0, sizeof input);
  hf_volume_read_read_volume(&reader, &input);
  if (!hf_end(&reader)) return hf_answer_refused(&reader);
  VolumePart output;
  __builtin_memset(&output, 0, sizeof output);
  hf_status status = volume_read_volume(&input, &output);
  hf_writer writer;
  if (hf_answer_begin(&writer, status)) {
    hf_write_key(&writer, HF_TEXT("result"));
    hf_volume_write_volume_part(&writer, &output);
  }
  return hf_answer_end(&writer);
}
#endif

#ifdef VOLUME_OFFERS_WRITE_VOLUME
HF_EXPORT("write_volume") int32_t hf_volume_export_write_volume(void) {
  hf_reader reader;
  hf_begin(&reader);
  WriteVolume input;
  __builtin_memset(&input, 0, sizeof input);
  hf_volume_read_write_volume(&reader, &input);
  if (!hf_end(&reader)) return hf_answer_refused(&reader);
  hf_status status = volume_write_volume(&input);
  hf_writer writer;
  hf_answer_begin(&writer, status);
  return hf_answer_end(&writer);
}
#endif

#ifdef VOLUME_OFFERS_PLAN_CHANGE
HF_EXPORT("plan_change") int32_t hf_volume_export_plan_change(void) {
  hf_reader reader;
  hf_begin(&reader);
  PlanChange input;
  __builtin_memset(&input, 0, sizeof input);
  hf_volume_read_plan_change(&reader, &input);
  if (!hf_end(&reader)) return hf_answer_refused(&reader);
  Plan output;
  __builtin_memset(&output, 0, sizeof output);
  hf_status status = volume_plan_change(&input, &output);
  hf_writer writer;
  if (hf_answer_begin(&writer, status)) {
    hf_write_key(&writer, HF_TEXT("result"));
    hf_volume_write_plan(&writer, &output);
  }
  return hf_answer_end(&writer);
}
#endif

#endif

#endif

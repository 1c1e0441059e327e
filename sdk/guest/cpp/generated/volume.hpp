// Generated from sdk/abi/volume.yaml, version 1.1, by `npm run generate`. Do not edit: change the contract and generate again.

#ifndef HOLDFAST_VOLUME_HPP
#define HOLDFAST_VOLUME_HPP

#include "../holdfast.hpp"

namespace holdfast::volume {

/** A driver's own account of itself. */
struct Description {
  /** The driver's name, as in its manifest. */
  std::string name{};
  /** The driver's own semantic version. */
  std::string version{};
  /** The kind it implements, such as volume. */
  std::string kind{};
  /** The version of the kind it was built against, major.minor. */
  std::string abi{};
};

/** How the driver feels. */
enum class Health { ready, degraded, unavailable };

/** The answer of a probe. */
struct Probe {
  Health health{};
  /** Why it is not ready, for the operator; one sentence. */
  std::optional<std::string> reason{};
};

/** Names one volume. */
struct VolumeName {
  /** Any UTF-8; the driver must not read a path into it. */
  std::string name{};
};

/** What to make. */
struct CreateVolume {
  /** Any UTF-8; the driver must not read a path into it. */
  std::string name{};
  /** Exact size in bytes. */
  std::int64_t size_bytes{};
};

/** What to grow, and to what. */
struct ExtendVolume {
  /** Which one. */
  std::string name{};
  /** The new size in bytes, at least the present one. */
  std::int64_t size_bytes{};
};

/** How programs reach a volume. */
enum class ExportWay { path, nbd };

/** Where a volume is reached. */
struct Export {
  /** A file or device, or the NBD protocol. */
  ExportWay way{};
  /** A path as the driver sees it, or an NBD URI. */
  std::string address{};
  /** Nobody may write through it. */
  std::optional<bool> read_only{};
};

/** A snapshot as it is. */
struct Snapshot {
  /** The name it was made with. */
  std::string name{};
  /** The volume's size at that time. */
  std::int64_t size_bytes{};
};

/** A volume as it is. */
struct Volume {
  /** The name it was made with. */
  std::string name{};
  /** What a reader sees, in bytes. */
  std::int64_t size_bytes{};
  /** What it occupies, in bytes, if the driver knows. */
  std::optional<std::int64_t> allocated_bytes{};
  /** Where it is, as the driver sees it: a guest path, a device. */
  std::optional<std::string> location{};
  /** The volume that this one is a clone of and cannot live without. */
  std::optional<std::string> origin{};
  /** How it is exported now; inspect_volume says it, a list need not. */
  std::optional<std::vector<Export>> exports{};
  /** Its snapshots, each once, in any order; inspect_volume says them, a list need not. */
  std::optional<std::vector<Snapshot>> snapshots{};
};

/** All volumes of a driver. */
struct VolumeList {
  /** Each volume once, in any order. */
  std::vector<Volume> volumes{};
};

/** Room, in bytes. */
struct Stats {
  /** All there is, used or not. */
  std::int64_t total_bytes{};
  /** What a new volume could still take. */
  std::int64_t free_bytes{};
};

/** What to make, and from what. */
struct CloneVolume {
  /** The new volume. */
  std::string name{};
  /** The volume whose contents it gets. */
  std::string source{};
  /** A snapshot of the source, instead of what it holds now. */
  std::optional<std::string> snapshot{};
  /** The new volume's size, at least the source's; the source's when absent. */
  std::optional<std::int64_t> size_bytes{};
};

/** Names one snapshot of one volume. */
struct SnapshotName {
  /** The volume. */
  std::string volume{};
  /** The snapshot: a-z, A-Z, 0-9, _ and -. */
  std::string name{};
};

/** Which volume, and how. */
struct ExportVolume {
  /** Which one. */
  std::string name{};
  /** A file or device, or the NBD protocol. */
  ExportWay way{};
  /** Nobody may write through it; false when absent. */
  std::optional<bool> read_only{};
};

/** Which part. */
struct ReadVolume {
  /** Which one. */
  std::string name{};
  /** The first byte. */
  std::int64_t offset{};
  /** How many bytes. */
  std::int32_t length{};
};

/** A part of a volume's contents. */
struct VolumePart {
  /** The bytes. */
  std::optional<Bytes> data{};
  /** So many bytes, all zero. */
  std::optional<std::int32_t> zero_bytes{};
};

/** What to write, and where. */
struct WriteVolume {
  /** Which one. */
  std::string name{};
  /** The first byte. */
  std::int64_t offset{};
  /** At most 2 MiB. */
  Bytes data{};
};

/** The functions that change something. */
enum class ChangeFunction { create_volume, delete_volume, extend_volume, clone_volume, create_snapshot, delete_snapshot, restore_snapshot, export_volume, unexport_volume };

/** The function, and what it would be given; the fields are the function's own. */
struct PlanChange {
  /** Which function. */
  ChangeFunction change{};
  /** The volume, or the new one of a clone. */
  std::string name{};
  /** As the function's. */
  std::optional<std::int64_t> size_bytes{};
  /** As the function's. */
  std::optional<std::string> source{};
  /** The snapshot. */
  std::optional<std::string> snapshot{};
  /** As the function's. */
  std::optional<ExportWay> way{};
};

/** One thing that would be done. */
struct PlanStep {
  /** In words, one line. */
  std::string what{};
  /** The command that would run. */
  std::optional<std::vector<std::string>> argv{};
};

/** What would be done, in order. */
struct Plan {
  /** Step by step. */
  std::vector<PlanStep> steps{};
};

[[maybe_unused]] inline void write(hf_writer *writer, const Description &from) {
  hf_write_begin(writer, '{');
  hf_write_key(writer, HF_TEXT("name"));
  hf_write_text(writer, view(from.name));
  hf_write_key(writer, HF_TEXT("version"));
  hf_write_text(writer, view(from.version));
  hf_write_key(writer, HF_TEXT("kind"));
  hf_write_text(writer, view(from.kind));
  hf_write_key(writer, HF_TEXT("abi"));
  hf_write_text(writer, view(from.abi));
  hf_write_end(writer, '}');
}

inline constexpr const char *Health_names[] = {"ready", "degraded", "unavailable"};

[[maybe_unused]] inline void write(hf_writer *writer, const Probe &from) {
  hf_write_begin(writer, '{');
  hf_write_key(writer, HF_TEXT("health"));
  hf_write_name(writer, static_cast<int>(from.health), Health_names, 3);
  if (from.reason) {
    hf_write_key(writer, HF_TEXT("reason"));
    hf_write_text(writer, view((*from.reason)));
  }
  hf_write_end(writer, '}');
}

[[maybe_unused]] inline void read(hf_reader *reader, VolumeName &out) {
  bool seen[1] = {};
  hf_text key;
  hf_begin_object(reader);
  while (hf_next_key(reader, &key)) {
    if (hf_equal(key, HF_TEXT("name"))) {
      if (!hf_first(reader, &seen[0])) break;
      out.name = string_of(hf_read_text(reader, 1, 255));
    } else {
      hf_skip(reader);
    }
  }
  hf_need(reader, seen[0], "name");
}

[[maybe_unused]] inline void read(hf_reader *reader, CreateVolume &out) {
  bool seen[2] = {};
  hf_text key;
  hf_begin_object(reader);
  while (hf_next_key(reader, &key)) {
    if (hf_equal(key, HF_TEXT("name"))) {
      if (!hf_first(reader, &seen[0])) break;
      out.name = string_of(hf_read_text(reader, 1, 255));
    } else if (hf_equal(key, HF_TEXT("size_bytes"))) {
      if (!hf_first(reader, &seen[1])) break;
      out.size_bytes = static_cast<std::int64_t>(hf_read_integer(reader, INT64_C(1), INT64_C(9007199254740991)));
    } else {
      hf_skip(reader);
    }
  }
  hf_need(reader, seen[0], "name");
  hf_need(reader, seen[1], "size_bytes");
}

[[maybe_unused]] inline void read(hf_reader *reader, ExtendVolume &out) {
  bool seen[2] = {};
  hf_text key;
  hf_begin_object(reader);
  while (hf_next_key(reader, &key)) {
    if (hf_equal(key, HF_TEXT("name"))) {
      if (!hf_first(reader, &seen[0])) break;
      out.name = string_of(hf_read_text(reader, 1, 255));
    } else if (hf_equal(key, HF_TEXT("size_bytes"))) {
      if (!hf_first(reader, &seen[1])) break;
      out.size_bytes = static_cast<std::int64_t>(hf_read_integer(reader, INT64_C(1), INT64_C(9007199254740991)));
    } else {
      hf_skip(reader);
    }
  }
  hf_need(reader, seen[0], "name");
  hf_need(reader, seen[1], "size_bytes");
}

inline constexpr const char *ExportWay_names[] = {"path", "nbd"};

[[maybe_unused]] inline void write(hf_writer *writer, const Export &from) {
  hf_write_begin(writer, '{');
  hf_write_key(writer, HF_TEXT("way"));
  hf_write_name(writer, static_cast<int>(from.way), ExportWay_names, 2);
  hf_write_key(writer, HF_TEXT("address"));
  hf_write_text(writer, view(from.address));
  if (from.read_only) {
    hf_write_key(writer, HF_TEXT("read_only"));
    hf_write_boolean(writer, (*from.read_only));
  }
  hf_write_end(writer, '}');
}

[[maybe_unused]] inline void write(hf_writer *writer, const Snapshot &from) {
  hf_write_begin(writer, '{');
  hf_write_key(writer, HF_TEXT("name"));
  hf_write_text(writer, view(from.name));
  hf_write_key(writer, HF_TEXT("size_bytes"));
  hf_write_integer(writer, static_cast<std::int64_t>(from.size_bytes), INT64_C(0), INT64_C(9007199254740991));
  hf_write_end(writer, '}');
}

[[maybe_unused]] inline void write(hf_writer *writer, const Volume &from) {
  hf_write_begin(writer, '{');
  hf_write_key(writer, HF_TEXT("name"));
  hf_write_text(writer, view(from.name));
  hf_write_key(writer, HF_TEXT("size_bytes"));
  hf_write_integer(writer, static_cast<std::int64_t>(from.size_bytes), INT64_C(0), INT64_C(9007199254740991));
  if (from.allocated_bytes) {
    hf_write_key(writer, HF_TEXT("allocated_bytes"));
    hf_write_integer(writer, static_cast<std::int64_t>((*from.allocated_bytes)), INT64_C(0), INT64_C(9007199254740991));
  }
  if (from.location) {
    hf_write_key(writer, HF_TEXT("location"));
    hf_write_text(writer, view((*from.location)));
  }
  if (from.origin) {
    hf_write_key(writer, HF_TEXT("origin"));
    hf_write_text(writer, view((*from.origin)));
  }
  if (from.exports) {
    hf_write_key(writer, HF_TEXT("exports"));
    hf_write_begin(writer, '[');
    for (const Export &item0 : (*from.exports)) {
      write(writer, item0);
    }
    hf_write_end(writer, ']');
  }
  if (from.snapshots) {
    hf_write_key(writer, HF_TEXT("snapshots"));
    hf_write_begin(writer, '[');
    for (const Snapshot &item0 : (*from.snapshots)) {
      write(writer, item0);
    }
    hf_write_end(writer, ']');
  }
  hf_write_end(writer, '}');
}

[[maybe_unused]] inline void write(hf_writer *writer, const VolumeList &from) {
  hf_write_begin(writer, '{');
  hf_write_key(writer, HF_TEXT("volumes"));
  hf_write_begin(writer, '[');
  for (const Volume &item0 : from.volumes) {
    write(writer, item0);
  }
  hf_write_end(writer, ']');
  hf_write_end(writer, '}');
}

[[maybe_unused]] inline void write(hf_writer *writer, const Stats &from) {
  hf_write_begin(writer, '{');
  hf_write_key(writer, HF_TEXT("total_bytes"));
  hf_write_integer(writer, static_cast<std::int64_t>(from.total_bytes), INT64_C(0), INT64_C(9007199254740991));
  hf_write_key(writer, HF_TEXT("free_bytes"));
  hf_write_integer(writer, static_cast<std::int64_t>(from.free_bytes), INT64_C(0), INT64_C(9007199254740991));
  hf_write_end(writer, '}');
}

[[maybe_unused]] inline void read(hf_reader *reader, CloneVolume &out) {
  bool seen[4] = {};
  hf_text key;
  hf_begin_object(reader);
  while (hf_next_key(reader, &key)) {
    if (hf_equal(key, HF_TEXT("name"))) {
      if (!hf_first(reader, &seen[0])) break;
      out.name = string_of(hf_read_text(reader, 1, 255));
    } else if (hf_equal(key, HF_TEXT("source"))) {
      if (!hf_first(reader, &seen[1])) break;
      out.source = string_of(hf_read_text(reader, 1, 255));
    } else if (hf_equal(key, HF_TEXT("snapshot"))) {
      if (!hf_first(reader, &seen[2])) break;
      if (!hf_take_null(reader)) {
        std::string value{};
        value = string_of(hf_read_text(reader, 1, 64));
        out.snapshot = std::move(value);
      }
    } else if (hf_equal(key, HF_TEXT("size_bytes"))) {
      if (!hf_first(reader, &seen[3])) break;
      if (!hf_take_null(reader)) {
        std::int64_t value{};
        value = static_cast<std::int64_t>(hf_read_integer(reader, INT64_C(1), INT64_C(9007199254740991)));
        out.size_bytes = std::move(value);
      }
    } else {
      hf_skip(reader);
    }
  }
  hf_need(reader, seen[0], "name");
  hf_need(reader, seen[1], "source");
}

[[maybe_unused]] inline void read(hf_reader *reader, SnapshotName &out) {
  bool seen[2] = {};
  hf_text key;
  hf_begin_object(reader);
  while (hf_next_key(reader, &key)) {
    if (hf_equal(key, HF_TEXT("volume"))) {
      if (!hf_first(reader, &seen[0])) break;
      out.volume = string_of(hf_read_text(reader, 1, 255));
    } else if (hf_equal(key, HF_TEXT("name"))) {
      if (!hf_first(reader, &seen[1])) break;
      out.name = string_of(hf_read_text(reader, 1, 64));
    } else {
      hf_skip(reader);
    }
  }
  hf_need(reader, seen[0], "volume");
  hf_need(reader, seen[1], "name");
}

[[maybe_unused]] inline void read(hf_reader *reader, ExportVolume &out) {
  bool seen[3] = {};
  hf_text key;
  hf_begin_object(reader);
  while (hf_next_key(reader, &key)) {
    if (hf_equal(key, HF_TEXT("name"))) {
      if (!hf_first(reader, &seen[0])) break;
      out.name = string_of(hf_read_text(reader, 1, 255));
    } else if (hf_equal(key, HF_TEXT("way"))) {
      if (!hf_first(reader, &seen[1])) break;
      out.way = static_cast<ExportWay>(hf_read_name(reader, ExportWay_names, 2));
    } else if (hf_equal(key, HF_TEXT("read_only"))) {
      if (!hf_first(reader, &seen[2])) break;
      if (!hf_take_null(reader)) {
        bool value{};
        value = hf_read_boolean(reader);
        out.read_only = std::move(value);
      }
    } else {
      hf_skip(reader);
    }
  }
  hf_need(reader, seen[0], "name");
  hf_need(reader, seen[1], "way");
}

[[maybe_unused]] inline void read(hf_reader *reader, ReadVolume &out) {
  bool seen[3] = {};
  hf_text key;
  hf_begin_object(reader);
  while (hf_next_key(reader, &key)) {
    if (hf_equal(key, HF_TEXT("name"))) {
      if (!hf_first(reader, &seen[0])) break;
      out.name = string_of(hf_read_text(reader, 1, 255));
    } else if (hf_equal(key, HF_TEXT("offset"))) {
      if (!hf_first(reader, &seen[1])) break;
      out.offset = static_cast<std::int64_t>(hf_read_integer(reader, INT64_C(0), INT64_C(9007199254740991)));
    } else if (hf_equal(key, HF_TEXT("length"))) {
      if (!hf_first(reader, &seen[2])) break;
      out.length = static_cast<std::int32_t>(hf_read_integer(reader, INT64_C(1), INT64_C(2097152)));
    } else {
      hf_skip(reader);
    }
  }
  hf_need(reader, seen[0], "name");
  hf_need(reader, seen[1], "offset");
  hf_need(reader, seen[2], "length");
}

[[maybe_unused]] inline void write(hf_writer *writer, const VolumePart &from) {
  hf_write_begin(writer, '{');
  if (from.data) {
    hf_write_key(writer, HF_TEXT("data"));
    hf_write_bytes(writer, view((*from.data)));
  }
  if (from.zero_bytes) {
    hf_write_key(writer, HF_TEXT("zero_bytes"));
    hf_write_integer(writer, static_cast<std::int64_t>((*from.zero_bytes)), INT64_C(0), INT64_C(2147483647));
  }
  hf_write_end(writer, '}');
}

[[maybe_unused]] inline void read(hf_reader *reader, WriteVolume &out) {
  bool seen[3] = {};
  hf_text key;
  hf_begin_object(reader);
  while (hf_next_key(reader, &key)) {
    if (hf_equal(key, HF_TEXT("name"))) {
      if (!hf_first(reader, &seen[0])) break;
      out.name = string_of(hf_read_text(reader, 1, 255));
    } else if (hf_equal(key, HF_TEXT("offset"))) {
      if (!hf_first(reader, &seen[1])) break;
      out.offset = static_cast<std::int64_t>(hf_read_integer(reader, INT64_C(0), INT64_C(9007199254740991)));
    } else if (hf_equal(key, HF_TEXT("data"))) {
      if (!hf_first(reader, &seen[2])) break;
      out.data = bytes_of(hf_read_bytes(reader, 0, SIZE_MAX));
    } else {
      hf_skip(reader);
    }
  }
  hf_need(reader, seen[0], "name");
  hf_need(reader, seen[1], "offset");
  hf_need(reader, seen[2], "data");
}

inline constexpr const char *ChangeFunction_names[] = {"create_volume", "delete_volume", "extend_volume", "clone_volume", "create_snapshot", "delete_snapshot", "restore_snapshot", "export_volume", "unexport_volume"};

[[maybe_unused]] inline void read(hf_reader *reader, PlanChange &out) {
  bool seen[6] = {};
  hf_text key;
  hf_begin_object(reader);
  while (hf_next_key(reader, &key)) {
    if (hf_equal(key, HF_TEXT("change"))) {
      if (!hf_first(reader, &seen[0])) break;
      out.change = static_cast<ChangeFunction>(hf_read_name(reader, ChangeFunction_names, 9));
    } else if (hf_equal(key, HF_TEXT("name"))) {
      if (!hf_first(reader, &seen[1])) break;
      out.name = string_of(hf_read_text(reader, 1, 255));
    } else if (hf_equal(key, HF_TEXT("size_bytes"))) {
      if (!hf_first(reader, &seen[2])) break;
      if (!hf_take_null(reader)) {
        std::int64_t value{};
        value = static_cast<std::int64_t>(hf_read_integer(reader, INT64_C(1), INT64_C(9007199254740991)));
        out.size_bytes = std::move(value);
      }
    } else if (hf_equal(key, HF_TEXT("source"))) {
      if (!hf_first(reader, &seen[3])) break;
      if (!hf_take_null(reader)) {
        std::string value{};
        value = string_of(hf_read_text(reader, 1, 255));
        out.source = std::move(value);
      }
    } else if (hf_equal(key, HF_TEXT("snapshot"))) {
      if (!hf_first(reader, &seen[4])) break;
      if (!hf_take_null(reader)) {
        std::string value{};
        value = string_of(hf_read_text(reader, 1, 64));
        out.snapshot = std::move(value);
      }
    } else if (hf_equal(key, HF_TEXT("way"))) {
      if (!hf_first(reader, &seen[5])) break;
      if (!hf_take_null(reader)) {
        ExportWay value{};
        value = static_cast<ExportWay>(hf_read_name(reader, ExportWay_names, 2));
        out.way = std::move(value);
      }
    } else {
      hf_skip(reader);
    }
  }
  hf_need(reader, seen[0], "change");
  hf_need(reader, seen[1], "name");
}

[[maybe_unused]] inline void write(hf_writer *writer, const PlanStep &from) {
  hf_write_begin(writer, '{');
  hf_write_key(writer, HF_TEXT("what"));
  hf_write_text(writer, view(from.what));
  if (from.argv) {
    hf_write_key(writer, HF_TEXT("argv"));
    hf_write_begin(writer, '[');
    for (const std::string &item0 : (*from.argv)) {
      hf_write_text(writer, view(item0));
    }
    hf_write_end(writer, ']');
  }
  hf_write_end(writer, '}');
}

[[maybe_unused]] inline void write(hf_writer *writer, const Plan &from) {
  hf_write_begin(writer, '{');
  hf_write_key(writer, HF_TEXT("steps"));
  hf_write_begin(writer, '[');
  for (const PlanStep &item0 : from.steps) {
    write(writer, item0);
  }
  hf_write_end(writer, ']');
  hf_write_end(writer, '}');
}

/** What a driver of the kind volume implements. */
class Driver {
 public:
  virtual ~Driver() = default;

  /**
   * Says what this driver is. It must not touch the outside. Called: once after every instantiation, before any
   * other function. Afterwards: nothing was changed. What it answered equals the manifest carried in the file, or
   * the driver is refused.
   */
  virtual Result<Description> describe() = 0;

  /**
   * Says whether the driver can work here and now: directories writable, kernel features present, devices
   * reachable. A driver that cannot work answers `unavailable` with the reason, it does not fail later. Called:
   * after describe, then regularly, and when an operator asks. Afterwards: nothing was changed. The health is shown
   * to operators, with the reason. Statuses: failed (looking itself went wrong; the message says how).
   */
  virtual Result<Probe> probe() = 0;

  /**
   * Makes a volume of exactly `size_bytes`. Called: for a new volume, once; after an accident the manager asks
   * inspect_volume instead of calling again. Afterwards: with ok the volume exists and inspect_volume finds it.
   * With anything else nothing of that name was left behind. Statuses: invalid_argument (the input cannot be right,
   * now or later, such as a name that the driver's own world cannot hold); already_exists (there is a volume of
   * that name; it was not touched); not_ready (what the driver stands on is not there yet or at the moment; nothing
   * was changed, trying later may help); resource_exhausted (a volume of that size does not fit; nothing of it is
   * left); permission_denied (the host or what lies behind it refused the driver; nothing was changed); failed
   * (none of these; the message says what. The manager looks before it goes on).
   */
  virtual Result<Volume> create_volume(const CreateVolume &input) = 0;

  /**
   * Removes a volume and all it holds. Removing what is absent is ok. Called: when a volume shall go, and again
   * until it answers ok. Afterwards: with ok nothing of that name is left, its snapshots neither. Statuses:
   * invalid_argument (the input cannot be right, now or later, such as a name that the driver's own world cannot
   * hold); busy (something still uses it, such as a mount or a clone that needs it; it is all there); not_ready
   * (what the driver stands on is not there yet or at the moment; nothing was changed, trying later may help);
   * permission_denied (the host or what lies behind it refused the driver; nothing was changed); failed (none of
   * these; the message says what. The manager looks before it goes on).
   */
  virtual Result<Nothing> delete_volume(const VolumeName &input) = 0;

  /**
   * Grows a volume to `size_bytes`. The present size is ok. Called: when a volume shall be larger, and again after
   * an accident. Afterwards: with ok the volume has that size and what it held is as it was. With anything else the
   * size is as it was. Statuses: invalid_argument (the size is below the present one; nothing was changed);
   * not_found (there is no volume of that name); busy (someone else uses what would be touched; nothing was
   * changed); not_ready (what the driver stands on is not there yet or at the moment; nothing was changed, trying
   * later may help); resource_exhausted (there is no room to grow; the size is as it was); permission_denied (the
   * host or what lies behind it refused the driver; nothing was changed); failed (none of these; the message says
   * what. The manager looks before it goes on).
   */
  virtual Result<Volume> extend_volume(const ExtendVolume &input) = 0;

  /**
   * Says what is really there under a name. It must look, never remember. Called: whenever the manager must know:
   * after each accident, to settle an unknown outcome, and when its records are compared with what is there.
   * Afterwards: nothing was changed. What it answered was there at that moment. Statuses: invalid_argument (the
   * input cannot be right, now or later, such as a name that the driver's own world cannot hold); not_found (there
   * is no volume of that name, a half-made one neither); not_ready (what the driver stands on is not there yet or
   * at the moment; nothing was changed, trying later may help); permission_denied (the host or what lies behind it
   * refused the driver; nothing was changed); failed (it could not look; the outcome stays unknown).
   */
  virtual Result<Volume> inspect_volume(const VolumeName &input) = 0;

  /**
   * Lists every volume the driver can see, in any order; half-made ones are not among them. Called: when records
   * are compared with what is there, and when an operator looks for orphans. Afterwards: nothing was changed.
   * Statuses: not_ready (what the driver stands on is not there yet or at the moment; nothing was changed, trying
   * later may help); permission_denied (the host or what lies behind it refused the driver; nothing was changed);
   * failed (none of these; the message says what. The manager looks before it goes on).
   */
  virtual Result<VolumeList> list_volumes() = 0;

  /**
   * Says how much room there is. A driver that cannot know does not export it. Called: regularly, and before a
   * place for a new volume is chosen. Afterwards: nothing was changed. Statuses: not_ready (what the driver stands
   * on is not there yet or at the moment; nothing was changed, trying later may help); permission_denied (the host
   * or what lies behind it refused the driver; nothing was changed); failed (none of these; the message says what.
   * The manager looks before it goes on).
   */
  virtual Result<Stats> get_stats() {
    return Failure(Status::unsupported, "This driver has no get_stats.");
  }

  /**
   * Makes a volume of its own with what another holds, or with what a snapshot of it holds. A size above the
   * source's extends the clone. A clone that needs its source to stay says so in `origin`. Called: for a new volume
   * that shall begin as a copy, once; after an accident the manager asks inspect_volume. Afterwards: with ok the
   * new volume exists, and what is written to one of the two is not seen in the other. With anything else nothing
   * of the new name was left behind. Statuses: invalid_argument (the size is below the source's); not_found (there
   * is no such source, or no such snapshot of it); already_exists (the name to be made is taken; nothing was
   * changed); busy (the source is in a use that does not allow a copy); not_ready (what the driver stands on is not
   * there yet or at the moment; nothing was changed, trying later may help); resource_exhausted (no room, no quota,
   * no more of something; nothing was changed); permission_denied (the host or what lies behind it refused the
   * driver; nothing was changed); failed (none of these; the message says what. The manager looks before it goes
   * on).
   */
  virtual Result<Volume> clone_volume(const CloneVolume &input) {
    static_cast<void>(input);
    return Failure(Status::unsupported, "This driver has no clone_volume.");
  }

  /**
   * Keeps what a volume holds now under a name of its own. Snapshots go with their volume. Called: when the present
   * contents shall be kept, once; after an accident the manager asks inspect_volume. Afterwards: with ok
   * inspect_volume shows the snapshot. With anything else nothing of that name was left. Statuses: invalid_argument
   * (the input cannot be right, now or later, such as a name that the driver's own world cannot hold); not_found
   * (there is no volume of that name); already_exists (the volume has a snapshot of that name); busy (the volume is
   * in a use that does not allow a snapshot); not_ready (what the driver stands on is not there yet or at the
   * moment; nothing was changed, trying later may help); resource_exhausted (no room, no quota, no more of
   * something; nothing was changed); permission_denied (the host or what lies behind it refused the driver; nothing
   * was changed); failed (none of these; the message says what. The manager looks before it goes on).
   */
  virtual Result<Snapshot> create_snapshot(const SnapshotName &input) {
    static_cast<void>(input);
    return Failure(Status::unsupported, "This driver has no create_snapshot.");
  }

  /**
   * Removes one snapshot. Removing what is absent is ok. Called: when a snapshot shall go, and again until it
   * answers ok. Afterwards: with ok the snapshot is gone; the volume is as it was. Statuses: invalid_argument (the
   * input cannot be right, now or later, such as a name that the driver's own world cannot hold); busy (something
   * stands on the snapshot; it is all there); not_ready (what the driver stands on is not there yet or at the
   * moment; nothing was changed, trying later may help); permission_denied (the host or what lies behind it refused
   * the driver; nothing was changed); failed (none of these; the message says what. The manager looks before it
   * goes on).
   */
  virtual Result<Nothing> delete_snapshot(const SnapshotName &input) {
    static_cast<void>(input);
    return Failure(Status::unsupported, "This driver has no delete_snapshot.");
  }

  /**
   * Makes a volume hold again, byte for byte, what it held at the snapshot, its size too. Called: when the present
   * contents shall be given up; the manager settles an unknown outcome by calling it again. Afterwards: with ok the
   * volume holds what it held then, and the snapshot is still there. Statuses: invalid_argument (the input cannot
   * be right, now or later, such as a name that the driver's own world cannot hold); not_found (there is no such
   * volume, or no such snapshot of it); busy (the volume is in use; it is as it was); not_ready (what the driver
   * stands on is not there yet or at the moment; nothing was changed, trying later may help); resource_exhausted
   * (no room, no quota, no more of something; nothing was changed); permission_denied (the host or what lies behind
   * it refused the driver; nothing was changed); failed (none of these; the message says what. The manager looks
   * before it goes on).
   */
  virtual Result<Volume> restore_snapshot(const SnapshotName &input) {
    static_cast<void>(input);
    return Failure(Status::unsupported, "This driver has no restore_snapshot.");
  }

  /**
   * Makes a volume reachable for programs of this node. Exporting again in the same way answers the same address. A
   * way that the driver does not know is unsupported. Called: before a program of this node uses the volume, and
   * again after an accident or a restart. Afterwards: with ok the volume is reached at the address until it is
   * taken back, and inspect_volume shows the export. Statuses: invalid_argument (the input cannot be right, now or
   * later, such as a name that the driver's own world cannot hold); not_found (there is no volume of that name);
   * busy (it is exported in a way that excludes this one); not_ready (what the driver stands on is not there yet or
   * at the moment; nothing was changed, trying later may help); resource_exhausted (no room, no quota, no more of
   * something; nothing was changed); permission_denied (the host or what lies behind it refused the driver; nothing
   * was changed); failed (none of these; the message says what. The manager looks before it goes on).
   */
  virtual Result<Export> export_volume(const ExportVolume &input) {
    static_cast<void>(input);
    return Failure(Status::unsupported, "This driver has no export_volume.");
  }

  /**
   * Takes an export back. Taking back what is not exported is ok. Called: when no program uses the volume that way
   * any more, before it is deleted, and again until it answers ok. Afterwards: with ok nothing of the export is
   * left. Statuses: invalid_argument (the input cannot be right, now or later, such as a name that the driver's own
   * world cannot hold); busy (a program still has it open; the export stands); not_ready (what the driver stands on
   * is not there yet or at the moment; nothing was changed, trying later may help); permission_denied (the host or
   * what lies behind it refused the driver; nothing was changed); failed (none of these; the message says what. The
   * manager looks before it goes on).
   */
  virtual Result<Nothing> unexport_volume(const ExportVolume &input) {
    static_cast<void>(input);
    return Failure(Status::unsupported, "This driver has no unexport_volume.");
  }

  /**
   * Reads a part of a volume. Less than `length` only at its end. A part that holds nothing but zeros may be
   * answered as `zero_bytes` instead of `data`. Called: part by part, while a volume is moved to another driver;
   * nobody else writes it then. Afterwards: nothing was changed. Statuses: invalid_argument (the part begins beyond
   * the end of the volume); not_found (there is no volume of that name); busy (someone else uses what would be
   * touched; nothing was changed); not_ready (what the driver stands on is not there yet or at the moment; nothing
   * was changed, trying later may help); resource_exhausted (no room, no quota, no more of something; nothing was
   * changed); permission_denied (the host or what lies behind it refused the driver; nothing was changed); failed
   * (none of these; the message says what. The manager looks before it goes on).
   */
  virtual Result<VolumePart> read_volume(const ReadVolume &input) {
    static_cast<void>(input);
    return Failure(Status::unsupported, "This driver has no read_volume.");
  }

  /**
   * Writes a part of a volume. It never grows a volume. Called: part by part, while a volume is moved from another
   * driver; the same part may come twice. Afterwards: with ok the bytes are durable. With anything else that part
   * holds what it held or what was sent, byte by byte. Statuses: invalid_argument (the part lies beyond the
   * volume's end; nothing was written); not_found (there is no volume of that name); busy (someone else uses what
   * would be touched; nothing was changed); not_ready (what the driver stands on is not there yet or at the moment;
   * nothing was changed, trying later may help); resource_exhausted (no room, no quota, no more of something;
   * nothing was changed); permission_denied (the host or what lies behind it refused the driver; nothing was
   * changed); failed (none of these; the message says what. The manager looks before it goes on).
   */
  virtual Result<Nothing> write_volume(const WriteVolume &input) {
    static_cast<void>(input);
    return Failure(Status::unsupported, "This driver has no write_volume.");
  }

  /**
   * Says what a change would do, and does nothing: each step in words, with the argument vector where a command
   * would run. It answers the status that the change would be refused with, as far as looking can tell. Called:
   * when an operator asks what a change would do (`--dry-run`). Afterwards: nothing was changed. The change may
   * still end otherwise: the world goes on. Statuses: invalid_argument (the input cannot be right, now or later,
   * such as a name that the driver's own world cannot hold); not_found (the change would answer it: what it needs
   * is not there); already_exists (the change would answer it: the name is taken); busy (the change would answer
   * it: what it needs is in use); not_ready (what the driver stands on is not there yet or at the moment; nothing
   * was changed, trying later may help); resource_exhausted (the change would answer it: there is no room);
   * permission_denied (the host or what lies behind it refused the driver; nothing was changed); failed (none of
   * these; the message says what. The manager looks before it goes on).
   */
  virtual Result<Plan> plan_change(const PlanChange &input) {
    static_cast<void>(input);
    return Failure(Status::unsupported, "This driver has no plan_change.");
  }
};

/** To be defined by the driver: the one that serves all calls. */
Driver &driver();

}  // namespace holdfast::volume

#ifdef HOLDFAST_PRELUDE
HOLDFAST_PRELUDE_RESULT(holdfast::volume::Description)
HOLDFAST_PRELUDE_RESULT(holdfast::volume::Probe)
HOLDFAST_PRELUDE_RESULT(holdfast::volume::Volume)
HOLDFAST_PRELUDE_RESULT(holdfast::volume::VolumeList)
HOLDFAST_PRELUDE_RESULT(holdfast::volume::Stats)
HOLDFAST_PRELUDE_RESULT(holdfast::volume::Snapshot)
HOLDFAST_PRELUDE_RESULT(holdfast::volume::Export)
HOLDFAST_PRELUDE_RESULT(holdfast::volume::VolumePart)
HOLDFAST_PRELUDE_RESULT(holdfast::volume::Plan)
HOLDFAST_PRELUDE_VALUE(holdfast::volume::Volume)
HOLDFAST_PRELUDE_VALUE(holdfast::volume::Snapshot)
HOLDFAST_PRELUDE_VALUE(holdfast::volume::Export)
#endif

#endif

// The exports, in the one source file that defines VOLUME_EXPORTS before it includes this.
#if defined(VOLUME_EXPORTS) && !defined(VOLUME_EXPORTED)
#define VOLUME_EXPORTED
extern "C" {

HF_EXPORT("describe") int32_t hf_volume_export_describe(void) {
  hf_reader reader;
  hf_begin(&reader);
  const auto result = holdfast::volume::driver().describe();
  hf_writer writer;
  if (hf_answer_begin(&writer, holdfast::answered(result))) {
    hf_write_key(&writer, HF_TEXT("result"));
    holdfast::volume::write(&writer, result.value());
  }
  return hf_answer_end(&writer);
}

HF_EXPORT("probe") int32_t hf_volume_export_probe(void) {
  hf_reader reader;
  hf_begin(&reader);
  const auto result = holdfast::volume::driver().probe();
  hf_writer writer;
  if (hf_answer_begin(&writer, holdfast::answered(result))) {
    hf_write_key(&writer, HF_TEXT("result"));
    holdfast::volume::write(&writer, result.value());
  }
  return hf_answer_end(&writer);
}

HF_EXPORT("create_volume") int32_t hf_volume_export_create_volume(void) {
  hf_reader reader;
  hf_begin(&reader);
  holdfast::volume::CreateVolume input{};
  holdfast::volume::read(&reader, input);
  if (!hf_end(&reader)) return hf_answer_refused(&reader);
  const auto result = holdfast::volume::driver().create_volume(input);
  hf_writer writer;
  if (hf_answer_begin(&writer, holdfast::answered(result))) {
    hf_write_key(&writer, HF_TEXT("result"));
    holdfast::volume::write(&writer, result.value());
  }
  return hf_answer_end(&writer);
}

HF_EXPORT("delete_volume") int32_t hf_volume_export_delete_volume(void) {
  hf_reader reader;
  hf_begin(&reader);
  holdfast::volume::VolumeName input{};
  holdfast::volume::read(&reader, input);
  if (!hf_end(&reader)) return hf_answer_refused(&reader);
  const auto result = holdfast::volume::driver().delete_volume(input);
  hf_writer writer;
  if (hf_answer_begin(&writer, holdfast::answered(result))) {
  }
  return hf_answer_end(&writer);
}

HF_EXPORT("extend_volume") int32_t hf_volume_export_extend_volume(void) {
  hf_reader reader;
  hf_begin(&reader);
  holdfast::volume::ExtendVolume input{};
  holdfast::volume::read(&reader, input);
  if (!hf_end(&reader)) return hf_answer_refused(&reader);
  const auto result = holdfast::volume::driver().extend_volume(input);
  hf_writer writer;
  if (hf_answer_begin(&writer, holdfast::answered(result))) {
    hf_write_key(&writer, HF_TEXT("result"));
    holdfast::volume::write(&writer, result.value());
  }
  return hf_answer_end(&writer);
}

HF_EXPORT("inspect_volume") int32_t hf_volume_export_inspect_volume(void) {
  hf_reader reader;
  hf_begin(&reader);
  holdfast::volume::VolumeName input{};
  holdfast::volume::read(&reader, input);
  if (!hf_end(&reader)) return hf_answer_refused(&reader);
  const auto result = holdfast::volume::driver().inspect_volume(input);
  hf_writer writer;
  if (hf_answer_begin(&writer, holdfast::answered(result))) {
    hf_write_key(&writer, HF_TEXT("result"));
    holdfast::volume::write(&writer, result.value());
  }
  return hf_answer_end(&writer);
}

HF_EXPORT("list_volumes") int32_t hf_volume_export_list_volumes(void) {
  hf_reader reader;
  hf_begin(&reader);
  const auto result = holdfast::volume::driver().list_volumes();
  hf_writer writer;
  if (hf_answer_begin(&writer, holdfast::answered(result))) {
    hf_write_key(&writer, HF_TEXT("result"));
    holdfast::volume::write(&writer, result.value());
  }
  return hf_answer_end(&writer);
}

#ifdef VOLUME_OFFERS_GET_STATS
HF_EXPORT("get_stats") int32_t hf_volume_export_get_stats(void) {
  hf_reader reader;
  hf_begin(&reader);
  const auto result = holdfast::volume::driver().get_stats();
  hf_writer writer;
  if (hf_answer_begin(&writer, holdfast::answered(result))) {
    hf_write_key(&writer, HF_TEXT("result"));
    holdfast::volume::write(&writer, result.value());
  }
  return hf_answer_end(&writer);
}
#endif

#ifdef VOLUME_OFFERS_CLONE_VOLUME
HF_EXPORT("clone_volume") int32_t hf_volume_export_clone_volume(void) {
  hf_reader reader;
  hf_begin(&reader);
  holdfast::volume::CloneVolume input{};
  holdfast::volume::read(&reader, input);
  if (!hf_end(&reader)) return hf_answer_refused(&reader);
  const auto result = holdfast::volume::driver().clone_volume(input);
  hf_writer writer;
  if (hf_answer_begin(&writer, holdfast::answered(result))) {
    hf_write_key(&writer, HF_TEXT("result"));
    holdfast::volume::write(&writer, result.value());
  }
  return hf_answer_end(&writer);
}
#endif

#ifdef VOLUME_OFFERS_CREATE_SNAPSHOT
HF_EXPORT("create_snapshot") int32_t hf_volume_export_create_snapshot(void) {
  hf_reader reader;
  hf_begin(&reader);
  holdfast::volume::SnapshotName input{};
  holdfast::volume::read(&reader, input);
  if (!hf_end(&reader)) return hf_answer_refused(&reader);
  const auto result = holdfast::volume::driver().create_snapshot(input);
  hf_writer writer;
  if (hf_answer_begin(&writer, holdfast::answered(result))) {
    hf_write_key(&writer, HF_TEXT("result"));
    holdfast::volume::write(&writer, result.value());
  }
  return hf_answer_end(&writer);
}
#endif

#ifdef VOLUME_OFFERS_DELETE_SNAPSHOT
HF_EXPORT("delete_snapshot") int32_t hf_volume_export_delete_snapshot(void) {
  hf_reader reader;
  hf_begin(&reader);
  holdfast::volume::SnapshotName input{};
  holdfast::volume::read(&reader, input);
  if (!hf_end(&reader)) return hf_answer_refused(&reader);
  const auto result = holdfast::volume::driver().delete_snapshot(input);
  hf_writer writer;
  if (hf_answer_begin(&writer, holdfast::answered(result))) {
  }
  return hf_answer_end(&writer);
}
#endif

#ifdef VOLUME_OFFERS_RESTORE_SNAPSHOT
HF_EXPORT("restore_snapshot") int32_t hf_volume_export_restore_snapshot(void) {
  hf_reader reader;
  hf_begin(&reader);
  holdfast::volume::SnapshotName input{};
  holdfast::volume::read(&reader, input);
  if (!hf_end(&reader)) return hf_answer_refused(&reader);
  const auto result = holdfast::volume::driver().restore_snapshot(input);
  hf_writer writer;
  if (hf_answer_begin(&writer, holdfast::answered(result))) {
    hf_write_key(&writer, HF_TEXT("result"));
    holdfast::volume::write(&writer, result.value());
  }
  return hf_answer_end(&writer);
}
#endif

#ifdef VOLUME_OFFERS_EXPORT_VOLUME
HF_EXPORT("export_volume") int32_t hf_volume_export_export_volume(void) {
  hf_reader reader;
  hf_begin(&reader);
  holdfast::volume::ExportVolume input{};
  holdfast::volume::read(&reader, input);
  if (!hf_end(&reader)) return hf_answer_refused(&reader);
  const auto result = holdfast::volume::driver().export_volume(input);
  hf_writer writer;
  if (hf_answer_begin(&writer, holdfast::answered(result))) {
    hf_write_key(&writer, HF_TEXT("result"));
    holdfast::volume::write(&writer, result.value());
  }
  return hf_answer_end(&writer);
}
#endif

#ifdef VOLUME_OFFERS_UNEXPORT_VOLUME
HF_EXPORT("unexport_volume") int32_t hf_volume_export_unexport_volume(void) {
  hf_reader reader;
  hf_begin(&reader);
  holdfast::volume::ExportVolume input{};
  holdfast::volume::read(&reader, input);
  if (!hf_end(&reader)) return hf_answer_refused(&reader);
  const auto result = holdfast::volume::driver().unexport_volume(input);
  hf_writer writer;
  if (hf_answer_begin(&writer, holdfast::answered(result))) {
  }
  return hf_answer_end(&writer);
}
#endif

#ifdef VOLUME_OFFERS_READ_VOLUME
HF_EXPORT("read_volume") int32_t hf_volume_export_read_volume(void) {
  hf_reader reader;
  hf_begin(&reader);
  holdfast::volume::ReadVolume input{};
  holdfast::volume::read(&reader, input);
  if (!hf_end(&reader)) return hf_answer_refused(&reader);
  const auto result = holdfast::volume::driver().read_volume(input);
  hf_writer writer;
  if (hf_answer_begin(&writer, holdfast::answered(result))) {
    hf_write_key(&writer, HF_TEXT("result"));
    holdfast::volume::write(&writer, result.value());
  }
  return hf_answer_end(&writer);
}
#endif

#ifdef VOLUME_OFFERS_WRITE_VOLUME
HF_EXPORT("write_volume") int32_t hf_volume_export_write_volume(void) {
  hf_reader reader;
  hf_begin(&reader);
  holdfast::volume::WriteVolume input{};
  holdfast::volume::read(&reader, input);
  if (!hf_end(&reader)) return hf_answer_refused(&reader);
  const auto result = holdfast::volume::driver().write_volume(input);
  hf_writer writer;
  if (hf_answer_begin(&writer, holdfast::answered(result))) {
  }
  return hf_answer_end(&writer);
}
#endif

#ifdef VOLUME_OFFERS_PLAN_CHANGE
HF_EXPORT("plan_change") int32_t hf_volume_export_plan_change(void) {
  hf_reader reader;
  hf_begin(&reader);
  holdfast::volume::PlanChange input{};
  holdfast::volume::read(&reader, input);
  if (!hf_end(&reader)) return hf_answer_refused(&reader);
  const auto result = holdfast::volume::driver().plan_change(input);
  hf_writer writer;
  if (hf_answer_begin(&writer, holdfast::answered(result))) {
    hf_write_key(&writer, HF_TEXT("result"));
    holdfast::volume::write(&writer, result.value());
  }
  return hf_answer_end(&writer);
}
#endif

}
#endif

// Generated from sdk/abi/volume.yaml, version 1.1, by `npm run generate`. Do not edit: change the contract and generate again.

import { Answer, Box, closeAnswer, failure, Nothing, openAnswer, refusal, Status } from "../answer";
import { encodeBase64, readBase64 } from "../base64";
import { JsonReader } from "../json-reader";
import { JsonWriter } from "../json-writer";

/** A driver's own account of itself. */
export class Description {
  /** The driver's name, as in its manifest. */
  name: string = "";
  /** The driver's own semantic version. */
  version: string = "";
  /** The kind it implements, such as volume. */
  kind: string = "";
  /** The version of the kind it was built against, major.minor. */
  abi: string = "";

  write(writer: JsonWriter): void {
    writer.beginObject();
    writer.key("name");
    writer.text(this.name);
    writer.key("version");
    writer.text(this.version);
    writer.key("kind");
    writer.text(this.kind);
    writer.key("abi");
    writer.text(this.abi);
    writer.endObject();
  }
}

/** How the driver feels. */
export enum Health {
  ready,
  degraded,
  unavailable,
}

const Health_names: StaticArray<string> = ["ready", "degraded", "unavailable"];

/** The answer of a probe. */
export class Probe {
  health: Health = Health.ready;
  /** Why it is not ready, for the operator; one sentence. */
  reason: string | null = null;

  write(writer: JsonWriter): void {
    writer.beginObject();
    writer.key("health");
    writer.name(Health_names, this.health);
    const loose1 = this.reason;
    if (loose1 !== null) {
      writer.key("reason");
      writer.text(loose1);
    }
    writer.endObject();
  }
}

/** Names one volume. */
export class VolumeName {
  /** Any UTF-8; the driver must not read a path into it. */
  name: string = "";

  static read(reader: JsonReader): VolumeName {
    const record = new VolumeName();
    const seen = new StaticArray<bool>(1);
    reader.beginObject();
    for (let key = reader.nextKey(); key !== null; key = reader.nextKey()) {
      if (key == "name") {
        if (!reader.first(seen, 0)) break;
        record.name = reader.readString(1, 255);
      } else {
        reader.skip();
      }
    }
    reader.need(seen, 0, "name");
    return record;
  }
}

/** What to make. */
export class CreateVolume {
  /** Any UTF-8; the driver must not read a path into it. */
  name: string = "";
  /** Exact size in bytes. */
  sizeBytes: i64 = 0;

  static read(reader: JsonReader): CreateVolume {
    const record = new CreateVolume();
    const seen = new StaticArray<bool>(2);
    reader.beginObject();
    for (let key = reader.nextKey(); key !== null; key = reader.nextKey()) {
      if (key == "name") {
        if (!reader.first(seen, 0)) break;
        record.name = reader.readString(1, 255);
      } else if (key == "size_bytes") {
        if (!reader.first(seen, 1)) break;
        record.sizeBytes = <i64>reader.readInteger(1, 9007199254740991);
      } else {
        reader.skip();
      }
    }
    reader.need(seen, 0, "name");
    reader.need(seen, 1, "size_bytes");
    return record;
  }
}

/** What to grow, and to what. */
export class ExtendVolume {
  /** Which one. */
  name: string = "";
  /** The new size in bytes, at least the present one. */
  sizeBytes: i64 = 0;

  static read(reader: JsonReader): ExtendVolume {
    const record = new ExtendVolume();
    const seen = new StaticArray<bool>(2);
    reader.beginObject();
    for (let key = reader.nextKey(); key !== null; key = reader.nextKey()) {
      if (key == "name") {
        if (!reader.first(seen, 0)) break;
        record.name = reader.readString(1, 255);
      } else if (key == "size_bytes") {
        if (!reader.first(seen, 1)) break;
        record.sizeBytes = <i64>reader.readInteger(1, 9007199254740991);
      } else {
        reader.skip();
      }
    }
    reader.need(seen, 0, "name");
    reader.need(seen, 1, "size_bytes");
    return record;
  }
}

/** How programs reach a volume. */
export enum ExportWay {
  path,
  nbd,
}

const ExportWay_names: StaticArray<string> = ["path", "nbd"];

/** Where a volume is reached. */
export class Export {
  /** A file or device, or the NBD protocol. */
  way: ExportWay = ExportWay.path;
  /** A path as the driver sees it, or an NBD URI. */
  address: string = "";
  /** Nobody may write through it. */
  readOnly: Box<bool> | null = null;

  write(writer: JsonWriter): void {
    writer.beginObject();
    writer.key("way");
    writer.name(ExportWay_names, this.way);
    writer.key("address");
    writer.text(this.address);
    const loose2 = this.readOnly;
    if (loose2 !== null) {
      writer.key("read_only");
      writer.boolean(loose2.value);
    }
    writer.endObject();
  }
}

/** A snapshot as it is. */
export class Snapshot {
  /** The name it was made with. */
  name: string = "";
  /** The volume's size at that time. */
  sizeBytes: i64 = 0;

  write(writer: JsonWriter): void {
    writer.beginObject();
    writer.key("name");
    writer.text(this.name);
    writer.key("size_bytes");
    writer.integer(<i64>this.sizeBytes, 0, 9007199254740991);
    writer.endObject();
  }
}

/** A volume as it is. */
export class Volume {
  /** The name it was made with. */
  name: string = "";
  /** What a reader sees, in bytes. */
  sizeBytes: i64 = 0;
  /** What it occupies, in bytes, if the driver knows. */
  allocatedBytes: Box<i64> | null = null;
  /** Where it is, as the driver sees it: a guest path, a device. */
  location: string | null = null;
  /** The volume that this one is a clone of and cannot live without. */
  origin: string | null = null;
  /** How it is exported now; inspect_volume says it, a list need not. */
  exports: Array<Export> | null = null;
  /** Its snapshots, each once, in any order; inspect_volume says them, a list need not. */
  snapshots: Array<Snapshot> | null = null;

  write(writer: JsonWriter): void {
    writer.beginObject();
    writer.key("name");
    writer.text(this.name);
    writer.key("size_bytes");
    writer.integer(<i64>this.sizeBytes, 0, 9007199254740991);
    const loose2 = this.allocatedBytes;
    if (loose2 !== null) {
      writer.key("allocated_bytes");
      writer.integer(<i64>loose2.value, 0, 9007199254740991);
    }
    const loose3 = this.location;
    if (loose3 !== null) {
      writer.key("location");
      writer.text(loose3);
    }
    const loose4 = this.origin;
    if (loose4 !== null) {
      writer.key("origin");
      writer.text(loose4);
    }
    const loose5 = this.exports;
    if (loose5 !== null) {
      writer.key("exports");
      {
        const items0 = loose5;
        writer.beginArray();
        for (let index0 = 0; index0 < items0.length; index0++) {
          items0[index0].write(writer);
        }
        writer.endArray();
      }
    }
    const loose6 = this.snapshots;
    if (loose6 !== null) {
      writer.key("snapshots");
      {
        const items0 = loose6;
        writer.beginArray();
        for (let index0 = 0; index0 < items0.length; index0++) {
          items0[index0].write(writer);
        }
        writer.endArray();
      }
    }
    writer.endObject();
  }
}

/** All volumes of a driver. */
export class VolumeList {
  /** Each volume once, in any order. */
  volumes: Array<Volume> = new Array<Volume>();

  write(writer: JsonWriter): void {
    writer.beginObject();
    writer.key("volumes");
    {
      const items0 = this.volumes;
      writer.beginArray();
      for (let index0 = 0; index0 < items0.length; index0++) {
        items0[index0].write(writer);
      }
      writer.endArray();
    }
    writer.endObject();
  }
}

/** Room, in bytes. */
export class Stats {
  /** All there is, used or not. */
  totalBytes: i64 = 0;
  /** What a new volume could still take. */
  freeBytes: i64 = 0;

  write(writer: JsonWriter): void {
    writer.beginObject();
    writer.key("total_bytes");
    writer.integer(<i64>this.totalBytes, 0, 9007199254740991);
    writer.key("free_bytes");
    writer.integer(<i64>this.freeBytes, 0, 9007199254740991);
    writer.endObject();
  }
}

/** What to make, and from what. */
export class CloneVolume {
  /** The new volume. */
  name: string = "";
  /** The volume whose contents it gets. */
  source: string = "";
  /** A snapshot of the source, instead of what it holds now. */
  snapshot: string | null = null;
  /** The new volume's size, at least the source's; the source's when absent. */
  sizeBytes: Box<i64> | null = null;

  static read(reader: JsonReader): CloneVolume {
    const record = new CloneVolume();
    const seen = new StaticArray<bool>(4);
    reader.beginObject();
    for (let key = reader.nextKey(); key !== null; key = reader.nextKey()) {
      if (key == "name") {
        if (!reader.first(seen, 0)) break;
        record.name = reader.readString(1, 255);
      } else if (key == "source") {
        if (!reader.first(seen, 1)) break;
        record.source = reader.readString(1, 255);
      } else if (key == "snapshot") {
        if (!reader.first(seen, 2)) break;
        if (!reader.takeNull()) {
          record.snapshot = reader.readString(1, 64);
        }
      } else if (key == "size_bytes") {
        if (!reader.first(seen, 3)) break;
        if (!reader.takeNull()) {
          record.sizeBytes = new Box<i64>(<i64>reader.readInteger(1, 9007199254740991));
        }
      } else {
        reader.skip();
      }
    }
    reader.need(seen, 0, "name");
    reader.need(seen, 1, "source");
    return record;
  }
}

/** Names one snapshot of one volume. */
export class SnapshotName {
  /** The volume. */
  volume: string = "";
  /** The snapshot: a-z, A-Z, 0-9, _ and -. */
  name: string = "";

  static read(reader: JsonReader): SnapshotName {
    const record = new SnapshotName();
    const seen = new StaticArray<bool>(2);
    reader.beginObject();
    for (let key = reader.nextKey(); key !== null; key = reader.nextKey()) {
      if (key == "volume") {
        if (!reader.first(seen, 0)) break;
        record.volume = reader.readString(1, 255);
      } else if (key == "name") {
        if (!reader.first(seen, 1)) break;
        record.name = reader.readString(1, 64);
      } else {
        reader.skip();
      }
    }
    reader.need(seen, 0, "volume");
    reader.need(seen, 1, "name");
    return record;
  }
}

/** Which volume, and how. */
export class ExportVolume {
  /** Which one. */
  name: string = "";
  /** A file or device, or the NBD protocol. */
  way: ExportWay = ExportWay.path;
  /** Nobody may write through it; false when absent. */
  readOnly: Box<bool> | null = null;

  static read(reader: JsonReader): ExportVolume {
    const record = new ExportVolume();
    const seen = new StaticArray<bool>(3);
    reader.beginObject();
    for (let key = reader.nextKey(); key !== null; key = reader.nextKey()) {
      if (key == "name") {
        if (!reader.first(seen, 0)) break;
        record.name = reader.readString(1, 255);
      } else if (key == "way") {
        if (!reader.first(seen, 1)) break;
        record.way = <ExportWay>reader.readName(ExportWay_names);
      } else if (key == "read_only") {
        if (!reader.first(seen, 2)) break;
        if (!reader.takeNull()) {
          record.readOnly = new Box<bool>(reader.readBoolean());
        }
      } else {
        reader.skip();
      }
    }
    reader.need(seen, 0, "name");
    reader.need(seen, 1, "way");
    return record;
  }
}

/** Which part. */
export class ReadVolume {
  /** Which one. */
  name: string = "";
  /** The first byte. */
  offset: i64 = 0;
  /** How many bytes. */
  length: i32 = 0;

  static read(reader: JsonReader): ReadVolume {
    const record = new ReadVolume();
    const seen = new StaticArray<bool>(3);
    reader.beginObject();
    for (let key = reader.nextKey(); key !== null; key = reader.nextKey()) {
      if (key == "name") {
        if (!reader.first(seen, 0)) break;
        record.name = reader.readString(1, 255);
      } else if (key == "offset") {
        if (!reader.first(seen, 1)) break;
        record.offset = <i64>reader.readInteger(0, 9007199254740991);
      } else if (key == "length") {
        if (!reader.first(seen, 2)) break;
        record.length = <i32>reader.readInteger(1, 2097152);
      } else {
        reader.skip();
      }
    }
    reader.need(seen, 0, "name");
    reader.need(seen, 1, "offset");
    reader.need(seen, 2, "length");
    return record;
  }
}

/** A part of a volume's contents. */
export class VolumePart {
  /** The bytes. */
  data: Uint8Array | null = null;
  /** So many bytes, all zero. */
  zeroBytes: Box<i32> | null = null;

  write(writer: JsonWriter): void {
    writer.beginObject();
    const loose0 = this.data;
    if (loose0 !== null) {
      writer.key("data");
      writer.text(encodeBase64(loose0));
    }
    const loose1 = this.zeroBytes;
    if (loose1 !== null) {
      writer.key("zero_bytes");
      writer.integer(<i64>loose1.value, 0, 2147483647);
    }
    writer.endObject();
  }
}

/** What to write, and where. */
export class WriteVolume {
  /** Which one. */
  name: string = "";
  /** The first byte. */
  offset: i64 = 0;
  /** At most 2 MiB. */
  data: Uint8Array = new Uint8Array(0);

  static read(reader: JsonReader): WriteVolume {
    const record = new WriteVolume();
    const seen = new StaticArray<bool>(3);
    reader.beginObject();
    for (let key = reader.nextKey(); key !== null; key = reader.nextKey()) {
      if (key == "name") {
        if (!reader.first(seen, 0)) break;
        record.name = reader.readString(1, 255);
      } else if (key == "offset") {
        if (!reader.first(seen, 1)) break;
        record.offset = <i64>reader.readInteger(0, 9007199254740991);
      } else if (key == "data") {
        if (!reader.first(seen, 2)) break;
        record.data = readBase64(reader, 0, i32.MAX_VALUE);
      } else {
        reader.skip();
      }
    }
    reader.need(seen, 0, "name");
    reader.need(seen, 1, "offset");
    reader.need(seen, 2, "data");
    return record;
  }
}

/** The functions that change something. */
export enum ChangeFunction {
  create_volume,
  delete_volume,
  extend_volume,
  clone_volume,
  create_snapshot,
  delete_snapshot,
  restore_snapshot,
  export_volume,
  unexport_volume,
}

const ChangeFunction_names: StaticArray<string> = ["create_volume", "delete_volume", "extend_volume", "clone_volume", "create_snapshot", "delete_snapshot", "restore_snapshot", "export_volume", "unexport_volume"];

/** The function, and what it would be given; the fields are the function's own. */
export class PlanChange {
  /** Which function. */
  change: ChangeFunction = ChangeFunction.create_volume;
  /** The volume, or the new one of a clone. */
  name: string = "";
  /** As the function's. */
  sizeBytes: Box<i64> | null = null;
  /** As the function's. */
  source: string | null = null;
  /** The snapshot. */
  snapshot: string | null = null;
  /** As the function's. */
  way: Box<ExportWay> | null = null;

  static read(reader: JsonReader): PlanChange {
    const record = new PlanChange();
    const seen = new StaticArray<bool>(6);
    reader.beginObject();
    for (let key = reader.nextKey(); key !== null; key = reader.nextKey()) {
      if (key == "change") {
        if (!reader.first(seen, 0)) break;
        record.change = <ChangeFunction>reader.readName(ChangeFunction_names);
      } else if (key == "name") {
        if (!reader.first(seen, 1)) break;
        record.name = reader.readString(1, 255);
      } else if (key == "size_bytes") {
        if (!reader.first(seen, 2)) break;
        if (!reader.takeNull()) {
          record.sizeBytes = new Box<i64>(<i64>reader.readInteger(1, 9007199254740991));
        }
      } else if (key == "source") {
        if (!reader.first(seen, 3)) break;
        if (!reader.takeNull()) {
          record.source = reader.readString(1, 255);
        }
      } else if (key == "snapshot") {
        if (!reader.first(seen, 4)) break;
        if (!reader.takeNull()) {
          record.snapshot = reader.readString(1, 64);
        }
      } else if (key == "way") {
        if (!reader.first(seen, 5)) break;
        if (!reader.takeNull()) {
          record.way = new Box<ExportWay>(<ExportWay>reader.readName(ExportWay_names));
        }
      } else {
        reader.skip();
      }
    }
    reader.need(seen, 0, "change");
    reader.need(seen, 1, "name");
    return record;
  }
}

/** One thing that would be done. */
export class PlanStep {
  /** In words, one line. */
  what: string = "";
  /** The command that would run. */
  argv: Array<string> | null = null;

  write(writer: JsonWriter): void {
    writer.beginObject();
    writer.key("what");
    writer.text(this.what);
    const loose1 = this.argv;
    if (loose1 !== null) {
      writer.key("argv");
      {
        const items0 = loose1;
        writer.beginArray();
        for (let index0 = 0; index0 < items0.length; index0++) {
          writer.text(items0[index0]);
        }
        writer.endArray();
      }
    }
    writer.endObject();
  }
}

/** What would be done, in order. */
export class Plan {
  /** Step by step. */
  steps: Array<PlanStep> = new Array<PlanStep>();

  write(writer: JsonWriter): void {
    writer.beginObject();
    writer.key("steps");
    {
      const items0 = this.steps;
      writer.beginArray();
      for (let index0 = 0; index0 < items0.length; index0++) {
        items0[index0].write(writer);
      }
      writer.endArray();
    }
    writer.endObject();
  }
}

/** What a driver of the kind volume does. Extend it and hand an instance to `serve`. */
export abstract class VolumeDriver {
  /**
   * Says what this driver is. It must not touch the outside. Called: once after every instantiation, before any
   * other function. Afterwards: nothing was changed. What it answered equals the manifest carried in the file, or
   * the driver is refused.
   */
  abstract describe(): Answer<Description>;

  /**
   * Says whether the driver can work here and now: directories writable, kernel features present, devices
   * reachable. A driver that cannot work answers `unavailable` with the reason, it does not fail later. Called:
   * after describe, then regularly, and when an operator asks. Afterwards: nothing was changed. The health is shown
   * to operators, with the reason. Statuses: failed (looking itself went wrong; the message says how).
   */
  abstract probe(): Answer<Probe>;

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
  abstract createVolume(input: CreateVolume): Answer<Volume>;

  /**
   * Removes a volume and all it holds. Removing what is absent is ok. Called: when a volume shall go, and again
   * until it answers ok. Afterwards: with ok nothing of that name is left, its snapshots neither. Statuses:
   * invalid_argument (the input cannot be right, now or later, such as a name that the driver's own world cannot
   * hold); busy (something still uses it, such as a mount or a clone that needs it; it is all there); not_ready
   * (what the driver stands on is not there yet or at the moment; nothing was changed, trying later may help);
   * permission_denied (the host or what lies behind it refused the driver; nothing was changed); failed (none of
   * these; the message says what. The manager looks before it goes on).
   */
  abstract deleteVolume(input: VolumeName): Answer<Nothing>;

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
  abstract extendVolume(input: ExtendVolume): Answer<Volume>;

  /**
   * Says what is really there under a name. It must look, never remember. Called: whenever the manager must know:
   * after each accident, to settle an unknown outcome, and when its records are compared with what is there.
   * Afterwards: nothing was changed. What it answered was there at that moment. Statuses: invalid_argument (the
   * input cannot be right, now or later, such as a name that the driver's own world cannot hold); not_found (there
   * is no volume of that name, a half-made one neither); not_ready (what the driver stands on is not there yet or
   * at the moment; nothing was changed, trying later may help); permission_denied (the host or what lies behind it
   * refused the driver; nothing was changed); failed (it could not look; the outcome stays unknown).
   */
  abstract inspectVolume(input: VolumeName): Answer<Volume>;

  /**
   * Lists every volume the driver can see, in any order; half-made ones are not among them. Called: when records
   * are compared with what is there, and when an operator looks for orphans. Afterwards: nothing was changed.
   * Statuses: not_ready (what the driver stands on is not there yet or at the moment; nothing was changed, trying
   * later may help); permission_denied (the host or what lies behind it refused the driver; nothing was changed);
   * failed (none of these; the message says what. The manager looks before it goes on).
   */
  abstract listVolumes(): Answer<VolumeList>;

  /**
   * Says how much room there is. A driver that cannot know does not export it. Called: regularly, and before a
   * place for a new volume is chosen. Afterwards: nothing was changed. Statuses: not_ready (what the driver stands
   * on is not there yet or at the moment; nothing was changed, trying later may help); permission_denied (the host
   * or what lies behind it refused the driver; nothing was changed); failed (none of these; the message says what.
   * The manager looks before it goes on).
   */
  getStats(): Answer<Stats> {
    return failure<Stats>(Status.unsupported, "This driver does not offer get_stats.");
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
  cloneVolume(input: CloneVolume): Answer<Volume> {
    return failure<Volume>(Status.unsupported, "This driver does not offer clone_volume.");
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
  createSnapshot(input: SnapshotName): Answer<Snapshot> {
    return failure<Snapshot>(Status.unsupported, "This driver does not offer create_snapshot.");
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
  deleteSnapshot(input: SnapshotName): Answer<Nothing> {
    return failure<Nothing>(Status.unsupported, "This driver does not offer delete_snapshot.");
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
  restoreSnapshot(input: SnapshotName): Answer<Volume> {
    return failure<Volume>(Status.unsupported, "This driver does not offer restore_snapshot.");
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
  exportVolume(input: ExportVolume): Answer<Export> {
    return failure<Export>(Status.unsupported, "This driver does not offer export_volume.");
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
  unexportVolume(input: ExportVolume): Answer<Nothing> {
    return failure<Nothing>(Status.unsupported, "This driver does not offer unexport_volume.");
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
  readVolume(input: ReadVolume): Answer<VolumePart> {
    return failure<VolumePart>(Status.unsupported, "This driver does not offer read_volume.");
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
  writeVolume(input: WriteVolume): Answer<Nothing> {
    return failure<Nothing>(Status.unsupported, "This driver does not offer write_volume.");
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
  planChange(input: PlanChange): Answer<Plan> {
    return failure<Plan>(Status.unsupported, "This driver does not offer plan_change.");
  }
}

let served: VolumeDriver | null = null;

/** Names the driver that the exports call; once, at the top of the entry file. */
export function serve(driver: VolumeDriver): void {
  served = driver;
}

function serving(): VolumeDriver {
  const driver = served;
  if (driver === null) throw new Error("No driver is served: call serve(new YourDriver()) in the entry file.");
  return driver;
}

/** The Wasm export describe; re-export it from the entry file. */
export function describe(input: string): string {
  const answer = serving().describe();
  const writer = new JsonWriter();
  if (openAnswer(writer, answer.status, answer.message, answer.details)) {
    writer.key("result");
    const result = answer.result;
    if (result === null) writer.fail("result is missing");
    else result.write(writer);
  }
  return closeAnswer(writer);
}

/** The Wasm export probe; re-export it from the entry file. */
export function probe(input: string): string {
  const answer = serving().probe();
  const writer = new JsonWriter();
  if (openAnswer(writer, answer.status, answer.message, answer.details)) {
    writer.key("result");
    const result = answer.result;
    if (result === null) writer.fail("result is missing");
    else result.write(writer);
  }
  return closeAnswer(writer);
}

/** The Wasm export create_volume; re-export it from the entry file. */
export function create_volume(input: string): string {
  const reader = new JsonReader(input);
  const decoded = CreateVolume.read(reader);
  if (!reader.end()) return refusal(reader);
  const answer = serving().createVolume(decoded);
  const writer = new JsonWriter();
  if (openAnswer(writer, answer.status, answer.message, answer.details)) {
    writer.key("result");
    const result = answer.result;
    if (result === null) writer.fail("result is missing");
    else result.write(writer);
  }
  return closeAnswer(writer);
}

/** The Wasm export delete_volume; re-export it from the entry file. */
export function delete_volume(input: string): string {
  const reader = new JsonReader(input);
  const decoded = VolumeName.read(reader);
  if (!reader.end()) return refusal(reader);
  const answer = serving().deleteVolume(decoded);
  const writer = new JsonWriter();
  openAnswer(writer, answer.status, answer.message, answer.details);
  return closeAnswer(writer);
}

/** The Wasm export extend_volume; re-export it from the entry file. */
export function extend_volume(input: string): string {
  const reader = new JsonReader(input);
  const decoded = ExtendVolume.read(reader);
  if (!reader.end()) return refusal(reader);
  const answer = serving().extendVolume(decoded);
  const writer = new JsonWriter();
  if (openAnswer(writer, answer.status, answer.message, answer.details)) {
    writer.key("result");
    const result = answer.result;
    if (result === null) writer.fail("result is missing");
    else result.write(writer);
  }
  return closeAnswer(writer);
}

/** The Wasm export inspect_volume; re-export it from the entry file. */
export function inspect_volume(input: string): string {
  const reader = new JsonReader(input);
  const decoded = VolumeName.read(reader);
  if (!reader.end()) return refusal(reader);
  const answer = serving().inspectVolume(decoded);
  const writer = new JsonWriter();
  if (openAnswer(writer, answer.status, answer.message, answer.details)) {
    writer.key("result");
    const result = answer.result;
    if (result === null) writer.fail("result is missing");
    else result.write(writer);
  }
  return closeAnswer(writer);
}

/** The Wasm export list_volumes; re-export it from the entry file. */
export function list_volumes(input: string): string {
  const answer = serving().listVolumes();
  const writer = new JsonWriter();
  if (openAnswer(writer, answer.status, answer.message, answer.details)) {
    writer.key("result");
    const result = answer.result;
    if (result === null) writer.fail("result is missing");
    else result.write(writer);
  }
  return closeAnswer(writer);
}

/** The Wasm export get_stats; re-export it from the entry file if the driver offers it. */
export function get_stats(input: string): string {
  const answer = serving().getStats();
  const writer = new JsonWriter();
  if (openAnswer(writer, answer.status, answer.message, answer.details)) {
    writer.key("result");
    const result = answer.result;
    if (result === null) writer.fail("result is missing");
    else result.write(writer);
  }
  return closeAnswer(writer);
}

/** The Wasm export clone_volume; re-export it from the entry file if the driver offers it. */
export function clone_volume(input: string): string {
  const reader = new JsonReader(input);
  const decoded = CloneVolume.read(reader);
  if (!reader.end()) return refusal(reader);
  const answer = serving().cloneVolume(decoded);
  const writer = new JsonWriter();
  if (openAnswer(writer, answer.status, answer.message, answer.details)) {
    writer.key("result");
    const result = answer.result;
    if (result === null) writer.fail("result is missing");
    else result.write(writer);
  }
  return closeAnswer(writer);
}

/** The Wasm export create_snapshot; re-export it from the entry file if the driver offers it. */
export function create_snapshot(input: string): string {
  const reader = new JsonReader(input);
  const decoded = SnapshotName.read(reader);
  if (!reader.end()) return refusal(reader);
  const answer = serving().createSnapshot(decoded);
  const writer = new JsonWriter();
  if (openAnswer(writer, answer.status, answer.message, answer.details)) {
    writer.key("result");
    const result = answer.result;
    if (result === null) writer.fail("result is missing");
    else result.write(writer);
  }
  return closeAnswer(writer);
}

/** The Wasm export delete_snapshot; re-export it from the entry file if the driver offers it. */
export function delete_snapshot(input: string): string {
  const reader = new JsonReader(input);
  const decoded = SnapshotName.read(reader);
  if (!reader.end()) return refusal(reader);
  const answer = serving().deleteSnapshot(decoded);
  const writer = new JsonWriter();
  openAnswer(writer, answer.status, answer.message, answer.details);
  return closeAnswer(writer);
}

/** The Wasm export restore_snapshot; re-export it from the entry file if the driver offers it. */
export function restore_snapshot(input: string): string {
  const reader = new JsonReader(input);
  const decoded = SnapshotName.read(reader);
  if (!reader.end()) return refusal(reader);
  const answer = serving().restoreSnapshot(decoded);
  const writer = new JsonWriter();
  if (openAnswer(writer, answer.status, answer.message, answer.details)) {
    writer.key("result");
    const result = answer.result;
    if (result === null) writer.fail("result is missing");
    else result.write(writer);
  }
  return closeAnswer(writer);
}

/** The Wasm export export_volume; re-export it from the entry file if the driver offers it. */
export function export_volume(input: string): string {
  const reader = new JsonReader(input);
  const decoded = ExportVolume.read(reader);
  if (!reader.end()) return refusal(reader);
  const answer = serving().exportVolume(decoded);
  const writer = new JsonWriter();
  if (openAnswer(writer, answer.status, answer.message, answer.details)) {
    writer.key("result");
    const result = answer.result;
    if (result === null) writer.fail("result is missing");
    else result.write(writer);
  }
  return closeAnswer(writer);
}

/** The Wasm export unexport_volume; re-export it from the entry file if the driver offers it. */
export function unexport_volume(input: string): string {
  const reader = new JsonReader(input);
  const decoded = ExportVolume.read(reader);
  if (!reader.end()) return refusal(reader);
  const answer = serving().unexportVolume(decoded);
  const writer = new JsonWriter();
  openAnswer(writer, answer.status, answer.message, answer.details);
  return closeAnswer(writer);
}

/** The Wasm export read_volume; re-export it from the entry file if the driver offers it. */
export function read_volume(input: string): string {
  const reader = new JsonReader(input);
  const decoded = ReadVolume.read(reader);
  if (!reader.end()) return refusal(reader);
  const answer = serving().readVolume(decoded);
  const writer = new JsonWriter();
  if (openAnswer(writer, answer.status, answer.message, answer.details)) {
    writer.key("result");
    const result = answer.result;
    if (result === null) writer.fail("result is missing");
    else result.write(writer);
  }
  return closeAnswer(writer);
}

/** The Wasm export write_volume; re-export it from the entry file if the driver offers it. */
export function write_volume(input: string): string {
  const reader = new JsonReader(input);
  const decoded = WriteVolume.read(reader);
  if (!reader.end()) return refusal(reader);
  const answer = serving().writeVolume(decoded);
  const writer = new JsonWriter();
  openAnswer(writer, answer.status, answer.message, answer.details);
  return closeAnswer(writer);
}

/** The Wasm export plan_change; re-export it from the entry file if the driver offers it. */
export function plan_change(input: string): string {
  const reader = new JsonReader(input);
  const decoded = PlanChange.read(reader);
  if (!reader.end()) return refusal(reader);
  const answer = serving().planChange(decoded);
  const writer = new JsonWriter();
  if (openAnswer(writer, answer.status, answer.message, answer.details)) {
    writer.key("result");
    const result = answer.result;
    if (result === null) writer.fail("result is missing");
    else result.write(writer);
  }
  return closeAnswer(writer);
}

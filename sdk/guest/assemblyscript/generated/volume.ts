// Generated from sdk/abi/volume.yaml, version 1.0, by `npm run generate`. Do not edit: change the contract and generate again.

import { Answer, Box, closeAnswer, failure, Nothing, openAnswer, refusal, Status } from "../answer";
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

/** What a driver of the kind volume does. Extend it and hand an instance to `serve`. */
export abstract class VolumeDriver {
  /**
   * Says what this driver is. Called once after every instantiation, before any other function; must not touch the
   * outside. What it answers must equal the manifest carried in the file, or the driver is refused.
   */
  abstract describe(): Answer<Description>;

  /**
   * Says whether the driver can work here and now: directories writable, kernel features present, devices
   * reachable. Called after describe and then regularly. A driver that cannot work answers `unavailable` with the
   * reason, it does not fail later. Statuses: failed.
   */
  abstract probe(): Answer<Probe>;

  /**
   * Makes a volume of exactly `size_bytes`. When it answers ok the volume exists and inspect_volume finds it. When
   * it answers anything else, nothing of that name is left behind. Creating a name that exists is already_exists
   * and changes nothing. Statuses: invalid_argument, already_exists, not_ready, resource_exhausted,
   * permission_denied, failed.
   */
  abstract createVolume(input: CreateVolume): Answer<Volume>;

  /**
   * Removes a volume and all it holds. When it answers ok nothing of that name is left. Removing what is absent is
   * ok. Statuses: invalid_argument, busy, not_ready, permission_denied, failed.
   */
  abstract deleteVolume(input: VolumeName): Answer<Nothing>;

  /**
   * Grows a volume to `size_bytes`; what it held stays as it was. A size below the present one is invalid_argument
   * and changes nothing; the present size is ok. Statuses: invalid_argument, not_found, busy, not_ready,
   * resource_exhausted, permission_denied, failed.
   */
  abstract extendVolume(input: ExtendVolume): Answer<Volume>;

  /**
   * Says what is really there under a name. The manager settles unknown outcomes by it: it must look, never
   * remember. Statuses: invalid_argument, not_found, not_ready, permission_denied, failed.
   */
  abstract inspectVolume(input: VolumeName): Answer<Volume>;

  /**
   * Lists every volume the driver can see, in any order; half-made ones are not among them. Statuses: not_ready,
   * permission_denied, failed.
   */
  abstract listVolumes(): Answer<VolumeList>;

  /**
   * Says how much room there is. A driver that cannot know does not export it. Statuses: not_ready,
   * permission_denied, failed.
   */
  getStats(): Answer<Stats> {
    return failure<Stats>(Status.unsupported, "This driver does not offer get_stats.");
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
  if (openAnswer(writer, answer.status, answer.message)) {
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
  if (openAnswer(writer, answer.status, answer.message)) {
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
  if (openAnswer(writer, answer.status, answer.message)) {
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
  openAnswer(writer, answer.status, answer.message);
  return closeAnswer(writer);
}

/** The Wasm export extend_volume; re-export it from the entry file. */
export function extend_volume(input: string): string {
  const reader = new JsonReader(input);
  const decoded = ExtendVolume.read(reader);
  if (!reader.end()) return refusal(reader);
  const answer = serving().extendVolume(decoded);
  const writer = new JsonWriter();
  if (openAnswer(writer, answer.status, answer.message)) {
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
  if (openAnswer(writer, answer.status, answer.message)) {
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
  if (openAnswer(writer, answer.status, answer.message)) {
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
  if (openAnswer(writer, answer.status, answer.message)) {
    writer.key("result");
    const result = answer.result;
    if (result === null) writer.fail("result is missing");
    else result.write(writer);
  }
  return closeAnswer(writer);
}

// Generated from sdk/abi/volume.yaml, version 1.1, by `npm run generate`. Do not edit: change the contract and generate again.

import type { DriverContext } from "../abi.ts";
import type { KindDescriptor } from "../kind.ts";
import * as shape from "../shape.ts";
import { DRIVER } from "./driver.ts";

/** Names one volume. */
export interface VolumeName {
  /** Any UTF-8; the driver must not read a path into it. */
  readonly name: string;
}

/** What to make. */
export interface CreateVolume {
  /** Any UTF-8; the driver must not read a path into it. */
  readonly name: string;
  /** Exact size in bytes. */
  readonly sizeBytes: number;
}

/** What to grow, and to what. */
export interface ExtendVolume {
  /** Which one. */
  readonly name: string;
  /** The new size in bytes, at least the present one. */
  readonly sizeBytes: number;
}

/** How programs reach a volume. */
export const EXPORT_WAY_VALUES = ["path", "nbd"] as const;
export type ExportWay = (typeof EXPORT_WAY_VALUES)[number];

/** Where a volume is reached. */
export interface Export {
  /** A file or device, or the NBD protocol. */
  readonly way: ExportWay;
  /** A path as the driver sees it, or an NBD URI. */
  readonly address: string;
  /** Nobody may write through it. */
  readonly readOnly?: boolean;
}

/** A snapshot as it is. */
export interface Snapshot {
  /** The name it was made with. */
  readonly name: string;
  /** The volume's size at that time. */
  readonly sizeBytes: number;
}

/** A volume as it is. */
export interface Volume {
  /** The name it was made with. */
  readonly name: string;
  /** What a reader sees, in bytes. */
  readonly sizeBytes: number;
  /** What it occupies, in bytes, if the driver knows. */
  readonly allocatedBytes?: number;
  /** Where it is, as the driver sees it: a guest path, a device. */
  readonly location?: string;
  /** The volume that this one is a clone of and cannot live without. */
  readonly origin?: string;
  /** How it is exported now; inspectVolume says it, a list need not. */
  readonly exports?: readonly Export[];
  /** Its snapshots, each once, in any order; inspectVolume says them, a list need not. */
  readonly snapshots?: readonly Snapshot[];
}

/** All volumes of a driver. */
export interface VolumeList {
  /** Each volume once, in any order. */
  readonly volumes: readonly Volume[];
}

/** Room, in bytes. */
export interface Stats {
  /** All there is, used or not. */
  readonly totalBytes: number;
  /** What a new volume could still take. */
  readonly freeBytes: number;
}

/** What to make, and from what. */
export interface CloneVolume {
  /** The new volume. */
  readonly name: string;
  /** The volume whose contents it gets. */
  readonly source: string;
  /** A snapshot of the source, instead of what it holds now. */
  readonly snapshot?: string;
  /** The new volume's size, at least the source's; the source's when absent. */
  readonly sizeBytes?: number;
}

/** Names one snapshot of one volume. */
export interface SnapshotName {
  /** The volume. */
  readonly volume: string;
  /** The snapshot: a-z, A-Z, 0-9, _ and -. */
  readonly name: string;
}

/** Which volume, and how. */
export interface ExportVolume {
  /** Which one. */
  readonly name: string;
  /** A file or device, or the NBD protocol. */
  readonly way: ExportWay;
  /** Nobody may write through it; false when absent. */
  readonly readOnly?: boolean;
}

/** Which part. */
export interface ReadVolume {
  /** Which one. */
  readonly name: string;
  /** The first byte. */
  readonly offset: number;
  /** How many bytes. */
  readonly length: number;
}

/** A part of a volume's contents. */
export interface VolumePart {
  /** The bytes. */
  readonly data?: Uint8Array;
  /** So many bytes, all zero. */
  readonly zeroBytes?: number;
}

/** What to write, and where. */
export interface WriteVolume {
  /** Which one. */
  readonly name: string;
  /** The first byte. */
  readonly offset: number;
  /** At most 2 MiB. */
  readonly data: Uint8Array;
}

/** The functions that change something. */
export const CHANGE_FUNCTION_VALUES = ["create_volume", "delete_volume", "extend_volume", "clone_volume", "create_snapshot", "delete_snapshot", "restore_snapshot", "export_volume", "unexport_volume"] as const;
export type ChangeFunction = (typeof CHANGE_FUNCTION_VALUES)[number];

/** The function, and what it would be given; the fields are the function's own. */
export interface PlanChange {
  /** Which function. */
  readonly change: ChangeFunction;
  /** The volume, or the new one of a clone. */
  readonly name: string;
  /** As the function's. */
  readonly sizeBytes?: number;
  /** As the function's. */
  readonly source?: string;
  /** The snapshot. */
  readonly snapshot?: string;
  /** As the function's. */
  readonly way?: ExportWay;
}

/** One thing that would be done. */
export interface PlanStep {
  /** In words, one line. */
  readonly what: string;
  /** The command that would run. */
  readonly argv?: readonly string[];
}

/** What would be done, in order. */
export interface Plan {
  /** Step by step. */
  readonly steps: readonly PlanStep[];
}

/** What a manager holds of a driver of the kind volume. Statuses other than ok are thrown as DriverStatusError. */
export interface VolumeDriver {
  /**
   * Makes a volume of exactly `sizeBytes`. When it answers ok the volume exists and inspectVolume finds it. When
   * it answers anything else, nothing of that name is left behind. Creating a name that exists is already_exists
   * and changes nothing. Statuses: invalid_argument, already_exists, not_ready, resource_exhausted,
   * permission_denied, failed.
   */
  createVolume(ctx: DriverContext, input: CreateVolume): Promise<Volume>;
  /**
   * Removes a volume and all it holds. When it answers ok nothing of that name is left. Removing what is absent is
   * ok. Statuses: invalid_argument, busy, not_ready, permission_denied, failed.
   */
  deleteVolume(ctx: DriverContext, input: VolumeName): Promise<void>;
  /**
   * Grows a volume to `sizeBytes`; what it held stays as it was. A size below the present one is invalid_argument
   * and changes nothing; the present size is ok. Statuses: invalid_argument, not_found, busy, not_ready,
   * resource_exhausted, permission_denied, failed.
   */
  extendVolume(ctx: DriverContext, input: ExtendVolume): Promise<Volume>;
  /**
   * Says what is really there under a name. The manager settles unknown outcomes by it: it must look, never
   * remember. Statuses: invalid_argument, not_found, not_ready, permission_denied, failed.
   */
  inspectVolume(ctx: DriverContext, input: VolumeName): Promise<Volume>;
  /**
   * Lists every volume the driver can see, in any order; half-made ones are not among them. Statuses: not_ready,
   * permission_denied, failed.
   */
  listVolumes(ctx: DriverContext): Promise<VolumeList>;
  /**
   * Says how much room there is. A driver that cannot know does not export it. Statuses: not_ready,
   * permission_denied, failed.
   */
  getStats?(ctx: DriverContext): Promise<Stats>;
  /**
   * Makes a volume of its own with what another holds, or with what a snapshot of it holds. Whatever is written to
   * one of them afterwards is not seen in the other. When it answers anything but ok, nothing of the new name is
   * left behind. A size above the source's extends the clone. A clone that needs its source to stay says so in
   * `origin`. Statuses: invalid_argument, not_found, already_exists, busy, not_ready, resource_exhausted,
   * permission_denied, failed.
   */
  cloneVolume?(ctx: DriverContext, input: CloneVolume): Promise<Volume>;
  /**
   * Keeps what a volume holds now under a name of its own. When it answers ok inspectVolume shows it, otherwise
   * nothing of that name is left. A name that the volume has is already_exists. Snapshots go with their volume.
   * Statuses: invalid_argument, not_found, already_exists, busy, not_ready, resource_exhausted, permission_denied,
   * failed.
   */
  createSnapshot?(ctx: DriverContext, input: SnapshotName): Promise<Snapshot>;
  /**
   * Removes one snapshot; the volume stays as it is. Removing what is absent is ok. Statuses: invalid_argument,
   * busy, not_ready, permission_denied, failed.
   */
  deleteSnapshot?(ctx: DriverContext, input: SnapshotName): Promise<void>;
  /**
   * Makes a volume hold again, byte for byte, what it held at the snapshot, its size too. The snapshot stays.
   * Repeating it ends the same, so the manager settles an unknown outcome by calling it again. Statuses:
   * invalid_argument, not_found, busy, not_ready, resource_exhausted, permission_denied, failed.
   */
  restoreSnapshot?(ctx: DriverContext, input: SnapshotName): Promise<Volume>;
  /**
   * Makes a volume reachable for programs of this node. Exporting again in the same way answers the same address.
   * Until it is taken back, inspectVolume shows it. A way that the driver does not know is unsupported. Statuses:
   * invalid_argument, not_found, busy, not_ready, resource_exhausted, permission_denied, failed.
   */
  exportVolume?(ctx: DriverContext, input: ExportVolume): Promise<Export>;
  /**
   * Takes an export back; when it answers ok nothing of it is left. Taking back what is not exported is ok.
   * Statuses: invalid_argument, busy, not_ready, permission_denied, failed.
   */
  unexportVolume?(ctx: DriverContext, input: ExportVolume): Promise<void>;
  /**
   * Reads a part of a volume, for moving it to another driver. Less than `length` only at the volume's end. A part
   * that holds nothing but zeros may be answered as `zeroBytes` instead of `data`. Statuses: invalid_argument,
   * not_found, busy, not_ready, resource_exhausted, permission_denied, failed.
   */
  readVolume?(ctx: DriverContext, input: ReadVolume): Promise<VolumePart>;
  /**
   * Writes a part of a volume, for moving it from another driver. It never grows a volume: beyond its end is
   * invalid_argument. When it answers ok the bytes are durable. Statuses: invalid_argument, not_found, busy,
   * not_ready, resource_exhausted, permission_denied, failed.
   */
  writeVolume?(ctx: DriverContext, input: WriteVolume): Promise<void>;
  /**
   * Says what a change would do, and does nothing: each step in words, with the argument vector where a command
   * would run. It looks at what is there, and answers the status that the change would be refused with, as far as
   * looking can tell. Statuses: invalid_argument, not_found, already_exists, busy, not_ready, resource_exhausted,
   * permission_denied, failed.
   */
  planChange?(ctx: DriverContext, input: PlanChange): Promise<Plan>;
}

/** The function table of volume 1.1. */
export const VOLUME: KindDescriptor = {
  name: "volume",
  version: "1.1",
  functions: [
    ...DRIVER.functions,
    {
      wire: "create_volume",
      camel: "createVolume",
      required: true,
      mutates: true,
      idempotent: false,
      timeoutMs: 30000,
      errors: ["invalid_argument", "already_exists", "not_ready", "resource_exhausted", "permission_denied", "failed"],
      component: "(record{name: string, size-bytes: s64}) -> result<record{name: string, size-bytes: s64, allocated-bytes: option<s64>, location: option<string>, origin: option<string>, exports: option<list<record{way: enum{path, nbd}, address: string, read-only: option<bool>}>>, snapshots: option<list<record{name: string, size-bytes: s64}>>}, record{status: enum{invalid-argument, not-found, already-exists, not-ready, unsupported, permission-denied, resource-exhausted, busy, failed}, message: string, details: option<string>}>",
      encodeInput: (value) => encodeCreateVolume(value, ""),
      decodeOutput: (value) => decodeVolume(value, ""),
    },
    {
      wire: "delete_volume",
      camel: "deleteVolume",
      required: true,
      mutates: true,
      idempotent: true,
      timeoutMs: 30000,
      errors: ["invalid_argument", "busy", "not_ready", "permission_denied", "failed"],
      component: "(record{name: string}) -> result<_, record{status: enum{invalid-argument, not-found, already-exists, not-ready, unsupported, permission-denied, resource-exhausted, busy, failed}, message: string, details: option<string>}>",
      encodeInput: (value) => encodeVolumeName(value, ""),
    },
    {
      wire: "extend_volume",
      camel: "extendVolume",
      required: true,
      mutates: true,
      idempotent: true,
      timeoutMs: 30000,
      errors: ["invalid_argument", "not_found", "busy", "not_ready", "resource_exhausted", "permission_denied", "failed"],
      component: "(record{name: string, size-bytes: s64}) -> result<record{name: string, size-bytes: s64, allocated-bytes: option<s64>, location: option<string>, origin: option<string>, exports: option<list<record{way: enum{path, nbd}, address: string, read-only: option<bool>}>>, snapshots: option<list<record{name: string, size-bytes: s64}>>}, record{status: enum{invalid-argument, not-found, already-exists, not-ready, unsupported, permission-denied, resource-exhausted, busy, failed}, message: string, details: option<string>}>",
      encodeInput: (value) => encodeExtendVolume(value, ""),
      decodeOutput: (value) => decodeVolume(value, ""),
    },
    {
      wire: "inspect_volume",
      camel: "inspectVolume",
      required: true,
      mutates: false,
      idempotent: true,
      timeoutMs: 10000,
      errors: ["invalid_argument", "not_found", "not_ready", "permission_denied", "failed"],
      component: "(record{name: string}) -> result<record{name: string, size-bytes: s64, allocated-bytes: option<s64>, location: option<string>, origin: option<string>, exports: option<list<record{way: enum{path, nbd}, address: string, read-only: option<bool>}>>, snapshots: option<list<record{name: string, size-bytes: s64}>>}, record{status: enum{invalid-argument, not-found, already-exists, not-ready, unsupported, permission-denied, resource-exhausted, busy, failed}, message: string, details: option<string>}>",
      encodeInput: (value) => encodeVolumeName(value, ""),
      decodeOutput: (value) => decodeVolume(value, ""),
    },
    {
      wire: "list_volumes",
      camel: "listVolumes",
      required: true,
      mutates: false,
      idempotent: true,
      timeoutMs: 10000,
      errors: ["not_ready", "permission_denied", "failed"],
      component: "() -> result<record{volumes: list<record{name: string, size-bytes: s64, allocated-bytes: option<s64>, location: option<string>, origin: option<string>, exports: option<list<record{way: enum{path, nbd}, address: string, read-only: option<bool>}>>, snapshots: option<list<record{name: string, size-bytes: s64}>>}>}, record{status: enum{invalid-argument, not-found, already-exists, not-ready, unsupported, permission-denied, resource-exhausted, busy, failed}, message: string, details: option<string>}>",
      decodeOutput: (value) => decodeVolumeList(value, ""),
    },
    {
      wire: "get_stats",
      camel: "getStats",
      required: false,
      mutates: false,
      idempotent: true,
      timeoutMs: 10000,
      errors: ["not_ready", "permission_denied", "failed"],
      component: "() -> result<record{total-bytes: s64, free-bytes: s64}, record{status: enum{invalid-argument, not-found, already-exists, not-ready, unsupported, permission-denied, resource-exhausted, busy, failed}, message: string, details: option<string>}>",
      decodeOutput: (value) => decodeStats(value, ""),
    },
    {
      wire: "clone_volume",
      camel: "cloneVolume",
      required: false,
      mutates: true,
      idempotent: false,
      timeoutMs: 600000,
      errors: ["invalid_argument", "not_found", "already_exists", "busy", "not_ready", "resource_exhausted", "permission_denied", "failed"],
      component: "(record{name: string, source: string, snapshot: option<string>, size-bytes: option<s64>}) -> result<record{name: string, size-bytes: s64, allocated-bytes: option<s64>, location: option<string>, origin: option<string>, exports: option<list<record{way: enum{path, nbd}, address: string, read-only: option<bool>}>>, snapshots: option<list<record{name: string, size-bytes: s64}>>}, record{status: enum{invalid-argument, not-found, already-exists, not-ready, unsupported, permission-denied, resource-exhausted, busy, failed}, message: string, details: option<string>}>",
      encodeInput: (value) => encodeCloneVolume(value, ""),
      decodeOutput: (value) => decodeVolume(value, ""),
    },
    {
      wire: "create_snapshot",
      camel: "createSnapshot",
      required: false,
      mutates: true,
      idempotent: false,
      timeoutMs: 600000,
      errors: ["invalid_argument", "not_found", "already_exists", "busy", "not_ready", "resource_exhausted", "permission_denied", "failed"],
      component: "(record{volume: string, name: string}) -> result<record{name: string, size-bytes: s64}, record{status: enum{invalid-argument, not-found, already-exists, not-ready, unsupported, permission-denied, resource-exhausted, busy, failed}, message: string, details: option<string>}>",
      encodeInput: (value) => encodeSnapshotName(value, ""),
      decodeOutput: (value) => decodeSnapshot(value, ""),
    },
    {
      wire: "delete_snapshot",
      camel: "deleteSnapshot",
      required: false,
      mutates: true,
      idempotent: true,
      timeoutMs: 600000,
      errors: ["invalid_argument", "busy", "not_ready", "permission_denied", "failed"],
      component: "(record{volume: string, name: string}) -> result<_, record{status: enum{invalid-argument, not-found, already-exists, not-ready, unsupported, permission-denied, resource-exhausted, busy, failed}, message: string, details: option<string>}>",
      encodeInput: (value) => encodeSnapshotName(value, ""),
    },
    {
      wire: "restore_snapshot",
      camel: "restoreSnapshot",
      required: false,
      mutates: true,
      idempotent: true,
      timeoutMs: 600000,
      errors: ["invalid_argument", "not_found", "busy", "not_ready", "resource_exhausted", "permission_denied", "failed"],
      component: "(record{volume: string, name: string}) -> result<record{name: string, size-bytes: s64, allocated-bytes: option<s64>, location: option<string>, origin: option<string>, exports: option<list<record{way: enum{path, nbd}, address: string, read-only: option<bool>}>>, snapshots: option<list<record{name: string, size-bytes: s64}>>}, record{status: enum{invalid-argument, not-found, already-exists, not-ready, unsupported, permission-denied, resource-exhausted, busy, failed}, message: string, details: option<string>}>",
      encodeInput: (value) => encodeSnapshotName(value, ""),
      decodeOutput: (value) => decodeVolume(value, ""),
    },
    {
      wire: "export_volume",
      camel: "exportVolume",
      required: false,
      mutates: true,
      idempotent: true,
      timeoutMs: 60000,
      errors: ["invalid_argument", "not_found", "busy", "not_ready", "resource_exhausted", "permission_denied", "failed"],
      component: "(record{name: string, way: enum{path, nbd}, read-only: option<bool>}) -> result<record{way: enum{path, nbd}, address: string, read-only: option<bool>}, record{status: enum{invalid-argument, not-found, already-exists, not-ready, unsupported, permission-denied, resource-exhausted, busy, failed}, message: string, details: option<string>}>",
      encodeInput: (value) => encodeExportVolume(value, ""),
      decodeOutput: (value) => decodeExport(value, ""),
    },
    {
      wire: "unexport_volume",
      camel: "unexportVolume",
      required: false,
      mutates: true,
      idempotent: true,
      timeoutMs: 60000,
      errors: ["invalid_argument", "busy", "not_ready", "permission_denied", "failed"],
      component: "(record{name: string, way: enum{path, nbd}, read-only: option<bool>}) -> result<_, record{status: enum{invalid-argument, not-found, already-exists, not-ready, unsupported, permission-denied, resource-exhausted, busy, failed}, message: string, details: option<string>}>",
      encodeInput: (value) => encodeExportVolume(value, ""),
    },
    {
      wire: "read_volume",
      camel: "readVolume",
      required: false,
      mutates: false,
      idempotent: true,
      timeoutMs: 60000,
      errors: ["invalid_argument", "not_found", "busy", "not_ready", "resource_exhausted", "permission_denied", "failed"],
      component: "(record{name: string, offset: s64, length: s32}) -> result<record{data: option<list<u8>>, zero-bytes: option<s32>}, record{status: enum{invalid-argument, not-found, already-exists, not-ready, unsupported, permission-denied, resource-exhausted, busy, failed}, message: string, details: option<string>}>",
      encodeInput: (value) => encodeReadVolume(value, ""),
      decodeOutput: (value) => decodeVolumePart(value, ""),
    },
    {
      wire: "write_volume",
      camel: "writeVolume",
      required: false,
      mutates: true,
      idempotent: true,
      timeoutMs: 60000,
      errors: ["invalid_argument", "not_found", "busy", "not_ready", "resource_exhausted", "permission_denied", "failed"],
      component: "(record{name: string, offset: s64, data: list<u8>}) -> result<_, record{status: enum{invalid-argument, not-found, already-exists, not-ready, unsupported, permission-denied, resource-exhausted, busy, failed}, message: string, details: option<string>}>",
      encodeInput: (value) => encodeWriteVolume(value, ""),
    },
    {
      wire: "plan_change",
      camel: "planChange",
      required: false,
      mutates: false,
      idempotent: true,
      timeoutMs: 30000,
      errors: ["invalid_argument", "not_found", "already_exists", "busy", "not_ready", "resource_exhausted", "permission_denied", "failed"],
      component: "(record{change: enum{create-volume, delete-volume, extend-volume, clone-volume, create-snapshot, delete-snapshot, restore-snapshot, export-volume, unexport-volume}, name: string, size-bytes: option<s64>, source: option<string>, snapshot: option<string>, way: option<enum{path, nbd}>}) -> result<record{steps: list<record{what: string, argv: option<list<string>>}>}, record{status: enum{invalid-argument, not-found, already-exists, not-ready, unsupported, permission-denied, resource-exhausted, busy, failed}, message: string, details: option<string>}>",
      encodeInput: (value) => encodePlanChange(value, ""),
      decodeOutput: (value) => decodePlan(value, ""),
    },
  ],
};

function encodeVolumeName(value: unknown, at: string): Record<string, unknown> {
  const record = shape.checkRecord(value, at);
  return {
    name: shape.checkText(record["name"], shape.join(at, "name"), 1, 255),
  };
}

function encodeCreateVolume(value: unknown, at: string): Record<string, unknown> {
  const record = shape.checkRecord(value, at);
  return {
    name: shape.checkText(record["name"], shape.join(at, "name"), 1, 255),
    size_bytes: shape.checkInteger(record["sizeBytes"], shape.join(at, "sizeBytes"), 1, 9007199254740991),
  };
}

function encodeExtendVolume(value: unknown, at: string): Record<string, unknown> {
  const record = shape.checkRecord(value, at);
  return {
    name: shape.checkText(record["name"], shape.join(at, "name"), 1, 255),
    size_bytes: shape.checkInteger(record["sizeBytes"], shape.join(at, "sizeBytes"), 1, 9007199254740991),
  };
}

function decodeExport(value: unknown, at: string): Export {
  const record = shape.checkRecord(value, at);
  const result: shape.Draft<Export> = {
    way: shape.checkEnum(record["way"], shape.join(at, "way"), EXPORT_WAY_VALUES),
    address: shape.checkText(record["address"], shape.join(at, "address")),
  };
  if (record["read_only"] !== undefined && record["read_only"] !== null) {
    result.readOnly = shape.checkBoolean(record["read_only"], shape.join(at, "read_only"));
  }
  return result;
}

function decodeSnapshot(value: unknown, at: string): Snapshot {
  const record = shape.checkRecord(value, at);
  return {
    name: shape.checkText(record["name"], shape.join(at, "name"), 1, 64),
    sizeBytes: shape.checkInteger(record["size_bytes"], shape.join(at, "size_bytes"), 0, 9007199254740991),
  };
}

function decodeVolume(value: unknown, at: string): Volume {
  const record = shape.checkRecord(value, at);
  const result: shape.Draft<Volume> = {
    name: shape.checkText(record["name"], shape.join(at, "name"), 1, 255),
    sizeBytes: shape.checkInteger(record["size_bytes"], shape.join(at, "size_bytes"), 0, 9007199254740991),
  };
  if (record["allocated_bytes"] !== undefined && record["allocated_bytes"] !== null) {
    result.allocatedBytes = shape.checkInteger(record["allocated_bytes"], shape.join(at, "allocated_bytes"), 0, 9007199254740991);
  }
  if (record["location"] !== undefined && record["location"] !== null) {
    result.location = shape.checkText(record["location"], shape.join(at, "location"));
  }
  if (record["origin"] !== undefined && record["origin"] !== null) {
    result.origin = shape.checkText(record["origin"], shape.join(at, "origin"));
  }
  if (record["exports"] !== undefined && record["exports"] !== null) {
    result.exports = shape.checkList(record["exports"], shape.join(at, "exports"), (item, at) => decodeExport(item, at));
  }
  if (record["snapshots"] !== undefined && record["snapshots"] !== null) {
    result.snapshots = shape.checkList(record["snapshots"], shape.join(at, "snapshots"), (item, at) => decodeSnapshot(item, at));
  }
  return result;
}

function decodeVolumeList(value: unknown, at: string): VolumeList {
  const record = shape.checkRecord(value, at);
  return {
    volumes: shape.checkList(record["volumes"], shape.join(at, "volumes"), (item, at) => decodeVolume(item, at)),
  };
}

function decodeStats(value: unknown, at: string): Stats {
  const record = shape.checkRecord(value, at);
  return {
    totalBytes: shape.checkInteger(record["total_bytes"], shape.join(at, "total_bytes"), 0, 9007199254740991),
    freeBytes: shape.checkInteger(record["free_bytes"], shape.join(at, "free_bytes"), 0, 9007199254740991),
  };
}

function encodeCloneVolume(value: unknown, at: string): Record<string, unknown> {
  const record = shape.checkRecord(value, at);
  const result: Record<string, unknown> = {
    name: shape.checkText(record["name"], shape.join(at, "name"), 1, 255),
    source: shape.checkText(record["source"], shape.join(at, "source"), 1, 255),
  };
  if (record["snapshot"] !== undefined && record["snapshot"] !== null) {
    result["snapshot"] = shape.checkText(record["snapshot"], shape.join(at, "snapshot"), 1, 64);
  }
  if (record["sizeBytes"] !== undefined && record["sizeBytes"] !== null) {
    result["size_bytes"] = shape.checkInteger(record["sizeBytes"], shape.join(at, "sizeBytes"), 1, 9007199254740991);
  }
  return result;
}

function encodeSnapshotName(value: unknown, at: string): Record<string, unknown> {
  const record = shape.checkRecord(value, at);
  return {
    volume: shape.checkText(record["volume"], shape.join(at, "volume"), 1, 255),
    name: shape.checkText(record["name"], shape.join(at, "name"), 1, 64),
  };
}

function encodeExportVolume(value: unknown, at: string): Record<string, unknown> {
  const record = shape.checkRecord(value, at);
  const result: Record<string, unknown> = {
    name: shape.checkText(record["name"], shape.join(at, "name"), 1, 255),
    way: shape.checkEnum(record["way"], shape.join(at, "way"), EXPORT_WAY_VALUES),
  };
  if (record["readOnly"] !== undefined && record["readOnly"] !== null) {
    result["read_only"] = shape.checkBoolean(record["readOnly"], shape.join(at, "readOnly"));
  }
  return result;
}

function encodeReadVolume(value: unknown, at: string): Record<string, unknown> {
  const record = shape.checkRecord(value, at);
  return {
    name: shape.checkText(record["name"], shape.join(at, "name"), 1, 255),
    offset: shape.checkInteger(record["offset"], shape.join(at, "offset"), 0, 9007199254740991),
    length: shape.checkInteger(record["length"], shape.join(at, "length"), 1, 2097152),
  };
}

function decodeVolumePart(value: unknown, at: string): VolumePart {
  const record = shape.checkRecord(value, at);
  const result: shape.Draft<VolumePart> = {};
  if (record["data"] !== undefined && record["data"] !== null) {
    result.data = shape.decodeBuffer(record["data"], shape.join(at, "data"));
  }
  if (record["zero_bytes"] !== undefined && record["zero_bytes"] !== null) {
    result.zeroBytes = shape.checkInteger(record["zero_bytes"], shape.join(at, "zero_bytes"), 0, 2147483647);
  }
  return result;
}

function encodeWriteVolume(value: unknown, at: string): Record<string, unknown> {
  const record = shape.checkRecord(value, at);
  return {
    name: shape.checkText(record["name"], shape.join(at, "name"), 1, 255),
    offset: shape.checkInteger(record["offset"], shape.join(at, "offset"), 0, 9007199254740991),
    data: shape.encodeBuffer(record["data"], shape.join(at, "data")),
  };
}

function encodePlanChange(value: unknown, at: string): Record<string, unknown> {
  const record = shape.checkRecord(value, at);
  const result: Record<string, unknown> = {
    change: shape.checkEnum(record["change"], shape.join(at, "change"), CHANGE_FUNCTION_VALUES),
    name: shape.checkText(record["name"], shape.join(at, "name"), 1, 255),
  };
  if (record["sizeBytes"] !== undefined && record["sizeBytes"] !== null) {
    result["size_bytes"] = shape.checkInteger(record["sizeBytes"], shape.join(at, "sizeBytes"), 1, 9007199254740991);
  }
  if (record["source"] !== undefined && record["source"] !== null) {
    result["source"] = shape.checkText(record["source"], shape.join(at, "source"), 1, 255);
  }
  if (record["snapshot"] !== undefined && record["snapshot"] !== null) {
    result["snapshot"] = shape.checkText(record["snapshot"], shape.join(at, "snapshot"), 1, 64);
  }
  if (record["way"] !== undefined && record["way"] !== null) {
    result["way"] = shape.checkEnum(record["way"], shape.join(at, "way"), EXPORT_WAY_VALUES);
  }
  return result;
}

function decodePlanStep(value: unknown, at: string): PlanStep {
  const record = shape.checkRecord(value, at);
  const result: shape.Draft<PlanStep> = {
    what: shape.checkText(record["what"], shape.join(at, "what")),
  };
  if (record["argv"] !== undefined && record["argv"] !== null) {
    result.argv = shape.checkList(record["argv"], shape.join(at, "argv"), (item, at) => shape.checkText(item, at));
  }
  return result;
}

function decodePlan(value: unknown, at: string): Plan {
  const record = shape.checkRecord(value, at);
  return {
    steps: shape.checkList(record["steps"], shape.join(at, "steps"), (item, at) => decodePlanStep(item, at)),
  };
}

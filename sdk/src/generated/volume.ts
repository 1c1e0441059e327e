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
   * Makes a volume of exactly `sizeBytes`. Called: for a new volume, once; after an accident the manager asks
   * inspectVolume instead of calling again. Afterwards: with ok the volume exists and inspectVolume finds it.
   * With anything else nothing of that name was left behind. Statuses: invalid_argument (the input cannot be right,
   * now or later, such as a name that the driver's own world cannot hold); already_exists (there is a volume of
   * that name; it was not touched); not_ready (what the driver stands on is not there yet or at the moment; nothing
   * was changed, trying later may help); resource_exhausted (a volume of that size does not fit; nothing of it is
   * left); permission_denied (the host or what lies behind it refused the driver; nothing was changed); failed
   * (none of these; the message says what. The manager looks before it goes on).
   */
  createVolume(ctx: DriverContext, input: CreateVolume): Promise<Volume>;
  /**
   * Removes a volume and all it holds. Removing what is absent is ok. Called: when a volume shall go, and again
   * until it answers ok. Afterwards: with ok nothing of that name is left, its snapshots neither. Statuses:
   * invalid_argument (the input cannot be right, now or later, such as a name that the driver's own world cannot
   * hold); busy (something still uses it, such as a mount or a clone that needs it; it is all there); not_ready
   * (what the driver stands on is not there yet or at the moment; nothing was changed, trying later may help);
   * permission_denied (the host or what lies behind it refused the driver; nothing was changed); failed (none of
   * these; the message says what. The manager looks before it goes on).
   */
  deleteVolume(ctx: DriverContext, input: VolumeName): Promise<void>;
  /**
   * Grows a volume to `sizeBytes`. The present size is ok. Called: when a volume shall be larger, and again after
   * an accident. Afterwards: with ok the volume has that size and what it held is as it was. With anything else the
   * size is as it was. Statuses: invalid_argument (the size is below the present one; nothing was changed);
   * not_found (there is no volume of that name); busy (someone else uses what would be touched; nothing was
   * changed); not_ready (what the driver stands on is not there yet or at the moment; nothing was changed, trying
   * later may help); resource_exhausted (there is no room to grow; the size is as it was); permission_denied (the
   * host or what lies behind it refused the driver; nothing was changed); failed (none of these; the message says
   * what. The manager looks before it goes on).
   */
  extendVolume(ctx: DriverContext, input: ExtendVolume): Promise<Volume>;
  /**
   * Says what is really there under a name. It must look, never remember. Called: whenever the manager must know:
   * after each accident, to settle an unknown outcome, and when its records are compared with what is there.
   * Afterwards: nothing was changed. What it answered was there at that moment. Statuses: invalid_argument (the
   * input cannot be right, now or later, such as a name that the driver's own world cannot hold); not_found (there
   * is no volume of that name, a half-made one neither); not_ready (what the driver stands on is not there yet or
   * at the moment; nothing was changed, trying later may help); permission_denied (the host or what lies behind it
   * refused the driver; nothing was changed); failed (it could not look; the outcome stays unknown).
   */
  inspectVolume(ctx: DriverContext, input: VolumeName): Promise<Volume>;
  /**
   * Lists every volume the driver can see, in any order; half-made ones are not among them. Called: when records
   * are compared with what is there, and when an operator looks for orphans. Afterwards: nothing was changed.
   * Statuses: not_ready (what the driver stands on is not there yet or at the moment; nothing was changed, trying
   * later may help); permission_denied (the host or what lies behind it refused the driver; nothing was changed);
   * failed (none of these; the message says what. The manager looks before it goes on).
   */
  listVolumes(ctx: DriverContext): Promise<VolumeList>;
  /**
   * Says how much room there is. A driver that cannot know does not export it. Called: regularly, and before a
   * place for a new volume is chosen. Afterwards: nothing was changed. Statuses: not_ready (what the driver stands
   * on is not there yet or at the moment; nothing was changed, trying later may help); permission_denied (the host
   * or what lies behind it refused the driver; nothing was changed); failed (none of these; the message says what.
   * The manager looks before it goes on).
   */
  getStats?(ctx: DriverContext): Promise<Stats>;
  /**
   * Makes a volume of its own with what another holds, or with what a snapshot of it holds. A size above the
   * source's extends the clone. A clone that needs its source to stay says so in `origin`. Called: for a new volume
   * that shall begin as a copy, once; after an accident the manager asks inspectVolume. Afterwards: with ok the
   * new volume exists, and what is written to one of the two is not seen in the other. With anything else nothing
   * of the new name was left behind. Statuses: invalid_argument (the size is below the source's); not_found (there
   * is no such source, or no such snapshot of it); already_exists (the name to be made is taken; nothing was
   * changed); busy (the source is in a use that does not allow a copy); not_ready (what the driver stands on is not
   * there yet or at the moment; nothing was changed, trying later may help); resource_exhausted (no room, no quota,
   * no more of something; nothing was changed); permission_denied (the host or what lies behind it refused the
   * driver; nothing was changed); failed (none of these; the message says what. The manager looks before it goes
   * on).
   */
  cloneVolume?(ctx: DriverContext, input: CloneVolume): Promise<Volume>;
  /**
   * Keeps what a volume holds now under a name of its own. Snapshots go with their volume. Called: when the present
   * contents shall be kept, once; after an accident the manager asks inspectVolume. Afterwards: with ok
   * inspectVolume shows the snapshot. With anything else nothing of that name was left. Statuses: invalid_argument
   * (the input cannot be right, now or later, such as a name that the driver's own world cannot hold); not_found
   * (there is no volume of that name); already_exists (the volume has a snapshot of that name); busy (the volume is
   * in a use that does not allow a snapshot); not_ready (what the driver stands on is not there yet or at the
   * moment; nothing was changed, trying later may help); resource_exhausted (no room, no quota, no more of
   * something; nothing was changed); permission_denied (the host or what lies behind it refused the driver; nothing
   * was changed); failed (none of these; the message says what. The manager looks before it goes on).
   */
  createSnapshot?(ctx: DriverContext, input: SnapshotName): Promise<Snapshot>;
  /**
   * Removes one snapshot. Removing what is absent is ok. Called: when a snapshot shall go, and again until it
   * answers ok. Afterwards: with ok the snapshot is gone; the volume is as it was. Statuses: invalid_argument (the
   * input cannot be right, now or later, such as a name that the driver's own world cannot hold); busy (something
   * stands on the snapshot; it is all there); not_ready (what the driver stands on is not there yet or at the
   * moment; nothing was changed, trying later may help); permission_denied (the host or what lies behind it refused
   * the driver; nothing was changed); failed (none of these; the message says what. The manager looks before it
   * goes on).
   */
  deleteSnapshot?(ctx: DriverContext, input: SnapshotName): Promise<void>;
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
  restoreSnapshot?(ctx: DriverContext, input: SnapshotName): Promise<Volume>;
  /**
   * Makes a volume reachable for programs of this node. Exporting again in the same way answers the same address. A
   * way that the driver does not know is unsupported. Called: before a program of this node uses the volume, and
   * again after an accident or a restart. Afterwards: with ok the volume is reached at the address until it is
   * taken back, and inspectVolume shows the export. Statuses: invalid_argument (the input cannot be right, now or
   * later, such as a name that the driver's own world cannot hold); not_found (there is no volume of that name);
   * busy (it is exported in a way that excludes this one); not_ready (what the driver stands on is not there yet or
   * at the moment; nothing was changed, trying later may help); resource_exhausted (no room, no quota, no more of
   * something; nothing was changed); permission_denied (the host or what lies behind it refused the driver; nothing
   * was changed); failed (none of these; the message says what. The manager looks before it goes on).
   */
  exportVolume?(ctx: DriverContext, input: ExportVolume): Promise<Export>;
  /**
   * Takes an export back. Taking back what is not exported is ok. Called: when no program uses the volume that way
   * any more, before it is deleted, and again until it answers ok. Afterwards: with ok nothing of the export is
   * left. Statuses: invalid_argument (the input cannot be right, now or later, such as a name that the driver's own
   * world cannot hold); busy (a program still has it open; the export stands); not_ready (what the driver stands on
   * is not there yet or at the moment; nothing was changed, trying later may help); permission_denied (the host or
   * what lies behind it refused the driver; nothing was changed); failed (none of these; the message says what. The
   * manager looks before it goes on).
   */
  unexportVolume?(ctx: DriverContext, input: ExportVolume): Promise<void>;
  /**
   * Reads a part of a volume. Less than `length` only at its end. A part that holds nothing but zeros may be
   * answered as `zeroBytes` instead of `data`. Called: part by part, while a volume is moved to another driver;
   * nobody else writes it then. Afterwards: nothing was changed. Statuses: invalid_argument (the part begins beyond
   * the end of the volume); not_found (there is no volume of that name); busy (someone else uses what would be
   * touched; nothing was changed); not_ready (what the driver stands on is not there yet or at the moment; nothing
   * was changed, trying later may help); resource_exhausted (no room, no quota, no more of something; nothing was
   * changed); permission_denied (the host or what lies behind it refused the driver; nothing was changed); failed
   * (none of these; the message says what. The manager looks before it goes on).
   */
  readVolume?(ctx: DriverContext, input: ReadVolume): Promise<VolumePart>;
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
  writeVolume?(ctx: DriverContext, input: WriteVolume): Promise<void>;
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

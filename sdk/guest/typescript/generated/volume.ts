// Generated from sdk/abi/volume.yaml, version 1.1, by `npm run generate`. Do not edit: change the contract and generate again.

import { defineTypes, serveDriver } from "../holdfast.ts";

/** A driver's own account of itself. */
export interface Description {
  /** The driver's name, as in its manifest. */
  readonly name: string;
  /** The driver's own semantic version. */
  readonly version: string;
  /** The kind it implements, such as volume. */
  readonly kind: string;
  /** The version of the kind it was built against, major.minor. */
  readonly abi: string;
}

/** How the driver feels. */
export type Health = "ready" | "degraded" | "unavailable";

/** The answer of a probe. */
export interface Probe {
  readonly health: Health;
  /** Why it is not ready, for the operator; one sentence. */
  readonly reason?: string;
}

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
export type ExportWay = "path" | "nbd";

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
export type ChangeFunction = "create_volume" | "delete_volume" | "extend_volume" | "clone_volume" | "create_snapshot" | "delete_snapshot" | "restore_snapshot" | "export_volume" | "unexport_volume";

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

/** What a driver of the kind volume implements. It throws a DriverFailure to answer a status other than ok. */
export interface VolumeDriver {
  /**
   * Says what this driver is. It must not touch the outside. Called: once after every instantiation, before any
   * other function. Afterwards: nothing was changed. What it answered equals the manifest carried in the file, or
   * the driver is refused.
   */
  describe(): Description | Promise<Description>;
  /**
   * Says whether the driver can work here and now: directories writable, kernel features present, devices
   * reachable. A driver that cannot work answers `unavailable` with the reason, it does not fail later. Called:
   * after describe, then regularly, and when an operator asks. Afterwards: nothing was changed. The health is shown
   * to operators, with the reason. Statuses: failed (looking itself went wrong; the message says how).
   */
  probe(): Probe | Promise<Probe>;
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
  createVolume(input: CreateVolume): Volume | Promise<Volume>;
  /**
   * Removes a volume and all it holds. Removing what is absent is ok. Called: when a volume shall go, and again
   * until it answers ok. Afterwards: with ok nothing of that name is left, its snapshots neither. Statuses:
   * invalid_argument (the input cannot be right, now or later, such as a name that the driver's own world cannot
   * hold); busy (something still uses it, such as a mount or a clone that needs it; it is all there); not_ready
   * (what the driver stands on is not there yet or at the moment; nothing was changed, trying later may help);
   * permission_denied (the host or what lies behind it refused the driver; nothing was changed); failed (none of
   * these; the message says what. The manager looks before it goes on).
   */
  deleteVolume(input: VolumeName): void | Promise<void>;
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
  extendVolume(input: ExtendVolume): Volume | Promise<Volume>;
  /**
   * Says what is really there under a name. It must look, never remember. Called: whenever the manager must know:
   * after each accident, to settle an unknown outcome, and when its records are compared with what is there.
   * Afterwards: nothing was changed. What it answered was there at that moment. Statuses: invalid_argument (the
   * input cannot be right, now or later, such as a name that the driver's own world cannot hold); not_found (there
   * is no volume of that name, a half-made one neither); not_ready (what the driver stands on is not there yet or
   * at the moment; nothing was changed, trying later may help); permission_denied (the host or what lies behind it
   * refused the driver; nothing was changed); failed (it could not look; the outcome stays unknown).
   */
  inspectVolume(input: VolumeName): Volume | Promise<Volume>;
  /**
   * Lists every volume the driver can see, in any order; half-made ones are not among them. Called: when records
   * are compared with what is there, and when an operator looks for orphans. Afterwards: nothing was changed.
   * Statuses: not_ready (what the driver stands on is not there yet or at the moment; nothing was changed, trying
   * later may help); permission_denied (the host or what lies behind it refused the driver; nothing was changed);
   * failed (none of these; the message says what. The manager looks before it goes on).
   */
  listVolumes(): VolumeList | Promise<VolumeList>;
  /**
   * Says how much room there is. A driver that cannot know does not export it. Called: regularly, and before a
   * place for a new volume is chosen. Afterwards: nothing was changed. Statuses: not_ready (what the driver stands
   * on is not there yet or at the moment; nothing was changed, trying later may help); permission_denied (the host
   * or what lies behind it refused the driver; nothing was changed); failed (none of these; the message says what.
   * The manager looks before it goes on).
   */
  getStats?(): Stats | Promise<Stats>;
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
  cloneVolume?(input: CloneVolume): Volume | Promise<Volume>;
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
  createSnapshot?(input: SnapshotName): Snapshot | Promise<Snapshot>;
  /**
   * Removes one snapshot. Removing what is absent is ok. Called: when a snapshot shall go, and again until it
   * answers ok. Afterwards: with ok the snapshot is gone; the volume is as it was. Statuses: invalid_argument (the
   * input cannot be right, now or later, such as a name that the driver's own world cannot hold); busy (something
   * stands on the snapshot; it is all there); not_ready (what the driver stands on is not there yet or at the
   * moment; nothing was changed, trying later may help); permission_denied (the host or what lies behind it refused
   * the driver; nothing was changed); failed (none of these; the message says what. The manager looks before it
   * goes on).
   */
  deleteSnapshot?(input: SnapshotName): void | Promise<void>;
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
  restoreSnapshot?(input: SnapshotName): Volume | Promise<Volume>;
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
  exportVolume?(input: ExportVolume): Export | Promise<Export>;
  /**
   * Takes an export back. Taking back what is not exported is ok. Called: when no program uses the volume that way
   * any more, before it is deleted, and again until it answers ok. Afterwards: with ok nothing of the export is
   * left. Statuses: invalid_argument (the input cannot be right, now or later, such as a name that the driver's own
   * world cannot hold); busy (a program still has it open; the export stands); not_ready (what the driver stands on
   * is not there yet or at the moment; nothing was changed, trying later may help); permission_denied (the host or
   * what lies behind it refused the driver; nothing was changed); failed (none of these; the message says what. The
   * manager looks before it goes on).
   */
  unexportVolume?(input: ExportVolume): void | Promise<void>;
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
  readVolume?(input: ReadVolume): VolumePart | Promise<VolumePart>;
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
  writeVolume?(input: WriteVolume): void | Promise<void>;
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
  planChange?(input: PlanChange): Plan | Promise<Plan>;
}

/** Makes these functions the exports of the file. To be called once, at the top of the driver's entry. */
export function serve(driver: VolumeDriver): void {
  serveDriver(
    driver,
    [
      ["describe", "describe", null, 1],
      ["probe", "probe", null, 3],
      ["create_volume", "createVolume", 6, 15],
      ["delete_volume", "deleteVolume", 16, null],
      ["extend_volume", "extendVolume", 6, 15],
      ["inspect_volume", "inspectVolume", 16, 15],
      ["list_volumes", "listVolumes", null, 18],
      ["get_stats", "getStats", null, 19],
      ["clone_volume", "cloneVolume", 20, 15],
      ["create_snapshot", "createSnapshot", 21, 13],
      ["delete_snapshot", "deleteSnapshot", 21, null],
      ["restore_snapshot", "restoreSnapshot", 21, 15],
      ["export_volume", "exportVolume", 22, 10],
      ["unexport_volume", "unexportVolume", 22, null],
      ["read_volume", "readVolume", 24, 27],
      ["write_volume", "writeVolume", 28, null],
      ["plan_change", "planChange", 30, 34],
    ],
    TYPES,
  );
}

const TYPES = /* @__PURE__ */ defineTypes([
  ["string"],
  ["record",[["name","name",1,0,0],["version","version",1,0,0],["kind","kind",1,0,0],["abi","abi",1,0,0]]],
  ["enum",["ready","degraded","unavailable"]],
  ["record",[["health","health",1,0,2],["reason","reason",0,1,0]]],
  ["string",1,255],
  ["integer",1,9007199254740991],
  ["record",[["name","name",1,0,4],["size_bytes","sizeBytes",1,0,5]]],
  ["integer",0,9007199254740991],
  ["enum",["path","nbd"]],
  ["boolean"],
  ["record",[["way","way",1,0,8],["address","address",1,0,0],["read_only","readOnly",0,1,9]]],
  ["array",10],
  ["string",1,64],
  ["record",[["name","name",1,0,12],["size_bytes","sizeBytes",1,0,7]]],
  ["array",13],
  ["record",[["name","name",1,0,4],["size_bytes","sizeBytes",1,0,7],["allocated_bytes","allocatedBytes",0,1,7],["location","location",0,1,0],["origin","origin",0,1,0],["exports","exports",0,1,11],["snapshots","snapshots",0,1,14]]],
  ["record",[["name","name",1,0,4]]],
  ["array",15],
  ["record",[["volumes","volumes",1,0,17]]],
  ["record",[["total_bytes","totalBytes",1,0,7],["free_bytes","freeBytes",1,0,7]]],
  ["record",[["name","name",1,0,4],["source","source",1,0,4],["snapshot","snapshot",0,1,12],["size_bytes","sizeBytes",0,1,5]]],
  ["record",[["volume","volume",1,0,4],["name","name",1,0,12]]],
  ["record",[["name","name",1,0,4],["way","way",1,0,8],["read_only","readOnly",0,1,9]]],
  ["integer",1,2097152],
  ["record",[["name","name",1,0,4],["offset","offset",1,0,7],["length","length",1,0,23]]],
  ["buffer"],
  ["integer",0,2147483647],
  ["record",[["data","data",0,1,25],["zero_bytes","zeroBytes",0,1,26]]],
  ["record",[["name","name",1,0,4],["offset","offset",1,0,7],["data","data",1,0,25]]],
  ["enum",["create_volume","delete_volume","extend_volume","clone_volume","create_snapshot","delete_snapshot","restore_snapshot","export_volume","unexport_volume"]],
  ["record",[["change","change",1,0,29],["name","name",1,0,4],["size_bytes","sizeBytes",0,1,5],["source","source",0,1,4],["snapshot","snapshot",0,1,12],["way","way",0,1,8]]],
  ["array",0],
  ["record",[["what","what",1,0,0],["argv","argv",0,1,31]]],
  ["array",32],
  ["record",[["steps","steps",1,0,33]]],
]);

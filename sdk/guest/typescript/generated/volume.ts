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
   * Says what this driver is. Called once after every instantiation, before any other function; must not touch the
   * outside. What it answers must equal the manifest carried in the file, or the driver is refused.
   */
  describe(): Description | Promise<Description>;
  /**
   * Says whether the driver can work here and now: directories writable, kernel features present, devices
   * reachable. Called after describe and then regularly. A driver that cannot work answers `unavailable` with the
   * reason, it does not fail later. Statuses: failed.
   */
  probe(): Probe | Promise<Probe>;
  /**
   * Makes a volume of exactly `sizeBytes`. When it answers ok the volume exists and inspectVolume finds it. When
   * it answers anything else, nothing of that name is left behind. Creating a name that exists is already_exists
   * and changes nothing. Statuses: invalid_argument, already_exists, not_ready, resource_exhausted,
   * permission_denied, failed.
   */
  createVolume(input: CreateVolume): Volume | Promise<Volume>;
  /**
   * Removes a volume and all it holds. When it answers ok nothing of that name is left. Removing what is absent is
   * ok. Statuses: invalid_argument, busy, not_ready, permission_denied, failed.
   */
  deleteVolume(input: VolumeName): void | Promise<void>;
  /**
   * Grows a volume to `sizeBytes`; what it held stays as it was. A size below the present one is invalid_argument
   * and changes nothing; the present size is ok. Statuses: invalid_argument, not_found, busy, not_ready,
   * resource_exhausted, permission_denied, failed.
   */
  extendVolume(input: ExtendVolume): Volume | Promise<Volume>;
  /**
   * Says what is really there under a name. The manager settles unknown outcomes by it: it must look, never
   * remember. Statuses: invalid_argument, not_found, not_ready, permission_denied, failed.
   */
  inspectVolume(input: VolumeName): Volume | Promise<Volume>;
  /**
   * Lists every volume the driver can see, in any order; half-made ones are not among them. Statuses: not_ready,
   * permission_denied, failed.
   */
  listVolumes(): VolumeList | Promise<VolumeList>;
  /**
   * Says how much room there is. A driver that cannot know does not export it. Statuses: not_ready,
   * permission_denied, failed.
   */
  getStats?(): Stats | Promise<Stats>;
  /**
   * Makes a volume of its own with what another holds, or with what a snapshot of it holds. Whatever is written to
   * one of them afterwards is not seen in the other. When it answers anything but ok, nothing of the new name is
   * left behind. A size above the source's extends the clone. A clone that needs its source to stay says so in
   * `origin`. Statuses: invalid_argument, not_found, already_exists, busy, not_ready, resource_exhausted,
   * permission_denied, failed.
   */
  cloneVolume?(input: CloneVolume): Volume | Promise<Volume>;
  /**
   * Keeps what a volume holds now under a name of its own. When it answers ok inspectVolume shows it, otherwise
   * nothing of that name is left. A name that the volume has is already_exists. Snapshots go with their volume.
   * Statuses: invalid_argument, not_found, already_exists, busy, not_ready, resource_exhausted, permission_denied,
   * failed.
   */
  createSnapshot?(input: SnapshotName): Snapshot | Promise<Snapshot>;
  /**
   * Removes one snapshot; the volume stays as it is. Removing what is absent is ok. Statuses: invalid_argument,
   * busy, not_ready, permission_denied, failed.
   */
  deleteSnapshot?(input: SnapshotName): void | Promise<void>;
  /**
   * Makes a volume hold again, byte for byte, what it held at the snapshot, its size too. The snapshot stays.
   * Repeating it ends the same, so the manager settles an unknown outcome by calling it again. Statuses:
   * invalid_argument, not_found, busy, not_ready, resource_exhausted, permission_denied, failed.
   */
  restoreSnapshot?(input: SnapshotName): Volume | Promise<Volume>;
  /**
   * Makes a volume reachable for programs of this node. Exporting again in the same way answers the same address.
   * Until it is taken back, inspectVolume shows it. A way that the driver does not know is unsupported. Statuses:
   * invalid_argument, not_found, busy, not_ready, resource_exhausted, permission_denied, failed.
   */
  exportVolume?(input: ExportVolume): Export | Promise<Export>;
  /**
   * Takes an export back; when it answers ok nothing of it is left. Taking back what is not exported is ok.
   * Statuses: invalid_argument, busy, not_ready, permission_denied, failed.
   */
  unexportVolume?(input: ExportVolume): void | Promise<void>;
  /**
   * Reads a part of a volume, for moving it to another driver. Less than `length` only at the volume's end. A part
   * that holds nothing but zeros may be answered as `zeroBytes` instead of `data`. Statuses: invalid_argument,
   * not_found, busy, not_ready, resource_exhausted, permission_denied, failed.
   */
  readVolume?(input: ReadVolume): VolumePart | Promise<VolumePart>;
  /**
   * Writes a part of a volume, for moving it from another driver. It never grows a volume: beyond its end is
   * invalid_argument. When it answers ok the bytes are durable. Statuses: invalid_argument, not_found, busy,
   * not_ready, resource_exhausted, permission_denied, failed.
   */
  writeVolume?(input: WriteVolume): void | Promise<void>;
  /**
   * Says what a change would do, and does nothing: each step in words, with the argument vector where a command
   * would run. It looks at what is there, and answers the status that the change would be refused with, as far as
   * looking can tell. Statuses: invalid_argument, not_found, already_exists, busy, not_ready, resource_exhausted,
   * permission_denied, failed.
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

// Generated from sdk/abi/volume.yaml, version 1.0, by `npm run generate`. Do not edit: change the contract and generate again.

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

/** What a manager holds of a driver of the kind volume. Statuses other than ok are thrown as DriverStatusError. */
export interface VolumeDriver {
  /**
   * Makes a volume of exactly `sizeBytes`. When it answers ok the volume exists and inspectVolume finds it. When
   * it answers anything else, nothing of that name is left behind. Creating a name that exists is already_exists
   * and changes nothing.
   */
  createVolume(ctx: DriverContext, input: CreateVolume): Promise<Volume>;
  /**
   * Removes a volume and all it holds. When it answers ok nothing of that name is left. Removing what is absent is
   * ok.
   */
  deleteVolume(ctx: DriverContext, input: VolumeName): Promise<void>;
  /**
   * Grows a volume to `sizeBytes`; what it held stays as it was. A size below the present one is invalid_argument
   * and changes nothing; the present size is ok.
   */
  extendVolume(ctx: DriverContext, input: ExtendVolume): Promise<Volume>;
  /**
   * Says what is really there under a name. The manager settles unknown outcomes by it: it must look, never
   * remember.
   */
  inspectVolume(ctx: DriverContext, input: VolumeName): Promise<Volume>;
  /** Lists every volume the driver can see, in any order; half-made ones are not among them. */
  listVolumes(ctx: DriverContext): Promise<VolumeList>;
  /** Says how much room there is. A driver that cannot know does not export it. */
  getStats?(ctx: DriverContext): Promise<Stats>;
}

/** The function table of volume 1.0. */
export const VOLUME: KindDescriptor = {
  name: "volume",
  version: "1.0",
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
      decodeOutput: (value) => decodeStats(value, ""),
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

// What goes over the wire to and from the volume service: schemas of params and results, and their types.
import { z } from "zod";

/** A volume's name: 1 to 255 bytes of UTF-8 without control characters; it is never read as a path. */
const volumeName = z
  .string()
  .min(1, "a volume needs a name")
  .refine((name) => Buffer.byteLength(name) <= 255, "a volume's name has at most 255 bytes")
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
  .refine((name) => !/[\u0000-\u001f\u007f-\u009f]/.test(name), "a volume's name has no control characters")
  // Half of a character has no UTF-8: the database would keep it as another name than the one that was asked.
  .refine((name) => !/\p{Surrogate}/u.test(name), "a volume's name has no half of a character");

const sizeBytes = z.number().int().min(1, "a volume has at least one byte").max(Number.MAX_SAFE_INTEGER);
const driverName = z.string().min(1).max(63);
const snapshotName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/, "a snapshot's name has 1 to 64 of a-z A-Z 0-9 _ - and no sign in front");

/** What a driver may be able to do beyond the ordinary, as callers ask for it. */
export const ABILITIES = ["clone", "snapshot", "export", "copy", "stats", "plan"] as const;
export type Ability = (typeof ABILITIES)[number];
const needs = z.array(z.enum(ABILITIES)).max(ABILITIES.length).optional();

const dryRun = z
  .boolean()
  .optional()
  .describe("show what would be done, with the commands that would run; change nothing");

export const CREATE_PARAMS = z.strictObject({
  name: volumeName,
  sizeBytes: sizeBytes.describe("exact size, with unit: 2GiB, 512MiB, 1000000B"),
  driver: driverName.optional().describe("which of the configured drivers; the default driver if left out"),
  needs: needs.describe("without --driver: one that can do this, with the most room"),
  dryRun,
});
export const EXTEND_PARAMS = z.strictObject({
  name: volumeName,
  sizeBytes: sizeBytes.describe("the new size, with unit"),
  dryRun,
});
export const NAME_PARAMS = z.strictObject({ name: volumeName });
export const DELETE_PARAMS = z.strictObject({ name: volumeName, dryRun });
export const CLONE_PARAMS = z.strictObject({
  name: volumeName,
  source: volumeName.describe("the volume whose contents it gets"),
  snapshot: snapshotName.optional().describe("with what the source held at this snapshot"),
  sizeBytes: sizeBytes.optional().describe("larger than the source, with unit; the same when left out"),
  dryRun,
});
export const SNAPSHOT_PARAMS = z.strictObject({ name: volumeName, snapshot: snapshotName, dryRun });
export const EXPORT_WAYS = ["path", "nbd"] as const;
const way = z.enum(EXPORT_WAYS).describe("path: a file or device of this node; nbd: the NBD protocol");
export const EXPORT_PARAMS = z.strictObject({
  name: volumeName,
  way,
  readOnly: z.boolean().optional().describe("nobody may write through it"),
  dryRun,
});
export const UNEXPORT_PARAMS = z.strictObject({ name: volumeName, way, dryRun });
export const MIGRATE_PARAMS = z.strictObject({
  name: volumeName,
  driver: driverName.describe("the driver that gets it"),
  dryRun,
});
export const MANAGE_PARAMS = z.strictObject({
  name: volumeName,
  driver: driverName.describe("the driver that has it"),
  dryRun,
});
export const OPERATION_PARAMS = z.strictObject({
  operationId: z.string().min(1).max(64),
  believe: z
    .boolean()
    .optional()
    .describe("take another file under the driver's name, or the same elsewhere, for the same driver"),
  dryRun,
});
export const LIST_PARAMS = z.strictObject({
  driver: z.string().optional().describe("of one driver only"),
  after: z.string().optional().describe("the last name of the page before"),
  limit: z.number().int().min(1).max(10_000).default(1000).describe("at most so many"),
});

export const VOLUME_STATES = [
  "creating",
  "available",
  "extending",
  "deleting",
  "snapshotting",
  "restoring",
  "exporting",
  "migrating",
  "error",
] as const;
export type VolumeState = (typeof VOLUME_STATES)[number];

/** A volume as it is shown: what the records say, and by which driver file it was made. */
export const VOLUME = z.object({
  id: z.string(),
  name: z.string(),
  sizeBytes: z.number(),
  allocatedBytes: z.number().nullable(),
  state: z.enum(VOLUME_STATES),
  error: z.string().nullable(),
  driver: z.string(),
  driverDigest: z.string(),
  location: z.string().nullable(),
  origin: z.string().nullable(),
  createdAt: z.string(),
  updatedAt: z.string(),
});
const SNAPSHOT = z.object({ name: z.string(), sizeBytes: z.number(), createdAt: z.string() });
const EXPORT = z.object({ way, address: z.string(), readOnly: z.boolean(), createdAt: z.string() });
/** One volume with what belongs to it. */
export const VOLUME_DETAILS = VOLUME.extend({ snapshots: z.array(SNAPSHOT), exports: z.array(EXPORT) });

/** What would be done, in order; `argv` where a command would run. */
export const PLAN = z.object({
  driver: z.string(),
  steps: z.array(z.object({ what: z.string(), argv: z.array(z.string()).optional() })),
});

/** The answer of a change: the operation that the journal keeps, and the volume as it is now (null when it is gone). */
export const CHANGE = z.object({
  operationId: z.string().nullable(),
  volume: VOLUME.nullable(),
  /** The way in, of an export. */
  export: z.object({ way, address: z.string(), readOnly: z.boolean() }).optional(),
  /** Of a dry run; then nothing was changed. */
  plan: PLAN.optional(),
});
export const VOLUMES = z.object({ volumes: z.array(VOLUME) });
export const BACKENDS = z.object({
  backends: z.array(
    z.object({
      name: z.string(),
      health: z.enum(["ready", "degraded", "unavailable"]),
      reason: z.string().nullable(),
      abilities: z.array(z.enum(ABILITIES)),
      totalBytes: z.number().nullable(),
      freeBytes: z.number().nullable(),
      volumes: z.number(),
      volumeBytes: z.number(),
      statsAt: z.string().nullable(),
    }),
  ),
});
export const ORPHANS = z.object({
  orphans: z.array(
    z.object({ driver: z.string(), name: z.string(), sizeBytes: z.number(), location: z.string().nullable() }),
  ),
  /** Drivers that could not be asked, and why. */
  unasked: z.array(z.object({ driver: z.string(), reason: z.string() })),
});

export type CreateParams = z.infer<typeof CREATE_PARAMS>;
export type ExtendParams = z.infer<typeof EXTEND_PARAMS>;
export type NameParams = z.infer<typeof NAME_PARAMS>;
export type DeleteParams = z.infer<typeof DELETE_PARAMS>;
export type CloneParams = z.infer<typeof CLONE_PARAMS>;
export type SnapshotParams = z.infer<typeof SNAPSHOT_PARAMS>;
export type ExportParams = z.infer<typeof EXPORT_PARAMS>;
export type UnexportParams = z.infer<typeof UNEXPORT_PARAMS>;
export type MigrateParams = z.infer<typeof MIGRATE_PARAMS>;
export type ManageParams = z.infer<typeof MANAGE_PARAMS>;
export type OperationParams = z.infer<typeof OPERATION_PARAMS>;
export type ListParams = z.input<typeof LIST_PARAMS>;
export type VolumeView = z.infer<typeof VOLUME>;
export type VolumeDetails = z.infer<typeof VOLUME_DETAILS>;
export type ExportWay = (typeof EXPORT_WAYS)[number];
export type Plan = z.infer<typeof PLAN>;
export type Change = z.infer<typeof CHANGE>;
export type Backends = z.infer<typeof BACKENDS>;
export type Orphans = z.infer<typeof ORPHANS>;

// What goes over the wire to and from the host's own service: schemas of its params.
import { z } from "zod";
import { DRIVER_ENTRY } from "../conf/driver-options.ts";
import { LOG_LEVELS } from "../log.ts";
import { KEPT_LINES_MAX } from "./log-lines.ts";

const DISABLED_FOR_MS_MAX = 366 * 24 * 3_600_000;
const LOG_LEVEL_FOR_MS_MAX = 24 * 3_600_000;
const SERVICE_STATES = ["starting", "up", "degraded", "suspect", "down", "left", "failed", "forced_down"] as const;
const uuid = z.string().min(1).max(64);
const driverName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,62}$/, "a driver's name has 1 to 63 of a-z 0-9 _ - and starts with a letter or digit");
const kind = z.string().regex(/^[a-z][a-z0-9_]{0,62}$/, "a kind is a word such as volume");

export const SERVICE_PARAMS = z.strictObject({ uuid });
/** `forMs`: after that time it is enabled again. */
export const DISABLE_PARAMS = z.strictObject({
  uuid,
  reason: z.string().optional(),
  forMs: z.int().min(1000).max(DISABLED_FOR_MS_MAX).optional(),
});
export const SERVICES_PARAMS = z.strictObject({
  topic: z.string().optional(),
  host: z.string().optional(),
  state: z.enum(SERVICE_STATES).optional(),
  disabled: z.boolean().optional(),
});
export const CALLS_PARAMS = z.strictObject({ topic: z.string().min(1).optional() });
export const LOG_LEVEL_PARAMS = z.strictObject({
  level: z.enum(LOG_LEVELS),
  forMs: z.int().min(1000).max(LOG_LEVEL_FOR_MS_MAX),
});
export const LOG_LINES_PARAMS = z.strictObject({
  level: z.enum(LOG_LEVELS).optional(),
  service: z.string().min(1).max(64).optional(),
  last: z.int().min(0).max(KEPT_LINES_MAX).default(100),
  follow: z.boolean().default(false),
});
export const FORCE_DOWN_PARAMS = z.strictObject({ uuid, forcedDown: z.boolean().default(true) });

/** A driver by absolute path, with what configuration could say of it. Unsandboxed objects come by configuration only. */
export const ADD_DRIVER_PARAMS = DRIVER_ENTRY.omit({ trusted: true, export: true }).extend({ kind, name: driverName });
export const DRIVER_PARAMS = z.strictObject({ kind, name: driverName });
export const SWAP_DRIVER_PARAMS = z.strictObject({
  kind,
  name: driverName,
  path: z.string().min(1).max(4096),
  digest: DRIVER_ENTRY.shape.digest,
  /** For how long its faults take it back. */
  watchMs: z.int().min(0).max(86_400_000).optional(),
  /** True leaves behind what the former file would hand over. */
  dropState: z.boolean().optional(),
});
export const RECORD_DRIVER_PARAMS = z.strictObject({
  kind,
  name: driverName,
  record: z.enum(["off", "faults", "failures", "all"]),
  /** The driver's file goes into each bundle. */
  withModule: z.boolean().default(false),
});
export const REMOVE_DRIVER_PARAMS = z.strictObject({ kind, name: driverName, force: z.boolean().default(false) });

export const OPERATIONS_PARAMS = z.strictObject({
  domain: z.string().optional(),
  resource: z.string().optional(),
  state: z.enum(["started", "unknown", "done", "failed"]).optional(),
  limit: z.number().int().min(1).max(1000).default(100),
});
export const OPERATION_PARAMS = z.strictObject({ id: z.string().min(1).max(64) });
export const TASK_PARAMS = z.strictObject({
  topic: z.string().min(1),
  task: z.string().min(1),
  /** One of several workers; without it the first that serves. */
  server: z.string().min(1).optional(),
});

export type ServiceParams = z.output<typeof SERVICE_PARAMS>;
export type ServicesParams = z.output<typeof SERVICES_PARAMS>;
export type CallsParams = z.output<typeof CALLS_PARAMS>;
export type LogLevelParams = z.output<typeof LOG_LEVEL_PARAMS>;
export type LogLinesParams = z.output<typeof LOG_LINES_PARAMS>;
export type DisableParams = z.output<typeof DISABLE_PARAMS>;
export type ForceDownParams = z.output<typeof FORCE_DOWN_PARAMS>;
export type AddDriverParams = z.output<typeof ADD_DRIVER_PARAMS>;
export type DriverParams = z.output<typeof DRIVER_PARAMS>;
export type SwapDriverParams = z.output<typeof SWAP_DRIVER_PARAMS>;
export type RecordDriverParams = z.output<typeof RECORD_DRIVER_PARAMS>;
export type RemoveDriverParams = z.output<typeof REMOVE_DRIVER_PARAMS>;
export type OperationsParams = z.output<typeof OPERATIONS_PARAMS>;
export type OperationParams = z.output<typeof OPERATION_PARAMS>;
export type TaskParams = z.output<typeof TASK_PARAMS>;

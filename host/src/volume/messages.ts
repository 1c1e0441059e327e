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

export const CREATE_PARAMS = z.strictObject({ name: volumeName, sizeBytes, driver: z.string().min(1).optional() });
export const EXTEND_PARAMS = z.strictObject({ name: volumeName, sizeBytes });
export const NAME_PARAMS = z.strictObject({ name: volumeName });
export const LIST_PARAMS = z.strictObject({
  driver: z.string().optional(),
  /** The last name of the page before. */
  after: z.string().optional(),
  limit: z.number().int().min(1).max(10_000).default(1000),
});

export const VOLUME_STATES = ["creating", "available", "extending", "deleting", "error"] as const;
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
  createdAt: z.string(),
  updatedAt: z.string(),
});

/** The answer of a change: the operation that the journal keeps, and the volume as it is now (null when it is gone). */
export const CHANGE = z.object({ operationId: z.string().nullable(), volume: VOLUME.nullable() });
export const VOLUMES = z.object({ volumes: z.array(VOLUME) });

export type CreateParams = z.infer<typeof CREATE_PARAMS>;
export type ExtendParams = z.infer<typeof EXTEND_PARAMS>;
export type NameParams = z.infer<typeof NAME_PARAMS>;
export type ListParams = z.input<typeof LIST_PARAMS>;
export type VolumeView = z.infer<typeof VOLUME>;
export type Change = z.infer<typeof CHANGE>;

// What goes over the wire to and from the function service: schemas of params and results, and their types.
import { z } from "zod";

const ENCODINGS = ["text", "base64"] as const;

export const CALL_PARAMS = z.strictObject({
  driver: z.string().min(1).max(63),
  export: z.string().min(1).max(255),
  /** How `input` stands for bytes: `text` is UTF-8. */
  encoding: z.enum(ENCODINGS).default("text"),
  input: z.string().default(""),
  /** Writes the call down as an operation: before it is made, and how it ended. */
  journal: z.boolean().default(false),
});
export const CALLED = z.object({
  encoding: z.enum(ENCODINGS),
  output: z.string(),
  /** Null when it was not journaled. */
  operationId: z.string().nullable(),
  /** True when a journaled call of the same idempotency key was made before and this is its answer. */
  replayed: z.boolean(),
});
export const FUNCTIONS = z.object({
  drivers: z.array(z.object({ name: z.string(), exports: z.array(z.string()) })),
});

export type CallParams = z.output<typeof CALL_PARAMS>;
export type Called = z.output<typeof CALLED>;
export type Functions = z.output<typeof FUNCTIONS>;

/** What a program sends: what has a default may be left out. */
export type CallRequest = z.input<typeof CALL_PARAMS>;

// The kinds of values that options have, each with its bounds, its message and its form in the JSON Schema.
import { z } from "zod";
import {
  BYTES_EXAMPLES,
  BYTES_PATTERN,
  DURATION_EXAMPLES,
  DURATION_PATTERN,
  formatBytes,
  formatDurationMs,
  parseBytes,
  parseDurationMs,
} from "./units.ts";

export interface Bounds {
  readonly min: number;
  readonly max: number;
}

interface Unit {
  readonly name: "a time" | "a size";
  readonly examples: string;
  readonly pattern: string;
  parse(text: string): number | undefined;
  format(value: number): string;
}

const TIME: Unit = {
  name: "a time",
  examples: DURATION_EXAMPLES,
  pattern: DURATION_PATTERN,
  parse: parseDurationMs,
  format: formatDurationMs,
};
const SIZE: Unit = {
  name: "a size",
  examples: BYTES_EXAMPLES,
  pattern: BYTES_PATTERN,
  parse: parseBytes,
  format: formatBytes,
};

/** A time in milliseconds; a timer cannot wait longer than 2^31-1 ms, which is the default bound. */
export function durationMs(description: string, bounds: Partial<Bounds> = {}) {
  return measured(TIME, description, { min: 1, max: 2_147_483_647, ...bounds });
}

/** A size in bytes. */
export function bytes(description: string, bounds: Partial<Bounds> = {}) {
  return measured(SIZE, description, { min: 1, max: Number.MAX_SAFE_INTEGER, ...bounds });
}

/** A number of things. */
export function count(description: string, bounds: Partial<Bounds> = {}) {
  const { min, max } = { min: 1, max: 1_000_000, ...bounds };
  return z.int({ error: "expected a whole number" }).min(min).max(max).meta({ description });
}

/** Text that is not empty. */
export function text(description: string) {
  return z.string().min(1, { error: "must not be empty" }).meta({ description });
}

/** Text of a form; `hint` says the form in words. */
export function textOf(pattern: RegExp, hint: string, description: string) {
  return z.string().regex(pattern, { error: hint }).meta({ description });
}

function measured(unit: Unit, description: string, bounds: Bounds) {
  const expected = `expected ${unit.name}: ${unit.examples}`;
  return z
    .union([z.number(), z.string().regex(new RegExp(unit.pattern), { error: expected })], { error: expected })
    .transform((given, context) => {
      const value = typeof given === "number" ? given : unit.parse(given);
      const problem = value === undefined ? expected : outOfBounds(value, unit, bounds);
      if (problem === undefined) return value as number;
      context.issues.push({ code: "custom", message: problem, input: given });
      return z.NEVER;
    })
    .meta({ description });
}

function outOfBounds(value: number, unit: Unit, { min, max }: Bounds): string | undefined {
  if (!Number.isSafeInteger(value)) return `expected ${unit.name}: ${unit.examples}`;
  if (value < min) return `must be at least ${unit.format(min)}`;
  if (value > max) return `must be at most ${unit.format(max)}`;
  return undefined;
}

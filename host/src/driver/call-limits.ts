// What one call may take: time by its contract and the operator's limit, fuel by that time.
import { FUNCTION, type KindDescriptor } from "@holdfast/sdk";
import type { DriverLimits } from "./driver-types.ts";

/** Fuel of a call that is no long work, unless the operator says otherwise: one or two seconds of computing. */
export const FUEL_OF_A_CALL = 2_000_000_000;

/** What no contract bounds may take so long. */
export const FUNCTION_TIMEOUT_MS = 30_000;

// A contract that gives a function more time than this expects it to work through much: whole volumes, for instance.
const LONG_WORK_MS = 60_000;
// A part of what a processor burns in that time, even in code that the engine has not optimised yet: fuel is to end a loop before
// the deadline has to end its thread.
const FUEL_PER_MS = 500_000;

/** What a call may spend: what its contract thinks enough, or what fits its time; never more than the operator's limit. */
export function fuelFor(
  timeoutMs: number,
  { fuelMax }: Pick<DriverLimits, "fuelMax">,
  fuelHint = Math.floor(timeoutMs * FUEL_PER_MS),
): number {
  const usual = timeoutMs > LONG_WORK_MS ? Number.POSITIVE_INFINITY : FUEL_OF_A_CALL;
  return Math.max(1, Math.min(fuelMax ?? usual, fuelHint));
}

/** Milliseconds that the longest call of a driver may take. */
export function longestCallMs(kind: KindDescriptor, { callTimeoutMs }: Pick<DriverLimits, "callTimeoutMs">): number {
  if (kind === FUNCTION) return callTimeoutMs ?? FUNCTION_TIMEOUT_MS;
  return Math.min(callTimeoutMs ?? Number.POSITIVE_INFINITY, Math.max(...kind.functions.map((fn) => fn.timeoutMs)));
}

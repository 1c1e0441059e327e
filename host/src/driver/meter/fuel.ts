// The fuel of a metered instance, as its host sees it: fill it before a call, read it afterwards, tell why a call ended.
import { HostError } from "../../errors.ts";
import { RESERVED_PREFIX } from "../prepared-names.ts";

/** Export of a metered module: a mutable i64 global. Below zero: the instance ran out of fuel and trapped. */
export const FUEL_EXPORT = `${RESERVED_PREFIX}fuel`;

/** The most that a tank takes: a year's work, and far from where a 64-bit count wraps. */
export const FUEL_MAX = Number.MAX_SAFE_INTEGER;

interface FuelGlobal {
  value: bigint;
}

/** The fuel of one instance of a metered module. Units are those of `costs.ts`: about one instruction each. */
export class FuelTank {
  readonly #global: FuelGlobal;
  // Most calls get as much as the last one, and a bigint costs more than many a call.
  #lastFill = 0;
  #lastUnits = 0n;

  /** Throws INTERNAL when the exports are not those of a metered module. */
  constructor(exports: Readonly<Record<string, unknown>>) {
    const global = exports[FUEL_EXPORT];
    if (typeof global !== "object" || global === null || !("value" in global) || typeof global.value !== "bigint")
      throw new HostError("INTERNAL", "the instance has no fuel: its module was not metered");
    this.#global = global as FuelGlobal;
  }

  /** Sets what may be spent from now on: a whole number, 0 to FUEL_MAX. */
  fill(units: number): void {
    if (!Number.isSafeInteger(units) || units < 0)
      throw new HostError("INTERNAL", `${units} is no amount of fuel: it must be a whole number from 0 to ${FUEL_MAX}`);
    if (units !== this.#lastFill) {
      this.#lastFill = units;
      this.#lastUnits = BigInt(units);
    }
    this.#global.value = this.#lastUnits;
  }

  /** What is left; below zero once it ran out. Exact while no call is running and after one that returned. */
  left(): number {
    return Number(this.#global.value);
  }

  /** True when the trap that ended the last call was for lack of fuel. The instance must not be called again. */
  get isExhausted(): boolean {
    return this.#global.value < 0n;
  }
}

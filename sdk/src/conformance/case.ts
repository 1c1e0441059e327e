// What a conformance case is: one behaviour of a driver, and what it is given to look at it.
import type { DriverContext } from "../abi.ts";

/** What a case is given beside the driver. */
export interface ConformanceTools {
  /** A context for one call; each call gets its own, so that each has its own deadline: long enough, or after so many milliseconds. */
  context(timeoutMs?: number): DriverContext;
  /**
   * A name that is not in use and that no other case uses. Cases may add to it, never take away from it, and remove
   * what they made.
   */
  freshName(hint: string): string;
  /** The device for the next port of a network, for a driver that cannot choose one itself, as that of a switch. */
  device?(): string | undefined;
}

/** One behaviour. `run` throws, with the reason, when the driver does otherwise. */
export interface ConformanceCase<D> {
  /** A sentence about the behaviour. */
  readonly name: string;
  /** The optional function, camelCase, that the driver must offer for this case to apply. */
  readonly needs?: string;
  /** True for the smoke part: quick, and safe where real work is done, for it touches nothing but what it made itself. */
  readonly smoke?: true;
  run(driver: D, tools: ConformanceTools): Promise<void>;
  /** Takes away what it may have left behind under a fresh name that it was given; without it the kind's own way is taken. */
  tidy?(driver: D, ctx: DriverContext, freshName: string): Promise<void>;
}

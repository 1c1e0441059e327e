// A driver contract as data: the parsed form of `abi/<kind>.yaml` that generators, verdicts and handles work from.

/** What a driver call needs of its caller's context; the host's RequestContext is one. */
export interface DriverContext {
  /** Aborts when nobody waits any more. */
  readonly signal: AbortSignal;
  /** Milliseconds left, never below zero. */
  remainingMs(): number;
  /** Notes a station of the call, when the caller asked for them. */
  visit?(station: string): void;
}

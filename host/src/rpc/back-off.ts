// How long to wait before the next try: doubling, capped, and spread so that a thousand hosts do not come back in the same moment.

export interface BackOff {
  readonly firstMs: number;
  readonly maxMs: number;
}

export const DEFAULT_BACK_OFF: BackOff = { firstMs: 200, maxMs: 30_000 };

/** The wait before try number `attempt` (0 is the first), between half and the whole of the doubled time; `random` gives 0 to 1. */
export function backOffMs(backOff: BackOff, attempt: number, random: () => number): number {
  const whole = Math.min(backOff.maxMs, backOff.firstMs * 2 ** Math.min(attempt, 30));
  return whole * (0.5 + random() / 2);
}

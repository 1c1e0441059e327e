// Chance from a seed: the same seed gives the same run, so that a failure can be seen again.

export interface Dice {
  /** A whole number from 0 to below `limit`. */
  upTo(limit: number): number;
  chance(part: number): boolean;
  pick<T>(from: readonly T[]): T;
}

/** Mulberry32: small, and good enough to reach every branch. */
export function rollDice(seed: number): Dice {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    upTo: (limit) => Math.floor(next() * limit),
    chance: (part) => next() < part,
    pick: (from) => from[Math.floor(next() * from.length)]!,
  };
}

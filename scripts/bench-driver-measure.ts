// Times things side by side: round by round in turn, so that what else the machine does falls on all of them; medians of the rounds.

/** One thing to time. `run` does it `times` times over. */
export interface Contender {
  readonly name: string;
  run(times: number): void | Promise<void>;
}

export interface Effort {
  readonly rounds: number;
  /** About how long a round of one contender takes. */
  readonly roundMs: number;
  /** Only what is promised. */
  readonly isShort?: boolean;
}

/** Microseconds for each, by name: the median over the rounds. */
export async function measure(
  contenders: readonly Contender[],
  { rounds, roundMs }: Effort,
): Promise<Map<string, number>> {
  const times = new Map<Contender, number>();
  for (const contender of contenders) times.set(contender, await timesFor(contender, roundMs));
  const found = new Map(contenders.map(({ name }) => [name, [] as number[]]));
  for (let round = 0; round < rounds; round++) {
    for (const contender of contenders) {
      const count = times.get(contender) ?? 1;
      found.get(contender.name)?.push(((await timed(contender, count)) * 1000) / count);
    }
  }
  return new Map([...found].map(([name, values]) => [name, median(values)]));
}

// Doubles until a round is long enough; the engine has then compiled what it will compile.
async function timesFor(contender: Contender, roundMs: number): Promise<number> {
  for (let times = 1; ; times *= 2) {
    const ms = await timed(contender, times);
    if (ms >= roundMs) return Math.max(1, Math.round((times * roundMs) / ms));
  }
}

async function timed(contender: Contender, times: number): Promise<number> {
  const startMs = performance.now();
  const running = contender.run(times);
  // A synchronous contender must not pay for a turn of the event loop.
  if (running) await running;
  return performance.now() - startMs;
}

/** The middle one. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

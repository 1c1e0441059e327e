// A clock that moves only when a test says so; timers fire in order of time, then of creation.
import type { Clock } from "#host/clock";

interface Timer {
  readonly atMs: number;
  readonly order: number;
  readonly fn: () => void;
}

export interface FakeClock extends Clock {
  /** Moves both scales forward and fires what is due, letting promises settle between timers. */
  advance(ms: number): Promise<void>;
  /** Sets the wall clock alone, as NTP or a person would. */
  setWallMs(ms: number): void;
  pendingTimers(): number;
}

export function createFakeClock(wallStartMs = Date.UTC(2026, 0, 1)): FakeClock {
  let monotonic = 0;
  let wall = wallStartMs;
  let order = 0;
  const timers = new Set<Timer>();
  const settle = async () => {
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
    await new Promise<void>((resolve) => setImmediate(resolve));
  };
  const nextDue = (limit: number): Timer | undefined => {
    const due = [...timers].filter((timer) => timer.atMs <= limit);
    return due.sort((a, b) => a.atMs - b.atMs || a.order - b.order)[0];
  };
  return {
    wallMs: () => wall,
    monotonicMs: () => monotonic,
    setWallMs: (ms) => {
      wall = ms;
    },
    pendingTimers: () => timers.size,
    setTimer(delayMs, fn) {
      const timer: Timer = { atMs: monotonic + Math.max(0, delayMs), order: order++, fn };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    async advance(ms) {
      const end = monotonic + ms;
      await settle();
      for (let timer = nextDue(end); timer; timer = nextDue(end)) {
        timers.delete(timer);
        wall += timer.atMs - monotonic;
        monotonic = timer.atMs;
        timer.fn();
        await settle();
      }
      wall += end - monotonic;
      monotonic = end;
    },
  };
}

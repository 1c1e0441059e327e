// Time for a guest: the clocks, and poll_oneoff, in which a guest sleeps at most until its deadline.
import type { Clock } from "../../clock.ts";
import { type ErrnoName, errnoNumber, WasiError } from "./errno.ts";
import { type WasiFunctions, wasiFunction } from "./function.ts";
import type { WasiParts } from "./parts.ts";
import { RIGHT } from "./rights.ts";

const CLOCK = { realtime: 0, monotonic: 1, processCpu: 2, threadCpu: 3 } as const;
const REALTIME_RESOLUTION_NS = 1_000_000n;
const MONOTONIC_RESOLUTION_NS = 1_000n;
const NANOSECONDS_PER_MS = 1_000_000;

const EVENT = { clock: 0, read: 1, write: 2 } as const;
const SUBSCRIPTION_BYTES = 48;
const EVENT_BYTES = 32;
const SUBSCRIPTIONS_MAX = 1024;
const ABSOLUTE_TIME = 1;
const HANGUP = 1;

export function clockFunctions(parts: WasiParts): WasiFunctions {
  const { memory, clock } = parts;
  return {
    clock_res_get: wasiFunction("ii", ([id, pointer]) => {
      nowNs(clock, id);
      memory.writeU64(pointer, id === CLOCK.realtime ? REALTIME_RESOLUTION_NS : MONOTONIC_RESOLUTION_NS);
    }),
    clock_time_get: wasiFunction("iIi", ([id, _precision, pointer]) => {
      memory.writeU64(pointer, nowNs(clock, id));
    }),
    poll_oneoff: wasiFunction("iiii", ([subscriptions, events, count, writtenPointer]) => {
      if (count === 0 || count > SUBSCRIPTIONS_MAX) throw new WasiError("INVAL");
      memory.bytes(subscriptions, count * SUBSCRIPTION_BYTES);
      memory.bytes(events, count * EVENT_BYTES);
      memory.bytes(writtenPointer, 4);
      const asked = Array.from({ length: count }, (_, index) =>
        subscription(parts, subscriptions + index * SUBSCRIPTION_BYTES),
      );
      const due = wait(parts, asked);
      for (const [index, event] of due.entries()) writeEvent(parts, events + index * EVENT_BYTES, event);
      memory.writeU32(writtenPointer, due.length);
    }),
  };
}

// The time that a processor spent says more about the neighbours than about the guest.
function nowNs(clock: Clock, id: number): bigint {
  if (id === CLOCK.realtime) return BigInt(Math.floor(clock.wallMs())) * BigInt(NANOSECONDS_PER_MS);
  if (id === CLOCK.monotonic) return BigInt(Math.floor(clock.monotonicMs() * NANOSECONDS_PER_MS));
  throw new WasiError(id === CLOCK.processCpu || id === CLOCK.threadCpu ? "NOTSUP" : "INVAL");
}

/** What a guest waits for. Files and streams never make it wait, so all but a clock is due at once. */
interface Subscription {
  readonly userdata: bigint;
  readonly type: number;
  readonly error: ErrnoName;
  readonly waitMs: number;
  readonly hangup: boolean;
}

function subscription(parts: WasiParts, pointer: number): Subscription {
  const { memory } = parts;
  const type = memory.readU8(pointer + 8);
  const common = { userdata: memory.readU64(pointer), type, error: "SUCCESS", waitMs: 0, hangup: false } as const;
  if (type > EVENT.write) throw new WasiError("INVAL");
  try {
    if (type === EVENT.clock) return { ...common, waitMs: waitMs(parts, pointer + 16) };
    const entry = parts.table.get(memory.readU32(pointer + 16), RIGHT.pollFdReadwrite);
    return { ...common, hangup: entry.kind === "stream" && type === EVENT.read };
  } catch (error) {
    if (!(error instanceof WasiError)) throw error;
    return { ...common, error: error.errno };
  }
}

function waitMs({ memory, clock }: WasiParts, pointer: number): number {
  const now = nowNs(clock, memory.readU32(pointer));
  const timeout = memory.readU64(pointer + 8);
  const absolute = (memory.readU16(pointer + 24) & ABSOLUTE_TIME) !== 0;
  return Math.max(0, Number(absolute ? timeout - now : timeout) / NANOSECONDS_PER_MS);
}

function wait({ sleep, remainingMs, limits }: WasiParts, asked: readonly Subscription[]): Subscription[] {
  const shortestMs = Math.min(...asked.map((each) => each.waitMs));
  const allowedMs = Math.min(remainingMs(), limits.sleepMsMax);
  sleep(Math.min(shortestMs, allowedMs));
  // Not slept to the end: the guest sees an interruption, and the host ends the call if its deadline is what passed.
  if (shortestMs > allowedMs) throw new WasiError("INTR");
  return asked.filter((each) => each.waitMs <= shortestMs);
}

function writeEvent({ memory }: WasiParts, pointer: number, event: Subscription): void {
  memory.bytes(pointer, EVENT_BYTES).fill(0);
  memory.writeU64(pointer, event.userdata);
  memory.writeU16(pointer + 8, errnoNumber(event.error));
  memory.writeU8(pointer + 10, event.type);
  memory.writeU16(pointer + 24, event.hangup ? HANGUP : 0);
}

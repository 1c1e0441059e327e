// What crosses between the host's thread and one that many guests share: batches of plain data, and a few numbers that both see at once.
import { Doorbell } from "./doorbell.ts";
import type { GuestNote } from "./replay/tape.ts";
import type { GuestLogLevel, GuestUsage } from "./runtime.ts";
import type { FaultMessage, GuestSpec } from "./thread-messages.ts";

/** Guests that one thread has at once, at most. */
export const GUESTS_PER_THREAD_MAX = 2048;

/** Host to thread; worked on strictly in order. `slot` and `turn` name a guest: a slot is used again, with the next turn. */
export type HostMessage = { readonly slot: number; readonly turn: number } & (
  | { readonly type: "open"; readonly spec: GuestSpec }
  | {
      readonly type: "call";
      readonly id: number;
      readonly exportName: string;
      readonly input: Uint8Array;
      readonly fuelMax: number | undefined;
    }
  | { readonly type: "close" }
);

/** Thread to host. After `failed`, and after a `fault` other than DRIVER_FAILED, the guest is gone. */
export type SharedMessage = { readonly slot: number; readonly turn: number } & (
  | { readonly type: "opened" }
  | { readonly type: "failed"; readonly fault: FaultMessage }
  | {
      readonly type: "answer";
      readonly id: number;
      readonly output: Uint8Array;
      readonly guestMs: number;
      readonly usage: GuestUsage;
    }
  | {
      readonly type: "fault";
      readonly id: number;
      readonly fault: FaultMessage;
      readonly guestMs: number;
      readonly usage: GuestUsage;
    }
  | { readonly type: "log"; readonly level: GuestLogLevel; readonly message: string }
  | { readonly type: "note"; readonly note: GuestNote }
);

const RUNNING = 0;
const TURNS = 1;
const BEGUN = TURNS + GUESTS_PER_THREAD_MAX;
const BELL = BEGUN + GUESTS_PER_THREAD_MAX;
const NUMBERS = BELL + 1;

/**
 * Who is running, which turn of each slot may, and which call of each began last. The host takes a turn away before it looks who is
 * running, the thread says who is running before it looks whether it may: one of them always sees the other.
 */
export class ThreadBoard {
  readonly buffer: SharedArrayBuffer;
  readonly bell: Doorbell;
  readonly #numbers: Int32Array;

  constructor(buffer = new SharedArrayBuffer(NUMBERS * Int32Array.BYTES_PER_ELEMENT)) {
    this.buffer = buffer;
    this.#numbers = new Int32Array(buffer);
    this.bell = new Doorbell(buffer, BELL);
  }

  /** The host's: only this turn of the slot may run from now on. */
  allow(slot: number, turn: number): void {
    Atomics.store(this.#numbers, TURNS + slot, turn);
  }

  /** The slot whose guest has the thread now; -1 when none has. */
  running(): number {
    return Atomics.load(this.#numbers, RUNNING) - 1;
  }

  /** The last call of the slot that a guest began. */
  begun(slot: number): number {
    return Atomics.load(this.#numbers, BEGUN + slot);
  }

  /** The thread's: this guest runs now, unless its turn was taken away. */
  begin(slot: number, turn: number, call: number): boolean {
    Atomics.store(this.#numbers, RUNNING, slot + 1);
    if (Atomics.load(this.#numbers, TURNS + slot) !== turn) {
      this.end();
      return false;
    }
    Atomics.store(this.#numbers, BEGUN + slot, call);
    return true;
  }

  end(): void {
    Atomics.store(this.#numbers, RUNNING, 0);
  }
}

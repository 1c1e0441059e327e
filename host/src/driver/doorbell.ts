// How two threads that talk to each other without a pause keep each other from falling asleep: waking a thread costs more than most calls.
import { availableParallelism } from "node:os";
import { type MessagePort, receiveMessageOnPort } from "node:worker_threads";
import { systemClock } from "../clock.ts";

const THREAD_LOOKS_MS = 0.05;
const HOST_LOOKS_MS = 0.15;
// The thread goes back to its event loop now and then, however many messages there are.
const LOOKS_IN_ROW_MAX = 10_000;

/** Rings at the host whenever it has posted something; the thread sees that at once. */
export class Doorbell {
  readonly #rings: Int32Array;
  readonly #patience = new Patience();
  #lookUntilMs = 0;
  #lookedMs = 0;
  #isLooking = false;

  /** `at` is which 32-bit number of the buffer it may have. */
  constructor(buffer: SharedArrayBuffer, at: number) {
    this.#rings = new Int32Array(buffer, at * Int32Array.BYTES_PER_ELEMENT, 1);
  }

  /** The host's, after it posted. */
  ring(): void {
    Atomics.add(this.#rings, 0, 1);
    const nowMs = systemClock.monotonicMs();
    if (!this.#patience.begins(nowMs)) return;
    this.#lookUntilMs = nowMs + HOST_LOOKS_MS;
    this.#lookedMs = nowMs;
    if (this.#isLooking) return;
    this.#isLooking = true;
    setImmediate(this.#look);
  }

  /** The host's, when an answer came. */
  answered(): void {
    const nowMs = systemClock.monotonicMs();
    if (this.#lookUntilMs === 0) this.#patience.ended(nowMs);
    else this.#patience.found(nowMs);
    this.#lookUntilMs = 0;
  }

  /**
   * The thread's: hands each message of the port to `handle`, which answers a promise only when there is something to wait for.
   * The messages that come in the meantime are handed over too.
   */
  answer<T>(port: MessagePort, handle: (message: T) => Promise<void> | undefined): void {
    let tasks = 0;
    const work = (message: T): boolean => {
      const task = handle(message);
      if (!task) return tasks === 0;
      tasks += 1;
      void task.finally(() => {
        tasks -= 1;
      });
      return false;
    };
    port.on("message", (message: T) => {
      const looks = this.#patience.begins(systemClock.monotonicMs());
      const rings = Atomics.load(this.#rings, 0);
      if (work(message) && looks) this.#lookOut(port, rings, work);
      else this.#patience.ended(systemClock.monotonicMs());
    });
  }

  // Keeps the event loop from waiting, which is all that it takes: it finds the answer by itself.
  readonly #look = (): void => {
    const nowMs = systemClock.monotonicMs();
    if (this.#lookUntilMs === 0) {
      this.#isLooking = false;
      return;
    }
    const isStalled = nowMs - this.#lookedMs > STALL_MS;
    this.#lookedMs = nowMs;
    if (!isStalled && nowMs < this.#lookUntilMs) {
      setImmediate(this.#look);
      return;
    }
    this.#lookUntilMs = 0;
    this.#isLooking = false;
    if (isStalled) this.#patience.stalled(nowMs);
    else this.#patience.missed(nowMs);
  };

  #lookOut<T>(port: MessagePort, heard: number, work: (message: T) => boolean): void {
    let rings = heard;
    let found = 0;
    let beforeMs = systemClock.monotonicMs();
    let untilMs = beforeMs + THREAD_LOOKS_MS;
    for (let looks = 0; looks < LOOKS_IN_ROW_MAX && beforeMs < untilMs; looks++) {
      const nowMs = systemClock.monotonicMs();
      if (nowMs - beforeMs > STALL_MS) {
        this.#patience.stalled(nowMs);
        return;
      }
      beforeMs = nowMs;
      const now = Atomics.load(this.#rings, 0);
      if (now === rings) continue;
      rings = now;
      const isFree = takeAll(port, work);
      beforeMs = systemClock.monotonicMs();
      untilMs = beforeMs + THREAD_LOOKS_MS;
      this.#patience.found(beforeMs);
      found += 1;
      if (!isFree) return;
    }
    // That nothing follows the last of many is no sign of a busy machine.
    if (found > 0) this.#patience.ended(beforeMs);
    else this.#patience.missed(beforeMs);
  }
}

/** False when one of the messages must be waited for; those behind it then come as any other. */
function takeAll<T>(port: MessagePort, work: (message: T) => boolean): boolean {
  for (let got = receiveMessageOnPort(port); got; got = receiveMessageOnPort(port)) {
    if (!work(got.message as T)) return false;
  }
  return true;
}

const PAUSE_MS_MAX = 0.25;
// Between two looks nothing happens: a pause of this length means that somebody else had the processor.
const STALL_MS = 0.2;
// Some thirty milliseconds of calls: a machine that was busy is soon seen to be free again.
const ROUNDS_OFF_MAX = 1024;

/**
 * Whether looking out is worth it: only where messages follow each other closely. On a busy machine it is not, for who never sleeps
 * is the first that must wait for others; then it is tried more and more seldom.
 */
class Patience {
  readonly #mayLook = availableParallelism() > 1;
  #endedMs = Number.NEGATIVE_INFINITY;
  #roundsOff = 1;
  #roundsLeft = 0;

  begins(nowMs: number): boolean {
    if (!this.#mayLook || nowMs - this.#endedMs > PAUSE_MS_MAX) return false;
    if (this.#roundsLeft === 0) return true;
    this.#roundsLeft -= 1;
    return false;
  }

  /** A round in which nobody looked out. */
  ended(nowMs: number): void {
    this.#endedMs = nowMs;
  }

  found(nowMs: number): void {
    this.#endedMs = nowMs;
    this.#roundsOff = Math.max(1, this.#roundsOff * 0.9);
  }

  missed(nowMs: number): void {
    this.#endedMs = nowMs;
    this.#rest(2);
  }

  stalled(nowMs: number): void {
    this.#endedMs = nowMs;
    this.#rest(8);
  }

  #rest(factor: number): void {
    this.#roundsOff = Math.min(ROUNDS_OFF_MAX, Math.ceil(this.#roundsOff * factor));
    this.#roundsLeft = this.#roundsOff;
  }
}

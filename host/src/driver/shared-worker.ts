// The entry of a thread that many guests share: works on their calls one after the other, and sends answers in as few messages as it may.
import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import { checkAnswerSize } from "./answer-size.ts";
import { type Batch, packSharedMessages, unpackHostMessages } from "./batch.ts";
import { faultMessage } from "./fault-message.ts";
import { loadRuntime } from "./load-runtime.ts";
import { REHEARSED_EXPORT, rehearseLater } from "./rehearsal.ts";
import type { Guest, Runtime, RuntimeName } from "./runtime.ts";
import { type HostMessage, type SharedMessage, ThreadBoard } from "./shared-messages.ts";
import { transferable } from "./thread-messages.ts";

interface Seat {
  readonly guest: Guest;
  readonly turn: number;
  /** Rises at once and falls slowly: how long its next call may well take. */
  expectedMs: number;
}

type CallMessage = Extract<HostMessage, { type: "call" }>;
type OpenMessage = Extract<HostMessage, { type: "open" }>;

// Answers wait for each other this long, and for no guest that was seen to take longer.
const FLUSH_MS = 0.5;

/** The guests of this thread, and what is to be done for them. */
class Desk {
  readonly #port: MessagePort;
  readonly #board: ThreadBoard;
  readonly #seats = new Map<number, Seat>();
  readonly #runtimes = new Map<RuntimeName, Runtime>();
  readonly #queue: HostMessage[] = [];
  #working = false;
  #outbox: SharedMessage[] = [];
  #transfers: ArrayBuffer[] = [];
  #oldestMs = 0;

  constructor(port: MessagePort, board: ThreadBoard) {
    this.#port = port;
    this.#board = board;
  }

  /** A promise only when something of it must be waited for. */
  take(batch: readonly HostMessage[]): Promise<void> | undefined {
    this.#queue.push(...batch);
    return this.#working ? undefined : this.#work(0);
  }

  /** Everything in its order; only what must be waited for costs a turn. */
  #work(from: number): Promise<void> | undefined {
    this.#working = true;
    for (let at = from; at < this.#queue.length; at++) {
      const pending = this.#handle(this.#queue[at] as HostMessage);
      if (pending) return pending.then(() => this.#work(at + 1));
    }
    this.#queue.length = 0;
    this.#flush();
    this.#working = false;
    return undefined;
  }

  #handle(message: HostMessage): Promise<void> | undefined {
    if (message.type === "call") return this.#answer(message);
    if (message.type === "open") return this.#open(message);
    this.#close(message.slot, message.turn);
    return undefined;
  }

  async #open({ slot, turn, spec }: OpenMessage): Promise<void> {
    this.#flush();
    try {
      const runtime = this.#runtimes.get(spec.runtime) ?? (await loadRuntime(spec.runtime));
      this.#runtimes.set(spec.runtime, runtime);
      if (!this.#board.begin(slot, turn, 0)) return;
      const guest = await runtime.instantiate(spec.module, spec.options, {
        log: (level, message) => this.#post({ type: "log", slot, turn, level, message }),
        note: (note) => {
          this.#post({ type: "note", slot, turn, note });
          // It is for the case that nothing more comes from here.
          if (note.kind === "ledger") this.#flush();
        },
      });
      this.#seats.set(slot, { guest, turn, expectedMs: Number.POSITIVE_INFINITY });
      this.#post({ type: "opened", slot, turn });
    } catch (error) {
      this.#post({ type: "failed", slot, turn, fault: faultMessage(error, "DRIVER_START_TRAP") });
    } finally {
      this.#board.end();
    }
  }

  #close(slot: number, turn: number): void {
    const seat = this.#seats.get(slot);
    if (seat?.turn !== turn) return;
    this.#seats.delete(slot);
    seat.guest.close();
  }

  /** A promise only from a guest whose runtime makes one. */
  #answer(call: CallMessage): Promise<void> | undefined {
    const seat = this.#seats.get(call.slot);
    if (seat?.turn !== call.turn) return undefined;
    if (seat.expectedMs > FLUSH_MS) this.#flush();
    if (!this.#board.begin(call.slot, call.turn, call.id)) return undefined;
    const startMs = performance.now();
    try {
      const output = seat.guest.call(call.exportName, call.input, call.fuelMax);
      if (output instanceof Uint8Array) this.#succeed(seat, call, startMs, output);
      else return this.#answerLater(seat, call, startMs, output);
    } catch (error) {
      this.#fail(seat, call, startMs, error);
    }
    return undefined;
  }

  async #answerLater(seat: Seat, call: CallMessage, startMs: number, output: Promise<Uint8Array>): Promise<void> {
    try {
      this.#succeed(seat, call, startMs, await output);
    } catch (error) {
      this.#fail(seat, call, startMs, error);
    }
  }

  /** Throws when the answer is more than the host could parse. */
  #succeed(seat: Seat, { slot, turn, id }: CallMessage, startMs: number, output: Uint8Array): void {
    checkAnswerSize(output);
    const guestMs = this.#ended(seat, startMs);
    for (const buffer of transferable(output)) this.#transfers.push(buffer);
    this.#post({ type: "answer", slot, turn, id, output, guestMs, usage: seat.guest.usage() });
  }

  #fail(seat: Seat, { slot, turn, id }: CallMessage, startMs: number, error: unknown): void {
    const guestMs = this.#ended(seat, startMs);
    const usage = seat.guest.usage();
    const fault = faultMessage(error, "DRIVER_TRAP");
    if (fault.code !== "DRIVER_FAILED") this.#close(slot, turn);
    this.#post({ type: "fault", slot, turn, id, fault, guestMs, usage });
  }

  #ended(seat: Seat, startMs: number): number {
    this.#board.end();
    const guestMs = performance.now() - startMs;
    seat.expectedMs = Math.max(guestMs, Number.isFinite(seat.expectedMs) ? seat.expectedMs * 0.9 : 0);
    return guestMs;
  }

  #post(message: SharedMessage): void {
    const nowMs = performance.now();
    if (this.#outbox.length === 0) this.#oldestMs = nowMs;
    this.#outbox.push(message);
    const tookLong = "guestMs" in message && message.guestMs > FLUSH_MS;
    if (tookLong || nowMs - this.#oldestMs > FLUSH_MS) this.#flush();
  }

  #flush(): void {
    if (this.#outbox.length === 0) return;
    this.#port.postMessage(packSharedMessages(this.#outbox), this.#transfers);
    this.#outbox = [];
    this.#transfers = [];
  }
}

if (parentPort) {
  const board = new ThreadBoard(workerData as SharedArrayBuffer);
  const desk = new Desk(parentPort, board);
  let isNeeded = false;
  board.bell.answer<Batch>(parentPort, (batch) => {
    isNeeded = true;
    return desk.take(unpackHostMessages(batch));
  });
  rehearseLater(
    () => isNeeded,
    (guest) => void guest.call(REHEARSED_EXPORT, new Uint8Array(16)),
  );
}

// The main side of a thread that many guests share: seats them, sends what a tick brings in one message, ends the thread when it must.
import { Worker } from "node:worker_threads";
import { type Clock, type Deadline, Deadlines } from "../clock.ts";
import { messageOf } from "../errors.ts";
import { type Batch, packHostMessages, unpackSharedMessages } from "./batch.ts";
import { type GuestThreadHooks, SharedGuest, type SharedSeat } from "./shared-guest.ts";
import { GUESTS_PER_THREAD_MAX, type HostMessage, type SharedMessage, ThreadBoard } from "./shared-messages.ts";
import type { GuestSpec } from "./thread-messages.ts";

export interface SharedThreadOptions {
  readonly clock: Clock;
  readonly name: string;
  /** The thread is gone, by itself or because it had to be ended. */
  readonly onEnd: (thread: SharedThread) => void;
  /** The thread's entry; another one in tests of what a thread may do to its host. */
  readonly entry?: URL;
}

interface Leaving {
  readonly guest: SharedGuest;
  readonly deadline: Deadline;
  readonly gone: () => void;
}

/** JavaScript heap of a shared thread; a driver that needs more gets a thread of its own. */
export const SHARED_HEAP_MIB = 160;

const ENTRY = new URL("./shared-worker.js", import.meta.url);
const YOUNG_HEAP_MIB_MAX = 4;
const STACK_MIB_MAX = 4;
// How long a guest that nobody waits for any more may have the thread before that is ended: most come back at once.
const GRACE_MS = 250;

export class SharedThread {
  readonly #options: SharedThreadOptions;
  readonly #worker: Worker;
  readonly #board = new ThreadBoard();
  readonly #guests = new Map<number, SharedGuest>();
  readonly #turns: number[] = [];
  readonly #freeSlots: number[] = [];
  /** Guests that are to be gone but still run, and who waits for that. */
  readonly #leaving = new Map<number, Leaving>();
  readonly #exited: Promise<void>;
  #outbox: HostMessage[] = [];
  #ended = false;

  constructor(options: SharedThreadOptions) {
    this.#options = options;
    this.#worker = new Worker(options.entry ?? ENTRY, {
      workerData: this.#board.buffer,
      name: options.name,
      // No environment and no flags of the host.
      env: {},
      execArgv: [],
      resourceLimits: {
        maxOldGenerationSizeMb: SHARED_HEAP_MIB,
        maxYoungGenerationSizeMb: YOUNG_HEAP_MIB_MAX,
        stackSizeMb: STACK_MIB_MAX,
      },
    });
    this.#worker.on("message", (batch: Batch) => this.#receive(unpackSharedMessages(batch)));
    this.#worker.on("messageerror", (error) => this.#end(`it sent what cannot be read: ${messageOf(error)}`));
    this.#worker.on("error", (error) => this.#end(`it broke: ${messageOf(error)}`, error));
    this.#exited = new Promise((resolve) => {
      this.#worker.once("exit", (code) => {
        this.#end(`it ended with exit code ${code}`);
        resolve();
      });
    });
  }

  get alive(): boolean {
    return !this.#ended;
  }

  get guests(): number {
    return this.#guests.size;
  }

  /** Guests that wait for an answer or work on one. */
  get busy(): number {
    let busy = 0;
    for (const guest of this.#guests.values()) if (guest.busy) busy += 1;
    return busy;
  }

  /** Whether a guest has the thread in this moment. */
  get isRunning(): boolean {
    return this.#board.running() >= 0;
  }

  get isFull(): boolean {
    return this.#guests.size + this.#leaving.size >= GUESTS_PER_THREAD_MAX;
  }

  open(spec: GuestSpec, hooks: GuestThreadHooks): SharedGuest {
    const slot = this.#freeSlots.pop() ?? this.#turns.length;
    const turn = (this.#turns[slot] ?? 0) + 1;
    this.#turns[slot] = turn;
    const isRecorded = (spec.options.record?.mode ?? "off") !== "off";
    const guest = new SharedGuest(spec.options.driver, this.#seat(slot, turn), hooks, isRecorded);
    this.#guests.set(slot, guest);
    this.#board.allow(slot, turn);
    this.#send({ type: "open", slot, turn, spec });
    return guest;
  }

  /** Ends the thread at once; guests that are still in it are stranded, and none is blamed. */
  async close(reason: string): Promise<void> {
    this.#board.end();
    this.#end(reason);
    await this.#exited;
  }

  #seat(slot: number, turn: number): SharedSeat {
    return {
      slot,
      turn,
      // A copy goes: the call may have to be made again when a neighbour costs the thread.
      call: (id, exportName, input, fuelMax) =>
        this.#send({ type: "call", slot, turn, id, exportName, input, fuelMax }),
      leave: () => this.#leave(slot, turn),
      begun: (id) => this.#board.begun(slot) === id,
    };
  }

  #leave(slot: number, turn: number): Promise<void> {
    const guest = this.#guests.get(slot);
    if (this.#ended || !guest) return Promise.resolve();
    this.#guests.delete(slot);
    this.#board.allow(slot, 0);
    this.#send({ type: "close", slot, turn });
    if (this.#board.running() !== slot) {
      this.#freeSlots.push(slot);
      return Promise.resolve();
    }
    return new Promise((gone) => {
      const deadline = { atMs: this.#options.clock.monotonicMs() + GRACE_MS, onDue: () => this.#graceOver(slot) };
      this.#leaving.set(slot, { guest, deadline, gone });
      Deadlines.of(this.#options.clock).add(deadline);
    });
  }

  /** Fuel ends most of them within the grace; who still has the thread after it ends it for all. */
  #graceOver(slot: number): void {
    if (this.#board.running() === slot) this.#end("a neighbour had to be ended with it");
    else this.#left(slot);
  }

  #left(slot: number): void {
    const leaving = this.#leaving.get(slot);
    if (!leaving) return;
    this.#leaving.delete(slot);
    Deadlines.of(this.#options.clock).remove(leaving.deadline);
    this.#freeSlots.push(slot);
    leaving.gone();
  }

  #receive(batch: readonly SharedMessage[]): void {
    this.#board.bell.answered();
    for (const message of batch) {
      const { slot, turn, type } = message;
      if (turn !== this.#turns[slot]) continue;
      this.#guests.get(slot)?.receive(message);
      if (type !== "log" && type !== "note" && this.#leaving.has(slot)) this.#left(slot);
    }
  }

  // What one tick brings goes in one message: that is most of what a call across threads costs.
  #send(message: HostMessage): void {
    if (this.#outbox.length === 0) process.nextTick(() => this.#flush());
    this.#outbox.push(message);
  }

  #flush(): void {
    if (!this.#ended) {
      this.#worker.postMessage(packHostMessages(this.#outbox));
      this.#board.bell.ring();
    }
    this.#outbox = [];
  }

  /** Whoever had the thread in that moment is to blame, unless the host wanted it so. */
  #end(cause: string, error?: unknown): void {
    if (this.#ended) return;
    this.#ended = true;
    const running = this.#board.running();
    void this.#worker.terminate();
    this.#guests.get(running)?.blame(cause, error);
    this.#leaving.get(running)?.guest.blame(cause, error);
    for (const guest of this.#guests.values()) guest.strand(cause);
    for (const { deadline, gone } of this.#leaving.values()) {
      Deadlines.of(this.#options.clock).remove(deadline);
      gone();
    }
    this.#guests.clear();
    this.#leaving.clear();
    this.#options.onEnd(this);
  }
}

// The main side of one guest's thread: starts it, asks it, kills it, and settles every promise whatever the thread does.
import type { Worker } from "node:worker_threads";
import { systemClock } from "../clock.ts";
import { HostError } from "../errors.ts";
import { driverFailed } from "./call-outcome.ts";
import { Doorbell } from "./doorbell.ts";
import type { HostBridge } from "./host-functions/bridge.ts";
import { type GivenCall, unfinishedRecording } from "./replay/ledger.ts";
import type { GuestNote } from "./replay/tape.ts";
import type { GuestLogLevel, GuestUsage } from "./runtime.ts";
import { startThread } from "./start-thread.ts";
import {
  type FaultMessage,
  type GuestSpec,
  type ThreadBirth,
  type ThreadMessage,
  transferable,
} from "./thread-messages.ts";

/** What a guest answered, how long it had the thread, and what the call cost. */
export interface GuestAnswer {
  readonly output: Uint8Array;
  readonly guestMs: number;
  readonly usage?: GuestUsage;
}

/** One line that a guest writes, and the trace of the call in which it does. */
export type OnGuestLog = (level: GuestLogLevel, message: string, traceparent?: string) => void;

export interface GuestThreadOptions {
  readonly spec: GuestSpec;
  readonly onLog: OnGuestLog;
  /** Takes what it tells of itself besides answers. */
  readonly onNote?: (note: GuestNote) => void;
  /** Its way to the host, when it may need one; closed with the thread. */
  readonly bridge?: HostBridge | undefined;
  /** A thread that stood by and knows of no guest yet; a new one when absent. */
  readonly worker?: Worker;
  /** The new thread's entry; another one in tests of what a thread may do to its host. */
  readonly entry?: URL;
}

/** What a pool needs of an instance, wherever it runs. */
export interface GuestInstance {
  /** Resolves when the guest's initialisers have run; rejects with the reason why it never will be ready. */
  readonly ready: Promise<void>;
  /** Resolves when the instance is gone. */
  readonly ended: Promise<void>;
  readonly alive: boolean;
  /** One call; a second one before the first has its answer is a mistake of the caller's. Large inputs are given away. */
  call(exportName: string, input: Uint8Array, fuelMax?: number): Promise<GuestAnswer>;
  /** Whose trace the next call belongs to; with all that the guest says and asks in it. */
  follow(traceparent: string | undefined, tracestate?: string): void;
  /** Ends it at once, even in an endless loop. Whatever waits for it gets `reason`; what a call that was late had asked is told as a note. */
  kill(reason: HostError, how?: KillTerms): void;
}

export interface KillTerms {
  /** The present call, or the start, did not end in time. */
  readonly isLate?: boolean;
}

interface Pending {
  readonly id: number;
  readonly given: GivenCall;
  readonly resolve: (answer: GuestAnswer) => void;
  readonly reject: (error: HostError) => void;
}

/** One thread with one guest. It dies of any fault but the driver's own answer; nothing ever revives it. */
export class GuestThread implements GuestInstance {
  readonly #worker: Worker;
  readonly #driver: string;
  readonly #onLog: GuestThreadOptions["onLog"];
  readonly #onNote: GuestThreadOptions["onNote"];
  readonly #bridge: HostBridge | undefined;
  readonly #bell: Doorbell;
  readonly #isRecorded: boolean;
  #ledger: SharedArrayBuffer | undefined;
  readonly #ready: Promise<void>;
  readonly #ended: Promise<void>;
  #settleReady: { readonly resolve: () => void; readonly reject: (error: HostError) => void } | undefined;
  #pending: Pending | undefined;
  #death: HostError | undefined;
  #lastId = 0;
  #beganMs = systemClock.monotonicMs();
  #traceparent: string | undefined;

  constructor(options: GuestThreadOptions) {
    this.#driver = options.spec.options.driver;
    this.#onLog = options.onLog;
    this.#onNote = options.onNote;
    this.#bridge = options.bridge;
    this.#ready = new Promise((resolve, reject) => {
      this.#settleReady = { resolve, reject };
    });
    // Whoever waits gets the rejection; when nobody does, it is no accident of the process.
    this.#ready.catch(() => {});
    const bell = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
    this.#bell = new Doorbell(bell, 0);
    this.#worker = options.worker ?? startThread(options.spec.heapMibMax, options.entry);
    this.#worker.ref();
    this.#isRecorded = (options.spec.options.record?.mode ?? "off") !== "off";
    const birth: ThreadBirth = { spec: options.spec, bridge: options.bridge?.end, bell };
    this.#worker.postMessage(birth, options.bridge ? [options.bridge.end.port] : []);
    this.#ended = this.#watch();
  }

  get ready(): Promise<void> {
    return this.#ready;
  }

  get ended(): Promise<void> {
    return this.#ended;
  }

  get alive(): boolean {
    return this.#death === undefined;
  }

  call(exportName: string, input: Uint8Array, fuelMax?: number): Promise<GuestAnswer> {
    if (this.#death) return Promise.reject(this.#death);
    if (this.#pending)
      return Promise.reject(new HostError("INTERNAL", `driver ${this.#driver} was called while it was busy`));
    this.#lastId += 1;
    this.#beganMs = systemClock.monotonicMs();
    const id = this.#lastId;
    return new Promise((resolve, reject) => {
      const given = { exportName, input, inputBytes: input.length, fuelMax };
      this.#pending = { id, given, resolve, reject };
      this.#worker.postMessage({ id, exportName, input, fuelMax }, transferable(input));
      this.#bell.ring();
    });
  }

  follow(traceparent: string | undefined, tracestate?: string): void {
    this.#traceparent = traceparent;
    this.#bridge?.follow(traceparent, tracestate);
  }

  kill(reason: HostError, { isLate = false }: KillTerms = {}): void {
    if (this.#death) return;
    if (isLate) this.#tellUnfinished(reason);
    this.#die(reason);
    void this.#worker.terminate();
  }

  #watch(): Promise<void> {
    this.#worker.on("message", (message: ThreadMessage) => this.#receive(message));
    this.#worker.on("messageerror", (error) =>
      this.kill(this.#error("DRIVER_BAD_ANSWER", "sent what cannot be read", error)),
    );
    this.#worker.on("error", (error) => this.kill(this.#accident(error), { isLate: this.#pending !== undefined }));
    return new Promise((resolve) => {
      this.#worker.once("exit", (code) => {
        this.#die(this.#error("DRIVER_TRAP", `ended its thread with exit code ${code}`));
        // What it asked of the host goes on until the host has ended it.
        void Promise.resolve(this.#bridge?.close()).finally(resolve);
      });
    });
  }

  #receive(message: ThreadMessage): void {
    if (this.#death) return;
    if (message.type === "log") this.#onLog(message.level, message.message, this.#traceparent);
    else if (message.type === "note") this.#hear(message.note);
    else if (message.type === "ready") this.#settleReady?.resolve();
    else if (message.type === "failed") this.kill(this.#fromFault(message.fault));
    else this.#settle(message);
  }

  #hear(note: GuestNote): void {
    if (note.kind === "ledger") this.#ledger = note.ledger;
    else this.#onNote?.(note);
  }

  #settle(message: Extract<ThreadMessage, { type: "answer" | "fault" }>): void {
    const pending = this.#pending;
    if (pending?.id !== message.id) return;
    this.#bell.answered();
    if (message.type === "answer") {
      this.#pending = undefined;
      pending.resolve(message);
      return;
    }
    const error = this.#fromFault(message.fault);
    if (message.fault.code === "DRIVER_FAILED") {
      this.#pending = undefined;
      pending.reject(error);
    } else this.kill(error);
  }

  /** What it can no more tell by itself. */
  #tellUnfinished({ code, message }: HostError): void {
    if (!this.#isRecorded) return;
    const endedAfterMs = Math.round(systemClock.monotonicMs() - this.#beganMs);
    const ending = { calls: this.#lastId, endedAfterMs, fault: { code, message }, given: this.#pending?.given };
    const recording = unfinishedRecording(this.#ledger, ending);
    if (recording) this.#onNote?.({ kind: "recording", recording });
  }

  #die(reason: HostError): void {
    if (this.#death) return;
    this.#death = reason;
    void this.#bridge?.close();
    this.#settleReady?.reject(reason);
    this.#pending?.reject(reason);
    this.#pending = undefined;
  }

  #fromFault(fault: FaultMessage): HostError {
    return driverFailed(this.#driver, fault, this.#pending?.given.exportName);
  }

  #accident(error: unknown): HostError {
    const outOfMemory = error instanceof Error && "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY";
    const code = outOfMemory ? "DRIVER_MEMORY_EXCEEDED" : "DRIVER_TRAP";
    return this.#error(code, `broke its thread: ${error instanceof Error ? error.message : String(error)}`, error);
  }

  #error(code: FaultMessage["code"], what: string, cause?: unknown): HostError {
    const options = { data: { driver: this.#driver }, ...(cause === undefined ? {} : { cause }) };
    return new HostError(code, `driver ${this.#driver} ${what}`, options);
  }
}

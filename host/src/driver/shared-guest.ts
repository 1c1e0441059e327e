// The main side of one guest in a shared thread: its promises, and what becomes of them when it or its thread ends.
import { systemClock } from "../clock.ts";
import { HostError } from "../errors.ts";
import { driverFailed } from "./call-outcome.ts";
import type { GuestAnswer, GuestInstance, KillTerms, OnGuestLog } from "./guest-thread.ts";
import { type GivenCall, unfinishedRecording } from "./replay/ledger.ts";
import type { GuestNote } from "./replay/tape.ts";
import type { SharedMessage } from "./shared-messages.ts";
import type { FaultMessage } from "./thread-messages.ts";

/** What a guest asks of its thread. */
export interface SharedSeat {
  readonly slot: number;
  readonly turn: number;
  call(id: number, exportName: string, input: Uint8Array, fuelMax: number | undefined): void;
  /** Takes the guest away; resolves when nothing of it runs any more, by whatever means. */
  leave(): Promise<void>;
  /** Whether the guest has begun that call; it may have ended it too. */
  begun(id: number): boolean;
}

/** What a guest tells its driver besides answers. */
export interface GuestThreadHooks {
  readonly onLog: OnGuestLog;
  readonly onNote?: ((note: GuestNote) => void) | undefined;
  /** It cost the others their thread. */
  readonly onThreadLost: () => void;
}

interface Pending {
  readonly id: number;
  readonly given: GivenCall;
  readonly resolve: (answer: GuestAnswer) => void;
  readonly reject: (error: HostError) => void;
}

/** It dies of any fault but the driver's own answer; the thread lives on for the others. */
export class SharedGuest implements GuestInstance {
  readonly ready: Promise<void>;
  readonly ended: Promise<void>;
  readonly #driver: string;
  readonly #seat: SharedSeat;
  readonly #hooks: GuestThreadHooks;
  readonly #isRecorded: boolean;
  #ledger: SharedArrayBuffer | undefined;
  #settleReady: { readonly resolve: () => void; readonly reject: (error: HostError) => void } | undefined;
  #settleEnded: () => void = () => {};
  #pending: Pending | undefined;
  #death: HostError | undefined;
  #lastId = 0;
  #beganMs = systemClock.monotonicMs();
  #traceparent: string | undefined;

  constructor(driver: string, seat: SharedSeat, hooks: GuestThreadHooks, isRecorded = false) {
    this.#driver = driver;
    this.#seat = seat;
    this.#isRecorded = isRecorded;
    this.#hooks = hooks;
    this.ready = new Promise((resolve, reject) => {
      this.#settleReady = { resolve, reject };
    });
    // Whoever waits gets the rejection; when nobody does, it is no accident of the process.
    this.ready.catch(() => {});
    this.ended = new Promise((resolve) => {
      this.#settleEnded = resolve;
    });
  }

  get alive(): boolean {
    return this.#death === undefined;
  }

  get busy(): boolean {
    return this.#pending !== undefined;
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
      this.#seat.call(id, exportName, input, fuelMax);
    });
  }

  follow(traceparent: string | undefined): void {
    this.#traceparent = traceparent;
  }

  kill(reason: HostError, { isLate = false }: KillTerms = {}): void {
    if (this.#death) return;
    if (isLate) this.#tellUnfinished(reason);
    this.#die(reason);
    void this.#seat.leave().then(this.#settleEnded);
  }

  /** The thread is gone, through no doing of this guest's. */
  strand(cause: string): void {
    const called = this.#pending !== undefined && this.#seat.begun(this.#pending.id);
    this.#die(
      new HostError(
        "DRIVER_UNAVAILABLE",
        `driver ${this.#driver} lost its thread: ${cause}; it gets a fresh instance`,
        {
          data: { driver: this.#driver, called, stranded: true },
        },
      ),
    );
    this.#settleEnded();
  }

  /** The thread is gone, and this guest had it. */
  blame(cause: string, error: unknown): void {
    this.#hooks.onThreadLost();
    const outOfMemory = error instanceof Error && "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY";
    const fault = {
      code: outOfMemory ? "DRIVER_MEMORY_EXCEEDED" : "DRIVER_TRAP",
      message: `broke its thread: ${cause}`,
    };
    const reason = this.#errorOf(fault as FaultMessage);
    if (!this.#death) this.#tellUnfinished(reason);
    this.#die(reason);
    this.#settleEnded();
  }

  receive(message: SharedMessage): void {
    if (this.#death) return;
    if (message.type === "log") this.#hooks.onLog(message.level, message.message, this.#traceparent);
    else if (message.type === "note") this.#hear(message.note);
    else if (message.type === "opened") this.#settleReady?.resolve();
    else if (message.type === "failed") this.#end(message.fault);
    else if (message.id === this.#pending?.id) this.#settle(this.#pending, message);
  }

  #hear(note: GuestNote): void {
    if (note.kind === "ledger") this.#ledger = note.ledger;
    else this.#hooks.onNote?.(note);
  }

  #settle(pending: Pending, message: Extract<SharedMessage, { type: "answer" | "fault" }>): void {
    if (message.type === "answer") {
      this.#pending = undefined;
      pending.resolve(message);
    } else if (message.fault.code === "DRIVER_FAILED") {
      const reason = this.#errorOf(message.fault);
      this.#pending = undefined;
      pending.reject(reason);
    } else this.#end(message.fault);
  }

  /** What it can no more tell by itself. */
  #tellUnfinished({ code, message }: HostError): void {
    // Its turn had not come: others had the thread.
    if (!this.#isRecorded || !this.#seat.begun(this.#pending?.id ?? 0)) return;
    const endedAfterMs = Math.round(systemClock.monotonicMs() - this.#beganMs);
    const pending = this.#pending;
    const ending = { calls: this.#lastId, endedAfterMs, fault: { code, message }, given: pending?.given };
    const recording = unfinishedRecording(this.#ledger, ending);
    if (recording) this.#hooks.onNote?.({ kind: "recording", recording });
  }

  // The thread has already let go of it.
  #end(fault: FaultMessage): void {
    this.kill(this.#errorOf(fault));
  }

  #die(reason: HostError): void {
    if (this.#death) return;
    this.#death = reason;
    this.#settleReady?.reject(reason);
    this.#pending?.reject(reason);
    this.#pending = undefined;
  }

  #errorOf(fault: FaultMessage): HostError {
    return driverFailed(this.#driver, fault, this.#pending?.given.exportName);
  }
}

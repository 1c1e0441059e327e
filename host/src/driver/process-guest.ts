// The main side of a guest in a process of its own: whatever it does to the engine ends that process and nothing else.
import { type ChildProcess, fork } from "node:child_process";
import { systemClock } from "../clock.ts";
import { HostError } from "../errors.ts";
import type { GuestAnswer, GuestInstance, KillTerms, OnGuestLog } from "./guest-thread.ts";
import type { HostBridge } from "./host-functions/bridge.ts";
import type { FromProcess, ToProcess } from "./process-messages.ts";
import type { GuestNote } from "./replay/tape.ts";
import type { FaultMessage, GuestSpec } from "./thread-messages.ts";

export interface ProcessGuestOptions {
  readonly spec: GuestSpec;
  /** The prepared module; modules themselves do not cross between processes. */
  readonly bytes: Uint8Array;
  readonly onLog: OnGuestLog;
  readonly onNote?: (note: GuestNote) => void;
  readonly bridge?: HostBridge | undefined;
}

interface Pending {
  readonly id: number;
  readonly resolve: (answer: GuestAnswer) => void;
  readonly reject: (error: HostError) => void;
}

const LAST_WORDS_MS = 250;
const ENTRY = new URL("./process-worker.js", import.meta.url);

export class ProcessGuest implements GuestInstance {
  readonly ready: Promise<void>;
  readonly ended: Promise<void>;
  readonly #child: ChildProcess;
  readonly #driver: string;
  readonly #onLog: ProcessGuestOptions["onLog"];
  readonly #onNote: ProcessGuestOptions["onNote"];
  readonly #bridge: HostBridge | undefined;
  readonly #isRecorded: boolean;
  #settleReady: { readonly resolve: () => void; readonly reject: (error: HostError) => void } | undefined;
  #pending: Pending | undefined;
  #death: HostError | undefined;
  #lastId = 0;
  #traceparent: string | undefined;

  constructor({ spec, bytes, onLog, onNote, bridge }: ProcessGuestOptions) {
    this.#driver = spec.options.driver;
    this.#onLog = onLog;
    this.#onNote = onNote;
    this.#bridge = bridge;
    this.#isRecorded = (spec.options.record?.mode ?? "off") !== "off";
    this.ready = new Promise((resolve, reject) => {
      this.#settleReady = { resolve, reject };
    });
    this.ready.catch(() => {});
    this.#child = fork(ENTRY, [], {
      serialization: "advanced",
      // Nothing of the host's: no environment, no folder, no output.
      ...{ env: {}, cwd: "/", stdio: ["ignore", "ignore", "ignore", "ipc"] },
      execArgv: ["--disable-warning=ExperimentalWarning", `--max-old-space-size=${spec.heapMibMax}`],
    });
    this.ended = this.#watch();
    const { module: _, ...rest } = spec;
    this.#send({ type: "birth", spec: rest, bytes, askTimeoutMs: bridge?.end.timeoutMs });
    bridge?.end.port.on("message", (answer: string) => this.#send({ type: "told", answer }));
    bridge?.end.port.unref();
  }

  get alive(): boolean {
    return this.#death === undefined;
  }

  /** Of the process. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  call(exportName: string, input: Uint8Array, fuelMax?: number): Promise<GuestAnswer> {
    if (this.#death) return Promise.reject(this.#death);
    if (this.#pending)
      return Promise.reject(new HostError("INTERNAL", `driver ${this.#driver} was called while it was busy`));
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve, reject) => {
      this.#pending = { id, resolve, reject };
      this.#send({ type: "call", id, exportName, input, ...(fuelMax !== undefined && { fuelMax }) });
    });
  }

  follow(traceparent: string | undefined, tracestate?: string): void {
    this.#traceparent = traceparent;
    this.#bridge?.follow(traceparent, tracestate);
  }

  kill(reason: HostError, { isLate = false }: KillTerms = {}): void {
    if (this.#death) return;
    this.#die(reason);
    if (!isLate || !this.#isRecorded) {
      this.#child.kill("SIGKILL");
      return;
    }
    // Its notes are in its own memory: it has a moment to end the guest and to send them.
    const cancel = systemClock.setTimer(LAST_WORDS_MS, () => this.#child.kill("SIGKILL"));
    void this.ended.then(cancel);
    this.#send({ type: "late", code: reason.code, message: reason.message });
  }

  #watch(): Promise<void> {
    this.#child.on("message", (message) => this.#receive(message as FromProcess));
    return new Promise((resolve) => {
      const over = (what: string) => {
        this.#die(this.#error("DRIVER_TRAP", what));
        // What it asked of the host goes on until the host has ended it.
        void Promise.resolve(this.#bridge?.close()).finally(resolve);
      };
      this.#child.once("error", (error) => {
        this.#child.kill("SIGKILL");
        over(`has no process: ${error.message}`);
      });
      this.#child.once("exit", (code, signal) => over(`ended its process with ${signal ?? `exit code ${code}`}`));
    });
  }

  #send(message: ToProcess): void {
    // A process that is gone tells it by its exit.
    this.#child.send(message, () => {});
  }

  #receive(message: FromProcess): void {
    if (message.type === "note") this.#onNote?.(message.note);
    if (message.type === "over") this.#child.kill("SIGKILL");
    if (this.#death || message.type === "note" || message.type === "over") return;
    if (message.type === "log") this.#onLog(message.level, message.message, this.#traceparent);
    else if (message.type === "ready") this.#settleReady?.resolve();
    else if (message.type === "ask")
      this.#bridge?.end.port.postMessage({ name: message.name, request: message.request });
    else if (message.type === "failed") this.kill(this.#fromFault(message.fault));
    else if (message.id === this.#pending?.id) this.#settle(this.#pending, message);
  }

  #settle(pending: Pending, message: Extract<FromProcess, { type: "answer" | "fault" }>): void {
    if (message.type === "answer") {
      this.#pending = undefined;
      pending.resolve({ ...message, output: new Uint8Array(message.output) });
    } else if (message.fault.code === "DRIVER_FAILED") {
      this.#pending = undefined;
      pending.reject(this.#fromFault(message.fault));
    } else this.kill(this.#fromFault(message.fault));
  }

  #die(reason: HostError): void {
    if (this.#death) return;
    this.#death = reason;
    void this.#bridge?.close();
    this.#settleReady?.reject(reason);
    this.#pending?.reject(reason);
    this.#pending = undefined;
  }

  #fromFault({ code, message }: FaultMessage): HostError {
    return new HostError(code, message, { data: { driver: this.#driver } });
  }

  #error(code: FaultMessage["code"], what: string): HostError {
    return new HostError(code, `driver ${this.#driver} ${what}`, { data: { driver: this.#driver } });
  }
}

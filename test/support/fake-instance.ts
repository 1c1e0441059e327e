// A guest instance that does what a test tells it: starts, answers, fails and dies on command.
import type { GuestAnswer, GuestInstance } from "#host/driver/guest-thread";
import type { GuestUsage } from "#host/driver/runtime";
import { HostError } from "#host/errors";

export interface FakeCall {
  readonly exportName: string;
  answer(text?: string, usage?: GuestUsage): void;
  fail(code: "DRIVER_TRAP" | "DRIVER_FAILED"): void;
}

/** Never does anything by itself, but to describe itself with nothing and, unless told otherwise, to start. */
export class FakeInstance implements GuestInstance {
  readonly calls: FakeCall[] = [];
  readonly followed: (string | undefined)[] = [];
  readonly ready: Promise<void>;
  readonly ended: Promise<void>;
  alive = true;
  /** A thread inside of a system call: killed, but not gone. */
  stuck = false;
  killedBy: HostError | undefined;
  start: () => void = () => {};
  failStart: (error: HostError) => void = () => {};
  #end: () => void = () => {};
  #rejectCall: (error: HostError) => void = () => {};

  constructor(startsAtOnce = true) {
    this.ready = new Promise((resolve, reject) => {
      this.start = resolve;
      this.failStart = reject;
    });
    this.ready.catch(() => {});
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
    if (startsAtOnce) this.start();
  }

  follow(traceparent: string | undefined): void {
    this.followed.push(traceparent);
  }

  call(exportName: string): Promise<GuestAnswer> {
    if (exportName === "describe") return Promise.resolve({ output: new Uint8Array(0), guestMs: 0 });
    return new Promise((resolve, reject) => {
      this.#rejectCall = reject;
      this.calls.push({
        exportName,
        answer: (text = "", usage) =>
          resolve({ output: new TextEncoder().encode(text), guestMs: 1, ...(usage && { usage }) }),
        fail: (code) => {
          const error = new HostError(code, "as the test says");
          if (code === "DRIVER_FAILED") reject(error);
          else this.kill(error);
        },
      });
    });
  }

  kill(reason: HostError): void {
    if (!this.alive) return;
    this.alive = false;
    this.killedBy = reason;
    this.failStart(reason);
    this.#rejectCall(reason);
    if (!this.stuck) this.#end();
  }
}

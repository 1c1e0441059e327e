// A metered guest in the host's own thread: the cheapest call there is, and only fuel stands between its loop and everybody else.
import type { Clock } from "../clock.ts";
import { HostError } from "../errors.ts";
import { checkAnswerSize } from "./answer-size.ts";
import { driverFailed } from "./call-outcome.ts";
import { faultMessage } from "./fault-message.ts";
import type { GuestAnswer, GuestInstance, OnGuestLog } from "./guest-thread.ts";
import { loadRuntime } from "./load-runtime.ts";
import type { Guest, GuestHooks } from "./runtime.ts";
import type { GuestSpec } from "./thread-messages.ts";

/** Fuel of one call in the host's thread, whatever the limits say: some ten to a hundred milliseconds in which nobody else is served. */
export const INLINE_FUEL_MAX = 50_000_000;

export class InlineGuest implements GuestInstance {
  readonly ready: Promise<void>;
  readonly ended: Promise<void>;
  readonly #driver: string;
  readonly #clock: Clock;
  #guest: Guest | undefined;
  #death: HostError | undefined;
  #traceparent: string | undefined;
  #settleEnded: () => void = () => {};
  #failStart: (reason: HostError) => void = () => {};

  constructor(spec: GuestSpec, clock: Clock, onLog: OnGuestLog, onNote?: GuestHooks["note"]) {
    this.#clock = clock;
    this.#driver = spec.options.driver;
    this.ended = new Promise((resolve) => {
      this.#settleEnded = resolve;
    });
    const killed = new Promise<never>((_, reject) => {
      this.#failStart = reject;
    });
    const log: GuestHooks["log"] = (level, message) => onLog(level, message, this.#traceparent);
    this.ready = Promise.race([this.#start(spec, { log, ...(onNote && { note: onNote }) }), killed]);
    this.ready.catch(() => {});
  }

  get alive(): boolean {
    return this.#death === undefined;
  }

  async call(exportName: string, input: Uint8Array, fuelMax = INLINE_FUEL_MAX): Promise<GuestAnswer> {
    if (this.#death) throw this.#death;
    const guest = this.#guest;
    if (!guest) throw new HostError("INTERNAL", `driver ${this.#driver} was called before it was ready`);
    const startMs = this.#clock.monotonicMs();
    try {
      const output = guest.call(exportName, input, Math.min(fuelMax, INLINE_FUEL_MAX));
      if (!(output instanceof Uint8Array))
        throw new HostError("INTERNAL", "a guest in the host's thread must not wait");
      checkAnswerSize(output);
      return { output, guestMs: this.#clock.monotonicMs() - startMs, usage: guest.usage() };
    } catch (error) {
      const fault = faultMessage(error, "DRIVER_TRAP");
      const reason = driverFailed(this.#driver, fault, exportName);
      if (fault.code !== "DRIVER_FAILED") this.kill(reason);
      throw reason;
    }
  }

  follow(traceparent: string | undefined): void {
    this.#traceparent = traceparent;
  }

  /** Nothing of it runs while anybody could ask for this. */
  kill(reason: HostError): void {
    if (this.#death) return;
    this.#death = reason;
    this.#failStart(reason);
    this.#guest?.close();
    this.#guest = undefined;
    this.#settleEnded();
  }

  async #start(spec: GuestSpec, hooks: GuestHooks): Promise<void> {
    try {
      const runtime = await loadRuntime(spec.runtime);
      const fuelAtStart = Math.min(spec.options.fuelAtStart ?? 0, INLINE_FUEL_MAX);
      const guest = await runtime.instantiate(spec.module, { ...spec.options, fuelAtStart }, hooks);
      if (this.#death) guest.close();
      else this.#guest = guest;
    } catch (error) {
      const reason = driverFailed(this.#driver, faultMessage(error, "DRIVER_START_TRAP"));
      this.kill(reason);
      throw reason;
    }
  }
}

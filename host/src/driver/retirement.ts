// When an instance has done its part though nothing is wrong with it: nobody calls it, it has worked long enough, or its memory has grown.
import type { Clock } from "../clock.ts";
import { HostError } from "../errors.ts";
import type { GuestAnswer, GuestInstance } from "./guest-thread.ts";

export interface RetireRules {
  /** An instance that nobody called for so long ends; the next call starts one. */
  readonly idleTimeoutMs?: number | undefined;
  /** After so many calls a fresh instance takes the next one. */
  readonly refreshCalls?: number | undefined;
  /** So does one whose linear memory, which never shrinks, has grown beyond this. */
  readonly refreshMemoryBytes?: number | undefined;
}

interface Service {
  calls: number;
  /** It ends with its next call. */
  wornOut: boolean;
  working: boolean;
  /** On the monotonic clock. */
  calledMs: number;
}

// The host asks how a driver feels all the time: that alone keeps none awake.
const HOSTS_OWN: ReadonlySet<string> = new Set(["describe", "probe"]);

export class Retirement {
  readonly #driver: string;
  readonly #clock: Clock;
  readonly #rules: RetireRules;
  readonly #records = new Map<GuestInstance, Service>();
  #cancel: (() => void) | undefined;
  #asleep = false;

  constructor(driver: string, clock: Clock, rules: RetireRules) {
    this.#driver = driver;
    this.#clock = clock;
    this.#rules = rules;
  }

  /** Its last instance ended because nobody called. */
  get asleep(): boolean {
    return this.#asleep;
  }

  started(instance: GuestInstance): void {
    this.#asleep = false;
    this.#records.set(instance, { calls: 0, wornOut: false, working: false, calledMs: this.#clock.monotonicMs() });
    void instance.ended.then(() => this.#records.delete(instance));
    this.#watch(this.#rules.idleTimeoutMs);
  }

  /** Runs the call and ends the instance after it when a rule says so. */
  async during(instance: GuestInstance, exportName: string, work: Promise<GuestAnswer>): Promise<GuestAnswer> {
    const record = this.#records.get(instance);
    if (!record) return work;
    record.working = true;
    try {
      const answer = await work;
      record.calls += 1;
      if (this.#isWornOut(record, answer)) instance.kill(this.#retired("was replaced by a fresh instance"));
      return answer;
    } finally {
      record.working = false;
      if (!HOSTS_OWN.has(exportName)) record.calledMs = this.#clock.monotonicMs();
    }
  }

  /** Whoever works ends after that, the others now. */
  renew(): void {
    for (const [instance, record] of this.#records) {
      record.wornOut = true;
      if (!record.working) instance.kill(this.#retired("was replaced by a fresh instance"));
    }
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #isWornOut({ calls, wornOut }: Service, { usage }: GuestAnswer): boolean {
    const { refreshCalls = Infinity, refreshMemoryBytes = Infinity } = this.#rules;
    return wornOut || calls >= refreshCalls || (usage?.memoryBytes ?? 0) > refreshMemoryBytes;
  }

  #watch(afterMs: number | undefined): void {
    if (afterMs === undefined || this.#cancel) return;
    this.#cancel = this.#clock.setTimer(afterMs, () => this.#sweep(), { unref: true });
  }

  #sweep(): void {
    this.#cancel = undefined;
    const { idleTimeoutMs = Infinity } = this.#rules;
    const nowMs = this.#clock.monotonicMs();
    let nextMs: number | undefined;
    for (const [instance, { working, calledMs }] of this.#records) {
      if (!instance.alive) continue;
      const leftMs = working ? idleTimeoutMs : calledMs + idleTimeoutMs - nowMs;
      if (leftMs <= 0) instance.kill(this.#retired("was ended while nobody called it"));
      else nextMs = Math.min(nextMs ?? leftMs, leftMs);
    }
    this.#asleep = nextMs === undefined;
    this.#watch(nextMs);
  }

  #retired(what: string): HostError {
    return new HostError("DRIVER_UNAVAILABLE", `an instance of driver ${this.#driver} ${what}`, {
      data: { driver: this.#driver, called: false },
    });
  }
}

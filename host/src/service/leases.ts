// Leases of the hub: of several who want to do a thing alone, one may at a time, and a token tells a late one from the present one.
import type { Clock } from "../clock.ts";

/** Where fencing tokens are kept. */
export interface LeaseStore {
  /** Who had it last; undefined for a lease that nobody ever had. */
  read(name: string): Promise<{ readonly holder: string; readonly token: number } | undefined>;
  /** Gives it to a new holder with a higher token. */
  take(name: string, holder: string): Promise<{ readonly token: number }>;
}

export interface LeaseRequest {
  readonly name: string;
  /** Names one run of a service. */
  readonly holder: string;
  /** How long nobody else gets it, counted from now. */
  readonly ttlMs: number;
}

/** `token` rises with each change of hands: what is written under a lower one than was seen before comes from a former holder. */
export type LeaseAnswer =
  | { readonly granted: true; readonly token: number }
  | { readonly granted: false; readonly holder: string };

interface Held {
  readonly holder: string;
  readonly token: number;
  readonly untilMs: number;
}

/** Times are the hub's own monotonic ones. */
export class Leases {
  readonly #store: LeaseStore;
  readonly #clock: Clock;
  readonly #startedMs: number;
  readonly #held = new Map<string, Held>();
  #turn: Promise<unknown> = Promise.resolve();

  constructor(store: LeaseStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
    this.#startedMs = clock.monotonicMs();
  }

  /** Grants or renews. One request after the other, so that no two get it at once. */
  ask(request: LeaseRequest): Promise<LeaseAnswer> {
    const answer = this.#turn.then(() => this.#ask(request));
    this.#turn = answer.catch(() => undefined);
    return answer;
  }

  async #ask({ name, holder, ttlMs }: LeaseRequest): Promise<LeaseAnswer> {
    const held = this.#held.get(name) ?? (await this.#remembered(name, ttlMs));
    const nowMs = this.#clock.monotonicMs();
    if (held && held.holder !== holder && held.untilMs > nowMs) {
      this.#held.set(name, held);
      return { granted: false, holder: held.holder };
    }
    const token = held?.holder === holder ? held.token : (await this.#store.take(name, holder)).token;
    this.#held.set(name, { holder, token, untilMs: this.#clock.monotonicMs() + ttlMs });
    return { granted: true, token };
  }

  // A hub that was just started does not know until when the last holder has it: as long as could be, from its own start.
  async #remembered(name: string, ttlMs: number): Promise<Held | undefined> {
    const last = await this.#store.read(name);
    return last && { holder: last.holder, token: last.token, untilMs: this.#startedMs + ttlMs };
  }
}

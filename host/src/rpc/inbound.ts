// The other side's requests on a binary link that have not been answered: bounded, and each of them can be ended.
import { HostError } from "../errors.ts";
import type { LinkLimits } from "./limits.ts";
import { NumberTable, Slots } from "./slots.ts";

const GONE = "link";

export function cancelled(): HostError {
  return new HostError("CANCELLED", "the caller cancelled");
}

/** Why work ends whose caller's link was lost. Work under a key goes on for who comes back and asks again. */
export function callerGone(): HostError {
  return new HostError("CANCELLED", "the caller's connection ended", { data: { reason: GONE } });
}

export function isCallerGone({ code, data }: HostError): boolean {
  return code === "CANCELLED" && data["reason"] === GONE;
}

/** A request that is worked on here, or one that was passed on. */
export interface Endable {
  end(reason: HostError): void;
}

export class Inbound {
  readonly #inFlightMax: number;
  readonly #named = new NumberTable<Endable>();
  /** Those that nobody can name: their id is 0. */
  readonly #nameless = new Slots<Endable>();

  constructor({ inFlightMax }: Pick<LinkLimits, "inFlightMax">) {
    this.#inFlightMax = inFlightMax;
  }

  get size(): number {
    return this.#named.size + this.#nameless.size;
  }

  /** Throws RESOURCE_EXHAUSTED, or INVALID_REQUEST for an id that is in use. */
  requireRoom(id: number): void {
    if (this.#named.get(id)) throw new HostError("INVALID_REQUEST", `the id ${id} is in use on this connection`);
    if (this.size < this.#inFlightMax) return;
    const limit = `${this.#inFlightMax} requests of this connection are in flight, which is the limit`;
    throw new HostError("RESOURCE_EXHAUSTED", limit, { data: { inFlightMax: this.#inFlightMax } });
  }

  /** Counts a request; answers the key by which it is taken out again. */
  add(id: number, entry: Endable): number {
    if (id === 0) return -1 - this.#nameless.add(entry);
    this.#named.add(id, entry);
    return id;
  }

  delete(key: number, entry: Endable): void {
    if (key > 0) this.#named.take(key);
    else this.#nameless.remove(-1 - key, entry);
  }

  end(id: number, reason: HostError): void {
    this.#named.get(id)?.end(reason);
  }

  endAll(reason: HostError): void {
    for (const entry of [...this.#named.list(), ...this.#nameless.list()]) entry.end(reason);
  }
}

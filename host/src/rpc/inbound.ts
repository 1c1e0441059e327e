// The other side's requests on a binary link that have not been answered: bounded, and each of them can be ended.
import { Ending } from "../context.ts";
import { HostError } from "../errors.ts";
import type { LinkLimits } from "./limits.ts";

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
  readonly #named = new Map<number, Endable>();
  /** Those that nobody can name: their id is 0. */
  readonly #nameless = new Set<Endable>();

  constructor({ inFlightMax }: Pick<LinkLimits, "inFlightMax">) {
    this.#inFlightMax = inFlightMax;
  }

  get size(): number {
    return this.#named.size + this.#nameless.size;
  }

  /** Throws RESOURCE_EXHAUSTED, or INVALID_REQUEST for an id that is in use. */
  requireRoom(id: number): void {
    if (this.#named.has(id)) throw new HostError("INVALID_REQUEST", `the id ${id} is in use on this connection`);
    if (this.size < this.#inFlightMax) return;
    const limit = `${this.#inFlightMax} requests of this connection are in flight, which is the limit`;
    throw new HostError("RESOURCE_EXHAUSTED", limit, { data: { inFlightMax: this.#inFlightMax } });
  }

  /** Counts a request that is worked on here. */
  begin(id: number): Ending {
    const ending = new Ending();
    this.add(id, ending);
    return ending;
  }

  add(id: number, entry: Endable): void {
    if (id > 0) this.#named.set(id, entry);
    else this.#nameless.add(entry);
  }

  delete(id: number, entry: Endable): void {
    if (id > 0) this.#named.delete(id);
    else this.#nameless.delete(entry);
  }

  end(id: number, reason: HostError): void {
    this.#named.get(id)?.end(reason);
  }

  endAll(reason: HostError): void {
    for (const entry of [...this.#named.values(), ...this.#nameless]) entry.end(reason);
  }
}

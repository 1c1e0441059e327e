// The other side of a tape: answers a guest from a recording, in its order, and says where the guest asked something else.
import { type FaultCode, GuestFault } from "../runtime.ts";
import type { Divergence, RecordedCall, Tape, TapeEntry, TapeValue } from "./tape.ts";

/** Once it has diverged nothing that follows means anything. */
export class Player implements Tape {
  readonly replays = true;
  readonly isFull = false;
  readonly #calls: readonly RecordedCall[];
  #call = -1;
  #at = 0;
  #divergence: Divergence | undefined;

  /** The start first, then the calls in their order. */
  constructor(calls: readonly RecordedCall[]) {
    this.#calls = calls;
  }

  get divergence(): Divergence | undefined {
    return this.#divergence;
  }

  /** The next call begins. */
  begin(): void {
    this.#call += 1;
    this.#at = 0;
  }

  /** The present call is over: what it did not ask is a divergence too. */
  ended(): void {
    const recorded = this.#present?.entries[this.#at];
    if (recorded !== undefined) this.#diverge({ recorded });
  }

  pass(call: string, said: readonly TapeValue[]): readonly TapeValue[] {
    const recorded = this.#present?.entries[this.#at];
    if (this.#divergence === undefined && recorded === undefined && this.#present?.endedAfterMs !== undefined)
      throw new GuestFault("DRIVER_TIMEOUT", `it asks ${call} where the recorded call was ended`);
    if (this.#divergence === undefined && (recorded === undefined || !isSame(recorded, { call, said })))
      this.#diverge({ recorded, asked: { call, said } });
    if (this.#divergence !== undefined || recorded === undefined)
      throw new GuestFault("DRIVER_TRAP", "the replay has left its recording");
    this.#at += 1;
    if (recorded.fault) throw new GuestFault(recorded.fault.code as FaultCode, recorded.fault.message);
    return recorded.got;
  }

  get #present(): RecordedCall | undefined {
    return this.#calls[this.#call + 1];
  }

  #diverge(what: Pick<Divergence, "recorded" | "asked">): void {
    const present = this.#present;
    const cut = what.recorded === undefined && present?.cut === true;
    this.#divergence ??= { call: this.#call, exportName: present?.exportName ?? "", at: this.#at, ...what, cut };
  }
}

function isSame(recorded: TapeEntry, asked: Pick<TapeEntry, "call" | "said">): boolean {
  if (recorded.call !== asked.call || recorded.said.length !== asked.said.length) return false;
  return recorded.said.every((value, index) => isSameValue(value, asked.said[index] ?? null));
}

function isSameValue(one: TapeValue, other: TapeValue): boolean {
  if (one instanceof Uint8Array && other instanceof Uint8Array) return Buffer.compare(one, other) === 0;
  return one === other;
}

// The calls that an instance has worked on before the present one, packed: a thread may keep those of two thousand instances at once.
import type { RecordedCall, TapeEntry, TapeValue } from "./tape.ts";

/** What the calls of one instance may take, in bytes: one that worked longer is replayed as a fresh one. */
export const HISTORY_BYTES_MAX = 65_536;
/** What those of all instances of a thread may take together; each has the same share of it. */
export const HISTORIES_BYTES_MAX = 4 * 1024 * 1024;

const FIRST_BYTES = 512;
// What a call and a question take beside their bytes.
const CALL_BYTES = 32;
const ENTRY_BYTES = 256;
const NUMBERS_OF_A_CALL = 3;
const NO_FUEL = -1;

let live = 0;

export class CallHistory {
  readonly #names: string[] = [];
  /** Of each call: its name's place, where its input ends, and its fuel. */
  readonly #numbers: number[] = [];
  readonly #entries = new Map<number, readonly TapeEntry[]>();
  #inputs = new Uint8Array(0);
  #used = 0;
  #bytes = 0;
  #isClosed = false;

  constructor() {
    live += 1;
  }

  /** False when this call is more than may be kept: then nothing is any more. */
  push({ exportName, input, fuelMax = NO_FUEL, entries, cut }: RecordedCall): boolean {
    const bytes = this.#bytes + CALL_BYTES + input.length + sizeOfEntries(entries);
    if (cut || this.#isClosed || bytes > Math.min(HISTORY_BYTES_MAX, HISTORIES_BYTES_MAX / live)) {
      this.close();
      return false;
    }
    this.#bytes = bytes;
    if (entries.length > 0) this.#entries.set(this.#numbers.length / NUMBERS_OF_A_CALL, entries);
    this.#append(input);
    this.#numbers.push(this.#placeOf(exportName), this.#used, fuelMax);
    return true;
  }

  /** In their order, each with bytes of its own. */
  calls(): RecordedCall[] {
    const calls: RecordedCall[] = [];
    let from = 0;
    for (let at = 0; at < this.#numbers.length; at += NUMBERS_OF_A_CALL) {
      const [name = 0, end = 0, fuel = NO_FUEL] = this.#numbers.slice(at, at + NUMBERS_OF_A_CALL);
      const entries = this.#entries.get(calls.length) ?? [];
      const fuelMax = fuel === NO_FUEL ? undefined : fuel;
      const input = this.#inputs.slice(from, end);
      calls.push({ exportName: this.#names[name] ?? "", input, fuelMax, entries, cut: false });
      from = end;
    }
    return calls;
  }

  /** Leaves its share of the thread to the others. Idempotent. */
  close(): void {
    if (!this.#isClosed) live -= 1;
    this.#isClosed = true;
  }

  #append(input: Uint8Array): void {
    const needed = this.#used + input.length;
    if (needed > this.#inputs.length) {
      const larger = new Uint8Array(Math.max(FIRST_BYTES, needed, Math.ceil(1.5 * this.#inputs.length)));
      larger.set(this.#inputs.subarray(0, this.#used));
      this.#inputs = larger;
    }
    this.#inputs.set(input, this.#used);
    this.#used = needed;
  }

  /** Each name is kept once; a driver has a handful. */
  #placeOf(name: string): number {
    const known = this.#names.indexOf(name);
    return known >= 0 ? known : this.#names.push(name) - 1;
  }
}

function sizeOfEntries(entries: readonly TapeEntry[]): number {
  let bytes = 0;
  for (const { said, got } of entries) bytes += ENTRY_BYTES + sizeOf(said) + sizeOf(got);
  return bytes;
}

/** Bytes of texts and bytes; numbers count as nothing. */
export function sizeOf(values: readonly TapeValue[]): number {
  let bytes = 0;
  for (const value of values) if (typeof value === "string" || value instanceof Uint8Array) bytes += value.length;
  return bytes;
}

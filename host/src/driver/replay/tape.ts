// What a guest asked of its surroundings and what it was answered, call by call: the recording of one instance, and what is kept of it.import type { GuestUse } from "../host-functions/uses.ts";
import type { GuestUse } from "../host-functions/uses.ts";

/** Plain data that crosses threads and processes as it is. */
export type TapeValue = string | number | bigint | Uint8Array | null;

/** A fault by its code and words. */
export interface RecordedFault {
  readonly code: string;
  readonly message: string;
}

/** One question of a guest: which, what it said, and what it got; a fault when it got none. */
export interface TapeEntry {
  readonly call: string;
  readonly said: readonly TapeValue[];
  readonly got: readonly TapeValue[];
  readonly fault?: RecordedFault;
}

/** What stands between a guest and the host: it lets a question through and notes it, or answers it from what was noted. */
export interface Tape {
  pass(call: string, said: readonly TapeValue[], live: () => readonly TapeValue[]): readonly TapeValue[];
  /** True where nothing is asked of the world. */
  readonly replays: boolean;
  /** Nothing more of the present call is noted. */
  readonly isFull: boolean;
}

/** One call into an instance; an empty export name stands for its start. */
export interface RecordedCall {
  readonly exportName: string;
  readonly input: Uint8Array;
  readonly fuelMax?: number | undefined;
  readonly entries: readonly TapeEntry[];
  /** More was asked than is kept. */
  readonly cut: boolean;
}

export type RecordedOutcome = { readonly answer: Uint8Array } | { readonly fault: RecordedFault };

/** A call as it was, with what came before it in the life of its instance. */
export interface Recording {
  readonly start: RecordedCall;
  /** Every call before this one; null when they were more than is kept, and `callsBefore` says how many. */
  readonly earlier: readonly RecordedCall[] | null;
  readonly callsBefore: number;
  readonly call: RecordedCall;
  readonly outcome: RecordedOutcome;
}

/** Which calls leave a recording: accidents alone, also statuses other than ok, or every call. */
export const RECORD_MODES = ["off", "faults", "failures", "all"] as const;
export type RecordMode = (typeof RECORD_MODES)[number];

export interface RecordOptions {
  readonly mode: RecordMode;
  /** What is kept of one call besides its input. */
  readonly bytesMax: number;
}

/** What an instance may tell its host of itself. */
export type GuestNote =
  /** It told of what breaks the contract of the host's functions, noted once a call at most: it goes on, and its driver is to answer for it. */
  | { readonly kind: "breach"; readonly message: string }
  | { readonly kind: "recording"; readonly recording: Recording }
  | { readonly kind: "divergence"; readonly divergence: Divergence }
  | { readonly kind: "use"; readonly use: GuestUse };

/** Where a replay left its recording. */
export interface Divergence {
  /** The call of the instance, counted from 0; the start is -1. */
  readonly call: number;
  readonly exportName: string;
  /** The question within it, counted from 0. */
  readonly at: number;
  /** What was recorded there; absent when the recording has no more. */
  readonly recorded?: Pick<TapeEntry, "call" | "said"> | undefined;
  /** What was asked now; absent when the guest asked no more. */
  readonly asked?: Pick<TapeEntry, "call" | "said"> | undefined;
  /** The recording was cut there, so nobody knows what came next. */
  readonly cut: boolean;
}

// What the calls before may take, in bytes: an instance that worked long is replayed as a fresh one.
const HISTORY_BYTES_MAX = 65_536;
const ENTRY_BYTES = 64;

/** Notes what one instance asks. In the good case it keeps references and copies only what WASI moved. */
export class Recorder implements Tape {
  readonly replays = false;
  readonly #bytesMax: number;
  #start: RecordedCall | undefined;
  #earlier: RecordedCall[] | null = [];
  #historyBytes = 0;
  #callsBefore = 0;
  #exportName = "";
  #input: Uint8Array = new Uint8Array(0);
  #fuelMax: number | undefined;
  #entries: TapeEntry[] = [];
  #bytes = 0;
  #cut = false;
  #inside = false;

  constructor({ bytesMax }: RecordOptions) {
    this.#bytesMax = bytesMax;
  }

  /** The initialisers have run. */
  opened(): void {
    this.#start = this.#present();
  }

  begin(exportName: string, input: Uint8Array, fuelMax: number | undefined): void {
    this.#exportName = exportName;
    this.#input = input;
    this.#fuelMax = fuelMax;
    // Most calls of most guests ask nothing.
    if (this.#entries.length > 0) this.#entries = [];
    this.#bytes = 0;
    this.#cut = false;
  }

  /** The present call, which ended so. Its bytes are copies. */
  recording(outcome: RecordedOutcome): Recording {
    const call = this.#present();
    const start = this.#start ?? call;
    return { start, earlier: this.#earlier, callsBefore: this.#callsBefore, call, outcome };
  }

  /** The present call is over and its instance lives on. */
  ended(): void {
    this.#callsBefore += 1;
    if (this.#earlier === null) return;
    this.#historyBytes += this.#bytes + this.#input.length + ENTRY_BYTES;
    if (this.#cut || this.#historyBytes > HISTORY_BYTES_MAX) this.#earlier = null;
    else this.#earlier.push(this.#present());
  }

  get isFull(): boolean {
    return this.#cut;
  }

  pass(call: string, said: readonly TapeValue[], live: () => readonly TapeValue[]): readonly TapeValue[] {
    // What a question leads to inside of the host is no question of the guest's.
    if (this.#inside) return live();
    this.#inside = true;
    try {
      const got = live();
      this.#note({ call, said, got });
      return got;
    } catch (error) {
      this.#note({ call, said, got: [], fault: faultIn(error) });
      throw error;
    } finally {
      this.#inside = false;
    }
  }

  #note(entry: TapeEntry): void {
    this.#bytes += ENTRY_BYTES + sizeOf(entry.said) + sizeOf(entry.got);
    if (this.#bytes > this.#bytesMax) this.#cut = true;
    if (!this.#cut) this.#entries.push(entry);
  }

  #present(): RecordedCall {
    return {
      exportName: this.#exportName,
      // A view would take the whole of its batch along.
      input: this.#input.slice(),
      fuelMax: this.#fuelMax,
      entries: this.#entries.length > 0 ? this.#entries : [],
      cut: this.#cut,
    };
  }
}

function faultIn(error: unknown): RecordedFault {
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
  return { code: typeof code === "string" ? code : "DRIVER_TRAP", message: String(message ?? error).slice(0, 4096) };
}

function sizeOf(values: readonly TapeValue[]): number {
  let bytes = 0;
  for (const value of values) if (typeof value === "string" || value instanceof Uint8Array) bytes += value.length;
  return bytes;
}

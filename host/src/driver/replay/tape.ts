// What a guest asked of its surroundings and what it was answered, call by call: the recording of one instance, and what is kept of it.
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
  /** It was ended from outside after so long: what it would have asked next nobody knows. */
  readonly endedAfterMs?: number;
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
  /** From now on it notes what it asks there too, for whoever may have to end it. */
  | { readonly kind: "ledger"; readonly ledger: SharedArrayBuffer }
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

// What the functions of one guest share: its memory, its descriptors, time, randomness and the bounds.
import type { Clock } from "../../clock.ts";
import type { FdTable } from "./fd-table.ts";
import type { HardLinks } from "./hard-links.ts";
import type { GuestMemory } from "./memory.ts";

/** Bounds of one guest; each keeps a guest from making the host hold or do an endless amount. */
export interface WasiLimits {
  /** Descriptors open at once, standard streams and granted directories included. */
  readonly openFdsMax: number;
  /** Names that all running directory listings may hold together. */
  readonly dirEntriesMax: number;
  /** Bytes that one read or write moves at most; the guest sees a short transfer. */
  readonly ioBytesMax: number;
  /** A line on standard output or error is cut into pieces of this size. */
  readonly lineBytesMax: number;
  /** The longest a guest may sleep in one call. */
  readonly sleepMsMax: number;
}

export const DEFAULT_WASI_LIMITS: WasiLimits = {
  openFdsMax: 64,
  dirEntriesMax: 65_536,
  ioBytesMax: 8_388_608,
  lineBytesMax: 8192,
  sleepMsMax: 60_000,
};

export interface WasiParts {
  readonly memory: GuestMemory;
  readonly table: FdTable;
  readonly links: HardLinks;
  readonly args: readonly string[];
  readonly environment: readonly string[];
  readonly clock: Clock;
  readonly random: (bytes: Uint8Array) => void;
  readonly sleep: (ms: number) => void;
  /** Milliseconds until the call's deadline. */
  readonly remainingMs: () => number;
  readonly limits: WasiLimits;
}

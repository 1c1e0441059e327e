// What the driver room needs of a Wasm runtime: make an instance from prepared bytes, call an export with bytes, throw it away.
import type { ErrorCode } from "../errors.ts";
import type { AskHost } from "./host-functions/door.ts";
import type { HostGrants } from "./host-functions/host-grants.ts";
import type { GuestNote, RecordedCall, RecordOptions, Tape } from "./replay/tape.ts";

/** Names of the runtimes behind this interface; configuration chooses, or the module's shape does. */
export const RUNTIMES = ["linked", "extism", "assemblyscript", "component"] as const;
export type RuntimeName = (typeof RUNTIMES)[number];

/** Those that run a guest of the Extism ABI; the first is the default, the other is the SDK. */
export const EXTISM_RUNTIMES = ["linked", "extism"] as const;
export type ExtismRuntimeName = (typeof EXTISM_RUNTIMES)[number];

/** A directory that the operator granted: the guest sees `guest`, the host opens nothing above `host`. */
export interface FsGrant {
  readonly guest: string;
  readonly host: string;
  readonly mode: "ro" | "rw";
}

/** Everything an instance may use; nothing else reaches it. Plain data: it crosses into the worker thread. */
export interface GuestOptions {
  readonly driver: string;
  readonly memoryPagesMax: number;
  readonly outputBytesMax: number;
  /** Bytes that one call may take outside the guest's own memory: input, answer and what the guest allocates at the host. */
  readonly hostBytesMax: number;
  /** The driver's own section; null when `config` was not granted, and then every key is absent. */
  readonly config: Readonly<Record<string, string>> | null;
  readonly fs: readonly FsGrant[];
  /** False when `log` was not granted: lines are dropped. */
  readonly log: boolean;
  /** What it may ask the host for besides; nothing when absent. */
  readonly host?: HostGrants;
  /** A plain Extism plugin: what its variables may take, in bytes. Absent for drivers, which have none. */
  readonly variablesBytesMax?: number;
  /** Fuel for the initialisers, and the sign that the module is metered; absent when it is not. */
  readonly fuelAtStart?: number;
  /** Which of its calls leave a recording; none when absent. */
  readonly record?: RecordOptions;
  /** Answers it from these calls, the start first, instead of asking anybody. */
  readonly replay?: readonly RecordedCall[];
}

/** What the last call of an instance cost. */
export interface GuestUsage {
  /** Units of fuel; 0 when the module is not metered. */
  readonly fuelUsed: number;
  /** The instance's own linear memory as it stands, which never shrinks. */
  readonly memoryBytes: number;
  /** Calls of host functions that left the guest for JavaScript. */
  readonly hostCalls: number;
}

export const GUEST_LOG_LEVELS = ["trace", "debug", "info", "warn", "error"] as const;
export type GuestLogLevel = (typeof GUEST_LOG_LEVELS)[number];

/** The few things a runtime may ask of the thread it runs in. */
export interface GuestHooks {
  log(level: GuestLogLevel, message: string): void;
  /** Asks the host's thread and waits; absent where a guest must not wait. */
  readonly ask?: AskHost | undefined;
  /** Takes what an instance tells of itself; without it nothing is recorded. */
  note?(note: GuestNote): void;
  /** Stands before everything that the instance asks. */
  readonly tape?: Tape;
}

/** A live instance: one call at a time, in the thread that made it. After any fault but DRIVER_FAILED it must be discarded. */
export interface Guest {
  /** `fuelMax` is what a metered guest may spend on this call; without it, what was left over. */
  call(exportName: string, input: Uint8Array, fuelMax?: number): Uint8Array | Promise<Uint8Array>;
  usage(): GuestUsage;
  close(): void;
}

/** Turns a prepared module into a guest that has run its initialisers. Throws a GuestFault; never ends the thread. */
export interface Runtime {
  readonly name: RuntimeName;
  instantiate(module: WebAssembly.Module, options: GuestOptions, hooks: GuestHooks): Promise<Guest>;
}

/** What can go wrong inside a guest, by the host's own codes. */
export type FaultCode = Extract<ErrorCode, `DRIVER_${string}`>;

/** A guest's accident in the thread where it happened; the main side makes a HostError of it. */
export class GuestFault extends Error {
  readonly code: FaultCode;

  constructor(code: FaultCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = "GuestFault";
    this.code = code;
  }
}

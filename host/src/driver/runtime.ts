// What the driver room needs of a Wasm runtime: make an instance from prepared bytes, call an export with bytes, throw it away.

/** Names of the runtimes behind this interface; configuration chooses, or the module's shape does. */
export const RUNTIMES = ["extism", "assemblyscript"] as const;
export type RuntimeName = (typeof RUNTIMES)[number];

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
  readonly config: Readonly<Record<string, string>>;
  readonly fs: readonly FsGrant[];
  /** False when `log` was not granted: lines are dropped. */
  readonly log: boolean;
}

/** The few things a runtime may ask of the thread it runs in. */
export interface GuestHooks {
  log(level: "trace" | "debug" | "info" | "warn" | "error", message: string): void;
}

/** A live instance: one call at a time, synchronous, in the thread that made it. After any throw it must be discarded. */
export interface Guest {
  call(exportName: string, input: Uint8Array): Uint8Array;
  close(): void;
}

/** Turns prepared module bytes into a guest. Throws a GuestFault; never ends the thread. */
export interface Runtime {
  readonly name: RuntimeName;
  instantiate(module: WebAssembly.Module, options: GuestOptions, hooks: GuestHooks): Promise<Guest>;
}

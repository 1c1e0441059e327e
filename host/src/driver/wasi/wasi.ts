// The WASI preview 1 shim: gives one guest its files, clocks and randomness, and nothing that was not granted. Never node:wasi.
import { randomFillSync } from "node:crypto";
import { type Clock, systemClock } from "../../clock.ts";
import type { FsGrant } from "../runtime.ts";
import { clockFunctions } from "./clock-functions.ts";
import { directoryFunctions } from "./directory-functions.ts";
import { fdFunctions } from "./fd-functions.ts";
import { FdTable, type OpenStream } from "./fd-table.ts";
import { fileFunctions } from "./file-functions.ts";
import { toImport, type WasiImport } from "./function.ts";
import { openGrants } from "./grants.ts";
import { HardLinks } from "./hard-links.ts";
import { splitLines } from "./lines.ts";
import { GuestMemory, type MemorySource } from "./memory.ts";
import { openFunctions } from "./open.ts";
import { DEFAULT_WASI_LIMITS, type WasiLimits, type WasiParts } from "./parts.ts";
import { pathFunctions } from "./path-functions.ts";
import { processFunctions, WasiExit } from "./process-functions.ts";
import { RIGHT, STREAM_RIGHTS } from "./rights.ts";

export interface WasiOptions {
  readonly fs: readonly FsGrant[];
  /** Undefined as long as the guest's exports are not known; calls that need memory then answer FAULT. */
  readonly memory: MemorySource;
  /** Take one line each, without its end. */
  readonly stdout: (line: string) => void;
  readonly stderr: (line: string) => void;
  /** What a command finds as its arguments, its own name first; a driver has none. */
  readonly args?: readonly string[];
  /** `NAME=value` each; a driver has none. */
  readonly environment?: readonly string[];
  readonly clock?: Clock;
  /** Fills the bytes; node:crypto by default. */
  readonly random?: (bytes: Uint8Array) => void;
  /** Blocks the thread; a wait that `Worker.terminate` can end by default. */
  readonly sleep?: (ms: number) => void;
  /** Milliseconds until the running call's deadline; without it only `limits.sleepMsMax` bounds a sleep. */
  readonly remainingMs?: () => number;
  readonly limits?: Partial<WasiLimits>;
}

/** The shim of one guest. Its functions are synchronous and belong to the thread that the guest runs in. */
export interface Wasi {
  /** All functions of `wasi_snapshot_preview1`. They answer an errno; only proc_exit throws: a WasiExit. */
  readonly imports: Readonly<Record<string, WasiImport>>;
  /** Hands out what was printed without a line end: to be called when a call into the guest is over. */
  flush(): void;
  /** Closes every descriptor. Every call after it answers BADF where a descriptor is needed. */
  close(): void;
}

/** Opens the granted directories. Throws a GuestFault when one cannot be opened or this platform cannot confine a guest to it. */
export function createWasi(options: WasiOptions): Wasi {
  const limits = { ...DEFAULT_WASI_LIMITS, ...options.limits };
  const table = new FdTable(limits.openFdsMax);
  const lines = [options.stdout, options.stderr].map((take) => splitLines(limits.lineBytesMax, take));
  table.add(stream(RIGHT.fdRead, () => {}));
  for (const splitter of lines) table.add(stream(RIGHT.fdWrite, splitter.write));
  for (const directory of openGrants(options.fs)) table.add(directory);
  const parts: WasiParts = {
    memory: new GuestMemory(options.memory),
    table,
    links: new HardLinks(),
    args: options.args ?? [],
    environment: options.environment ?? [],
    clock: options.clock ?? systemClock,
    random: options.random ?? ((bytes) => void randomFillSync(bytes)),
    sleep: options.sleep ?? blockThread,
    remainingMs: options.remainingMs ?? (() => Number.POSITIVE_INFINITY),
    limits,
  };
  const flush = () => {
    for (const splitter of lines) splitter.flush();
  };
  return {
    imports: importsOf(parts),
    flush,
    close() {
      flush();
      table.closeAll();
    },
  };
}

// A guest can catch the exit as it can catch any exception of ours: from then on every call exits again.
function importsOf(parts: WasiParts): Record<string, WasiImport> {
  let ended: WasiExit | undefined;
  const exit = (exitCode: number): never => {
    ended = new WasiExit(exitCode);
    throw ended;
  };
  const beforeEach = () => {
    if (ended !== undefined) throw ended;
  };
  const functions = {
    ...processFunctions(parts, exit),
    ...clockFunctions(parts),
    ...fdFunctions(parts),
    ...fileFunctions(parts),
    ...directoryFunctions(parts),
    ...openFunctions(parts),
    ...pathFunctions(parts),
  };
  return Object.fromEntries(Object.entries(functions).map(([name, each]) => [name, toImport(each, beforeEach)]));
}

function stream(right: bigint, write: OpenStream["write"]): OpenStream {
  return { kind: "stream", write, rights: STREAM_RIGHTS | right, inheriting: 0n };
}

function blockThread(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

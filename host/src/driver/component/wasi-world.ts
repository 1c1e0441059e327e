// The functions of WASI 0.2 that are lent, by interface and name; each does what preview 1 does.
import type { HostFunctions } from "../host-functions/host-functions.ts";
import { tapedImports } from "../replay/wasi-tape.ts";
import type { GuestOptions } from "../runtime.ts";
import { createWasi } from "../wasi/wasi.ts";
import { CanonicalError } from "./canonical-heap.ts";
import type { Interfaces, Lent } from "./lent.ts";
import { Preview1 } from "./preview1.ts";
import { Descriptor, fileFunctions } from "./wasi-files.ts";
import { Pollable, Stream, streamFunctions } from "./wasi-streams.ts";

export interface Wasi02 {
  readonly functions: ReadonlyMap<string, Lent>;
  drop(value: unknown): void;
  flush(): void;
  close(): void;
}

const NANOSECONDS = 1_000_000_000n;
const CLOCK = { wall: 0, monotonic: 1 } as const;
const RANDOM_BYTES_MAX = 65_536;
const STDIN = 0;

/** Opens the granted directories. Throws a GuestFault when one cannot be opened. */
export function openWasi(options: GuestOptions, host: HostFunctions): Wasi02 {
  const shim: Preview1 = new Preview1(() => imports);
  const stdout = (line: string) => host.log("info", line);
  const stderr = (line: string) => host.log("warn", line);
  const memory = () => shim.memory;
  const { tape } = host;
  const wasi = createWasi({ fs: tape?.replays ? [] : options.fs, memory, stdout, stderr });
  const imports = tape ? tapedImports(wasi.imports, tape, { memory, fs: options.fs }) : wasi.imports;
  const functions = new Map<string, Lent>();
  for (const [name, lent] of Object.entries({
    ...processFunctions(shim),
    ...clockFunctions(shim),
    ...streamFunctions(shim),
    ...fileFunctions(shim),
  })) {
    for (const [own, run] of Object.entries(lent)) functions.set(`${name} ${own}`, run);
  }
  return {
    functions,
    drop(value) {
      if (value instanceof Descriptor) value.close(shim);
    },
    flush: () => wasi.flush(),
    close: () => wasi.close(),
  };
}

function processFunctions(shim: Preview1): Interfaces {
  const random = (length: unknown) => {
    const bytes = Number(length);
    if (!(bytes <= RANDOM_BYTES_MAX)) throw new CanonicalError(`${bytes} random bytes at once are too many`);
    return shim.random(bytes);
  };
  const number = () => new DataView(shim.random(8).buffer).getBigUint64(0, true);
  const none = () => undefined;
  return {
    "wasi:cli/environment": { "get-environment": () => [], "get-arguments": () => [], "initial-cwd": none },
    "wasi:cli/exit": {
      exit: (status) => shim.call("proc_exit", "error" in (status as object) ? 1 : 0),
    },
    "wasi:cli/stdin": { "get-stdin": () => new Stream(STDIN, undefined) },
    "wasi:cli/stdout": { "get-stdout": () => new Stream(1, undefined) },
    "wasi:cli/stderr": { "get-stderr": () => new Stream(2, undefined) },
    "wasi:cli/terminal-stdin": { "get-terminal-stdin": none },
    "wasi:cli/terminal-stdout": { "get-terminal-stdout": none },
    "wasi:cli/terminal-stderr": { "get-terminal-stderr": none },
    "wasi:random/random": { "get-random-bytes": random, "get-random-u64": number },
    "wasi:random/insecure": { "get-insecure-random-bytes": random, "get-insecure-random-u64": number },
    "wasi:random/insecure-seed": { "insecure-seed": () => [number(), number()] },
  };
}

function clockFunctions(shim: Preview1): Interfaces {
  const read = (name: "clock_time_get" | "clock_res_get", clock: number) => {
    if (name === "clock_time_get") shim.call(name, clock, 1n, shim.resultAt);
    else shim.call(name, clock, shim.resultAt);
    return shim.resultU64();
  };
  const moment = (nanoseconds: bigint) => ({
    seconds: nanoseconds / NANOSECONDS,
    nanoseconds: Number(nanoseconds % NANOSECONDS),
  });
  const now = () => read("clock_time_get", CLOCK.monotonic);
  return {
    "wasi:clocks/wall-clock": {
      now: () => moment(read("clock_time_get", CLOCK.wall)),
      resolution: () => moment(read("clock_res_get", CLOCK.wall)),
    },
    "wasi:clocks/monotonic-clock": {
      now,
      resolution: () => read("clock_res_get", CLOCK.monotonic),
      "subscribe-instant": (when) => new Pollable(BigInt(when as number | bigint)),
      "subscribe-duration": (length) => new Pollable(now() + BigInt(length as number | bigint)),
    },
  };
}

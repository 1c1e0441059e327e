// A thread that runs one WASI command on the shim, as the public test suite wants it run: its directory as /, its own exit code, what it printed.
/// <reference path="../../host/src/driver/webassembly.d.ts" />
import { readFileSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import { WasiExit } from "#host/driver/wasi/process-functions";
import { createWasi } from "#host/driver/wasi/wasi";

/** What the thread is born with. */
export interface CommandBirth {
  /** Path of the .wasm file. */
  readonly file: string;
  /** The directory that the command sees as /; none when absent. */
  readonly root?: string;
  readonly args: readonly string[];
  readonly environment: readonly string[];
}

/** What became of the command. */
export interface CommandEnd {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

if (parentPort) parentPort.postMessage(run(workerData as CommandBirth));

function run({ file, root, args, environment }: CommandBirth): CommandEnd {
  const printed = { stdout: [] as string[], stderr: [] as string[] };
  let memory: WebAssembly.Memory | undefined;
  const wasi = createWasi({
    fs: root === undefined ? [] : [{ guest: "/", host: root, mode: "rw" }],
    ...{ args, environment, memory: () => memory },
    stdout: (line) => printed.stdout.push(line),
    stderr: (line) => printed.stderr.push(line),
  });
  const module = new WebAssembly.Module(readFileSync(file));
  const { exports } = new WebAssembly.Instance(module, { wasi_snapshot_preview1: { ...wasi.imports } });
  memory = exports["memory"] as WebAssembly.Memory;
  let exitCode = 0;
  try {
    (exports["_start"] as () => void)();
  } catch (error) {
    if (!(error instanceof WasiExit)) printed.stderr.push(String(error));
    exitCode = error instanceof WasiExit ? error.exitCode : 134;
  }
  wasi.close();
  return { exitCode, stdout: printed.stdout.join("\n"), stderr: printed.stderr.join("\n") };
}

// What the sections of the driver bench share: the guest that they call, its options, and the loops that are timed.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { GuestOptions } from "#host/driver/runtime";
import { findCompiler } from "./build-drivers-recipe.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const SOURCE = "scripts/bench/driver/guest.c";
export const OPTIONS: GuestOptions = {
  ...{ driver: "bench", memoryPagesMax: 64, outputBytesMax: 4_194_304, hostBytesMax: 71_303_168 },
  ...{ config: null, fs: [], log: false },
};

// What a call may spend: far more than any of these does.
export const FUEL = 2_000_000_000;

/** Prints what ours costs beside others, in microseconds; the first of them is what it is held against. */
export type Row = (
  name: string,
  ours: number,
  others: Readonly<Record<string, number>>,
  /** Why the row says nothing of the product here. */
  unjudged?: string,
) => void;

export interface Modules {
  readonly compiled: WebAssembly.Module;
  readonly ours: WebAssembly.Module;
}

/** The guest as its compiler wrote it. */
export async function compileGuest(): Promise<Uint8Array<ArrayBuffer>> {
  const compiler = await findCompiler(ROOT, "c");
  if ("missing" in compiler) throw new Error(compiler.missing);
  const { bytes } = await compiler.compile({
    name: "bench",
    folder: "scripts/bench/driver",
    kit: "sdk/guest/c",
    shared: [],
    recipe: { language: "c", library: "none", stackBytes: 65_536 },
    manifest: {
      name: "bench",
      version: "1.0.0",
      kind: "volume",
      abi: "1.0",
      permissions: [],
      limits: { memoryPages: 64 },
    },
    files: new Map([[SOURCE, new Uint8Array(readFileSync(`${ROOT}/${SOURCE}`))]]),
    digest: "",
  });
  return new Uint8Array(bytes);
}

export function repeat(times: number, work: () => void): void {
  for (let count = 0; count < times; count++) work();
}

export async function repeatInTurn(times: number, work: (at: number) => Promise<unknown>): Promise<void> {
  for (let count = 0; count < times; count++) await work(count);
}

/** `times` calls in each of the lanes at once. */
export async function inFlight(times: number, lanes: number, work: (lane: number) => Promise<unknown>): Promise<void> {
  await Promise.all(Array.from({ length: lanes }, (_, lane) => repeatInTurn(times, () => work(lane))));
}

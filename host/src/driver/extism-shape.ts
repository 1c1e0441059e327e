// What a prepared Extism guest looks like to both runtimes that run it: its initialisers and its need of WASI.
import type { HostFunctions } from "./host-functions/host-functions.ts";
import { type Initialiser, preparedName, START_EXPORT, WASI_NAMESPACE } from "./prepared-names.ts";
import type { GuestOptions } from "./runtime.ts";
import type { Wasi } from "./wasi/wasi.ts";

/** What to call before anything else, in the order of the reference implementation; the start section's function comes first, as it would have. */
export function initialisersIn(exports: WebAssembly.Instance["exports"]): string[] {
  const has = (name: Initialiser) => typeof exports[preparedName(name)] === "function";
  const names: Initialiser[] = has("hs_init")
    ? has("_initialize")
      ? ["_initialize", "hs_init"]
      : ["hs_init"]
    : has("__wasm_call_ctors")
      ? ["__wasm_call_ctors"]
      : has("_initialize")
        ? ["_initialize"]
        : [];
  const start = typeof exports[START_EXPORT] === "function" ? [START_EXPORT] : [];
  return [...start, ...names.map(preparedName)];
}

/** The shim, loaded for those that need it only: most guests touch no files. */
export async function wasiFor(
  module: WebAssembly.Module,
  options: GuestOptions,
  host: HostFunctions,
  memory: () => WebAssembly.Memory | undefined,
): Promise<Wasi | undefined> {
  if (!WebAssembly.Module.imports(module).some((wanted) => wanted.module === WASI_NAMESPACE)) return undefined;
  const { createWasi } = await import("./wasi/wasi.ts");
  const stdout = (line: string) => host.log("info", line);
  const { tape } = host;
  const fs = tape?.replays ? [] : options.fs;
  const wasi = createWasi({ fs, memory, stdout, stderr: (line: string) => host.log("warn", line) });
  return { ...wasi, imports: await watched(wasi.imports, host, { memory, fs: options.fs }) };
}

/** Past the tape, and past who wants to know which directories are used. */
async function watched(
  imports: Wasi["imports"],
  { tape, uses }: HostFunctions,
  { memory, fs }: { readonly memory: () => WebAssembly.Memory | undefined; readonly fs: GuestOptions["fs"] },
): Promise<Wasi["imports"]> {
  let passed = imports;
  if (tape) passed = (await import("./replay/wasi-tape.ts")).tapedImports(passed, tape, { memory, fs });
  if (uses && fs.length > 0)
    passed = (await import("./wasi/file-uses.ts")).watchedImports(passed, { fs, memory }, uses);
  return passed;
}

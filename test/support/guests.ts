// Guests without a host: the compiled module, text in and text out, so that a test sees what a kit does and nothing else.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { instantiate } from "@assemblyscript/loader";
import { createWasi } from "#host/driver/wasi/wasi";
import { findCompiler, kitFolder } from "#scripts/build-drivers-recipe";
import type { Contract } from "#sdk/abi";
import type { Compiler } from "#sdk/build/compiler";
import { guestLanguage } from "#sdk/build/languages";
import { readKit } from "#sdk/build/source";
import { emitAssemblyScript } from "#sdk/generate/assemblyscript";
import { emitC } from "#sdk/generate/c";
import { emitCpp } from "#sdk/generate/cpp";
import type { Emitter } from "#sdk/generate/file";
import { emitGo } from "#sdk/generate/go";
import { emitRust } from "#sdk/generate/rust";
import { emitTypeScriptGuest } from "#sdk/generate/typescript-guest";

/** A guest under test. Inputs that are bytes go to it as they are. */
export interface BareGuest {
  call(exportName: string, input: string | Uint8Array): string;
  readonly logged: string[];
  memoryBytes(): number;
}

/** How a kit is put to the test: its emitter, the name of a driver's one source file, and the rest of its recipe. */
interface KitUnderTest {
  readonly emit: Emitter;
  readonly entry: string;
  readonly recipe: Readonly<Record<string, unknown>>;
  /** What must stand beside the source file, by name. */
  readonly beside?: Readonly<Record<string, string>>;
  /** Runs what it compiles to. */
  readonly run: (bytes: Uint8Array, config: Readonly<Record<string, string>>) => Promise<BareGuest>;
}

/** The kits that the suites are run over; a new language is a row. */
export const KITS = {
  assemblyscript: {
    emit: emitAssemblyScript,
    entry: "driver.ts",
    recipe: { entry: "driver.ts" },
    run: (bytes, config) => assemblyScriptGuest(bytes, config),
  },
  typescript: {
    emit: emitTypeScriptGuest,
    entry: "driver.ts",
    recipe: { entry: "driver.ts" },
    run: (bytes, config) => extismGuest(bytes, config, wasiOf),
  },
  c: {
    emit: emitC,
    entry: "driver.c",
    recipe: { library: "none", stackBytes: 65_536 },
    run: (bytes, config) => extismGuest(bytes, config),
  },
  cpp: {
    emit: emitCpp,
    entry: "driver.cpp",
    recipe: { stackBytes: 65_536 },
    run: (bytes, config) => extismGuest(bytes, config, wasiOf),
  },
  rust: {
    emit: emitRust,
    entry: "lib.rs",
    recipe: { entry: "lib.rs", stackBytes: 65_536 },
    run: (bytes, config) => extismGuest(bytes, config),
  },
  go: {
    emit: emitGo,
    entry: "main.go",
    recipe: {},
    beside: {
      "go.mod": "module under-test\ngo 1.24\nrequire holdfast v0.0.0\nreplace holdfast => ../../sdk/guest/go\n",
    },
    run: (bytes, config) => extismGuest(bytes, config, wasiOf),
  },
} as const satisfies Record<string, KitUnderTest>;

export type Language = keyof typeof KITS;
export const LANGUAGES = Object.keys(KITS) as readonly Language[];
export const ROOT = process.cwd();

/** The committed file of a driver. */
export function committedDriver(name: string): Uint8Array {
  return readFileSync(join(ROOT, "drivers-wasm", name, `${name}.wasm`));
}

/** The compiler, or the reason to skip a test that needs it. */
export async function compilerOrReason(language: Language): Promise<Compiler | string> {
  const found = await findCompiler(ROOT, language);
  return "missing" in found ? found.missing : found;
}

/** Compiles a driver of one source file against freshly generated bindings. */
export async function compileAgainst(contract: Contract, language: Language, source: string): Promise<Uint8Array> {
  const compiler = await compilerOrReason(language);
  const known = guestLanguage(language);
  if (known === undefined) throw new Error(`${language} is no language of a kit`);
  if (typeof compiler === "string") throw new Error(compiler);
  const folder = "drivers-wasm/under-test";
  const { emit, entry, recipe, beside = {} }: KitUnderTest = KITS[language];
  const text = new TextEncoder();
  const files = new Map(readKit(ROOT, kitFolder(language), known));
  for (const file of emit(contract)) files.set(`sdk/guest/${language}/generated/${file.path}`, text.encode(file.text));
  for (const [name, content] of Object.entries({ ...beside, [entry]: source }))
    files.set(`${folder}/${name}`, text.encode(content));
  const { bytes } = await compiler.compile({
    name: "under-test",
    folder,
    kit: kitFolder(language),
    recipe: { language, ...recipe },
    manifest: {
      name: "under-test",
      version: "1.0.0",
      kind: contract.name,
      abi: "1.0",
      permissions: [],
      limits: { memoryPages: 1024 },
    },
    files,
    digest: "",
  });
  return bytes;
}

/** A plain AssemblyScript guest through @assemblyscript/loader. */
export async function assemblyScriptGuest(
  bytes: Uint8Array,
  config: Readonly<Record<string, string>> = {},
): Promise<BareGuest> {
  const logged: string[] = [];
  const text = (pointer: number) => linked.exports.__getString(pointer) ?? "";
  const linked = await instantiate<Record<string, unknown>>(new Uint8Array(bytes).buffer, {
    env: {
      abort(message: number) {
        throw new Error(`abort: ${text(message)}`);
      },
    },
    holdfast: {
      log: (_level: number, message: number) => void logged.push(text(message)),
      config_get(key: number) {
        const value = config[text(key)];
        return value === undefined ? 0 : linked.exports.__newString(value);
      },
    },
  });
  const { exports } = linked;
  return {
    logged,
    memoryBytes: () => exports.memory?.buffer.byteLength ?? 0,
    call(name, input) {
      const given = typeof input === "string" ? input : new TextDecoder().decode(input);
      const pointer = exports.__pin(exports.__newString(given));
      const answer = text((exports[name] as (input: number) => number)(pointer));
      exports.__unpin(pointer);
      return answer;
    },
  };
}

/**
 * An Extism guest on an environment of a few lines, which keeps its blocks in one growing array. `more` adds namespaces;
 * a reactor's `_initialize` is called.
 */
export async function extismGuest(
  bytes: Uint8Array,
  config: Readonly<Record<string, string>> = {},
  more: (memory: () => WebAssembly.Memory) => WebAssembly.Imports = () => ({}),
): Promise<BareGuest> {
  const logged: string[] = [];
  const blocks = createBlocks();
  const log = (handle: bigint) => void logged.push(blocks.text(handle));
  let input: Uint8Array = new Uint8Array();
  let output = "";
  const view = () => new DataView(input.buffer, input.byteOffset, input.byteLength);
  const environment = {
    ...blocks.functions,
    input_length: () => BigInt(input.length),
    input_load_u8: (at: bigint) => view().getUint8(Number(at)),
    input_load_u64: (at: bigint) => view().getBigUint64(Number(at), true),
    output_set: (handle: bigint, length: bigint) => {
      output = blocks.text(handle, Number(length));
    },
    config_get: (key: bigint) => blocks.put(config[blocks.text(key)]),
    error_set: (message: bigint) => {
      output = `error: ${blocks.text(message)}`;
    },
    log_trace: log,
    log_debug: log,
    log_info: log,
    log_warn: log,
    log_error: log,
  };
  const module = await WebAssembly.compile(new Uint8Array(bytes));
  const memory = (): WebAssembly.Memory => instance.exports["memory"] as WebAssembly.Memory;
  const instance = await WebAssembly.instantiate(module, { "extism:host/env": environment, ...more(() => memory()) });
  const initialize = instance.exports["_initialize"];
  if (typeof initialize === "function") initialize();
  return {
    logged,
    memoryBytes: () => memory().buffer.byteLength,
    call(name, given) {
      input = typeof given === "string" ? new TextEncoder().encode(given) : given;
      blocks.clear();
      output = "";
      (instance.exports[name] as () => number)();
      return output;
    },
  };
}

/** WASI as the host gives it, without directories. */
function wasiOf(memory: () => WebAssembly.Memory): WebAssembly.Imports {
  const shim = createWasi({ fs: [], memory, stdout: () => {}, stderr: () => {} });
  return { wasi_snapshot_preview1: { ...shim.imports } };
}

function createBlocks() {
  const FIRST = 8;
  let memory = new Uint8Array(1 << 16);
  let used = FIRST;
  const lengths = new Map<bigint, number>();
  const view = () => new DataView(memory.buffer);
  const alloc = (length: bigint) => {
    const handle = BigInt(used);
    used += Number(length);
    while (used > memory.length) {
      const larger = new Uint8Array(memory.length * 2);
      larger.set(memory);
      memory = larger;
    }
    lengths.set(handle, Number(length));
    return handle;
  };
  const text = (handle: bigint, length = lengths.get(handle) ?? 0) =>
    new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(
      memory.subarray(Number(handle), Number(handle) + length),
    );
  const put = (value: string | undefined) => {
    if (value === undefined) return 0n;
    const bytes = new TextEncoder().encode(value);
    const handle = alloc(BigInt(bytes.length));
    memory.set(bytes, Number(handle));
    return handle;
  };
  const clear = () => {
    used = FIRST;
    lengths.clear();
  };
  const functions = {
    alloc,
    free: () => {},
    length: (handle: bigint) => BigInt(lengths.get(handle) ?? 0),
    load_u8: (handle: bigint) => memory[Number(handle)] ?? 0,
    load_u64: (handle: bigint) => view().getBigUint64(Number(handle), true),
    store_u8: (handle: bigint, value: number) => view().setUint8(Number(handle), value),
    store_u64: (handle: bigint, value: bigint) => view().setBigUint64(Number(handle), value, true),
  };
  return { functions, text, put, clear };
}

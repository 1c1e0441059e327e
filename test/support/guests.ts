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
import { emitZig } from "#sdk/generate/zig";
import { createBlocks } from "./guest-blocks.ts";

/** A guest under test. Inputs that are bytes go to it as they are. */
export interface BareGuest {
  call(exportName: string, input: string | Uint8Array): string;
  readonly logged: string[];
  /** What the host's functions were asked, in order. */
  readonly asked: Asked[];
  memoryBytes(): number;
}

export interface Asked {
  readonly name: string;
  readonly request: unknown;
}

/** What the host's functions are to answer; without it there are none. */
export type HostAnswers = (asked: Asked) => unknown;

type Config = Readonly<Record<string, string>>;

/** How a kit is put to the test: its emitter, the name of a driver's one source file, and the rest of its recipe. */
interface KitUnderTest {
  readonly emit: Emitter;
  readonly entry: string;
  readonly recipe: Readonly<Record<string, unknown>>;
  /** What must stand beside the source file, by name. */
  readonly beside?: Readonly<Record<string, string>>;
  /** Runs what it compiles to. */
  readonly run: (bytes: Uint8Array, config: Config, host?: HostAnswers) => Promise<BareGuest>;
}

/** The kits that the suites are run over; a new language is a row. */
const ALL_KITS = {
  assemblyscript: {
    emit: emitAssemblyScript,
    entry: "driver.ts",
    recipe: { entry: "driver.ts" },
    run: assemblyScriptGuest,
  },
  typescript: {
    emit: emitTypeScriptGuest,
    entry: "driver.ts",
    recipe: { entry: "driver.ts" },
    run: (bytes, config, host) => extismGuest(bytes, config, wasiOf, host),
  },
  c: {
    emit: emitC,
    entry: "driver.c",
    recipe: { library: "none", stackBytes: 65_536 },
    run: (bytes, config, host) => extismGuest(bytes, config, undefined, host),
  },
  cpp: {
    emit: emitCpp,
    entry: "driver.cpp",
    recipe: { stackBytes: 65_536 },
    run: (bytes, config, host) => extismGuest(bytes, config, wasiOf, host),
  },
  rust: {
    emit: emitRust,
    entry: "lib.rs",
    recipe: { entry: "lib.rs", stackBytes: 65_536 },
    run: (bytes, config, host) => extismGuest(bytes, config, undefined, host),
  },
  go: {
    emit: emitGo,
    entry: "main.go",
    recipe: {},
    beside: {
      "go.mod": "module under-test\ngo 1.24\nrequire holdfast v0.0.0\nreplace holdfast => ../../sdk/guest/go\n",
    },
    run: (bytes, config, host) => extismGuest(bytes, config, wasiOf, host),
  },
  zig: {
    emit: emitZig,
    entry: "driver.zig",
    recipe: { entry: "driver.zig", stackBytes: 65_536 },
    run: (bytes, config, host) => extismGuest(bytes, config, undefined, host),
  },
} as const satisfies Record<string, KitUnderTest>;

export type Language = keyof typeof ALL_KITS;
export const KITS: Readonly<Record<Language, KitUnderTest>> = ALL_KITS;
export const LANGUAGES = Object.keys(ALL_KITS) as readonly Language[];
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
    shared: [],
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
  config: Config = {},
  host?: HostAnswers,
): Promise<BareGuest> {
  const logged: string[] = [];
  const asked: Asked[] = [];
  const text = (pointer: number) => linked.exports.__getString(pointer) ?? "";
  const linked = await instantiate<Record<string, unknown>>(new Uint8Array(bytes).buffer, {
    env: {
      abort(message: number) {
        throw new Error(`abort: ${text(message)}`);
      },
    },
    holdfast: functionsOf(
      {
        log: (_level: number, message: number) => void logged.push(text(message)),
        config_get(key: number) {
          const value = config[text(key)];
          return value === undefined ? 0 : linked.exports.__newString(value);
        },
      },
      (name) => (request: number) => linked.exports.__newString(ask(asked, host, { name, json: text(request) })),
    ),
  });
  const { exports } = linked;
  return {
    logged,
    asked,
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
  config: Config = {},
  more: (memory: () => WebAssembly.Memory) => WebAssembly.Imports = () => ({}),
  host?: HostAnswers,
): Promise<BareGuest> {
  const logged: string[] = [];
  const asked: Asked[] = [];
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
  const user = functionsOf(
    {},
    (name) => (request: bigint) => blocks.put(ask(asked, host, { name, json: blocks.text(request) })),
  );
  const instance = await WebAssembly.instantiate(module, {
    "extism:host/env": environment,
    "extism:host/user": user,
    ...more(() => memory()),
  });
  const initialize = instance.exports["_initialize"];
  if (typeof initialize === "function") initialize();
  return {
    logged,
    asked,
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

/** Functions of any name: those that are given, and for every other one what `make` makes of its name. */
function functionsOf(given: Record<string, unknown>, make: (name: string) => unknown): Record<string, unknown> {
  return new Proxy(given, { get: (known, name) => Reflect.get(known, name) ?? make(String(name)) });
}

function ask(asked: Asked[], host: HostAnswers | undefined, { name, json }: { name: string; json: string }): string {
  const question = { name, request: JSON.parse(json) };
  asked.push(question);
  if (host === undefined) throw new Error(`nobody answers ${name}`);
  return JSON.stringify(host(question));
}

/** WASI as the host gives it, without directories. */
function wasiOf(memory: () => WebAssembly.Memory): WebAssembly.Imports {
  const shim = createWasi({ fs: [], memory, stdout: () => {}, stderr: () => {} });
  return { wasi_snapshot_preview1: { ...shim.imports } };
}

// The compilers that scripts/toolchains installs, each as one function from sources to the bytes of a module.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { DriverSource, Recipe } from "./build-drivers-recipe.ts";

/** What came of compiling one driver. */
export interface Compiled {
  readonly bytes: Uint8Array;
  /** What a person would type to the same effect, from the root. */
  readonly command: string;
}

export interface Compiler {
  /** Exact, from the installed package. */
  readonly toolchain: string;
  /** Throws an Error with the compiler's own words. */
  compile(driver: DriverSource): Promise<Compiled>;
}

/** A compiler that is not there; `missing` says which and how to get it. */
export interface MissingCompiler {
  readonly missing: string;
}

const PACKAGES = {
  assemblyscript: { name: "assemblyscript", module: "dist/asc.js" },
  c: { name: "@yowasp/clang", module: "gen/bundle.js" },
} as const;
const INSTALL = "run `npm ci --prefix scripts/toolchains`";
const PAGE_BYTES = 65536;
// A driver that says nothing gets a megabyte.
const MEMORY_PAGES_DEFAULT = 16;

/** The compiler for a language in the version that scripts/toolchains pins. */
export function findCompiler(root: string, language: Recipe["language"]): Compiler | MissingCompiler {
  const folder = join(root, "scripts/toolchains");
  const { name, module } = PACKAGES[language];
  const pinned = readPackage(folder).devDependencies?.[name];
  const place = join(folder, "node_modules", name);
  if (!existsSync(join(place, "package.json"))) return { missing: `${name} ${pinned} is not installed: ${INSTALL}` };
  const { version } = readPackage(place);
  if (version !== pinned) return { missing: `${name} is ${version}, ${pinned} is pinned: ${INSTALL}` };
  const compile = language === "c" ? compileC : compileAssemblyScript;
  const url = pathToFileURL(join(place, module)).href;
  return { toolchain: `${name} ${version}`, compile: (driver) => compile(driver, url) };
}

function readPackage(folder: string): { version?: string; devDependencies?: Record<string, string> } {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
}

function memoryPages(driver: DriverSource): number {
  return driver.manifest.limits?.memoryPages ?? MEMORY_PAGES_DEFAULT;
}

/** The part of asc's interface that is used here. */
interface Asc {
  main(
    argv: readonly string[],
    io: {
      readFile(name: string): string | null;
      writeFile(name: string, contents: Uint8Array | string): void;
      listFiles(): string[];
    },
  ): Promise<{ error: Error | null; stderr: { toString(): string } }>;
}

async function compileAssemblyScript(driver: DriverSource, url: string): Promise<Compiled> {
  if (driver.recipe.language !== "assemblyscript") throw new Error(`${driver.name} is not written in AssemblyScript`);
  const { main } = (await import(url)) as Asc;
  const args = [
    `${driver.folder}/${driver.recipe.entry}`,
    "--outFile",
    `${driver.name}.wasm`,
    ...["--exportRuntime", "--runtime", "incremental", "--maximumMemory", String(memoryPages(driver)), "-Os"],
  ];
  let bytes: Uint8Array | undefined;
  // Only the driver's own sources and its kit exist for the compiler, under names without this machine's paths.
  const result = await main(args, {
    readFile: (name) => {
      const found = driver.files.get(name);
      return found === undefined ? null : new TextDecoder().decode(found);
    },
    writeFile: (_name, contents) => {
      if (typeof contents !== "string") bytes = contents;
    },
    listFiles: () => [],
  });
  if (result.error || bytes === undefined) throw new Error(`asc: ${result.stderr}${result.error?.message ?? ""}`);
  return { bytes, command: `asc ${args.join(" ")}` };
}

type Tree = { [name: string]: Tree | Uint8Array };

/** The part of the clang package's interface that is used here. */
interface Clang {
  readonly commands: { clang(args: readonly string[], files: Tree, io: ClangOptions): Promise<Tree> };
  /** With null for the arguments it only loads. */
  runLLVM(args: null, files: Tree, io: ClangOptions): Promise<void>;
}
interface ClangOptions {
  stderr?(bytes: Uint8Array | null): void;
  fetchProgress?(): void;
  decodeASCII?: boolean;
}

async function compileC(driver: DriverSource, url: string): Promise<Compiled> {
  if (driver.recipe.language !== "c") throw new Error(`${driver.name} is not written in C`);
  const { commands, runLLVM } = (await import(url)) as Clang;
  // Loads the compiler without telling how far it is on standard output.
  await runLLVM(null, {}, { fetchProgress: () => {} });
  const output = `${driver.name}.wasm`;
  const args = [
    ...(driver.recipe.library === "none"
      ? ["--target=wasm32", "-nostdlib", "-fno-builtin", "-Wl,--no-entry"]
      : ["--target=wasm32-wasip1", "-mexec-model=reactor"]),
    ...["-std=c11", "-Os", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-Isdk/guest/c", "-Wl,--strip-all"],
    `-Wl,-z,stack-size=${driver.recipe.stackBytes}`,
    `-Wl,--max-memory=${memoryPages(driver) * PAGE_BYTES}`,
    ...["-o", output],
    ...[...driver.files.keys()].filter((path) => path.endsWith(".c")),
  ];
  const said: Uint8Array[] = [];
  try {
    // Its file system is in memory: no wasm-opt of this machine can slip in and change the bytes.
    const made = await commands.clang(args, treeOf(driver.files), {
      stderr: (bytes) => {
        if (bytes) said.push(bytes.slice());
      },
      decodeASCII: false,
    });
    const bytes = made[output];
    if (!(bytes instanceof Uint8Array)) throw new Error("it wrote no module");
    return { bytes, command: `clang ${args.join(" ")}` };
  } catch (error) {
    throw new Error(`clang: ${Buffer.concat(said).toString()}${error instanceof Error ? error.message : ""}`, {
      cause: error,
    });
  }
}

function treeOf(files: ReadonlyMap<string, Uint8Array>): Tree {
  const tree: Tree = {};
  for (const [path, bytes] of files) {
    const parts = path.split("/");
    const name = parts.pop() as string;
    let place = tree;
    for (const part of parts) {
      const next = (place[part] ?? {}) as Tree;
      place[part] = next;
      place = next;
    }
    place[name] = bytes;
  }
  return tree;
}

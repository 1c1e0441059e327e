// C: clang as a WebAssembly program of its own, which npm installs and which runs in this process on sources in memory.
import { cSkeleton } from "../generate/skeleton-c.ts";
import type { Compiled, DriverSource, GuestLanguage, Recipe } from "./compiler.ts";
import { findPackage } from "./npm-compiler.ts";
import { memoryPagesOf } from "./source.ts";

const PACKAGE = { name: "@yowasp/clang", version: "22.0.0-git20542-10", file: "gen/bundle.js" } as const;
const PAGE_BYTES = 65_536;

export const C: GuestLanguage = {
  name: "c",
  title: "C",
  sources: /\.[ch]$/,
  recipeProblem: ({ library, stackBytes }: Recipe) =>
    (library === "wasi-libc" || library === "none") && Number.isSafeInteger(stackBytes)
      ? undefined
      : '{"language": "c", "library": "wasi-libc" or "none", "stackBytes": NUMBER}',
  async findCompiler(places) {
    const found = findPackage(PACKAGE, places);
    if ("missing" in found) return found;
    return { toolchain: found.toolchain, pinned: true, compile: (driver) => compile(driver, found.url) };
  },
  skeleton: (contract) => cSkeleton(contract, PACKAGE),
};

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

async function compile(driver: DriverSource, url: string): Promise<Compiled> {
  const { commands, runLLVM } = (await import(url)) as Clang;
  // Loads the compiler without telling how far it is on standard output.
  await runLLVM(null, {}, { fetchProgress: () => {} });
  const output = `${driver.name}.wasm`;
  const args = [
    ...(driver.recipe["library"] === "none"
      ? ["--target=wasm32", "-nostdlib", "-fno-builtin", "-Wl,--no-entry"]
      : ["--target=wasm32-wasip1", "-mexec-model=reactor"]),
    ...["-std=c11", "-Os", "-Wall", "-Wextra", "-Wpedantic", "-Werror", `-I${driver.kit}`, "-Wl,--strip-all"],
    `-Wl,-z,stack-size=${driver.recipe["stackBytes"]}`,
    `-Wl,--max-memory=${memoryPagesOf(driver) * PAGE_BYTES}`,
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

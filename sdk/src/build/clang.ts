// Clang as a WebAssembly program of its own, which npm installs and which runs in this process on sources in memory.
import type { Compiled, CompilerPlaces, DriverSource, MissingCompiler } from "./compiler.ts";
import { type FoundPackage, findPackage } from "./npm-compiler.ts";

/** In the one version that makes our bytes. */
export const CLANG_PACKAGE = { name: "@yowasp/clang", version: "22.0.0-git20542-10", file: "gen/bundle.js" } as const;

/** The package, in the one version that makes our bytes. */
export function findClang(places: CompilerPlaces): FoundPackage | MissingCompiler {
  return findPackage(CLANG_PACKAGE, places);
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

/** Runs clang; the arguments must name `<driver>.wasm` as the output. Throws an Error with its own words. */
export async function compileWithClang(driver: DriverSource, url: string, args: readonly string[]): Promise<Compiled> {
  const { commands, runLLVM } = (await import(url)) as Clang;
  // Loads the compiler without telling how far it is on standard output.
  await runLLVM(null, {}, { fetchProgress: () => {} });
  const said: Uint8Array[] = [];
  try {
    // Its file system is in memory: no wasm-opt of this machine can slip in and change the bytes.
    const made = await commands.clang(args, treeOf(driver.files), {
      stderr: (bytes) => {
        if (bytes) said.push(bytes.slice());
      },
      decodeASCII: false,
    });
    const bytes = made[`${driver.name}.wasm`];
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

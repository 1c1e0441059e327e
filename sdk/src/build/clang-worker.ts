// The program of the process that clang runs in: loads it once, then compiles one driver after the other until nobody is left who asks.
import { readFileSync } from "node:fs";
import type { ClangAnswer, ClangRequest } from "./clang.ts";

type Tree = { [name: string]: Tree | Uint8Array };

/** The part of the clang package's interface that is used here. */
interface Clang {
  readonly commands: { clang(args: readonly string[], files: Tree, io: ClangOptions): Promise<Tree> };
  /** With null for the arguments it only loads. */
  runLLVM(args: null, files: Tree, io: ClangOptions): Promise<void>;
}
interface ClangOptions {
  stdout?(bytes: Uint8Array | null): void;
  stderr?(bytes: Uint8Array | null): void;
  fetchProgress?(): void;
  decodeASCII?: boolean;
}

// A module works at import time only here, in a process's own entry.
let before: Promise<unknown> = Promise.resolve();
process.on("message", (request: ClangRequest) => {
  before = before.then(async () => process.connected && process.send?.(await answer(request)));
});

async function answer({ id, url, args, files, kept = new Map(), output }: ClangRequest): Promise<ClangAnswer> {
  const said: Uint8Array[] = [];
  try {
    const { commands, runLLVM } = (await import(url)) as Clang;
    // Loads the compiler without telling how far it is on standard output.
    await runLLVM(null, {}, { fetchProgress: () => {} });
    // Its file system is in memory: no wasm-opt of this machine can slip in and change the bytes.
    const disk = [...kept].map(([path, place]) => [path, new Uint8Array(readFileSync(place))] as const);
    const out: Uint8Array[] = [];
    const made = await commands.clang(args, treeOf([...files, ...disk]), {
      stdout: (bytes) => {
        if (bytes) out.push(bytes.slice());
      },
      stderr: (bytes) => {
        if (bytes) said.push(bytes.slice());
      },
      decodeASCII: false,
    });
    const bytes = output === "-" ? new Uint8Array(Buffer.concat(out)) : made[output];
    if (!(bytes instanceof Uint8Array)) throw new Error("it wrote no module");
    return { id, bytes };
  } catch (error) {
    return { id, failure: `${Buffer.concat(said).toString()}${error instanceof Error ? error.message : ""}` };
  }
}

function treeOf(files: Iterable<readonly [string, Uint8Array]>): Tree {
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

// The program of the process that clang runs in: loads it once, then compiles one driver after the other until nobody is left who asks.
import { readFileSync } from "node:fs";
import type { ClangAnswer, ClangRequest } from "./clang.ts";

type Tree = { [name: string]: Tree | Uint8Array };

/** The part of the clang package's interface that is used here. */
interface Clang {
  readonly commands: { clang(args: readonly string[], files: Tree, io: ClangOptions): Promise<Tree> };
  /** One of LLVM's programs, its name first; with null for the arguments it only loads. */
  runLLVM(args: readonly string[] | null, files: Tree, io: ClangOptions): Promise<Tree>;
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
    const clang = (await import(url)) as Clang;
    // Loads the compiler without telling how far it is on standard output.
    await clang.runLLVM(null, {}, { fetchProgress: () => {} });
    // Its file system is in memory: no wasm-opt of this machine can slip in and change the bytes.
    const disk = [...kept].map(([path, place]) => [path, new Uint8Array(readFileSync(place))] as const);
    const out: Uint8Array[] = [];
    const known = kept.size > 0 ? await commandFor(clang, args, treeOf([...files, ...disk])) : undefined;
    const io: ClangOptions = {
      stdout: (bytes) => {
        if (bytes) out.push(bytes.slice());
      },
      stderr: (bytes) => {
        if (bytes) said.push(bytes.slice());
      },
      decodeASCII: false,
    };
    const tree = treeOf([...files, ...disk]);
    const made = await (known ? clang.runLLVM(known, tree, io) : clang.commands.clang(args, tree, io));
    const bytes = output === undefined ? new Uint8Array(Buffer.concat(out)) : made[output];
    if (!(bytes instanceof Uint8Array) || bytes.length === 0) throw new Error("it wrote no module");
    return { id, bytes };
  } catch (error) {
    return { id, failure: `${Buffer.concat(said).toString()}${error instanceof Error ? error.message : ""}` };
  }
}

const commandsKnown = new Map<string, readonly string[]>();

/** The one program that clang runs for such arguments; to say it takes clang a good part of the time of a small draft. Undefined when it is not one. */
async function commandFor(clang: Clang, args: readonly string[], tree: Tree): Promise<readonly string[] | undefined> {
  const key = args.join("\0");
  const known = commandsKnown.get(key);
  if (known !== undefined) return known;
  const said: Uint8Array[] = [];
  const listen = (bytes: Uint8Array | null) => {
    if (bytes) said.push(bytes.slice());
  };
  try {
    await clang.runLLVM(["clang", "-###", ...args], tree, { stdout: listen, stderr: listen });
  } catch {
    // What is wrong with the arguments is said when they are used.
    return undefined;
  }
  const lines = Buffer.concat(said).toString().split("\n");
  const [line, ...more] = lines.filter((text) => text.startsWith(' "'));
  if (line === undefined || more.length > 0) return undefined;
  const words = Array.from(line.matchAll(/"((?:[^"\\$]|\\["\\$])*)"/g), ([, word = ""]) =>
    word.replaceAll(/\\(["\\$])/g, "$1"),
  );
  const command = words[0] === "" ? words.slice(1) : words;
  commandsKnown.set(key, command);
  return command;
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

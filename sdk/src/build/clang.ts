// Clang as a WebAssembly program, which npm installs: it runs on sources in memory, in a process of its own that stays for the next driver.
import { type ChildProcess, fork } from "node:child_process";
import type { Compiled, CompilerPlaces, DriverSource, MissingCompiler } from "./compiler.ts";
import { type FoundPackage, findPackage } from "./npm-compiler.ts";
import { memoryPagesOf } from "./source.ts";

const PAGE_BYTES = 65_536;

/** In the one version that makes our bytes. */
export const CLANG_PACKAGE = { name: "@yowasp/clang", version: "22.0.0-git20542-10", file: "gen/bundle.js" } as const;

/** What the process is asked. */
export interface ClangRequest {
  readonly id: number;
  /** The package's module. */
  readonly url: string;
  readonly args: readonly string[];
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Further files, by where they lie on disk. */
  readonly kept?: ReadonlyMap<string, string>;
  /** A file; without it the answer is what clang wrote to standard output. */
  readonly output?: string;
}

export type ClangAnswer =
  | { readonly id: number; readonly bytes: Uint8Array }
  | { readonly id: number; readonly failure: string };

// V8 spends three times longer on optimising a compiler of 80 MB than the compiler then needs for a driver.
const NODE_FLAGS = ["--liftoff-only"];

/** The package, in the one version that makes our bytes. */
export function findClang(places: CompilerPlaces): FoundPackage | MissingCompiler {
  return findPackage(CLANG_PACKAGE, places);
}

interface ClangCommand {
  readonly url: string;
  readonly args: readonly string[];
  /** Ends the compiler at once. */
  readonly signal?: AbortSignal | undefined;
}

/** Runs clang; the arguments must name `<driver>.wasm` as the output. Throws an Error with its own words. */
export async function compileWithClang(driver: DriverSource, { url, args, signal }: ClangCommand): Promise<Compiled> {
  const bytes = await runClang({ url, args, files: driver.files, output: `${driver.name}.wasm` }, signal);
  return { bytes, command: `clang ${args.join(" ")}` };
}

export type RunClang = (request: Omit<ClangRequest, "id">) => Promise<Uint8Array>;

/** Runs clang once; answers what it wrote. Throws an Error with its own words, and the signal's reason when that ended it. */
export function runClang(request: Omit<ClangRequest, "id">, signal?: AbortSignal): Promise<Uint8Array> {
  return runIn(clangProcess(), request, signal);
}

/** For what takes long: runs clang in a process that goes with it, beside whatever is compiled meanwhile, and keeps nobody from ending. */
export async function withOwnClang<T>(use: (run: RunClang) => Promise<T>, signal?: AbortSignal): Promise<T> {
  const own = new ClangProcess({ keepsAlive: false });
  const end = () => own.end();
  process.once("exit", end);
  try {
    return await use((request) => runIn(own, request, signal));
  } finally {
    process.off("exit", end);
    end();
  }
}

async function runIn(clang: ClangProcess, request: Omit<ClangRequest, "id">, signal?: AbortSignal) {
  signal?.throwIfAborted();
  const end = () => clang.end();
  signal?.addEventListener("abort", end);
  const answer = await new Promise<ClangAnswer>((settle) => clang.ask(request, settle));
  signal?.removeEventListener("abort", end);
  signal?.throwIfAborted();
  if ("failure" in answer) throw new Error(`clang: ${answer.failure}`);
  return answer.bytes;
}

/** Names left out, and how much stack and memory there is. */
export function linkerArguments(driver: DriverSource, stackBytes: number): string[] {
  return [
    "-Wl,--strip-all",
    `-Wl,-z,stack-size=${stackBytes}`,
    `-Wl,--max-memory=${memoryPagesOf(driver) * PAGE_BYTES}`,
  ];
}

let running: ClangProcess | undefined;

/** One for all that this process compiles: it takes a second and some 300 MB to load. */
function clangProcess(): ClangProcess {
  if (!running?.isUsable) running = new ClangProcess();
  return running;
}

class ClangProcess {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, (answer: ClangAnswer) => void>();
  #lastId = 0;
  readonly #keepsAlive: boolean;
  #isUsable = true;

  constructor({ keepsAlive = true } = {}) {
    this.#keepsAlive = keepsAlive;
    const entry = new URL("./clang-worker.js", import.meta.url);
    this.#child = fork(entry, {
      execArgv: NODE_FLAGS,
      serialization: "advanced",
      stdio: ["ignore", "ignore", 2, "ipc"],
    });
    this.#child.on("message", (answer: ClangAnswer) => this.#settle(answer));
    this.#child.on("error", (error) => this.#end(`its process could not be started: ${error.message}`));
    this.#child.on("exit", (code, signal) => this.#end(`its process ended with ${code ?? signal}`));
    this.#rest();
  }

  get isUsable(): boolean {
    return this.#isUsable;
  }

  ask(request: Omit<ClangRequest, "id">, settle: (answer: ClangAnswer) => void): void {
    const id = ++this.#lastId;
    this.#waiting.set(id, settle);
    if (this.#keepsAlive) this.#child.ref();
    if (this.#keepsAlive) this.#child.channel?.ref();
    this.#child.send({ ...request, id } satisfies ClangRequest, (error) => {
      if (error) this.#settle({ id, failure: error.message });
    });
  }

  end(): void {
    this.#isUsable = false;
    this.#child.kill("SIGKILL");
  }

  #settle(answer: ClangAnswer): void {
    this.#waiting.get(answer.id)?.(answer);
    this.#waiting.delete(answer.id);
    if (this.#waiting.size === 0) this.#rest();
  }

  #end(why: string): void {
    this.#isUsable = false;
    for (const id of this.#waiting.keys()) this.#settle({ id, failure: why });
  }

  // Between two drivers it keeps nobody from ending; it ends itself when its parent is gone.
  #rest(): void {
    this.#child.unref();
    this.#child.channel?.unref();
  }
}

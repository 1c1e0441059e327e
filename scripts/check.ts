// Runs every gate and prints one line for each; what a failed one said follows its line. Fails if any failed.
import { spawn } from "node:child_process";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** A gate is a program that ends with 0 when the checkout is as it should be. */
export interface Gate {
  readonly name: string;
  readonly command: readonly string[];
  /** Before all others: it makes what they run. */
  readonly first?: boolean;
  /** What it says is printed even when it passes: it may have passed with less than its whole work. */
  readonly aloud?: boolean;
  /** Added where everything is required: less than the whole work is then a failure. */
  readonly strictly?: readonly string[];
}

export interface GateOptions {
  readonly root: string;
  /** True: a gate that cannot do all its work has failed. */
  readonly requireAll: boolean;
  readonly print: (line: string) => void;
}

const tool = (path: string, ...args: string[]) => [process.execPath, join("node_modules", path), ...args];
const script = (name: string, ...args: string[]) => [process.execPath, `scripts/dist/${name}.js`, ...args];

/** In the order in which a failure is most telling: what does not compile fails everything after it. */
export const GATES: readonly Gate[] = [
  { name: "types", command: tool("typescript/bin/tsc", "-b"), first: true },
  { name: "style", command: tool("@biomejs/biome/bin/biome", "ci", "--error-on-warnings", "--colors=off", ".") },
  { name: "layers", command: script("check-layers") },
  { name: "unused", command: tool("knip/bin/knip.js", "--no-progress") },
  { name: "generated", command: script("generate-abi", "--check") },
  { name: "engine", command: script("build-engine", "--check"), strictly: ["--rebuild"] },
  { name: "kernel", command: script("build-kernel", "--check") },
  { name: "tidy", command: script("tidy") },
  { name: "drivers", command: script("build-drivers", "--check"), aloud: true, strictly: ["--require-compilers"] },
];

/** The gates of these names, all when none is named; a sentence when a name is wrong. */
export function chooseGates(gates: readonly Gate[], names: readonly string[]): readonly Gate[] | string {
  const unknown = names.find((name) => !gates.some((gate) => gate.name === name));
  if (unknown !== undefined)
    return `there is no gate ${unknown}: there are ${gates.map(({ name }) => name).join(", ")}`;
  return names.length === 0 ? gates : gates.filter(({ name }) => names.includes(name));
}

/** Runs as many gates at once as there are processors, and prints in their order; answers whether all passed. */
export async function runGates(gates: readonly Gate[], options: GateOptions): Promise<boolean> {
  const waiting = gates.map((gate) => ({ gate, result: deferred<GateResult>() }));
  const runAll = async (some: typeof waiting) => {
    for (let next = some.shift(); next; next = some.shift()) next.result.resolve(await runGate(next.gate, options));
  };
  const work = async () => {
    await runAll(waiting.filter(({ gate }) => gate.first));
    const rest = waiting.filter(({ gate }) => !gate.first);
    await Promise.all(Array.from({ length: availableParallelism() }, () => runAll(rest)));
  };
  const done = work();
  const failed: string[] = [];
  for (const { gate, result } of waiting) {
    const { passed, seconds, said } = await result.promise;
    const { name, aloud } = gate;
    if (!passed) failed.push(name);
    options.print(`${passed ? "ok" : "FAIL"}`.padEnd(5) + name.padEnd(10) + seconds);
    if ((!passed || aloud) && said !== "") options.print(said);
  }
  await done;
  options.print(failed.length === 0 ? "check: everything passed" : `check: failed: ${failed.join(" ")}`);
  return failed.length === 0;
}

interface GateResult {
  readonly passed: boolean;
  readonly seconds: string;
  readonly said: string;
}

function runGate({ command, strictly = [] }: Gate, { root, requireAll }: GateOptions): Promise<GateResult> {
  const [program = "", ...args] = [...command, ...(requireAll ? strictly : [])];
  const startMs = performance.now();
  return new Promise((resolve) => {
    const parts: string[] = [];
    const child = spawn(program, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text) => parts.push(text));
    const end = (passed: boolean) => {
      const seconds = `${((performance.now() - startMs) / 1000).toFixed(1)} s${passed ? "" : `: ${args.join(" ")}`}`;
      resolve({ passed, seconds, said: parts.join("").trimEnd() });
    };
    child.on("error", (error) => {
      parts.push(error.message);
      end(false);
    });
    child.on("close", (code) => end(code === 0));
  });
}

function deferred<T>() {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
  const requireAll = process.env["HOLDFAST_REQUIRE_ALL"] === "1";
  const chosen = chooseGates(GATES, process.argv.slice(2));
  if (typeof chosen === "string") console.error(chosen);
  process.exitCode =
    typeof chosen === "string" ? 2 : (await runGates(chosen, { root, requireAll, print: console.log })) ? 0 : 1;
}

// Runs every gate and prints one line for each; what a failed one said follows its line. Fails if any failed.
import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const OUTPUT_BYTES_MAX = 64 * 1024 * 1024;

/** A gate is a program that ends with 0 when the checkout is as it should be. */
export interface Gate {
  readonly name: string;
  readonly command: readonly string[];
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
  { name: "types", command: tool("typescript/bin/tsc", "-b") },
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

/** Runs the gates one after the other; answers whether all passed. */
export function runGates(gates: readonly Gate[], options: GateOptions): boolean {
  const results = gates.map((gate) => runGate(gate, options));
  const failed = gates.filter((_, index) => !results[index]).map(({ name }) => name);
  options.print(failed.length === 0 ? "check: everything passed" : `check: failed: ${failed.join(" ")}`);
  return failed.length === 0;
}

function runGate({ name, command, aloud, strictly = [] }: Gate, { root, requireAll, print }: GateOptions): boolean {
  const [program = "", ...args] = [...command, ...(requireAll ? strictly : [])];
  const startMs = performance.now();
  const run = spawnSync(program, args, { cwd: root, encoding: "utf8", maxBuffer: OUTPUT_BYTES_MAX });
  const seconds = `${((performance.now() - startMs) / 1000).toFixed(1)} s`;
  const passed = run.status === 0;
  print(`${passed ? "ok" : "FAIL"}`.padEnd(5) + name.padEnd(10) + (passed ? seconds : `${seconds}: ${args.join(" ")}`));
  if (passed && !aloud) return true;
  const said = `${run.stdout ?? ""}${run.stderr ?? ""}${run.error?.message ?? ""}`.trimEnd();
  if (said !== "") print(said);
  return passed;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
  const requireAll = process.env["HOLDFAST_REQUIRE_ALL"] === "1";
  const chosen = chooseGates(GATES, process.argv.slice(2));
  if (typeof chosen === "string") console.error(chosen);
  process.exitCode =
    typeof chosen === "string" ? 2 : runGates(chosen, { root, requireAll, print: console.log }) ? 0 : 1;
}

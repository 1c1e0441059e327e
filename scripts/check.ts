// Runs every gate and prints one line for each; what a failed one said follows its line. Fails if any failed.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** A gate is a program that ends with 0 when the checkout is as it should be. */
export interface Gate {
  readonly name: string;
  readonly command: readonly string[];
  /** A file that must be there, and what brings it; without it the gate is skipped, loudly. */
  readonly needs?: { readonly path: string; readonly from: string };
}

export interface GateOptions {
  readonly root: string;
  /** True: a gate that cannot run has failed. */
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
  { name: "tidy", command: script("tidy") },
  {
    name: "drivers",
    command: script("build-drivers", "--check"),
    needs: { path: "scripts/toolchains/node_modules", from: "npm ci --prefix scripts/toolchains" },
  },
];

/** Runs the gates one after the other; answers whether all passed. */
export function runGates(gates: readonly Gate[], options: GateOptions): boolean {
  const results = gates.map((gate) => runGate(gate, options));
  const failed = gates.filter((_, index) => !results[index]).map(({ name }) => name);
  options.print(failed.length === 0 ? "check: everything passed" : `check: failed: ${failed.join(" ")}`);
  return failed.length === 0;
}

function runGate(gate: Gate, { root, requireAll, print }: GateOptions): boolean {
  const line = (word: string, rest: string) => print(`${word.padEnd(5)}${gate.name.padEnd(10)}${rest}`);
  if (gate.needs && !existsSync(join(root, gate.needs.path))) {
    line(requireAll ? "FAIL" : "SKIP", `${gate.needs.path} is missing; it comes from \`${gate.needs.from}\``);
    return !requireAll;
  }
  const startMs = performance.now();
  const [program = "", ...args] = gate.command;
  const run = spawnSync(program, args, { cwd: root, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
  const seconds = `${((performance.now() - startMs) / 1000).toFixed(1)} s`;
  if (run.status === 0) {
    line("ok", seconds);
    return true;
  }
  line("FAIL", `${seconds}: ${gate.command.slice(1).join(" ")}`);
  print(`${run.stdout ?? ""}${run.stderr ?? ""}${run.error?.message ?? ""}`.trimEnd());
  return false;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
  const requireAll = process.env["HOLDFAST_REQUIRE_ALL"] === "1";
  process.exitCode = runGates(GATES, { root, requireAll, print: console.log }) ? 0 : 1;
}

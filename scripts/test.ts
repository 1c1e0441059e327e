// Runs the compiled tests with Node's own runner: all of them, or the files whose path contains one of the given words; `--except` turns that round.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

// Three files at a time: many wait for a child, a timer or the network more than they compute, and all must pass on the smallest build machine.
const CONCURRENCY = 3;
// A file that hangs fails with its name instead of holding the whole run.
const FILE_TIMEOUT_MS = 300_000;

/**
 * The compiled form of every `test/**\/*.test.ts` under `root` whose path contains one of `words`; no word means all. Behind a first
 * word `--except` stand those of which a path must contain none.
 */
export function compiledTests(root: string, words: readonly string[]): string[] {
  const [first, ...excepted] = words;
  // Listed from the sources: a compiled test whose source is gone must not run.
  const sources = readdirSync(join(root, "test"), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".test.ts") && !/(^|\/)(dist|node_modules|fixtures)\//.test(path))
    .sort();
  return sources
    .filter((path) =>
      first === "--except"
        ? !excepted.some((word) => path.includes(word))
        : words.length === 0 || words.some((word) => path.includes(word)),
    )
    .map((path) => join("test/dist", path.replace(/\.ts$/, ".js")));
}

function main(words: readonly string[]): number {
  const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
  const files = compiledTests(root, words);
  const uncompiled = files.filter((file) => !existsSync(join(root, file)));
  if (files.length === 0) return refuse(`no test file's path contains ${words.join(" or ")}`);
  if (uncompiled.length > 0) return refuse(`not compiled, run \`npm run build\` first: ${uncompiled.join(" ")}`);
  console.log(`${files.length} test files, ${CONCURRENCY} at a time; what passes is not listed`);
  const reporter = `--test-reporter=${new URL("./test-reporter.js", import.meta.url).href}`;
  const limits = [`--test-concurrency=${CONCURRENCY}`, `--test-timeout=${FILE_TIMEOUT_MS}`];
  const run = spawnSync(process.execPath, ["--test", ...limits, reporter, ...files], { cwd: root, stdio: "inherit" });
  if (run.error) throw run.error;
  return run.status ?? 1;
}

function refuse(reason: string): number {
  console.error(`test: ${reason}`);
  return 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = main(process.argv.slice(2));

// Runs the compiled tests with Node's own runner: all of them, or the files whose path contains one of the given words; `--except` turns that round.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

// Three files at a time: many wait for a child, a timer or the network more than they compute, and all must pass on the smallest build machine.
const CONCURRENCY = 3;
// A file that hangs fails with its name instead of holding the whole run.
const FILE_TIMEOUT_MS = 300_000;
// Most of what a unit test takes is the start of Node and the loading of our files, so those of one room share a process.
const SHARING = /^test\/dist\/(unit\/\w+)\//;
const GROUP_FILES_MAX = 12;
// These start programs and compile for many seconds: together they would be one long end of the run.
const ALONE = /^test\/dist\/unit\/(scripts|sdk\/build)\//;
// A file that waits while it loads would hold up the others, and tests that are not there yet count as none.
const WAITS = /^(for )?await |^(export )?const .* = await |^(for|if|try|while)\b/m;

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

/** One file for each process of the run: tests that share one are imported by a file that is written for them into `folder`. */
export function processFiles(root: string, files: readonly string[], folder: string): string[] {
  const rooms = new Map<string, string[]>();
  const alone: string[] = [];
  for (const file of files) {
    const room = SHARING.exec(file)?.[1];
    const sharing = room !== undefined && !ALONE.test(file) && !WAITS.test(readFileSync(join(root, file), "utf8"));
    if (sharing) rooms.set(room, [...(rooms.get(room) ?? []), file]);
    else alone.push(file);
  }
  const groups = [...rooms].flatMap(([room, members]) =>
    slices(members).map((slice, index) =>
      groupFile(root, join(folder, `${room.replace("/", "-")}-${index + 1}.test.js`), slice),
    ),
  );
  return [...alone, ...groups];
}

function slices(files: readonly string[]): string[][] {
  const count = Math.ceil(files.length / GROUP_FILES_MAX);
  return Array.from({ length: count }, (_, index) =>
    files.slice(Math.floor((index * files.length) / count), Math.floor(((index + 1) * files.length) / count)),
  );
}

function groupFile(root: string, path: string, files: readonly string[]): string {
  const [only, ...others] = files;
  if (only !== undefined && others.length === 0) return only;
  mkdirSync(join(root, dirname(path)), { recursive: true });
  writeFileSync(join(root, path), files.map((file) => `import "${relative(dirname(path), file)}";\n`).join(""));
  return path;
}

function main(words: readonly string[]): number {
  const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
  const files = compiledTests(root, words);
  const uncompiled = files.filter((file) => !existsSync(join(root, file)));
  if (files.length === 0) return refuse(`no test file's path contains ${words.join(" or ")}`);
  if (uncompiled.length > 0) return refuse(`not compiled, run \`npm run build\` first: ${uncompiled.join(" ")}`);
  // Of its own, since somebody may run a few files beside all.
  const folder = `test/dist/groups/${process.pid}`;
  const processes = processFiles(root, files, folder);
  console.log(
    `${files.length} test files in ${processes.length} processes, ${CONCURRENCY} at a time; what passes is not listed`,
  );
  const reporter = `--test-reporter=${new URL("./test-reporter.js", import.meta.url).href}`;
  const limits = [`--test-concurrency=${CONCURRENCY}`, `--test-timeout=${FILE_TIMEOUT_MS}`];
  const run = spawnSync(process.execPath, ["--test", ...limits, reporter, ...processes], {
    cwd: root,
    stdio: "inherit",
  });
  rmSync(join(root, folder), { recursive: true, force: true });
  if (run.error) throw run.error;
  return run.status ?? 1;
}

function refuse(reason: string): number {
  console.error(`test: ${reason}`);
  return 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = main(process.argv.slice(2));

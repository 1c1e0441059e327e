// Shows that a gate's failure is the check's failure, and that the compiler, the linter and the search for unused code refuse their canaries.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { chooseGates, GATES, type Gate, runGates } from "#scripts/check";
import { type Files, readCanaries } from "../../support/canaries.ts";

const ROOT = process.cwd();
const temporary = mkdtempSync(join(tmpdir(), "holdfast-check-"));
after(() => rmSync(temporary, { recursive: true, force: true }));
let trees = 0;

/** The files in a folder of their own, with the checkout's settings named in `settings`. */
function write(files: Files, settings: readonly string[]): string {
  const root = join(temporary, String(trees++));
  for (const [path, text] of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  for (const name of settings) cpSync(join(ROOT, name), join(root, name));
  return root;
}

/** What a tool said and how it ended, run in `root` from the checkout's own node_modules. */
function run(root: string, bin: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, "node_modules", bin), ...args], {
    cwd: root,
    encoding: "utf8",
  });
  return { status, said: `${stdout}${stderr}` };
}

const ends = (status: number): readonly string[] => [
  process.execPath,
  "-e",
  `console.log("said"); process.exit(${status})`,
];

async function gatesOf(gates: readonly Gate[], requireAll = false) {
  const lines: string[] = [];
  const passed = await runGates(gates, { root: ROOT, requireAll, print: (line) => lines.push(line) });
  return { passed, lines };
}

test("a check of gates that all pass prints a line for each and passes", async () => {
  const { passed, lines } = await gatesOf([
    { name: "one", command: ends(0) },
    { name: "two", command: ends(0) },
  ]);
  assert.equal(passed, true);
  assert.equal(lines.length, 3);
  assert.match(lines[0] ?? "", /^ok +one/);
});

test("a gate that fails is named with what it said, the others still run, and the check fails", async () => {
  const { passed, lines } = await gatesOf([
    { name: "bad", command: ends(3) },
    { name: "good", command: ends(0) },
  ]);
  assert.equal(passed, false);
  assert.match(lines[0] ?? "", /^FAIL +bad/);
  assert.equal(lines[1], "said");
  assert.match(lines[2] ?? "", /^ok +good/);
  assert.match(lines.at(-1) ?? "", /failed: bad$/);
});

test("a gate whose program is not there fails, and is not taken for one that passed", async () => {
  assert.equal((await gatesOf([{ name: "absent", command: ["holdfast-no-such-program"] }])).passed, false);
});

test("a gate that was killed fails", async () => {
  const command = [process.execPath, "-e", "process.kill(process.pid, 'SIGKILL')"];
  assert.equal((await gatesOf([{ name: "killed", command }])).passed, false);
});

test("a gate that may do less than its whole work says so, and is told where all of it is required", async () => {
  const command = [
    process.execPath,
    "-e",
    "console.log(process.argv[1] ?? 'did a part'); process.exit(process.argv[1] ? 1 : 0)",
  ];
  const gate: Gate = { name: "heavy", command, aloud: true, strictly: ["all-of-it"] };
  const lenient = await gatesOf([gate]);
  assert.equal(lenient.passed, true);
  assert.equal(lenient.lines[1], "did a part");
  const strict = await gatesOf([gate], true);
  assert.equal(strict.passed, false);
  assert.equal(strict.lines[1], "all-of-it");
});

test("a gate that makes what others run ends before they begin, and the others run side by side", async () => {
  const folder = mkdtempSync(join(temporary, "first-"));
  const script = (text: string) => [process.execPath, "-e", `const fs = require("node:fs"); ${text}`, folder];
  const passed = await gatesOf([
    { name: "needs", command: script("process.exit(fs.existsSync(process.argv[1] + '/made') ? 0 : 1)") },
    { name: "makes", command: script("fs.writeFileSync(process.argv[1] + '/made', '')"), first: true },
  ]);
  assert.equal(passed.passed, true, passed.lines.join("\n"));
  assert.match(passed.lines[0] ?? "", /^ok +needs/, "what is printed keeps the order");
});

test("the check runs the gates of the contributor's guide", () => {
  const names = GATES.map(({ name }) => name);
  assert.deepEqual(names, ["types", "style", "layers", "unused", "generated", "engine", "kernel", "tidy", "drivers"]);
});

const style = readCanaries("style");

/** The rules by which the linter and formatter refuse, without their group. */
function styleProblems(files: Files): { readonly status: number | null; readonly rules: readonly string[] } {
  const root = write(files, ["biome.json", ".gitignore"]);
  const gate = GATES.find(({ name }) => name === "style");
  const [bin = "", ...args] = (gate?.command.slice(1) ?? []).map((word) => word.replace(/^node_modules\//, ""));
  const { status, said } = run(root, bin, ...args);
  const headings = [...said.matchAll(/^(?:\S+\.ts)(?::\d+:\d+)? (?:lint\/\w+\/)?(\w+)\s.*━/gm)].map(
    ([, rule = ""]) => rule,
  );
  return { status, rules: [...new Set(headings)] };
}

test("the style gate passes files that are as they should be", () => {
  assert.deepEqual(styleProblems(style.house), { status: 0, rules: [] });
});

for (const { rule, what, files } of style.sabotages) {
  test(`the style rule ${rule} refuses: ${what}`, () => {
    assert.deepEqual(styleProblems(files), { status: 1, rules: [rule] });
  });
}

test("the style gate refuses a function of more than 60 lines", () => {
  const body = Array.from({ length: 62 }, (_, index) => `  list.push(${index});\n`).join("");
  const text = `export function long(list: number[]): void {\n${body}}\n`;
  const { rules } = styleProblems(new Map([...style.house, ["host/src/rpc/long.ts", text]]));
  assert.deepEqual(rules, ["noExcessiveLinesPerFunction"]);
});

const types = readCanaries("types");
const TSCONFIG = JSON.stringify({
  extends: "./tsconfig.base.json",
  compilerOptions: { composite: false, noEmit: true, typeRoots: [join(ROOT, "node_modules/@types")] },
  include: ["*.ts"],
});
const compile = (files: Files) =>
  run(
    write(new Map([...files, ["tsconfig.json", TSCONFIG], ["package.json", '{ "type": "module" }']]), [
      "tsconfig.base.json",
    ]),
    "typescript/bin/tsc",
    "--pretty",
    "false",
  );

test("the compiler's settings accept plain code", () => {
  assert.deepEqual(compile(types.house), { status: 0, said: "" });
});

test("the compiler's settings refuse every canary, each by its own error", () => {
  // One compilation for all: each canary is a file of its own.
  const all = new Map(types.sabotages.flatMap(({ files }) => [...files]));
  const { said } = compile(all);
  for (const { rule, what, files } of types.sabotages) {
    const own = [...files.keys()].filter((path) => !types.house.has(path));
    assert.match(said, new RegExp(`^${own[0]}\\(.*error ${rule}:`, "m"), what);
  }
});

const unused = readCanaries("unused");

/** The kinds of finding that the search for unused code reports. */
function unusedKinds(files: Files): string[] {
  const root = write(files, ["knip.json"]);
  const { said } = run(root, "knip/bin/knip.js", "--no-progress", "--no-config-hints", "--reporter", "json");
  const start = said.indexOf("{");
  assert.ok(start >= 0, said);
  const report = JSON.parse(said.slice(start)) as {
    readonly files: readonly string[];
    readonly issues: readonly Readonly<Record<string, unknown>>[];
  };
  const kinds = report.issues.flatMap((issue) =>
    Object.entries(issue).flatMap(([kind, found]) =>
      Array.isArray(found) && found.length > 0 && kind !== "owners" ? [kind] : [],
    ),
  );
  return [...new Set([...(report.files.length > 0 ? ["files"] : []), ...kinds])];
}

test("the search for unused code finds nothing where everything is used", () => {
  assert.deepEqual(unusedKinds(unused.house), []);
});

for (const { rule, what, files } of unused.sabotages) {
  test(`the search for unused code reports ${rule}: ${what}`, () => assert.deepEqual(unusedKinds(files), [rule]));
}

test("gates can be chosen by name, in their own order, and a name that is none is refused", () => {
  assert.equal(chooseGates(GATES, []), GATES);
  const chosen = chooseGates(GATES, ["tidy", "style"]);
  assert.ok(typeof chosen !== "string");
  assert.deepEqual(
    chosen.map(({ name }) => name),
    ["style", "tidy"],
  );
  assert.match(String(chooseGates(GATES, ["tydi"])), /no gate tydi: there are types, style/);
});

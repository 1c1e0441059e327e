// Holds the tables of rows against the tests: every row once, every named test there and not left out, every gap with its reason.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const TESTS = fileURLToPath(new URL("../../", import.meta.url));
const STATES = ["holds", "part", "void", "open"];
const REASON_LENGTH_MIN = 20;

/** The rows that a table must have: `A` with 28 is A1 to A28. */
const WANTED: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  "rows-ABCDH.md": { A: 28, B: 17, C: 17, D: 26, H: 19 },
  "rows-EF.md": { E: 36, F: 10 },
  "rows-G.md": { G: 45 },
};

interface Row {
  readonly id: string;
  readonly state: string;
  readonly what: string;
  readonly tests: readonly string[];
}

function rowsOf(markdown: string): readonly Row[] {
  return [...markdown.matchAll(/^\| ([A-Z]\d+) \| (\S+) \| (.*?) ?\| (.*?) ?\|$/gm)].map(
    ([, id = "", state = "", what = "", tests = ""]) => ({
      ...{ id, state, what },
      tests: tests === "" ? [] : tests.split("<br>"),
    }),
  );
}

/** What is wrong with a table, a sentence each; `runs` tells whether a test of that file and title is there and runs. */
function problemsOf(
  rows: readonly Row[],
  wanted: Readonly<Record<string, number>>,
  runs: (file: string, title: string) => string | undefined,
): readonly string[] {
  const expected = Object.entries(wanted).flatMap(([letter, count]) =>
    Array.from({ length: count }, (_, index) => `${letter}${index + 1}`),
  );
  const counted = expected.flatMap((id) => {
    const times = rows.filter((row) => row.id === id).length;
    return times === 1 ? [] : [`${id} is there ${times} times`];
  });
  const strange = rows.filter(({ id }) => !expected.includes(id)).map(({ id }) => `${id} is no row`);
  return [...counted, ...strange, ...rows.flatMap((row) => problemsOfRow(row, runs))];
}

function problemsOfRow(
  { id, state, what, tests }: Row,
  runs: (file: string, title: string) => string | undefined,
): string[] {
  const problems: string[] = [];
  if (!STATES.includes(state)) problems.push(`${id}: ${state} is none of ${STATES.join(", ")}`);
  if (state !== "holds" && what.length < REASON_LENGTH_MIN) problems.push(`${id}: ${state} needs a reason`);
  if ((state === "holds" || state === "part") && tests.length === 0) problems.push(`${id}: ${state} needs a test`);
  for (const named of tests) {
    const colon = named.indexOf(": ");
    const problem = runs(named.slice(0, colon), named.slice(colon + 2));
    if (problem) problems.push(`${id}: ${named}: ${problem}`);
  }
  return problems;
}

/** Every test of a file by its title, and whether it is left out whatever the machine. */
function testsOf(file: string): ReadonlyMap<string, boolean> {
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);
  const found = new Map<string, boolean>();
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && /^(test|it)(\.skip|\.todo)?$/.test(node.expression.getText())) {
      const [title, options] = node.arguments;
      const left =
        /\.(skip|todo)$/.test(node.expression.getText()) || /\b(skip|todo): true\b/.test(options?.getText() ?? "");
      if (title && ts.isStringLiteralLike(title)) found.set(title.text, left);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

const known = new Map<string, ReadonlyMap<string, boolean>>();

function runs(file: string, title: string): string | undefined {
  const source = join(TESTS, `${file}.test.ts`);
  if (!existsSync(source)) return "there is no such file";
  if (!existsSync(join(TESTS, "dist", `${file}.test.js`))) return "the file is not compiled";
  const tests = known.get(file) ?? testsOf(source);
  known.set(file, tests);
  if (!tests.has(title)) return "there is no such test";
  return tests.get(title) ? "the test is left out" : undefined;
}

test("every row is in its table once, with tests that exist and run or with a reason", () => {
  const files = readdirSync(join(TESTS, "functional")).filter((name) => name in WANTED);
  assert.deepEqual(files, Object.keys(WANTED));
  for (const [name, wanted] of Object.entries(WANTED)) {
    const rows = rowsOf(readFileSync(join(TESTS, "functional", name), "utf8"));
    assert.deepEqual(problemsOf(rows, wanted, runs), []);
  }
});

test("a table that lies is refused: a row missing, twice, without a test, without a reason, with a test that is not there", () => {
  const table = [
    "| A1 | holds |  | functional/rows-table: no such title |",
    "| A1 | holds |  | functional/nowhere: x |",
    "| A2 | holds |  |  |",
    "| A3 | void | short |  |",
    "| A4 | maybe | a reason that is long enough |  |",
    "| A9 | open | a reason that is long enough |  |",
  ].join("\n");
  assert.deepEqual(problemsOf(rowsOf(table), { A: 5 }, runs), [
    "A1 is there 2 times",
    "A5 is there 0 times",
    "A9 is no row",
    "A1: functional/rows-table: no such title: there is no such test",
    "A1: functional/nowhere: x: there is no such file",
    "A2: holds needs a test",
    "A3: void needs a reason",
    "A4: maybe is none of holds, part, void, open",
  ]);
});

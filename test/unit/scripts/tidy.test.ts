// Shows that every tidy rule bites: a sound checkout passes, each sabotage is refused by exactly its rule.
import assert from "node:assert/strict";
import { test } from "node:test";
import { tidy, tidyRules } from "#scripts/tidy";
import type { Tree } from "#scripts/tidy/tree";
import { type Files, readCanaries } from "../../support/canaries.ts";

const HELP: Readonly<Record<string, string>> = {
  "": "Usage: holdfast [options] [command]\n  --json",
  up: "Usage: holdfast up [options]",
  volume: "Usage: holdfast volume [options] [command]\n  create NAME",
  "volume list": "Usage: holdfast volume list|ls [options]",
  "volume ls": "Usage: holdfast volume list|ls [options]",
  "volume create": "Usage: holdfast volume create [options] NAME\n  --size SIZE",
};
/** As commander does it: an unknown command's help is the help of what is known of it. */
const help = (words: readonly string[]): string =>
  HELP[words.join(" ")] ?? HELP[words.slice(0, -1).join(" ")] ?? HELP[""] ?? "";
const RULES = tidyRules(help);

const { house, sabotages } = readCanaries("tidy");

function treeOf(files: Files): Tree {
  return { paths: [...files.keys()].sort(), text: (path) => files.get(path) ?? "" };
}
const refusedBy = (files: Files) => [...new Set(tidy(treeOf(files), RULES).map(({ rule }) => rule))];

test("tidy finds nothing in a checkout that keeps its rules", () => {
  assert.deepEqual(tidy(treeOf(house), RULES), []);
});

for (const { rule, what, files } of sabotages) {
  test(`the tidy rule ${rule} refuses: ${what}`, () => assert.deepEqual(refusedBy(files), [rule]));
}

test("the tidy rule file-length refuses a file of 301 lines and takes one of 300", () => {
  const lines = (count: number) => `// A long story.\n${"export {};\n".repeat(count - 1)}`;
  const path = "sdk/guest/typescript/story.ts";
  assert.deepEqual(refusedBy(new Map([...house, [path, lines(300)]])), []);
  assert.deepEqual(refusedBy(new Map([...house, [path, lines(301)]])), ["file-length"]);
});

test("every tidy rule has a canary", () => {
  const tried = new Set([...sabotages.map(({ rule }) => rule), "file-length"]);
  assert.deepEqual(
    RULES.map(({ name }) => name).filter((name) => !tried.has(name)),
    [],
  );
});

test("a problem carries the line on which it stands", () => {
  const text = "// What travels.\n\nexport const at = () => Date.now();\n";
  const found = tidy(treeOf(new Map([...house, ["host/src/context.ts", text]])), RULES);
  assert.deepEqual(
    found.map(({ path, line }) => `${path}:${line}`),
    ["host/src/context.ts:3"],
  );
});

test("commands in a document are not judged where the command line is not built", () => {
  const rules = tidyRules(() => undefined);
  const text = "```sh\nholdfast nothing --of-this\n```\n";
  assert.deepEqual(tidy(treeOf(new Map([...house, ["ARCHITECTURE.md", text]])), rules), []);
});

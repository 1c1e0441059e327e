// The rule that unit tests mirror the sources: each source has its test, or a reason in untested.txt; each test has its source.
import ts from "typescript";
import { parsed } from "./code-rules.ts";
import type { Problem, TidyRule, Tree } from "./tree.ts";

/** Lines `path: reason`, or `folder/*: reason`, for sources that something else than a unit test proves. */
const UNTESTED = "scripts/tidy/untested.txt";

export const testsMirrorSources: TidyRule = {
  name: "tests-mirror-sources",
  check(tree) {
    const sources = tree.paths.filter((path) => mirrorOf(path) !== undefined);
    const excuses = readExcuses(tree);
    return [
      ...withoutTest(tree, sources, excuses),
      ...withoutSource(tree, sources),
      ...withoutUse(tree, sources, excuses),
    ];
  },
};

/** `host/src/rpc/hub.ts` → `rpc/hub`, below test/unit; undefined for what is not a source of ours. */
function mirrorOf(path: string): string | undefined {
  if (!/\.ts$/.test(path) || /\.d\.ts$|(^|\/)generated\/|^scripts\/(toolchains|node-lts|bench|chaos)\//.test(path))
    return undefined;
  const stem = path.replace(/\.ts$/, "");
  if (stem.startsWith("host/src/")) return stem.slice("host/src/".length);
  if (stem.startsWith("host/executor/")) return stem.slice("host/".length);
  if (stem.startsWith("sdk/src/")) return stem.replace("sdk/src/", "sdk/");
  return stem.startsWith("scripts/") ? stem : undefined;
}

function testOf(source: string): string {
  return `test/unit/${mirrorOf(source)}.test.ts`;
}

function withoutTest(tree: Tree, sources: readonly string[], excuses: ReadonlyMap<string, string>): Problem[] {
  return sources
    .filter((path) => !isTested(tree, path) && excuseOf(path, excuses) === undefined && runs(tree, path))
    .map((path) => ({ path, message: `has no ${testOf(path)} and no reason in ${UNTESTED}` }));
}

/** A source that was split off keeps its test: `inspect-entries.ts` is tested by `inspect.test.ts`. */
function isTested(tree: Tree, source: string): boolean {
  const path = testOf(source).replace(/\.test\.ts$/, "");
  const file = path.slice(path.lastIndexOf("/") + 1);
  const names = file.split("-").map((_, index, words) => words.slice(0, index + 1).join("-"));
  return names.some((name) => tree.paths.includes(`${path.slice(0, -file.length)}${name}.test.ts`));
}

function excuseOf(path: string, excuses: ReadonlyMap<string, string>): string | undefined {
  return excuses.get(path) ?? excuses.get(path.replace(/[^/]+$/, "*"));
}

/** And the other way round: `hub-limits.test.ts` belongs to `hub.ts`, `volume.test.ts` to `volume-cases.ts`. */
function withoutSource(tree: Tree, sources: readonly string[]): Problem[] {
  const mirrors = sources.map((path) => `test/unit/${mirrorOf(path)}`);
  return tree.paths
    .filter((path) => /^test\/unit\/.*\.test\.ts$/.test(path))
    .filter((path) => {
      const stem = path.replace(/\.test\.ts$/, "");
      return !mirrors.some(
        (mirror) => mirror === stem || stem.startsWith(`${mirror}-`) || mirror.startsWith(`${stem}-`),
      );
    })
    .map((path) => ({ path, message: "is named after no source; name it after one, or move it to test/functional" }));
}

function withoutUse(tree: Tree, sources: readonly string[], excuses: ReadonlyMap<string, string>): Problem[] {
  return [...excuses].flatMap(([path, reason]) => {
    if (path.endsWith("/*") && sources.some((source) => source.startsWith(path.slice(0, -1)))) return [];
    if (!sources.includes(path)) return [{ path: UNTESTED, message: `${path} does not exist` }];
    if (tree.paths.includes(testOf(path))) return [{ path: UNTESTED, message: `${path} has a test now` }];
    return reason.length < 10 ? [{ path: UNTESTED, message: `${path} needs a reason` }] : [];
  });
}

function readExcuses(tree: Tree): Map<string, string> {
  if (!tree.paths.includes(UNTESTED)) return new Map();
  const lines = tree.text(UNTESTED).split("\n");
  const entries = lines.filter((line) => line.trim() !== "" && !line.startsWith("#"));
  return new Map(
    entries.map((line) => {
      const [path = "", ...reason] = line.split(":");
      return [path.trim(), reason.join(":").trim()];
    }),
  );
}

/** False for a file of types and re-exports alone: there is nothing to run. */
function runs(tree: Tree, path: string): boolean {
  return parsed(tree, path).statements.some(
    (statement) =>
      !ts.isInterfaceDeclaration(statement) &&
      !ts.isTypeAliasDeclaration(statement) &&
      !ts.isImportDeclaration(statement) &&
      !ts.isExportDeclaration(statement),
  );
}

// Shows that the layer rules bite: a sound house passes, each sabotage is refused by exactly its rule, and the map says the same.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { checkLayers, layerRules } from "#scripts/check-layers";
import { type Files, readCanaries } from "../../support/canaries.ts";

const ROOT = process.cwd();
const tables = createRequire(import.meta.url)(join(ROOT, "scripts/rooms.cjs")) as {
  readonly ROOMS: Readonly<Record<string, readonly string[]>>;
  readonly OWNERS: Readonly<Record<string, readonly string[]>>;
};
const temporary = mkdtempSync(join(tmpdir(), "holdfast-layers-"));
after(() => rmSync(temporary, { recursive: true, force: true }));

const { house, sabotages } = readCanaries("layers");
let houses = 0;

/** The house on disk, with packages to import and the compiler's settings. */
function build(house: Files): string {
  const root = join(temporary, String(houses++));
  const files = new Map(house);
  for (const name of Object.keys(tables.OWNERS)) {
    files.set(`node_modules/${name}/package.json`, JSON.stringify({ name, main: "index.js" }));
    files.set(`node_modules/${name}/index.js`, "module.exports = {};\n");
  }
  files.set("tsconfig.base.json", readFileSync(join(ROOT, "tsconfig.base.json"), "utf8"));
  files.set("host/tsconfig.json", readFileSync(join(ROOT, "host/tsconfig.json"), "utf8"));
  for (const [path, text] of files) {
    mkdirSync(join(root, dirname(path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  mkdirSync(join(root, "node_modules/@holdfast"), { recursive: true });
  symlinkSync("../../sdk", join(root, "node_modules/@holdfast/sdk"));
  return root;
}

test("the layer rules find nothing in a house where every room does what it may", async () => {
  assert.deepEqual(await checkLayers(build(house)), []);
});

for (const { rule, what, files } of sabotages) {
  test(`the layer rule ${rule} refuses: ${what}`, async () => {
    const refusedBy = new Set((await checkLayers(build(files))).map((violation) => violation.rule));
    assert.deepEqual([...refusedBy], [rule]);
  });
}

test("every layer rule has a canary", () => {
  const rules = (layerRules().forbidden ?? []).map((rule) => rule.name);
  const tried = new Set(sabotages.map((sabotage) => sabotage.rule));
  assert.deepEqual(
    rules.filter((rule) => !tried.has(rule ?? "")),
    [],
  );
});

test("every room of the table has a file in the house of the canaries", () => {
  const folders = Object.keys(tables.ROOMS).filter((room) => room !== "base");
  const empty = folders.filter((room) => ![...house.keys()].some((path) => path.includes(`/${room}/`)));
  assert.deepEqual(empty, []);
});

/** The rows of the markdown table whose first heading cell is `heading`, as first cell → second cell. */
function tableOf(markdown: string, heading: string): Map<string, string> {
  const lines = markdown.split("\n");
  const start = lines.findIndex((line) => line.startsWith(`| ${heading} |`));
  assert.ok(start >= 0, `ARCHITECTURE.md has no table headed ${heading}`);
  const rest = lines.slice(start + 2);
  const end = rest.findIndex((line) => !line.startsWith("|"));
  return new Map(
    rest
      .slice(0, end)
      .map((line) => line.split("|").map((cell) => cell.trim()))
      .map(([, a = "", b = ""]) => [a, b]),
  );
}

test("the room table of ARCHITECTURE.md is the one that is enforced", () => {
  const drawn = tableOf(readFileSync(join(ROOT, "ARCHITECTURE.md"), "utf8"), "room");
  const rooms = [...drawn].map(([room, may]) => [room, may.split(/\s+/).filter((word) => word !== "")]);
  assert.deepEqual(Object.fromEntries(rooms), tables.ROOMS);
});

test("the owners of packages in ARCHITECTURE.md are the ones that are enforced", () => {
  const drawn = tableOf(readFileSync(join(ROOT, "ARCHITECTURE.md"), "utf8"), "package");
  const owners = [...drawn].flatMap(([names, places]) =>
    names.split(/,\s*/).map((name) => [name, places.split(/,\s*/)]),
  );
  assert.deepEqual(Object.fromEntries(owners), tables.OWNERS);
});

test("what the host's package depends on has an owner, and owners own what it depends on", () => {
  const manifest = JSON.parse(readFileSync(join(ROOT, "host/package.json"), "utf8"));
  const outside = Object.keys(manifest.dependencies).filter((name) => name !== "@holdfast/sdk");
  assert.deepEqual(outside.sort(), Object.keys(tables.OWNERS).sort());
});

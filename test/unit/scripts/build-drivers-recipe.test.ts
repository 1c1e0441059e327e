// A driver's folder as data: what the digest depends on, and what is refused.
import { match, notStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import { appendFileSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { findCompiler, kitFolder, readDriverSources } from "#scripts/build-drivers-recipe";
import { C } from "#sdk/build/c";
import { readKit } from "#sdk/build/source";
import { copyOfTree, FAKE } from "../../support/driver-tree.ts";

const digestIn = (root: string) => readDriverSources(root).find((driver) => driver.name === "volume-fake")?.digest;

test("the digest is of the contents, not of the place", () => {
  const [here, there] = [copyOfTree({ compilers: false }), copyOfTree({ compilers: false })];
  match(digestIn(here) ?? "", /^[0-9a-f]{64}$/);
  strictEqual(digestIn(here), digestIn(there));
});

test("contents that move from one file to another change the digest", () => {
  const root = copyOfTree({ compilers: false });
  const before = digestIn(root);
  renameSync(join(root, FAKE, "volumes.ts"), join(root, FAKE, "renamed.ts"));
  notStrictEqual(digestIn(root), before);
});

test("what no compiler reads does not change the digest", () => {
  const root = copyOfTree({ compilers: false });
  const before = digestIn(root);
  appendFileSync(join(root, FAKE, "README.md"), "more\n");
  appendFileSync(join(root, "sdk/guest/c/host.c"), "// of another language\n");
  strictEqual(digestIn(root), before);
});

test("drivers see their kit with its generated bindings, and nothing of the host", () => {
  for (const driver of readDriverSources(process.cwd())) {
    for (const path of driver.files.keys()) {
      const folders = ["sdk/guest", driver.folder, ...driver.shared];
      ok(
        folders.some((folder) => path.startsWith(`${folder}/`)),
        path,
      );
    }
  }
  ok(readKit(process.cwd(), kitFolder("c"), C).has("sdk/guest/c/generated/volume.h"));
});

test("a recipe or manifest that cannot be used is refused with its path", () => {
  const manifest = JSON.parse(readFileSync(join(FAKE, "manifest.json"), "utf8"));
  const broken: [string, string, RegExp][] = [
    ["recipe.json", '{"language":"cobol"}', /volume-fake\/recipe\.json must be .*"assemblyscript"/],
    ["recipe.json", "null", /recipe\.json must be/],
    ["recipe.json", '{"language":"assemblyscript"}', /recipe\.json must be/],
    ["recipe.json", '{"language":"c","library":"musl","stackBytes":1}', /recipe\.json must be/],
    [
      "recipe.json",
      '{"language":"c","library":"none","stackBytes":1,"shared":["../volume-loop"]}',
      /recipe\.json must be/,
    ],
    [
      "recipe.json",
      '{"language":"c","library":"none","stackBytes":1,"shared":["tapes"]}',
      /shares drivers-wasm\/shared\/tapes, which is not there/,
    ],
    ["recipe.json", '{"language":"cpp","stackBytes":1,"shared":"images"}', /recipe\.json must be/],
    ["recipe.json", "{", /recipe\.json cannot be read as JSON: .*JSON/],
    ["manifest.json", "{}", /name/],
    ["manifest.json", JSON.stringify({ ...manifest, name: "other" }), /names other: it must be the folder's name/],
  ];
  for (const [file, text, expected] of broken) {
    const root = copyOfTree({ compilers: false });
    writeFileSync(join(root, FAKE, file), text);
    throws(() => readDriverSources(root), expected, text);
  }
});

test("a language that nobody knows has no compiler, and the answer says which it was", async () => {
  const found = await findCompiler(process.cwd(), "cobol");
  ok("missing" in found);
  match(found.missing, /no compiler for cobol/);
});

// The compilers of drivers: found in the pinned version or not at all, and heard when they refuse.
import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { findCompiler, readDriverSources } from "#scripts/build-drivers-recipe";
import type { DriverSource } from "#sdk/build/compiler";
import { guestLanguage } from "#sdk/build/languages";
import { inspect } from "#sdk/inspect";
import { copyOfTree } from "../../../support/driver-tree.ts";

const ROOT = process.cwd();

const LANGUAGES = ["assemblyscript", "typescript", "c", "cpp", "go", "rust", "zig"] as const;
type Language = (typeof LANGUAGES)[number];

async function installed(language: Language) {
  const compiler = await findCompiler(ROOT, language);
  return "missing" in compiler ? undefined : compiler;
}

function driverIn(language: Language): DriverSource {
  const driver = readDriverSources(ROOT).find((one) => one.recipe.language === language);
  ok(driver);
  return driver;
}

test("a compiler of another version than the pinned one is not used", async () => {
  const root = copyOfTree({ compilers: false });
  const place = join(root, "scripts/toolchains/node_modules/assemblyscript");
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, "package.json"), '{"version":"0.1.0"}');
  const found = await findCompiler(root, "assemblyscript");
  ok("missing" in found);
  match(found.missing, /assemblyscript is 0\.1\.0, 0\.28\.20 is pinned/);
});

test("an author without a compiler is told the command that gets the very version", async () => {
  const found = await guestLanguage("assemblyscript")?.findCompiler({ folders: [tmpdir()], env: {} });
  ok(found && "missing" in found);
  match(
    found.missing,
    /assemblyscript 0\.28\.20 is not installed: run `npm install --save-dev --save-exact assemblyscript@0\.28\.20`/,
  );
});

test("each compiler says its exact version, the one that the lock file has", async () => {
  const lock = JSON.parse(readFileSync(join(ROOT, "scripts/toolchains/package-lock.json"), "utf8"));
  for (const [language, name] of [
    ["assemblyscript", "assemblyscript"],
    ["c", "@yowasp/clang"],
  ] as const) {
    const version = lock.packages[`node_modules/${name}`].version;
    strictEqual(lock.packages[""].devDependencies[name], version, "pinned exactly");
    const compiler = await installed(language);
    if (compiler) strictEqual(compiler.toolchain, `${name} ${version}`);
  }
  ok(!JSON.stringify(lock).includes('"resolved"'), "the lock names a download host");
});

for (const language of LANGUAGES) {
  const compiler = await installed(language);
  test(`what the ${language} compiler says about a bad source is passed on`, { skip: !compiler }, async () => {
    const driver = driverIn(language);
    const path = [...driver.files.keys()].find((one) => one.startsWith(driver.folder)) as string;
    const files = new Map(driver.files).set(path, new TextEncoder().encode("Missing wrong = 1;\n"));
    await rejects(
      async () => compiler?.compile({ ...driver, files }),
      (error) => {
        match(String(error), /^Error: (asc|esbuild|clang|go|\S*rustc|zig): /);
        ok(String(error).includes(path.split("/").at(-1) as string), String(error));
        return true;
      },
    );
  });
}

// Go's linker sets no maximum; the host does.
for (const language of LANGUAGES.filter((one) => one !== "go")) {
  const compiler = await installed(language);
  test(`a ${language} module declares the memory that its manifest asks for, and no more`, {
    skip: !compiler,
  }, async () => {
    const driver = driverIn(language);
    const made = await compiler?.compile({ ...driver, manifest: { ...driver.manifest, limits: { memoryPages: 100 } } });
    ok(made);
    const memories = inspect(made.bytes).memories;
    deepStrictEqual(
      memories.map((memory) => memory.maximum),
      [100],
    );
  });
}

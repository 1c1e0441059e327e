// Drafts in Rust and Zig with the compilers of this machine: they give a module at once, and a new one of what changed.
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { DriverSource, GuestLanguage } from "#sdk/build/compiler";
import { RUST } from "#sdk/build/rust";
import { ZIG } from "#sdk/build/zig";
import { temporaryFiles } from "../../../support/files.ts";

interface Sample {
  readonly language: GuestLanguage;
  readonly entry: string;
  readonly kit: Readonly<Record<string, string>>;
  /** A driver whose export `answer` gives so much more than the kit's 40. */
  driver(more: number): string;
}

const SAMPLES: readonly Sample[] = [
  {
    language: RUST,
    entry: "lib.rs",
    kit: { "lib.rs": "pub fn base() -> i32 { 40 }" },
    driver: (more) => `#[no_mangle] pub extern "C" fn answer() -> i32 { holdfast::base() + ${more} }`,
  },
  {
    language: ZIG,
    entry: "driver.zig",
    kit: {
      "holdfast.zig": "extern fn base() i32;\npub fn kit() i32 { return base(); }",
      // What nothing calls must not be imported: a manifest that does not ask for it would be refused.
      "generated/c/base.c":
        '__attribute__((import_module("env"), import_name("never"))) int never(void);\n' +
        "int unused(void) { return never(); }\nint base(void) { return 40; }",
    },
    driver: (more) =>
      `const holdfast = @import("holdfast");\nexport fn answer() i32 { return holdfast.kit() + ${more}; }`,
  },
];

for (const { language, entry, kit, driver } of SAMPLES) {
  test(`a draft in ${language.title} is there at once, and what did not change is kept for the next`, async (t) => {
    const compiler = await language.findCompiler({ folders: [], env: process.env });
    if ("missing" in compiler) return t.skip(compiler.missing);
    const draftFolder = join(temporaryFiles(t), ".draft");
    const draft = async (more: number) => {
      const kitFiles = Object.entries(kit).map(([path, text]) => [`mine/kit/${path}`, Buffer.from(text)] as const);
      const files = new Map([...kitFiles, [`mine/${entry}`, Buffer.from(driver(more))] as const]);
      const recipe = { language: language.name, entry, stackBytes: 16_384 };
      const source = { name: "mine", folder: "mine", kit: "mine/kit", shared: [], recipe, manifest: {}, files };
      const made = await compiler.compile(source as unknown as DriverSource, { draftFolder });
      ok(made.draft);
      const module = new WebAssembly.Module(new Uint8Array(made.bytes));
      deepStrictEqual(WebAssembly.Module.imports(module), []);
      return (new WebAssembly.Instance(module).exports["answer"] as () => number)();
    };
    strictEqual(await draft(2), 42);
    const kept = () =>
      readdirSync(draftFolder)
        .filter((name) => /^libholdfast/.test(name))
        .map((name) => [name, statSync(join(draftFolder, name)).mtimeMs]);
    const before = kept();
    strictEqual(await draft(3), 43);
    deepStrictEqual(kept(), before);
  });
}

// The verdict: every reason to refuse a file, with its code and its words, and that nothing of the file runs.
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { ERRORS } from "#host/errors";
import { inspect } from "#sdk/inspect";
import { attachManifest, readManifest } from "#sdk/manifest";
import { speaks, verdictOf } from "#sdk/verdict";
import { assemblyScript, DRIVERS, extism, HOST_TERMS, MANIFEST, only } from "../../support/verdict-samples.ts";
import { wat } from "../../support/wat.ts";

test("a complete driver of either runtime loads", async () => {
  deepStrictEqual(await extism(), {
    outcome: "loads",
    problems: [],
    missingGrants: [],
    notes: [],
    runtime: "extism",
    kind: "volume",
    optionalFunctions: [],
  });
  strictEqual((await assemblyScript()).outcome, "loads");
  strictEqual((await assemblyScript()).runtime, "assemblyscript");
});

test("optional functions are named when they are there", async () => {
  const verdict = await extism({ fields: '(func (export "get_stats") (result i32) (i32.const 0))' });
  deepStrictEqual(verdict.optionalFunctions, ["get_stats"]);
});

test("every code of a problem is an error of the host", async () => {
  const verdicts = [
    await extism({ manifest: null }),
    await extism({ manifest: { abi: "2.0" } }),
    await extism({ without: ["probe"] }),
  ];
  for (const { problems } of verdicts) for (const { code } of problems) ok(Object.hasOwn(ERRORS, code), code);
});

test("bytes that are no module are a verdict, not an exception", () => {
  const verdict = verdictOf(Buffer.from("not wasm at all"), { host: HOST_TERMS, grants: {} });
  strictEqual(verdict.outcome, "refused");
  strictEqual(
    only(verdict),
    "DRIVER_MALFORMED: the file cannot be read as WebAssembly: at byte 0: this is not WebAssembly: it does not begin with \\0asm",
  );
});

test("a file without a manifest is refused, with the place where to read about it", async () => {
  const verdict = await extism({ manifest: null });
  strictEqual(verdict.outcome, "refused");
  strictEqual(
    only(verdict),
    "DRIVER_MANIFEST_INVALID: the file has no manifest, so nothing says which kind of driver it is",
  );
  ok(verdict.problems[0]?.remedy.includes("holdfast:manifest"));
  strictEqual(verdict.kind, undefined);
});

test("a broken manifest is refused with what is wrong in it", async () => {
  const bytes = attachManifest(await wat("(module)"), MANIFEST);
  const broken = Buffer.from(Buffer.from(bytes).toString("latin1").replace('"abi":"1.0"', '"abi":"1.x"'), "latin1");
  const verdict = verdictOf(broken, { host: HOST_TERMS, grants: {} });
  strictEqual(
    only(verdict),
    'DRIVER_MANIFEST_INVALID: the manifest has errors: abi must be "major.minor", such as "1.0"',
  );
});

test("a kind that the host does not know is refused, also one that every object has", async () => {
  strictEqual(
    only(await extism({ manifest: { kind: "toaster" } })),
    "DRIVER_ABI_MISMATCH: the driver is of the kind toaster, this host knows network, volume",
  );
  strictEqual((await extism({ manifest: { kind: "constructor" } })).outcome, "refused");
});

test("a version is spoken when the major is the same and the minor not above the host's", async () => {
  deepStrictEqual(
    [
      ["1.3", "1.0"],
      ["1.3", "1.3"],
      ["1.3", "1.4"],
      ["1.3", "2.0"],
      ["2.0", "1.9"],
      ["1.10", "1.9"],
      ["0.1", "0.1"],
    ].map(([host, driver]) => speaks(host as string, driver as string)),
    [true, true, false, false, false, true, true],
  );
  strictEqual(
    only(await extism({ manifest: { abi: "1.2" } })),
    "DRIVER_ABI_MISMATCH: the driver was built against volume 1.2, this host speaks volume 1.0 to 1.1",
  );
});

test("problems come in one order, and grants do not hide what is worse", async () => {
  const sample = {
    imports: '(import "env" "x" (func))',
    without: ["probe"],
    fields: "(memory 99)",
    manifest: { abi: "9.9", permissions: [{ name: "log", reason: "r" }] },
  };
  const verdict = await extism(sample);
  strictEqual(verdict.outcome, "refused");
  deepStrictEqual(
    verdict.problems.map((problem) => problem.code),
    [
      "DRIVER_MEMORY_EXCEEDED",
      "DRIVER_ABI_MISMATCH",
      "DRIVER_EXPORT_MISSING",
      "DRIVER_IMPORT_REFUSED",
      "DRIVER_GRANT_MISSING",
    ],
  );
  deepStrictEqual(await extism(sample), verdict);
});

test("the drivers that ship load with exactly what they ask for, and are read as the engine reads them", () => {
  for (const name of ["volume-fake", "volume-file"]) {
    const bytes = Uint8Array.from(readFileSync(new URL(`${name}/${name}.wasm`, DRIVERS)));
    const manifest = readManifest(bytes);
    const asked = (permission: string) => manifest?.permissions.find((one) => one.name === permission);
    const grants = {
      log: asked("log") !== undefined,
      config: asked("config") !== undefined,
      fs: asked("fs")?.paths ?? [],
    };
    const terms = { ...HOST_TERMS, limits: { memoryPagesMax: 1024, tableElementsMax: 10_000 } };
    const { outcome, problems, notes } = verdictOf(bytes, { host: terms, grants });
    deepStrictEqual([outcome, problems, notes], ["loads", [], []], name);
    const module = new WebAssembly.Module(bytes);
    deepStrictEqual(
      inspect(bytes).imports.map(({ module, name, kind }) => ({ module, name, kind })),
      WebAssembly.Module.imports(module).map(({ module, name, kind }) => ({ module, name, kind })),
    );
    deepStrictEqual(
      inspect(bytes).exports.map(({ name, kind }) => ({ name, kind })),
      WebAssembly.Module.exports(module).map(({ name, kind }) => ({ name, kind })),
    );
  }
});

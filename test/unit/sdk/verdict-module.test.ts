// The verdict on a module: its exports, imports, memories and names.
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { test } from "node:test";
import { assemblyScript, extism, FUNCTIONS, judge, only } from "../../support/verdict-samples.ts";

test("each missing function is named", async () => {
  const verdict = await extism({ without: ["probe", "list_volumes"] });
  deepStrictEqual(
    verdict.problems.map((problem) => `${problem.code}: ${problem.message}`),
    [
      "DRIVER_EXPORT_MISSING: probe is not exported; volume 1.1 requires the function",
      "DRIVER_EXPORT_MISSING: list_volumes is not exported; volume 1.1 requires the function",
    ],
  );
});

test("functions of the wrong type are refused, optional ones too", async () => {
  const wrong = '(func (export "probe") (param i32) (result i32) (i32.const 0))';
  strictEqual(
    only(await extism({ without: ["probe"], fields: wrong })),
    "DRIVER_EXPORT_MISSING: probe has the type (i32) -> (i32), it must be () -> (i32) or () -> ()",
  );
  const stats = '(func (export "get_stats") (result i64) (i64.const 0))';
  ok(only(await extism({ fields: stats })).includes("get_stats has the type () -> (i64)"));
  strictEqual(
    only(await assemblyScript({ without: ["probe"], fields: '(func (export "probe") (result i32) (i32.const 0))' })),
    "DRIVER_EXPORT_MISSING: probe has the type () -> (i32), it must be (i32) -> (i32)",
  );
  const global = '(global (export "probe") i32 (i32.const 0))';
  ok(only(await extism({ without: ["probe"], fields: global })).includes("probe is exported as a global"));
});

test("an Extism function may answer nothing at all", async () => {
  strictEqual((await extism({ without: ["probe"], fields: '(func (export "probe"))' })).outcome, "loads");
});

test("a module of no known shape is refused with both shapes", async () => {
  const exports = FUNCTIONS.map((name) => `(func (export "${name}") (result i32) (i32.const 0))`).join("");
  const verdict = await judge(`(module ${exports})`, {});
  strictEqual(verdict.runtime, undefined);
  ok(only(verdict).startsWith("DRIVER_MALFORMED: the module is neither an Extism guest"));
});

test("imports that no host offers are refused with a hint", async () => {
  const cases: [string, string, string][] = [
    ['(import "env" "system" (func))', "env system", "define system in the driver"],
    [
      '(import "extism:host/env" "http_request" (func (param i64 i64) (result i64)))',
      "extism:host/env http_request",
      "HTTP",
    ],
    ['(import "extism:host/env" "var_set" (func (param i64 i64)))', "extism:host/env var_set", "keep state outside"],
    [
      '(import "extism:host/user" "shell" (func (param i64) (result i64)))',
      "extism:host/user shell",
      "lists all imports",
    ],
    ['(import "wasi_unstable" "fd_write" (func))', "wasi_unstable fd_write", "wasi_snapshot_preview1"],
    ['(import "wasi_snapshot_preview1" "sock_open" (func))', "wasi_snapshot_preview1 sock_open", "lists all imports"],
    ['(import "holdfast:start" "x" (func))', "holdfast:start x", "lists all imports"],
    ['(import "holdfast" "log" (func (param i32 i32)))', "holdfast log", "lists all imports"],
  ];
  for (const [imports, name, hint] of cases) {
    const verdict = await extism({ imports, fields: '(memory (export "memory") 1)' });
    strictEqual(only(verdict), `DRIVER_IMPORT_REFUSED: the module imports ${name}, which this host does not offer`);
    ok(verdict.problems[0]?.remedy.includes(hint), verdict.problems[0]?.remedy);
  }
});

test("a forged import, the right name with another type, is refused", async () => {
  const imports = '(import "extism:host/env" "alloc" (func (param i32) (result i32)))';
  strictEqual(
    only(await extism({ imports })),
    "DRIVER_IMPORT_REFUSED: the module imports extism:host/env alloc with the type (i32) -> (i32), it is (i64) -> (i64)",
  );
});

test("memories, tables, globals and tags cannot be imported", async () => {
  for (const item of [
    '(import "env" "x" (memory 1))',
    '(import "env" "x" (table 1 funcref))',
    '(import "env" "x" (global i32))',
    '(import "env" "x" (tag))',
  ]) {
    const verdict = await extism({ imports: item });
    ok(only(verdict).includes("a host lends functions only"), item);
  }
});

test("AssemblyScript imports abort and the host functions, with the types that the contract gives", async () => {
  const abort = '(import "env" "abort" (func (param i32 i32 i32 i32)))';
  const log = '(import "holdfast" "log" (func (param i32 i32)))';
  const config = '(import "holdfast" "config_get" (func (param i32) (result i32)))';
  const permissions = [
    { name: "log", reason: "r" },
    { name: "config", reason: "r" },
  ];
  const verdict = await assemblyScript({
    imports: abort + log + config,
    manifest: { permissions },
    grants: { log: true, config: true },
  });
  deepStrictEqual(verdict.problems, []);
  ok(
    (await assemblyScript({ imports: '(import "env" "seed" (func (result f64)))' })).problems[0]?.remedy.includes(
      "Math.random",
    ),
  );
  strictEqual((await assemblyScript({ imports: '(import "Math" "random" (func (result f64)))' })).outcome, "refused");
});

test("an exported class would reach beyond the guest and is refused", async () => {
  const fields = '(func (export "constructor#toString") (param i32))';
  ok(only(await assemblyScript({ fields })).includes("is a class member"));
});

test("a host function that the manifest does not ask for is a contradiction", async () => {
  const imports = '(import "extism:host/env" "log_info" (func (param i64)))';
  strictEqual(
    only(await extism({ imports, grants: { log: true } })),
    "DRIVER_IMPORT_REFUSED: the module imports extism:host/env log_info, but its manifest does not ask for the permission log",
  );
});

test("WASI needs no permission, but the memory must be exported for it", async () => {
  const imports = '(import "wasi_snapshot_preview1" "fd_write" (func (param i32 i32 i32 i32) (result i32)))';
  strictEqual((await extism({ imports, fields: '(memory (export "memory") 1)' })).outcome, "loads");
  strictEqual(
    only(await extism({ imports, fields: "(memory 1)" })),
    "DRIVER_EXPORT_MISSING: the memory is not exported",
  );
});

test("memories that a host cannot bound are refused", async () => {
  const messageOf = async (fields: string) => (await extism({ fields })).problems[0]?.message;
  strictEqual(await messageOf("(memory i64 1)"), "the memory is addressed with 64 bits");
  strictEqual(await messageOf("(memory 1 2 shared)"), "the memory is shared between threads");
  strictEqual(await messageOf("(memory 1) (memory 1)"), "the module has 2 memories");
  strictEqual(
    only(await extism({ fields: "(memory 17)" })),
    "DRIVER_MEMORY_EXCEEDED: the module starts with 17 pages (1088 KiB) of memory, the limit is 16 pages (1024 KiB)",
  );
  strictEqual((await extism({ fields: "(memory 16 65536)" })).outcome, "loads");
  strictEqual(
    only(await extism({ fields: "(table 1001 funcref)" })),
    "DRIVER_MEMORY_EXCEEDED: a table starts with 1001 elements, the limit is 1000",
  );
  ok((await messageOf('(func (export "memory"))'))?.includes("the export memory is a function"));
});

test("a manifest that claims less memory than the module starts with contradicts it", async () => {
  const verdict = await extism({ fields: "(memory 4)", manifest: { limits: { memoryPages: 3 } } });
  strictEqual(
    only(verdict),
    "DRIVER_MANIFEST_INVALID: the manifest says that 3 pages of memory are enough, the module starts with 4",
  );
});

test("names that belong to the host are refused", async () => {
  const fields = '(func (export "holdfast:start"))';
  strictEqual(
    only(await extism({ fields })),
    "DRIVER_MALFORMED: the export holdfast:start uses a name that belongs to the host",
  );
});

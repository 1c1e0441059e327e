// The verdict: every reason to refuse a file, with its code and its words, and that nothing of the file runs.
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { ERRORS } from "#host/errors";
import { HOST } from "#sdk/generated/host";
import { KINDS } from "#sdk/generated/kinds";
import { inspect } from "#sdk/inspect";
import { attachManifest, type Manifest, readManifest } from "#sdk/manifest";
import { type GivenGrants, speaks, type Verdict, verdictOf } from "#sdk/verdict";
import { wat } from "../../support/wat.ts";

const HOST_TERMS = { kinds: KINDS, hostFunctions: HOST, limits: { memoryPagesMax: 16, tableElementsMax: 1000 } };
const DRIVERS = new URL("../../../../drivers-wasm/", import.meta.url);
const FUNCTIONS = [
  "describe",
  "probe",
  "create_volume",
  "delete_volume",
  "extend_volume",
  "inspect_volume",
  "list_volumes",
];
const MANIFEST: Manifest = { name: "sample", version: "1.0.0", kind: "volume", abi: "1.0", permissions: [] };
const OUTPUT_SET = '(import "extism:host/env" "output_set" (func (param i64 i64)))';

interface Sample {
  /** Module fields that stand first: imports. */
  readonly imports?: string;
  readonly fields?: string;
  /** Functions of the kind to leave out. */
  readonly without?: readonly string[];
  readonly manifest?: Partial<Manifest> | null;
  readonly grants?: GivenGrants;
}

/** The verdict on an Extism guest that has everything, but for what the sample changes. */
async function extism(sample: Sample = {}): Promise<Verdict> {
  const functions = FUNCTIONS.filter((name) => !sample.without?.includes(name));
  const exports = functions.map((name) => `(func (export "${name}") (result i32) (i32.const 0))`);
  return judge(`(module ${OUTPUT_SET} ${sample.imports ?? ""} ${exports.join("\n")} ${sample.fields ?? ""})`, sample);
}

/** The verdict on a plain AssemblyScript guest that has everything, but for what the sample changes. */
async function assemblyScript(sample: Sample = {}): Promise<Verdict> {
  const functions = FUNCTIONS.filter((name) => !sample.without?.includes(name));
  const exports = functions.map((name) => `(func (export "${name}") (param i32) (result i32) (i32.const 0))`);
  const runtime = `(memory (export "memory") 1) (func (export "__new") (param i32 i32) (result i32) (i32.const 0))
    (func (export "__pin") (param i32) (result i32) (i32.const 0)) (func (export "__unpin") (param i32))`;
  return judge(`(module ${sample.imports ?? ""} ${runtime} ${exports.join("\n")} ${sample.fields ?? ""})`, sample);
}

async function judge(text: string, { manifest = {}, grants = {} }: Sample): Promise<Verdict> {
  const bytes = await wat(text);
  const driver = manifest === null ? bytes : attachManifest(bytes, { ...MANIFEST, ...manifest });
  return verdictOf(driver, { host: HOST_TERMS, grants });
}

function only(verdict: Verdict): string {
  strictEqual(verdict.problems.length, 1, JSON.stringify(verdict.problems));
  const [problem] = verdict.problems;
  ok(problem?.remedy, "a problem without a remedy");
  return `${problem.code}: ${problem.message}`;
}

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
    only(await extism({ manifest: { kind: "network" } })),
    "DRIVER_ABI_MISMATCH: the driver is of the kind network, this host knows volume",
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
    only(await extism({ manifest: { abi: "1.1" } })),
    "DRIVER_ABI_MISMATCH: the driver was built against volume 1.1, this host speaks volume 1.0 to 1.0",
  );
});

test("each missing function is named", async () => {
  const verdict = await extism({ without: ["probe", "list_volumes"] });
  deepStrictEqual(
    verdict.problems.map((problem) => `${problem.code}: ${problem.message}`),
    [
      "DRIVER_EXPORT_MISSING: probe is not exported; volume 1.0 requires the function",
      "DRIVER_EXPORT_MISSING: list_volumes is not exported; volume 1.0 requires the function",
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
      '(import "extism:host/user" "exec" (func (param i64) (result i64)))',
      "extism:host/user exec",
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

test("what the manifest asks for and nobody granted is missing, with the line to write", async () => {
  const permissions = [
    { name: "config", reason: "Reads its settings." },
    {
      name: "fs",
      reason: "Keeps the volumes.",
      paths: [
        { guest: "/volumes", mode: "rw" },
        { guest: "/seed", mode: "ro" },
      ],
    },
  ] as const;
  const verdict = await extism({ manifest: { permissions } });
  strictEqual(verdict.outcome, "needs-grants");
  deepStrictEqual(verdict.problems, [
    {
      code: "DRIVER_GRANT_MISSING",
      message: "the driver needs the permission config: Reads its settings.",
      remedy: "if you agree, set volume.drivers.<NAME>.grants.config: true",
    },
    {
      code: "DRIVER_GRANT_MISSING",
      message: "the driver needs the permission fs for /volumes (rw), /seed (ro): Keeps the volumes.",
      remedy:
        "if you agree, set volume.drivers.<NAME>.grants.fs: [{ guest: /volumes, host: <DIRECTORY>, mode: rw }, { guest: /seed, host: <DIRECTORY>, mode: ro }]",
    },
  ]);
  deepStrictEqual(
    verdict.missingGrants.map((grant) => grant.permission),
    ["config", "fs"],
  );
});

test("a directory must be granted in the mode that is asked for; more than that will do", async () => {
  const permissions = [
    {
      name: "fs",
      reason: "r",
      paths: [
        { guest: "/v", mode: "rw" as const },
        { guest: "/s", mode: "ro" as const },
      ],
    },
  ];
  const with_ = (fs: GivenGrants["fs"]) => extism({ manifest: { permissions }, grants: { fs: fs ?? [] } });
  strictEqual(
    (
      await with_([
        { guest: "/v", mode: "rw" },
        { guest: "/s", mode: "rw" },
      ])
    ).outcome,
    "loads",
  );
  const less = await with_([
    { guest: "/v", mode: "ro" },
    { guest: "/s", mode: "ro" },
  ]);
  deepStrictEqual(less.missingGrants[0]?.paths, [{ guest: "/v", mode: "rw" }]);
  strictEqual(
    (
      await with_([
        { guest: "/v/", mode: "rw" },
        { guest: "/s", mode: "ro" },
      ])
    ).outcome,
    "needs-grants",
  );
});

test("a driver loads without its optional permissions, and they are named", async () => {
  const permissions = [
    { name: "log", reason: "Says things.", optional: true },
    { name: "teleport", reason: "r", optional: true },
  ];
  const imports = '(import "extism:host/env" "log_info" (func (param i64)))';
  const verdict = await extism({ imports, manifest: { permissions } });
  strictEqual(verdict.outcome, "loads");
  deepStrictEqual(verdict.missingGrants, [{ permission: "log", reason: "Says things.", optional: true }]);
});

test("a permission that the host does not have cannot be granted", async () => {
  const verdict = await extism({ manifest: { permissions: [{ name: "exec", reason: "r" }] } });
  strictEqual(verdict.outcome, "refused");
  strictEqual(
    only(verdict),
    "DRIVER_ABI_MISMATCH: the driver needs the permission exec, this host knows log, config, fs",
  );
});

test("a grant that nobody asked for is noted, and does not stand against loading", async () => {
  const verdict = await extism({ grants: { log: true, fs: [{ guest: "/v", mode: "rw" }] } });
  strictEqual(verdict.outcome, "loads");
  deepStrictEqual(verdict.notes, [
    "log is granted, but the driver does not ask for it",
    "/v is granted, but the driver does not ask for it",
  ]);
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

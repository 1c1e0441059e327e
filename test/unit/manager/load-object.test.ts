import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { type HostError, isHostError } from "#host/errors";
import { loadManager, loadObject } from "#host/manager/load-object";
import { createFakeClock } from "../../support/fake-clock.ts";
import { temporaryFiles } from "../../support/files.ts";

const PARTS = { host: "edge1", domain: { answer: 42 } };

async function refusal(spec: string, cwd: string): Promise<HostError> {
  const error = await loadObject(spec, { cwd, parts: PARTS }).catch((thrown: unknown) => thrown);
  assert.ok(isHostError(error, "LOAD_FAILED"), String(error));
  return error;
}

test("a class, a factory, an object and a module load from JavaScript of either kind", async (t) => {
  const cwd = temporaryFiles(t, {
    "package.json": '{"type":"module"}',
    "all.js": `
      export class ByClass { constructor(parts) { this.parts = parts; } }
      export const byFactory = async (parts) => ({ parts });
      export const single = { name: "single" };`,
    "module.mjs": "export const rpc = {}; export async function initHost() {}",
    "old.cjs": 'const hidden = { ByClass: class { hello() { return "hi"; } } }; module.exports = hidden;',
  });
  const options = { cwd, parts: PARTS };
  const byClass = await loadObject("all.js#ByClass", options);
  assert.equal(byClass.form, "class");
  assert.equal((byClass.object as { parts: unknown }).parts, PARTS);
  assert.equal((await loadObject("all.js#byFactory", options)).form, "factory");
  assert.deepEqual((await loadObject("all.js#single", options)).object, { name: "single" });
  const module = await loadObject("module.mjs", options);
  assert.equal(module.form, "module");
  assert.equal(typeof (module.object as { initHost: unknown }).initHost, "function");
  assert.equal(((await loadObject("old.cjs#ByClass", options)).object as { hello(): string }).hello(), "hi");
});

test("TypeScript loads with its imports, and leaves no file behind", async (t) => {
  const cwd = temporaryFiles(t, {
    "package.json": '{"type":"module"}',
    "manager.ts": `
      import { readFileSync } from "node:fs";
      import type { Absent } from "no-such-types";
      import { twice } from "./twice.ts";
      import { shared } from "./shared.js";
      import { fromPackage } from "a-package";
      interface Parts { readonly domain: { readonly answer: number } }
      export default class Manager {
        readonly answer: number;
        readonly shared: object = shared;
        constructor(parts: Parts) { this.answer = twice(parts.domain.answer) + fromPackage; }
        here(): string { return import.meta.url; }
        self(): string { return readFileSync(new URL(import.meta.url), "utf8"); }
        typed(value: Absent): Absent { return value; }
      }`,
    "twice.ts": "export const twice = (n: number): number => n * 2;",
    "shared.js": "export const shared = { one: true };",
    "node_modules/a-package/package.json": '{"name":"a-package","type":"module","exports":{"import":"./main.js"}}',
    "node_modules/a-package/main.js": "export const fromPackage = 1000;",
  });
  const before = readdirSync(cwd, { recursive: true }).sort();
  const loaded = await loadObject("manager.ts", { cwd, parts: PARTS });
  const manager = loaded.object as { answer: number; shared: object; here(): string; self(): string };
  assert.equal(manager.answer, 1084);
  assert.equal(manager.here(), `file://${cwd}/manager.ts`);
  assert.match(manager.self(), /interface Parts/);
  const direct = (await import(`file://${cwd}/shared.js`)) as { shared: object };
  assert.equal(manager.shared, direct.shared, "JavaScript that is imported is not a second instance");
  assert.deepEqual(readdirSync(cwd, { recursive: true }).sort(), before);
});

test("a stack trace from TypeScript names the file, not a data URL", async (t) => {
  const cwd = temporaryFiles(t, { "boom.ts": "export const make = (): never => { throw new Error('no'); };" });
  const error = await refusal("boom.ts#make", cwd);
  assert.match(String((error.cause as Error).stack), /boom\.ts\.compiled\.js/);
  assert.doesNotMatch(String((error.cause as Error).stack), /base64/);
});

test("a syntax error is told with file, line and column, in the file and in what it imports", async (t) => {
  const cwd = temporaryFiles(t, {
    "bad.mjs": "export const a = 1;\nexport const b = = 2;\n",
    "bad.ts": "export const a: number = 1;\n\nexport const b: = 2;\n",
    "outer.mjs": 'import "./bad.mjs";\n',
  });
  const error = await refusal("bad.mjs", cwd);
  assert.equal(error.data["reason"], "syntax");
  assert.equal(error.data["line"], 2);
  assert.ok(error.message.includes(`${path.join(cwd, "bad.mjs")}:2:18`), error.message);
  assert.match((await refusal("bad.ts", cwd)).message, /bad\.ts:3:17/);
  assert.match((await refusal("outer.mjs", cwd)).message, /bad\.mjs:2:18/);
});

test("an import that fails inside the file is not taken for the file missing", async (t) => {
  const cwd = temporaryFiles(t, {
    "missing.mjs": 'import "./nowhere.mjs";',
    "package.mjs": 'import "no-such-package";',
    "missing.ts": 'import { x } from "./nowhere.ts";\nexport const y = x;',
    "other.mjs": "export const a = 1;",
    "name.mjs": 'import { b } from "./other.mjs"; export { b };',
    "required.cjs": 'require("./nowhere.cjs");',
  });
  for (const name of ["missing.mjs", "package.mjs", "missing.ts", "name.mjs", "required.cjs"]) {
    const error = await refusal(name, cwd);
    assert.equal(error.data["reason"], "import_failed", `${name}: ${error.message}`);
    assert.match(error.message, /exists, but/, name);
  }
  assert.equal((await refusal("gone.mjs", cwd)).data["reason"], "file_missing");
});

test("what the file throws at its top level is told with its message", async (t) => {
  const cwd = temporaryFiles(t, { "throws.mjs": 'throw new Error("no licence");', "ok.mjs": "export const a = 1;" });
  const error = await refusal("throws.mjs", cwd);
  assert.equal(error.data["reason"], "threw");
  assert.match(error.message, /throws\.mjs threw while it was loaded: no licence/);
});

test("a file that never finishes loading is given up at the deadline", async (t) => {
  const cwd = temporaryFiles(t, { "hang.mjs": "await new Promise(() => {});" });
  const clock = createFakeClock();
  const loading = loadObject("hang.mjs", { cwd, parts: PARTS, timeoutMs: 5000, clock }).catch(
    (error: unknown) => error,
  );
  while (clock.pendingTimers() === 0) await new Promise((resolve) => setImmediate(resolve));
  await clock.advance(5000);
  const error = await loading;
  assert.ok(isHostError(error, "LOAD_FAILED"));
  assert.equal(error.data["reason"], "timeout");
});

test("a manager is loaded with its checked declarations, or refused with the path in front", async (t) => {
  const cwd = temporaryFiles(t, {
    "good.mjs": `export const rpc = { hello: { access: "read", summary: "Says hello." } };
      export const hello = async () => "hi";`,
    "bad.mjs": 'export const rpc = { hello: { acces: "read", summary: "Says hello." } };',
  });
  const { shape, loaded } = await loadManager("good.mjs", { cwd, parts: PARTS });
  assert.deepEqual(Object.keys(shape.rpc), ["hello"]);
  assert.equal(loaded.digest.length, 64);
  await assert.rejects(
    loadManager("bad.mjs", { cwd, parts: PARTS }),
    /bad\.mjs is not a manager that can run: .*did you mean access/,
  );
});

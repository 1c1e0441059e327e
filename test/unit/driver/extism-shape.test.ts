// What both Extism runtimes do before the first call: which initialisers, in which order, and whether WASI is there.
import assert from "node:assert/strict";
import { test } from "node:test";
import { clampModule } from "#host/driver/clamp";
import { initialisersIn, wasiFor } from "#host/driver/extism-shape";
import { createHostFunctions } from "#host/driver/host-functions/host-functions";
import { GUEST_OPTIONS } from "../../support/extism-guest.ts";
import { wat } from "../../support/wat.ts";

const prepared = async (fields: string) =>
  new WebAssembly.Module(clampModule(await wat(`(module ${fields})`), { memoryPagesMax: 1, tableElementsMax: 1 }));
const has = (...names: string[]) => names.map((name) => `(func (export "${name}"))`).join(" ");

test("initialisers are those of the reference implementation, in its order, after the start section", async () => {
  const cases: [string, string[]][] = [
    ["", []],
    [has("_start"), []],
    [has("_initialize"), ["_initialize"]],
    [has("_initialize", "__wasm_call_ctors"), ["__wasm_call_ctors"]],
    [has("__wasm_call_ctors", "hs_init"), ["hs_init"]],
    [has("hs_init", "__wasm_call_ctors", "_initialize"), ["_initialize", "hs_init"]],
    [`${has("_initialize")} (func $s) (start $s)`, ["start", "_initialize"]],
  ];
  for (const [fields, names] of cases) {
    const { exports } = new WebAssembly.Instance(await prepared(fields));
    const found = initialisersIn(exports);
    assert.deepEqual(
      found,
      names.map((name) => `holdfast:${name}`),
      fields,
    );
  }
});

test("only a guest that imports WASI gets the shim", async () => {
  const host = createHostFunctions(GUEST_OPTIONS, { log() {} });
  const none = await wasiFor(await prepared(""), GUEST_OPTIONS, host, () => undefined);
  assert.equal(none, undefined);
  const fields = '(import "wasi_snapshot_preview1" "proc_exit" (func (param i32)))';
  const wasi = await wasiFor(await prepared(fields), GUEST_OPTIONS, host, () => undefined);
  assert.equal(typeof wasi?.imports["proc_exit"], "function");
  wasi?.close();
});

// Prepared modules: made once for a file and a policy, shared, metered or not, and refused in words that help.
import assert from "node:assert/strict";
import { test } from "node:test";
import { FUEL_EXPORT } from "#host/driver/meter/fuel";
import { ModuleCache, type ModulePolicy, prepareBytes } from "#host/driver/module-cache";
import { failsWith } from "../../support/extism-guest.ts";
import { guestBytes } from "../../support/guest-wat.ts";
import { wat } from "../../support/wat.ts";

const POLICY: ModulePolicy = { memoryPagesMax: 16, tableElementsMax: 100, metered: true, runtime: "linked" };
const exportsOf = (module: WebAssembly.Module) => WebAssembly.Module.exports(module).map(({ name }) => name);

test("the same file under the same policy is compiled once, however many ask and when", async () => {
  const cache = new ModuleCache();
  const file = { digest: "a", bytes: await guestBytes() };
  const [one, two] = await Promise.all([cache.prepare(file, POLICY), cache.prepare(file, POLICY)]);
  assert.equal(one, two);
  assert.equal(await cache.prepare(file, POLICY), one);
  assert.equal(cache.compiled, 1);
});

test("another file, another bound or another way of running it is another module", async () => {
  const cache = new ModuleCache();
  const file = { digest: "a", bytes: await guestBytes() };
  const others: readonly Partial<ModulePolicy>[] = [{ memoryPagesMax: 8 }, { metered: false }, { runtime: "extism" }];
  const modules = [await cache.prepare(file, POLICY)];
  for (const other of others) modules.push(await cache.prepare(file, { ...POLICY, ...other }));
  modules.push(await cache.prepare({ ...file, digest: "b" }, POLICY));
  assert.equal(new Set(modules).size, 5);
});

test("a metered module has its fuel, one that is not has none", async () => {
  const cache = new ModuleCache();
  const file = { digest: "a", bytes: await guestBytes() };
  assert.ok(exportsOf(await cache.prepare(file, POLICY)).includes(FUEL_EXPORT));
  assert.ok(!exportsOf(await cache.prepare(file, { ...POLICY, metered: false })).includes(FUEL_EXPORT));
});

test("a refused file is refused again: no failure is kept, and none is taken for a module", async () => {
  const cache = new ModuleCache();
  const broken = { digest: "a", bytes: await wat(`(module (memory 99))`) };
  for (let round = 0; round < 2; round++) {
    await assert.rejects(cache.prepare(broken, POLICY), failsWith("DRIVER_MEMORY_EXCEEDED"));
  }
  const invalid = new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 3, 2, 1, 0]);
  await assert.rejects(cache.prepare({ digest: "b", bytes: invalid }, POLICY), failsWith("DRIVER_MALFORMED"));
  assert.equal(cache.compiled, 0);
});

test("what the engine takes and metering does not is refused with the way out", async () => {
  // A type of a later proposal in a place that only metering reads: (ref null func).
  const bytes = new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 6, 1, 0x60, 1, 0x63, 0x70, 0]);
  if (!WebAssembly.validate(bytes)) return;
  assert.throws(() => prepareBytes(bytes, POLICY), failsWith("DRIVER_MALFORMED", /metered: false/));
  assert.deepEqual(prepareBytes(bytes, { ...POLICY, metered: false }), bytes);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { type LeaseStore, Leases } from "#host/service/leases";
import { createFakeClock } from "../../support/fake-clock.ts";

function memoryStore(): LeaseStore {
  const rows = new Map<string, { readonly holder: string; readonly token: number }>();
  return {
    read: async (name) => rows.get(name),
    take: async (name, holder) => {
      const token = (rows.get(name)?.token ?? 0) + 1;
      rows.set(name, { holder, token });
      return { token };
    },
  };
}

const lease = (holder: string, ttlMs = 1000) => ({ name: "sweep", holder, ttlMs });

test("one holds a lease at a time, keeps its token while it renews, and the next one gets a higher one", async () => {
  const clock = createFakeClock();
  const leases = new Leases(memoryStore(), clock);
  assert.deepEqual(await leases.ask(lease("a")), { granted: true, token: 1 });
  assert.deepEqual(await leases.ask(lease("b")), { granted: false, holder: "a" });
  await clock.advance(900);
  assert.deepEqual(await leases.ask(lease("a")), { granted: true, token: 1 });
  await clock.advance(999);
  assert.deepEqual(await leases.ask(lease("b")), { granted: false, holder: "a" });
  await clock.advance(1);
  assert.deepEqual(await leases.ask(lease("b")), { granted: true, token: 2 });
  assert.deepEqual(await leases.ask(lease("a")), { granted: false, holder: "b" });
});

test("of many who ask at once exactly one gets it", async () => {
  const leases = new Leases(memoryStore(), createFakeClock());
  const answers = await Promise.all(Array.from({ length: 50 }, (_, index) => leases.ask(lease(`h${index}`))));
  assert.equal(answers.filter(({ granted }) => granted).length, 1);
});

test("a hub that was started anew leaves the last holder its time, and tokens go on rising", async () => {
  const store = memoryStore();
  await new Leases(store, createFakeClock()).ask(lease("a"));
  const clock = createFakeClock();
  const leases = new Leases(store, clock);
  assert.deepEqual(await leases.ask(lease("b")), { granted: false, holder: "a" });
  assert.deepEqual(await leases.ask(lease("a")), { granted: true, token: 1 });
  await clock.advance(1000);
  assert.deepEqual(await leases.ask(lease("b")), { granted: true, token: 2 });
});

test("leases of different names know nothing of each other", async () => {
  const leases = new Leases(memoryStore(), createFakeClock());
  await leases.ask(lease("a"));
  assert.deepEqual(await leases.ask({ ...lease("b"), name: "other" }), { granted: true, token: 1 });
});

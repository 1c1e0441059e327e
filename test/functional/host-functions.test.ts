// What a driver may ask of the host besides commands: values, time, chance and events, each only as far as it was granted.
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { test } from "node:test";
import { deleteDriverValue, listDriverKeys, readDriverValue, writeDriverValue } from "#host/db/driver-values-table";
import { type DriverEvent, eventService } from "#host/driver/host-functions/event-service";
import { kvService } from "#host/driver/host-functions/kv-service";
import type { HostServices } from "#host/driver/host-functions/services";
import { temporaryDatabase } from "../support/database.ts";
import { type Heard, withAskingGuest } from "../support/executor.ts";
import { createFakeClock } from "../support/fake-clock.ts";

for (const runtime of ["linked", "extism"] as const) {
  test(`time and chance need no more than their grants, on ${runtime}`, async () => {
    await withAskingGuest({ services: {}, grants: { clock: true, random: true }, runtime }, async ({ ask }) => {
      const { result } = await ask("clock_now", {});
      ok(Math.abs(result.wall_ms - Date.now()) < 60_000);
      const bytes = (heard: Heard) => Buffer.from(heard.result.bytes, "base64");
      const first = bytes(await ask("random_bytes", { length: 32 }));
      strictEqual(first.length, 32);
      ok(!first.equals(bytes(await ask("random_bytes", { length: 32 }))));
      strictEqual((await ask("random_bytes", { length: 1025 })).status, "invalid_argument");
      for (const name of ["kv_get", "http_request", "event_emit", "secret_present", "exec"])
        strictEqual((await ask(name, {})).status, "permission_denied", name);
    });
  });
}

test("what a guest asks may be anything: each answer is a status, and the guest lives", async () => {
  await withAskingGuest({ services: {}, grants: { kv: { bytesMax: 10, keysMax: 1 } } }, async ({ ask }) => {
    const odd = [
      "",
      "{",
      "[]",
      "null",
      '"x"',
      "{}",
      '{"key":1}',
      '{"key":""}',
      `{"key":"${"x".repeat(600)}"}`,
      "\ud800",
      "{}".repeat(1e5),
    ];
    for (const request of odd)
      strictEqual((await ask("kv_get", request)).status, "invalid_argument", request.slice(0, 20));
    strictEqual((await ask("kv_get", { key: "a" })).status, "not_ready");
  });
});

test("values are the driver's own, survive its instances, and never exceed the quota", async (t) => {
  const database = await temporaryDatabase(t);
  const services: HostServices = {
    kv: kvService({
      read: (space, key) => readDriverValue(database, space, key),
      write: (space, entry) => writeDriverValue(database, space, entry),
      delete: (space, key) => deleteDriverValue(database, space, key),
      keys: (space) => listDriverKeys(database, space),
    }),
  };
  const grants = { kv: { bytesMax: 20, keysMax: 3 } };
  await withAskingGuest({ services, grants }, async ({ ask }) => {
    deepStrictEqual((await ask("kv_get", { key: "a" })).result, {});
    strictEqual((await ask("kv_set", { key: "a", value: "é" })).status, "ok");
    strictEqual((await ask("kv_set", { key: "b", value: "0123456789" })).status, "ok");
    strictEqual((await ask("kv_set", { key: "c", value: "0123456" })).status, "resource_exhausted");
    strictEqual(
      (await ask("kv_set", { key: "b", value: "0123456789abcdef" })).status,
      "ok",
      "its own bytes are given back",
    );
    strictEqual((await ask("kv_set", { key: "b", value: "0" })).status, "ok");
    strictEqual((await ask("kv_set", { key: "c", value: "" })).status, "ok");
    strictEqual((await ask("kv_set", { key: "d", value: "" })).status, "resource_exhausted", "a fourth key");
    strictEqual((await ask("kv_set", { key: "c", value: "\0" })).status, "invalid_argument");
  });
  await withAskingGuest({ services, grants }, async ({ ask }) => {
    deepStrictEqual((await ask("kv_get", { key: "a" })).result, { value: "é" });
    deepStrictEqual((await ask("kv_list", {})).result, { keys: ["a", "b", "c"] });
    deepStrictEqual((await ask("kv_list", { prefix: "b" })).result, { keys: ["b"] });
    strictEqual((await ask("kv_delete", { key: "a" })).status, "ok");
    strictEqual((await ask("kv_delete", { key: "a" })).status, "ok");
    deepStrictEqual((await ask("kv_get", { key: "a" })).result, {});
  });
  strictEqual(await readDriverValue(database, { kind: "volume", driver: "other" }, "b"), undefined);
});

test("events are numbered, refused beyond the rate, and a gap shows what was lost", async () => {
  const clock = createFakeClock();
  const told: DriverEvent[] = [];
  const services = { event: eventService({ clock, perSecondMax: 3, onEvent: (event) => told.push(event) }) };
  await withAskingGuest({ services, grants: { event: true } }, async ({ ask }) => {
    for (let round = 0; round < 5; round++)
      await ask("event_emit", { name: "disk.full", subject: "v", data: `${round}` });
    await clock.advance(1000);
    deepStrictEqual((await ask("event_emit", { name: "disk.ok" })).result, { sequence: 6 });
    strictEqual((await ask("event_emit", { name: "Disk" })).status, "invalid_argument");
    strictEqual((await ask("event_emit", { name: "a", data: "x".repeat(5000) })).status, "invalid_argument");
  });
  deepStrictEqual(
    told.map(({ sequence }) => sequence),
    [1, 2, 3, 6],
  );
  deepStrictEqual(told[0], { kind: "volume", driver: "test", sequence: 1, name: "disk.full", subject: "v", data: "0" });
});

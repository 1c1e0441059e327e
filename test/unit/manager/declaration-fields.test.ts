import assert from "node:assert/strict";
import { test } from "node:test";
import { checkPeriodicTask, checkRpcMethod } from "#host/manager/declaration-fields";
import type { PeriodicTask, RpcMethod } from "#host/manager/manager";

const rpc = (entry: object) => checkRpcMethod("do", entry as RpcMethod, "1.4");
const task = (entry: object) => checkPeriodicTask("tick", entry as PeriodicTask);
const GOOD = { access: "read", summary: "Does." };

test("good declarations have no complaints", () => {
  const params = { safeParse: () => ({ success: true, data: 1 }) };
  assert.deepEqual(rpc({ ...GOOD, params, since: "1.4", whileDraining: true, method: "x", result: 1 }), []);
  assert.deepEqual(
    task({
      spacingMs: 0.5,
      jitter: 0,
      timeoutMs: 1,
      runImmediately: true,
      enabled: false,
      overlap: "queue",
      runsMax: 2,
    }),
    [],
  );
});

test("an unknown field is refused with the one that was meant", () => {
  assert.deepEqual(rpc({ ...GOOD, acess: "read" }), ["rpc.do.acess is not known; did you mean access?"]);
  assert.deepEqual(task({ spacingMs: 1, spacing: 60 }), [
    "periodic.tick.spacing is not known; did you mean spacingMs?",
  ]);
  assert.match(task({ spacingMs: 1, zzzzzz: 60 })[0]!, /is not known \(known: spacingMs, jitter/);
  assert.match(task({ spacingMs: 1, toString: 60 })[0]!, /toString is not known/);
});

test("a spacing must be above zero, and says how a task is switched off", () => {
  for (const spacingMs of [0, -1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31, "60"]) {
    assert.match(
      task({ spacingMs }).join(),
      /spacingMs must be milliseconds above 0.*enabled: false/,
      String(spacingMs),
    );
  }
  assert.match(task({}).join(), /spacingMs is missing/);
});

test("values outside a closed list or a range are refused", () => {
  assert.match(rpc({ ...GOOD, access: "all" }).join(), /access must be one of read, operate, admin, not "all"/);
  assert.match(rpc({ ...GOOD, params: {} }).join(), /params must be a schema with safeParse/);
  assert.match(rpc({ ...GOOD, since: "2" }).join(), /since must be a version/);
  assert.match(task({ spacingMs: 1, jitter: 1.5 }).join(), /jitter must be a fraction/);
  assert.match(task({ spacingMs: 1, overlap: "wait" }).join(), /overlap must be one of skip, queue, parallel/);
  assert.match(task({ spacingMs: 1, overlap: "queue", runsMax: 0 }).join(), /runsMax must be a whole number/);
});

test("a method cannot be newer than its manager, nor a task bound what it never does", () => {
  assert.match(rpc({ ...GOOD, since: "1.5" }).join(), /since 1.5 is newer than the manager's version 1.4/);
  assert.match(rpc({ ...GOOD, since: "2.0" }).join(), /newer/);
  assert.match(task({ spacingMs: 1, runsMax: 2 }).join(), /runsMax means nothing with overlap skip/);
});

test("access and summary must be given", () => {
  assert.deepEqual(rpc({}), ["rpc.do.access is missing", "rpc.do.summary is missing"]);
});

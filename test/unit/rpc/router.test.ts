// Routing: who gets a request, and what becomes of it when he goes.
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { RequestContext } from "#host/context";
import { type ErrorCode, HostError, isHostError } from "#host/errors";
import { silentLog } from "#host/log";
import { type Member, Router, refuseReserved, travellingMeta } from "#host/rpc/router";
import type { Origin, RpcHandler, RpcRequest } from "#host/rpc/transport";
import { contextFor } from "../../support/bus.ts";
import { createFakeClock } from "../../support/fake-clock.ts";

const request = (topic: string, server?: string): RpcRequest => ({
  target: server === undefined ? { topic } : { topic, server },
  method: "get",
  params: undefined,
  meta: {},
});
const named =
  (name: string): RpcHandler =>
  async () => ({ result: name });
const refuses = (code: ErrorCode) => (error: unknown) => isHostError(error, code);

function routerOf(...names: string[]): { readonly router: Router; readonly members: Member[] } {
  const router = new Router(silentLog);
  const members = names.map((server) => router.add({ topic: "work", server, version: "1.0" }, named(server)));
  return { router, members };
}

async function answers(t: TestContext, router: Router, times: number): Promise<string> {
  const ctx = contextFor(t);
  let text = "";
  for (let turn = 0; turn < times; turn++) text += (await router.call(ctx, request("work"))).result;
  return text;
}

test("servers are taken in turn, also while they come and go", async (t) => {
  const { router, members } = routerOf("a", "b", "c");
  assert.equal(await answers(t, router, 6), "abcabc");
  if (members[1]) router.remove(members[1]);
  assert.equal([...(await answers(t, router, 4))].sort().join(""), "aacc");
  router.add({ topic: "work", server: "d", version: "1.0" }, named("d"));
  assert.equal([...(await answers(t, router, 6))].sort().join(""), "aaccdd");
});

test("one that drains is left out until nobody else is there", async (t) => {
  const { router, members } = routerOf("a", "b");
  if (members[0]) members[0].draining = true;
  assert.equal(await answers(t, router, 3), "bbb");
  assert.equal((await router.call(contextFor(t), request("work", "a"))).result, "a");
  assert.deepEqual(router.fanout(contextFor(t), request("work")), { receivers: 1 });
  if (members[1]) router.remove(members[1]);
  assert.equal(await answers(t, router, 1), "a");
  assert.throws(() => router.fanout(contextFor(t), request("work")), refuses("NO_SERVER"));
});

test("a fanout may name one server", (t) => {
  const { router } = routerOf("a", "b");
  assert.deepEqual(router.fanout(contextFor(t), request("work", "b")), { receivers: 1 });
});

test("a place must be writable as topic@server with a version", () => {
  const router = new Router(silentLog);
  for (const place of [
    { topic: "a.b", server: "x", version: "1.0" },
    { topic: "", server: "x", version: "1.0" },
    { topic: "a", server: "x y", version: "1.0" },
    { topic: "a", server: "", version: "1.0" },
  ]) {
    assert.throws(() => router.add(place, named("x")), refuses("INVALID_PARAMS"), JSON.stringify(place));
  }
  assert.throws(() => router.add({ topic: "a", server: "x", version: "one" }, named("x")), refuses("INVALID_REQUEST"));
  assert.equal(router.topics().size, 0);
});

test("removing twice, or what another took over, harms nobody", async (t) => {
  const { router, members } = routerOf("a");
  const [old] = members;
  assert.ok(old);
  router.remove(old);
  router.add({ topic: "work", server: "a", version: "1.0" }, named("new"));
  router.remove(old);
  assert.equal(await answers(t, router, 1), "new");
});

test("calls to a dropped server settle with the reason, and its work is aborted", async (t) => {
  const router = new Router(silentLog);
  const seen: Origin[] = [];
  const member = router.add({ topic: "work", server: "a", version: "1.0" }, (_request, from) => {
    seen.push(from);
    return new Promise(() => {});
  });
  const call = router.call(contextFor(t), request("work"));
  assert.equal(router.topics().get("work")?.[0]?.callsInFlight, 1);
  router.drop(member, new HostError("LINK_LOST", "gone"));
  await assert.rejects(call, refuses("LINK_LOST"));
  assert.ok(seen[0]?.ending.signal.aborted);
  assert.equal(router.topics().size, 0);
});

test("a call ends at its deadline though the server never answers", async (t) => {
  const clock = createFakeClock();
  const router = new Router(silentLog);
  router.add({ topic: "work", server: "a", version: "1.0" }, () => new Promise(() => {}));
  const ctx = new RequestContext({ timeoutMs: 500, clock });
  t.after(() => ctx.close());
  const call = assert.rejects(router.call(ctx, request("work")), refuses("DEADLINE_EXCEEDED"));
  await clock.advance(500);
  await call;
  assert.equal(router.topics().get("work")?.[0]?.callsInFlight, 0);
});

test("a handler that throws at once is an answer, not an accident of the router", async (t) => {
  const router = new Router(silentLog);
  router.add({ topic: "work", server: "a", version: "1.0" }, () => {
    throw new HostError("BUSY", "not now");
  });
  await assert.rejects(router.call(contextFor(t), request("work")), refuses("BUSY"));
  router.cast(contextFor(t), request("work"));
  assert.equal(router.topics().get("work")?.[0]?.callsInFlight, 1);
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(router.topics().get("work")?.[0]?.callsInFlight, 0);
});

test("the time that is left travels, never more than was asked for", (t) => {
  const clock = createFakeClock();
  const ctx = new RequestContext({ timeoutMs: 500, clock, requestId: "r" });
  t.after(() => ctx.close());
  assert.deepEqual(travellingMeta(ctx, {}), { requestId: "r", timeoutMs: 500 });
  assert.equal(travellingMeta(ctx, { timeoutMs: 100 }).timeoutMs, 100);
  assert.equal(travellingMeta(ctx, { timeoutMs: 9_000 }).timeoutMs, 500);
});

test("topics of the bus itself are nobody's", () => {
  assert.throws(
    () => refuseReserved({ topic: "rpc", server: "a", version: "1.0" }, ["rpc"]),
    refuses("FAILED_PRECONDITION"),
  );
  refuseReserved({ topic: "work", server: "a", version: "1.0" }, ["rpc"]);
});

test("the least loaded server is taken if that was chosen, and the turn decides among equals", async (t) => {
  const router = new Router(silentLog, "least-loaded");
  const [a, b, c] = ["a", "b", "c"].map((server) =>
    router.add({ topic: "work", server, version: "1.0" }, named(server)),
  );
  assert.ok(a && b && c);
  assert.equal(await answers(t, router, 6), "abcabc");
  const busy = { end: () => {} };
  a.calls.add(busy);
  c.calls.add(busy);
  assert.equal(await answers(t, router, 3), "bbb");
  b.calls.add(busy);
  b.calls.add({ end: () => {} });
  assert.deepEqual([...(await answers(t, router, 4))].sort().join(""), "aacc");
  b.draining = true;
  a.draining = true;
  assert.equal(await answers(t, router, 2), "cc");
});

test("requests of one key go to one server, also when another leaves", async (t) => {
  const { router, members } = routerOf("a", "b", "c");
  const owner = router.pick({ topic: "work" }, "key-1");
  for (let time = 0; time < 5; time++) {
    assert.equal(router.pick({ topic: "work" }, "key-1"), owner);
    await answers(t, router, 1);
  }
  const other = members.find((member) => member !== owner);
  if (other) router.remove(other);
  assert.equal(router.pick({ topic: "work" }, "key-1"), owner);
  const keys = Array.from({ length: 60 }, (_, index) => router.pick({ topic: "work" }, `key-${index}`));
  assert.equal(new Set(keys).size, 2, "keys are spread");
});

test("who watches is told of each server that comes and goes", () => {
  const { router, members } = routerOf("a");
  const seen: string[] = [];
  const unwatch = router.watch(({ place }, isThere) => void seen.push(`${place.server} ${isThere}`));
  const b = router.add({ topic: "work", server: "b", version: "1.0" }, named("b"));
  assert.deepEqual(router.members(), [...members, b]);
  router.remove(b);
  router.remove(b);
  unwatch();
  router.add({ topic: "work", server: "c", version: "1.0" }, named("c"));
  assert.deepEqual(seen, ["b true", "b false"]);
});

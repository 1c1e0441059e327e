// A connection's own methods: serving, taking over, leaving.
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { systemClock } from "#host/clock";
import type { Caller } from "#host/context";
import { HostError } from "#host/errors";
import { silentLog } from "#host/log";
import { HubConnection } from "#host/rpc/hub-connection";
import { DEFAULT_CALL_TIMES, DEFAULT_LINK_LIMITS } from "#host/rpc/limits";
import { Router } from "#host/rpc/router";
import { contextFor } from "../../support/bus.ts";

interface Side {
  readonly connection: HubConnection;
  /** Sends a frame and answers what came back, parsed. */
  ask(method: string, params: unknown): Promise<{ result?: unknown; error?: { data: { code: string } } }>;
  readonly sent: string[];
}

const HOST: Caller = { name: "edge-1", roles: ["host"] };

function bench() {
  const router = new Router(silentLog);
  const places = new Map<string, HubConnection>();
  const side = (caller = HOST): Side => {
    const sent: string[] = [];
    const connection = new HubConnection({
      router,
      places,
      caller,
      link: { bufferedBytes: 0, send: (text) => void sent.push(text), close: () => {} },
      clock: systemClock,
      log: silentLog,
      limits: { ...DEFAULT_LINK_LIMITS, ...DEFAULT_CALL_TIMES },
      hub: { name: "h", version: "1.2.3" },
    });
    const ask: Side["ask"] = async (method, params) => {
      connection.receiveText(JSON.stringify({ jsonrpc: "2.0", method, params, id: `id-${sent.length}` }));
      await new Promise((resolve) => setImmediate(resolve));
      return JSON.parse(sent.at(-1) ?? "null");
    };
    return { connection, ask, sent };
  };
  return { router, places, side };
}

const place = { topic: "work", server: "a", version: "1.0" };
const instance = "i".repeat(36);

test("hello answers who the hub is and what its limits are", async () => {
  const { result } = await bench().side().ask("hub.hello", { instance });
  const { frameBytesMax, inFlightMax, batchMax } = DEFAULT_LINK_LIMITS;
  assert.deepEqual(result, {
    hub: "h",
    version: "1.2.3",
    caller: "edge-1",
    limits: { frameBytesMax, inFlightMax, batchMax },
  });
});

test("a served place is on the router until it leaves or its connection ends", async () => {
  const { router, places, side } = bench();
  const { ask, connection } = side();
  assert.equal((await ask("hub.serve", place)).result, null);
  assert.deepEqual(connection.places, ["work@a"]);
  await ask("hub.drain", { topic: "work", server: "a" });
  assert.equal(router.topics().get("work")?.[0]?.draining, true);
  await ask("hub.leave", { topic: "work", server: "a" });
  assert.equal(router.topics().size, 0);
  await ask("hub.serve", place);
  connection.end("cable cut");
  assert.deepEqual([router.topics().size, places.size], [0, 0]);
});

test("nobody leaves or drains a place for another", async () => {
  const { router, side } = bench();
  const [owner, other] = [side(), side()];
  await owner.ask("hub.serve", place);
  for (const method of ["hub.leave", "hub.drain"]) await other.ask(method, { topic: "work", server: "a" });
  assert.deepEqual(
    router
      .topics()
      .get("work")
      ?.map(({ draining }) => draining),
    [false],
  );
});

test("a place is taken over only by the instance that had it", async () => {
  const { router, places, side } = bench();
  const [dead, thief, nameless, heir] = [side(), side(), side(), side()];
  await dead.ask("hub.hello", { instance });
  await dead.ask("hub.serve", place);
  await thief.ask("hub.hello", { instance: "x".repeat(36) });
  for (const side of [thief, nameless]) {
    assert.equal((await side.ask("hub.serve", place)).error?.data.code, "ALREADY_EXISTS");
  }
  await heir.ask("hub.hello", { instance });
  assert.equal((await heir.ask("hub.serve", place)).result, null);
  assert.equal(places.get("work@a"), heir.connection);
  dead.connection.end("noticed at last");
  assert.equal(router.topics().get("work")?.length, 1, "the dead connection took its heir's place away");
});

test("two connections without an instance do not take over from each other", async () => {
  const { side } = bench();
  const [one, two] = [side(), side()];
  await one.ask("hub.serve", place);
  assert.equal((await two.ask("hub.serve", place)).error?.data.code, "ALREADY_EXISTS");
});

test("the bus's own topics, bad places and unknown methods are refused", async () => {
  const { ask } = bench().side();
  const cases: readonly (readonly [string, unknown, string])[] = [
    ["hub.serve", { ...place, topic: "rpc" }, "FAILED_PRECONDITION"],
    ["hub.serve", { ...place, topic: "hub" }, "FAILED_PRECONDITION"],
    ["hub.serve", { ...place, topic: "a.b" }, "INVALID_PARAMS"],
    ["hub.serve", { topic: "work" }, "INVALID_PARAMS"],
    ["hub.hello", { instance: "short" }, "INVALID_PARAMS"],
    ["hub.end", {}, "METHOD_NOT_FOUND"],
    ["hub.peer", {}, "METHOD_NOT_FOUND"],
    ["hub.servee", place, "METHOD_NOT_FOUND"],
  ];
  for (const [method, params, code] of cases) {
    assert.equal((await ask(method, params)).error?.data.code, code, `${method} ${JSON.stringify(params)}`);
  }
});

test("who may only read may not serve", async () => {
  const { ask } = bench().side({ name: "visitor", roles: ["reader"] });
  assert.ok((await ask("hub.hello", { instance })).result);
  for (const method of ["hub.serve", "hub.drain", "hub.leave"]) {
    assert.equal((await ask(method, place)).error?.data.code, "PERMISSION_DENIED", method);
  }
});

test("a forwarded request names its caller and its place; the claim of a client does not count", async (t: TestContext) => {
  const { router, side } = bench();
  const { ask, sent } = side();
  await ask("hub.serve", place);
  const ctx = contextFor(t);
  const request = { target: { topic: "work" }, method: "get", params: { x: 1 }, meta: {} };
  const answer = router.call(ctx, request).catch((error: unknown) => error);
  const frame = JSON.parse(sent.at(-1) ?? "null");
  assert.deepEqual([frame.method, frame.params, frame.meta.caller], ["work@a.get", { x: 1 }, ctx.caller]);
  assert.ok(frame.meta.timeoutMs > 0);
  router.cast(ctx, request);
  assert.equal(JSON.parse(sent.at(-1) ?? "null").id, undefined, "a cast asked for an answer");
  ctx.cancel(new HostError("CANCELLED", "done"));
  await answer;
  assert.deepEqual(JSON.parse(sent.at(-1) ?? "null").method, "rpc.cancel");
});

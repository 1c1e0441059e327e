// The memory transport's own rules; what it shares with a socket is in the bus suite.
import assert from "node:assert/strict";
import { test } from "node:test";
import { type ErrorCode, HostError, isHostError } from "#host/errors";
import { silentLog } from "#host/log";
import { DEFAULT_LINK_LIMITS } from "#host/rpc/limits";
import { MemoryTransport } from "#host/rpc/memory-transport";
import { Router } from "#host/rpc/router";
import type { RpcRequest } from "#host/rpc/transport";
import { contextFor } from "../../support/bus.ts";

const refuses = (code: ErrorCode) => (error: unknown) => isHostError(error, code);
const request: RpcRequest = { target: { topic: "work" }, method: "get", params: { x: 1 }, meta: {} };
const place = { topic: "work", server: "a", version: "1.0" };

test("an error is rebuilt from its wire form: nothing of the server's object crosses", async (t) => {
  const router = new Router(silentLog);
  const thrown = new HostError("BUSY", "wait", { data: { by: "x", left: undefined }, cause: new Error("inner") });
  await new MemoryTransport({ router }).serve(place, async () => {
    throw thrown;
  });
  await assert.rejects(new MemoryTransport({ router }).call(contextFor(t), request), (error) => {
    assert.ok(isHostError(error, "BUSY"));
    assert.notEqual(error, thrown);
    assert.equal(error.cause, undefined);
    assert.equal(error.data["by"], "x");
    return true;
  });
});

test("waiting calls are bounded", async (t) => {
  const router = new Router(silentLog);
  const near = new MemoryTransport({ router, limits: { ...DEFAULT_LINK_LIMITS, pendingMax: 1 } });
  await near.serve(place, () => new Promise(() => {}));
  const first = assert.rejects(near.call(contextFor(t), request), refuses("LINK_LOST"));
  await assert.rejects(near.call(contextFor(t), request), refuses("RESOURCE_EXHAUSTED"));
  await near.close();
  await first;
});

test("closed is closed: nothing is served or sent, and closing again is nothing", async (t) => {
  const router = new Router(silentLog);
  const transport = new MemoryTransport({ router });
  const serving = await transport.serve(place, async () => ({ result: 1 }));
  await transport.close();
  await transport.close();
  await serving.leave();
  assert.equal(router.topics().size, 0);
  await assert.rejects(
    transport.serve(place, async () => ({ result: 1 })),
    refuses("LINK_LOST"),
  );
  const ctx = contextFor(t);
  await assert.rejects(transport.call(ctx, request), refuses("LINK_LOST"));
  await assert.rejects(transport.cast(ctx, request), refuses("LINK_LOST"));
  await assert.rejects(transport.fanout(ctx, request), refuses("LINK_LOST"));
});

test("reserved topics are refused at this door", async () => {
  const transport = new MemoryTransport({ router: new Router(silentLog), reservedTopics: ["work"] });
  await assert.rejects(
    transport.serve(place, async () => ({ result: 1 })),
    refuses("FAILED_PRECONDITION"),
  );
});

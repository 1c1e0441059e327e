// An operation that must reach the hub, and a link that breaks: journaled, bounded, settled after the link is back, applied once.
import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import type { RequestContext } from "#host/context";
import { type Settled, settleUnknowns } from "#host/operation/reconcile";
import { RpcClient } from "#host/rpc/client";
import { connectWebSocket } from "#host/rpc/websocket-transport";
import { ADMIN_TOKEN, openHub, serveEndpoint } from "../support/bus.ts";
import { context, createEntry, temporaryJournal } from "../support/journal.ts";
import { openTcpRelay } from "../support/tcp-relay.ts";
import { until } from "../support/until.ts";

test("work at the hub whose answer is lost with the link is unknown, holds up nothing else, and settles after the link is back, applied once by its key", async (t) => {
  const hub = await openHub(t);
  const booked: string[] = [];
  let answer = () => {};
  const ledger = {
    book: async (_ctx: RequestContext, { name }: { readonly name: string }) => {
      booked.push(name);
      await new Promise<void>((resolve) => {
        answer = resolve;
      });
      return { number: booked.length };
    },
  };
  const methods = {
    book: { summary: "Books.", access: "operate", params: z.strictObject({ name: z.string() }), errors: [] },
  } as const;
  await serveEndpoint(hub.transport, { topic: "ledger", server: "far" }, { methods, target: ledger });
  const relay = await openTcpRelay(hub.port);
  t.after(() => relay.close());
  const link = await connectWebSocket({
    ...{ url: `ws://127.0.0.1:${relay.port}`, token: ADMIN_TOKEN, closeGraceMs: 200 },
    backOff: { firstMs: 5, maxMs: 20 },
  });
  t.after(() => link.close());
  const { journal } = await temporaryJournal(t, { openMax: 2 });
  const book = (ctx: RequestContext, name: string, idempotencyKey: string) =>
    new RpcClient(link).prepare({ idempotencyKey }).call(ctx, "ledger", "book", { name });
  const run = (
    name: string,
    work: (operationId: string, ctx: RequestContext) => Promise<unknown>,
    timeoutMs = 30_000,
  ) =>
    journal.run(context(t, { timeoutMs }), createEntry(name), { mark: async () => {}, work, settle: async () => {} });
  const settle = (inspectTimeoutMs: number): Promise<Settled> =>
    settleUnknowns(context(t), journal, {
      ...{ domain: "volume", force: true, inspectTimeoutMs },
      inspect: async ({ id, resource }, ctx) => {
        const result = await book(ctx, resource, id);
        return { state: "done", result, note: "the hub knows it" };
      },
    });

  // The hub has begun; then the link goes and stays away, until the operation's time is over.
  const cutOff = assert.rejects(
    run("one", (id, ctx) => book(ctx, "one", id), 500),
    { code: "DEADLINE_EXCEEDED" },
  );
  await until("the hub works on it", () => booked.length === 1);
  relay.refuse(true);
  relay.cut();
  await cutOff;
  const again = run("one", async () => undefined);
  await assert.rejects(again, { code: "BUSY" }, "the thing is held as long as nobody knows");

  // What needs no hub goes on; how much can wait is bounded.
  const local = run("two", async () => {
    const third = run("three", async () => undefined);
    await assert.rejects(third, { code: "RESOURCE_EXHAUSTED", message: /2 operations run or have an outcome that/ });
    return "without the hub";
  });
  assert.equal((await local).result, "without the hub");
  const { settled, waiting } = await settle(50);
  assert.deepEqual([settled.length, waiting.length], [0, 1], "without a link it stays unknown");

  relay.refuse(false);
  answer();
  const after = await settle(20_000);
  assert.deepEqual(
    after.settled.map(({ state, note }) => [state, note]),
    [["done", "the hub knows it"]],
  );
  assert.deepEqual(booked, ["one"], "asked again under its key it was not done again");
  const [operation] = await journal.list({ resource: "one" });
  assert.deepEqual([operation?.state, operation?.result], ["done", { number: 1 }]);
  await run("three", async () => undefined);
});

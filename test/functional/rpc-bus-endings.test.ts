// How calls on the bus end before their answer: deadline, cancel, cut links, drains; the same suite against memory and WebSocket.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { HostError } from "#host/errors";
import { BUS_BODIES, contextFor } from "../support/bus.ts";
import { fails, openScene, party } from "../support/bus-scene.ts";
import { until } from "../support/until.ts";

for (const body of BUS_BODIES) {
  describe(`endings on the bus over ${body.name}`, { timeout: 60_000 }, () => {
    test("the deadline travels, ends the call on time and aborts the work", async (t) => {
      const { bus, client } = await openScene(body, t);
      const { worker, server } = await party(bus, "a");
      const seen = (await client.prepare({ timeoutMs: 3_000 }).call(contextFor(t), "work", "who")) as {
        remainingMs: number;
      };
      assert.ok(seen.remainingMs > 0 && seen.remainingMs <= 3_000, `the server thought it had ${seen.remainingMs} ms`);
      const startMs = performance.now();
      const late = client.call(contextFor(t, 100), "work", "hold", { name: "late" });
      await assert.rejects(late, fails("DEADLINE_EXCEEDED"));
      assert.ok(performance.now() - startMs < 3_000);
      await until("the work was told", () => worker.cancelled.length === 1);
      await until("nothing is in flight", () => server.inFlight().length === 0);
    });

    test("a cancel reaches the handler's AbortSignal", async (t) => {
      const { bus, client } = await openScene(body, t);
      const { worker } = await party(bus, "a");
      const ctx = contextFor(t);
      const call = client.call(ctx, "work", "hold", { name: "unwanted" });
      await until("the call arrived", () => worker.held.has("unwanted"));
      ctx.cancel(new HostError("CANCELLED", "changed my mind"));
      await assert.rejects(call, fails("CANCELLED", /changed my mind/));
      await until("the handler was told", () => worker.cancelled.length === 1);
      assert.deepEqual(worker.cancelled, [{ name: "unwanted", code: "CANCELLED" }]);
    });

    test("a context that is over sends nothing", async (t) => {
      const { bus, client } = await openScene(body, t);
      const { worker } = await party(bus, "a");
      const ctx = contextFor(t);
      ctx.cancel(new HostError("CANCELLED", "never mind"));
      for (const send of [client.call, client.cast, client.fanout]) {
        await assert.rejects(send.call(client, ctx, "work", "note", { number: 1 }), fails("CANCELLED"));
      }
      await client.call(contextFor(t), "work", "who");
      assert.deepEqual(worker.numbers, []);
    });

    test("a server that vanishes in mid call leaves its caller LINK_LOST, and the next call goes elsewhere", async (t) => {
      const { bus, ctx, client } = await openScene(body, t);
      const { worker, transport } = await party(bus, "a");
      const call = client.call(ctx, "work@a", "hold", { name: "cut" });
      await until("the call arrived", () => worker.held.has("cut"));
      await party(bus, "b");
      await bus.cut(transport);
      await assert.rejects(call, fails("LINK_LOST"));
      await until("the server's own work was cancelled", () => worker.cancelled.length === 1);
      const { server } = (await client.call(ctx, "work", "who")) as { server: string };
      assert.equal(server, "b");
      await assert.rejects(client.call(ctx, "work@a", "who"), fails("NO_SERVER"));
    });

    test("a caller whose link is cut gets LINK_LOST at once, and its work is cancelled", async (t) => {
      const { bus, ctx, near, client } = await openScene(body, t);
      const { worker } = await party(bus, "a");
      const calls = ["one", "two"].map((name) => client.call(ctx, "work", "hold", { name }));
      const outcomes = Promise.allSettled(calls);
      await until("both arrived", () => worker.held.size === 2);
      await bus.cut(near);
      for (const outcome of await outcomes) {
        assert.equal(outcome.status, "rejected");
        fails("LINK_LOST")(outcome.reason);
      }
      await until("both were cancelled", () => worker.cancelled.length === 2);
      await assert.rejects(client.call(ctx, "work", "who"), fails("LINK_LOST"));
    });

    test("a server that leaves finishes what it has", async (t) => {
      const { bus, ctx, client } = await openScene(body, t);
      const { worker, server } = await party(bus, "a");
      const call = client.call(ctx, "work", "hold", { name: "mine" });
      await until("the call arrived", () => worker.held.has("mine"));
      const stopped = server.stop({ drainTimeoutMs: 10_000 });
      await until("it drains", () => server.state === "draining");
      await assert.rejects(client.call(ctx, "work", "who"), fails("SHUTTING_DOWN"));
      assert.equal(await client.call(ctx, "work", "status"), "fine");
      worker.held.get("mine")?.();
      assert.equal(await call, "mine was released");
      assert.deepEqual(await stopped, { cancelled: [] });
      await assert.rejects(client.call(ctx, "work", "who"), fails("NO_SERVER"));
    });

    test("while one server drains, calls to the topic go to the others", async (t) => {
      const { bus, ctx, client } = await openScene(body, t);
      const draining = await party(bus, "a");
      await party(bus, "b");
      const call = client.call(ctx, "work@a", "hold", { name: "mine" });
      await until("the call arrived", () => draining.worker.held.has("mine"));
      const stopped = draining.server.stop({ drainTimeoutMs: 10_000 });
      const answering = async () => ((await client.call(ctx, "work", "who")) as { server: string }).server;
      await until("the bus knows", () =>
        answering().then(
          (name) => name === "b",
          () => false,
        ),
      );
      for (let turn = 0; turn < 4; turn++) assert.equal(await answering(), "b");
      draining.worker.held.get("mine")?.();
      assert.equal(await call, "mine was released");
      await stopped;
    });

    test("a stop cancels what the drain did not end, and says which", async (t) => {
      const { bus, ctx, client } = await openScene(body, t);
      const { worker, server } = await party(bus, "a");
      const call = client.call(ctx, "work", "hold", { name: "endless" });
      const outcome = assert.rejects(call, fails("CANCELLED", /outcome is unknown/));
      await until("the call arrived", () => worker.held.has("endless"));
      const { cancelled } = await server.stop({ drainTimeoutMs: 20 });
      assert.deepEqual(
        cancelled.map(({ method }) => method),
        ["hold"],
      );
      await outcome;
    });

    test("a thousand calls whose server vanishes all settle with a typed error", async (t) => {
      const { bus, ctx, client } = await openScene(body, t);
      const { worker, transport } = await party(bus, "a");
      const calls = Array.from({ length: 1000 }, (_, index) => client.call(ctx, "work", "hold", { name: `n${index}` }));
      const outcomes = Promise.allSettled(calls);
      await until("all arrived", () => worker.held.size === 1000);
      await bus.cut(transport);
      for (const outcome of await outcomes) {
        assert.equal(outcome.status, "rejected");
        fails("LINK_LOST")(outcome.reason);
      }
    });
  });
}

// The bus, whatever carries it: who gets what in which order, the same suite against memory and WebSocket.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { RequestContext } from "#host/context";
import { HostError } from "#host/errors";
import { BUS_BODIES, contextFor } from "../support/bus.ts";
import { fails, openScene, party } from "../support/bus-scene.ts";
import { until } from "../support/until.ts";

for (const body of BUS_BODIES) {
  describe(`the bus over ${body.name}`, { timeout: 60_000 }, () => {
    test("a call answers what the method returned", async (t) => {
      const { bus, ctx, client } = await openScene(body, t);
      await party(bus, "a");
      const value = { text: "smørrebrød 🧪", list: [1, null, { deep: true }], big: Number.MAX_SAFE_INTEGER };
      assert.deepEqual(await client.call(ctx, "work", "echo", { value }), value);
    });

    test("a method without a result answers null, and undefined members vanish", async (t) => {
      const { bus, ctx, client } = await openScene(body, t);
      await party(bus, "a");
      assert.equal(await client.call(ctx, "work", "note", { number: 1 }), null);
      assert.deepEqual(await client.call(ctx, "work", "echo", { value: { gone: undefined, kept: 1 } }), { kept: 1 });
    });

    test("what the caller does to its params afterwards does not reach the server", async (t) => {
      const { bus, ctx, client } = await openScene(body, t);
      await party(bus, "a");
      const value = { count: 1 };
      const answer = client.call(ctx, "work", "echo", { value });
      value.count = 2;
      assert.deepEqual(await answer, { count: 1 });
    });

    test("calls to a topic take its servers in turn", async (t) => {
      const { bus, ctx, client } = await openScene(body, t);
      for (const name of ["a", "b", "c"]) await party(bus, name);
      const answered = new Map<string, number>();
      for (let turn = 0; turn < 9; turn++) {
        const { server } = (await client.call(ctx, "work", "who")) as { server: string };
        answered.set(server, (answered.get(server) ?? 0) + 1);
      }
      assert.deepEqual([...answered].sort(), [
        ["a", 3],
        ["b", 3],
        ["c", 3],
      ]);
    });

    test("topic@server reaches that server and no other", async (t) => {
      const { bus, ctx, client } = await openScene(body, t);
      for (const name of ["a", "b.example:1"]) await party(bus, name);
      for (let turn = 0; turn < 3; turn++) {
        const answer = (await client.call(ctx, "work@b.example:1", "who")) as { server: string };
        assert.equal(answer.server, "b.example:1");
      }
      await assert.rejects(client.call(ctx, "work@c", "who"), (error) => {
        assert.deepEqual((error as HostError).data["servers"], ["a", "b.example:1"]);
        return fails("NO_SERVER", /work@c/)(error);
      });
    });

    test("a call, a cast and a fanout to nobody fail at once and name the topics there are", async (t) => {
      const { bus, ctx, client } = await openScene(body, t);
      await party(bus, "a");
      const startMs = performance.now();
      for (const send of [client.call, client.cast, client.fanout]) {
        await assert.rejects(
          send.call(client, ctx, "wrok", "who"),
          fails("NO_SERVER", /nobody serves wrok; topics now: .*work/),
        );
      }
      assert.ok(performance.now() - startMs < 5_000, "waited for a time-out");
    });

    test("a place can be taken once, and again after it was left", async (t) => {
      const { bus } = await openScene(body, t);
      const first = await party(bus, "a");
      await assert.rejects(party(bus, "a"), fails("ALREADY_EXISTS", /work@a/));
      await first.server.stop({ drainTimeoutMs: 0 });
      await party(bus, "a");
    });

    test("a cast is worked on without anybody waiting for it", async (t) => {
      const { bus, ctx, client } = await openScene(body, t);
      const { worker } = await party(bus, "a");
      await client.cast(ctx, "work", "hold", { name: "long" });
      await until("the cast arrived", () => worker.held.has("long"));
      worker.held.get("long")?.();
    });

    test("a cast outlives its caller's context", async (t) => {
      const { bus, client } = await openScene(body, t);
      const { worker } = await party(bus, "a");
      const short = new RequestContext({ timeoutMs: 10_000 });
      await client.cast(short, "work", "hold", { name: "orphan" });
      await until("the cast arrived", () => worker.held.has("orphan"));
      short.cancel(new HostError("CANCELLED", "the caller went home"));
      short.close();
      await client.call(contextFor(t), "work", "who");
      assert.deepEqual(worker.cancelled, []);
      worker.held.get("orphan")?.();
    });

    test("a fanout reaches every server once and says how many", async (t) => {
      const { bus, ctx, client } = await openScene(body, t);
      const parties = await Promise.all(["a", "b", "c"].map((name) => party(bus, name)));
      assert.deepEqual(await client.fanout(ctx, "work", "note", { number: 7 }), { receivers: 3 });
      await until("all have it", () => parties.every(({ worker }) => worker.numbers.length === 1));
      await parties[1]?.server.stop({ drainTimeoutMs: 0 });
      assert.deepEqual(await client.fanout(ctx, "work", "note", { number: 8 }), { receivers: 2 });
    });

    test("requests of one connection to one server start in the order in which they were sent", async (t) => {
      const { bus, ctx, client } = await openScene(body, t);
      const { worker } = await party(bus, "a");
      const sent = Array.from({ length: 500 }, (_, number) => number);
      await Promise.all(
        sent.map((number) =>
          number % 2 === 0
            ? client.cast(ctx, "work", "note", { number })
            : client.call(ctx, "work", "note", { number }),
        ),
      );
      await until("all arrived", () => worker.numbers.length === sent.length);
      assert.deepEqual(worker.numbers, sent);
    });

    test("a thousand calls at once all settle, each with its own answer", async (t) => {
      const { bus, ctx, client } = await openScene(body, t);
      const parties = await Promise.all(["a", "b"].map((name) => party(bus, name)));
      const calls = Array.from({ length: 1000 }, (_, value) => client.call(ctx, "work", "echo", { value }));
      assert.deepEqual(
        await Promise.all(calls),
        Array.from({ length: 1000 }, (_, value) => value),
      );
      await until("nothing is in flight", () => parties.every(({ server }) => server.inFlight().length === 0));
    });

    test("ping takes the way of every call", async (t) => {
      const { bus, ctx, client } = await openScene(body, t);
      await party(bus, "a");
      const answer = await client.call(ctx, "work@a", "ping", { arg: [1] });
      assert.deepEqual(answer, { topic: "work", server: "a", version: "1.2", state: "serving", arg: [1] });
    });
  });
}

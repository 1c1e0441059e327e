// The bus, whatever carries it: the same suite against the memory transport and the hub's WebSocket.
import assert from "node:assert/strict";
import { describe, type TestContext, test } from "node:test";
import { RequestContext } from "#host/context";
import { ERRORS, type ErrorCode, HostError } from "#host/errors";
import { RpcClient } from "#host/rpc/client";
import type { RpcServer } from "#host/rpc/server";
import type { Transport } from "#host/rpc/transport";
import { BUS_BODIES, type Bus, contextFor, serveEndpoint } from "../support/bus.ts";
import { until } from "../support/until.ts";
import { TestWorker } from "../support/worker-endpoint.ts";

interface Scene {
  readonly bus: Bus;
  readonly ctx: RequestContext;
  readonly near: Transport;
  readonly client: RpcClient;
}

interface Party {
  readonly worker: TestWorker;
  readonly transport: Transport;
  readonly server: RpcServer;
}

const fails = (code: ErrorCode, message?: RegExp) => (error: unknown) => {
  assert.ok(error instanceof HostError, `not a HostError: ${String(error)}`);
  assert.equal(error.code, code, error.message);
  if (message) assert.match(error.message, message);
  return true;
};

for (const body of BUS_BODIES) {
  const scene = async (t: TestContext, options?: { readonly frameBytesMax?: number }): Promise<Scene> => {
    const bus = await body.open(t, options);
    const near = await bus.join();
    return { bus, ctx: contextFor(t), near, client: new RpcClient(near) };
  };
  const party = async (bus: Bus, name: string, inFlightMax = 1024): Promise<Party> => {
    const transport = await bus.join();
    const worker = new TestWorker(name);
    const server = await serveEndpoint(transport, { topic: "work", server: name }, worker.endpoint, { inFlightMax });
    return { worker, transport, server };
  };

  describe(`the bus over ${body.name}`, { timeout: 60_000 }, () => {
    test("a call answers what the method returned", async (t) => {
      const { bus, ctx, client } = await scene(t);
      await party(bus, "a");
      const value = { text: "smørrebrød 🧪", list: [1, null, { deep: true }], big: Number.MAX_SAFE_INTEGER };
      assert.deepEqual(await client.call(ctx, "work", "echo", { value }), value);
    });

    test("a method without a result answers null, and undefined members vanish", async (t) => {
      const { bus, ctx, client } = await scene(t);
      await party(bus, "a");
      assert.equal(await client.call(ctx, "work", "note", { number: 1 }), null);
      assert.deepEqual(await client.call(ctx, "work", "echo", { value: { gone: undefined, kept: 1 } }), { kept: 1 });
    });

    test("what the caller does to its params afterwards does not reach the server", async (t) => {
      const { bus, ctx, client } = await scene(t);
      await party(bus, "a");
      const value = { count: 1 };
      const answer = client.call(ctx, "work", "echo", { value });
      value.count = 2;
      assert.deepEqual(await answer, { count: 1 });
    });

    test("calls to a topic take its servers in turn", async (t) => {
      const { bus, ctx, client } = await scene(t);
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
      const { bus, ctx, client } = await scene(t);
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
      const { bus, ctx, client } = await scene(t);
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
      const { bus } = await scene(t);
      const first = await party(bus, "a");
      await assert.rejects(party(bus, "a"), fails("ALREADY_EXISTS", /work@a/));
      await first.server.stop({ drainTimeoutMs: 0 });
      await party(bus, "a");
    });

    test("a cast is worked on without anybody waiting for it", async (t) => {
      const { bus, ctx, client } = await scene(t);
      const { worker } = await party(bus, "a");
      await client.cast(ctx, "work", "hold", { name: "long" });
      await until("the cast arrived", () => worker.held.has("long"));
      worker.held.get("long")?.();
    });

    test("a cast outlives its caller's context", async (t) => {
      const { bus, client } = await scene(t);
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
      const { bus, ctx, client } = await scene(t);
      const parties = await Promise.all(["a", "b", "c"].map((name) => party(bus, name)));
      assert.deepEqual(await client.fanout(ctx, "work", "note", { number: 7 }), { receivers: 3 });
      await until("all have it", () => parties.every(({ worker }) => worker.numbers.length === 1));
      await parties[1]?.server.stop({ drainTimeoutMs: 0 });
      assert.deepEqual(await client.fanout(ctx, "work", "note", { number: 8 }), { receivers: 2 });
    });

    test("requests of one connection to one server start in the order in which they were sent", async (t) => {
      const { bus, ctx, client } = await scene(t);
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

    test("the deadline travels, ends the call on time and aborts the work", async (t) => {
      const { bus, client } = await scene(t);
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
      const { bus, client } = await scene(t);
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
      const { bus, client } = await scene(t);
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
      const { bus, ctx, client } = await scene(t);
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
      const { bus, ctx, near, client } = await scene(t);
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
      const { bus, ctx, client } = await scene(t);
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
      const { bus, ctx, client } = await scene(t);
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
      const { bus, ctx, client } = await scene(t);
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

    test("every code of the table crosses the bus as itself", async (t) => {
      const { bus, ctx, client } = await scene(t);
      await party(bus, "a");
      for (const code of Object.keys(ERRORS) as ErrorCode[]) {
        await assert.rejects(client.call(ctx, "work", "fail", { kind: "host", code }), (error) => {
          assert.ok(error instanceof HostError);
          assert.deepEqual(
            { code: error.code, message: error.message, data: error.data, retryable: error.retryable },
            { code, message: `told to fail with ${code}`, data: { thing: "db1" }, retryable: ERRORS[code].retryable },
          );
          return true;
        });
      }
    });

    test("a driver's status and an accident arrive without a class or a stranger's text", async (t) => {
      const { bus, ctx, client } = await scene(t);
      await party(bus, "a");
      await assert.rejects(client.call(ctx, "work", "fail", { kind: "driver" }), (error) => {
        assert.deepEqual((error as HostError).data, { status: "busy", details: { by: "vm1" } });
        return fails("DRIVER_FAILED", /in use/)(error);
      });
      await assert.rejects(client.call(ctx, "work", "fail", { kind: "accident" }), (error) => {
        const { message, data } = error as HostError;
        assert.doesNotMatch(`${message}${JSON.stringify(data)}`, /secret|shadow|TypeError/);
        assert.equal(data["requestId"], ctx.requestId);
        return fails("INTERNAL")(error);
      });
    });

    test("params are checked before the method runs, and the answer says where they are wrong", async (t) => {
      const { bus, ctx, client } = await scene(t);
      await party(bus, "a");
      const wrong = client.call(ctx, "work", "make_thing", { name: "", spec: { sizeBytes: "big" } });
      await assert.rejects(wrong, (error) => {
        const issues = (error as HostError).data["issues"] as { path: string[]; message: string }[];
        assert.deepEqual(
          issues.map(({ path }) => path),
          [["name"], ["spec", "sizeBytes"]],
        );
        return fails("INVALID_PARAMS")(error);
      });
      await assert.rejects(client.call(ctx, "work", "who", { extra: 1 }), fails("INVALID_PARAMS", /extra/));
      await assert.rejects(client.call(ctx, "work", "make_thing", [1]), fails("INVALID_PARAMS", /by name/));
    });

    test("only declared methods can be called, and a near miss is told", async (t) => {
      const { bus, ctx, client } = await scene(t);
      await party(bus, "a");
      for (const name of ["initHost", "constructor", "toString", "hasOwnProperty", "makeThing", "endpoint"]) {
        await assert.rejects(client.call(ctx, "work", name), fails("METHOD_NOT_FOUND"), name);
      }
      await assert.rejects(client.call(ctx, "work", "ecko"), fails("METHOD_NOT_FOUND", /did you mean echo\?/));
    });

    test("a version above the server's is refused with the range it speaks", async (t) => {
      const { bus, ctx, client } = await scene(t);
      await party(bus, "a");
      assert.ok(await client.prepare({ version: "1.1" }).call(ctx, "work", "who"));
      for (const version of ["1.3", "2.0", "0.9"]) {
        await assert.rejects(client.prepare({ version }).call(ctx, "work", "who"), (error) => {
          assert.deepEqual((error as HostError).data["supported"], ["1.0-1.2"]);
          return fails("VERSION_UNSUPPORTED")(error);
        });
      }
    });

    test("a server that is full refuses at once and says so", async (t) => {
      const { bus, ctx, client } = await scene(t);
      const { worker, server } = await party(bus, "a", 2);
      const held = ["one", "two"].map((name) => client.call(ctx, "work", "hold", { name }));
      await until("both are in flight", () => server.inFlight().length === 2);
      await assert.rejects(client.call(ctx, "work", "who"), fails("RESOURCE_EXHAUSTED", /2 calls/));
      for (const release of worker.held.values()) release();
      await Promise.all(held);
      assert.ok(await client.call(ctx, "work", "who"));
    });

    test("frames above the limit are refused in both directions, and the link survives", async (t) => {
      const { bus, ctx, client } = await scene(t, { frameBytesMax: 10_000 });
      await party(bus, "a");
      await assert.rejects(client.call(ctx, "work", "echo", { value: "x".repeat(20_000) }), fails("FRAME_TOO_LARGE"));
      await assert.rejects(client.call(ctx, "work", "fill", { bytes: 20_000 }), fails("FRAME_TOO_LARGE"));
      assert.equal(await client.call(ctx, "work", "fill", { bytes: 9_000 }), "x".repeat(9_000));
    });

    test("what JSON cannot carry is an error of its sender", async (t) => {
      const { bus, ctx, client } = await scene(t);
      await party(bus, "a");
      const circle: { self?: unknown } = {};
      circle.self = circle;
      await assert.rejects(client.call(ctx, "work", "echo", { value: circle }), fails("INVALID_PARAMS"));
      await assert.rejects(client.call(ctx, "work", "echo", { value: 1n }), fails("INVALID_PARAMS"));
      assert.ok(await client.call(ctx, "work", "who"));
    });

    test("a thousand calls at once all settle, each with its own answer", async (t) => {
      const { bus, ctx, client } = await scene(t);
      const parties = await Promise.all(["a", "b"].map((name) => party(bus, name)));
      const calls = Array.from({ length: 1000 }, (_, value) => client.call(ctx, "work", "echo", { value }));
      assert.deepEqual(
        await Promise.all(calls),
        Array.from({ length: 1000 }, (_, value) => value),
      );
      await until("nothing is in flight", () => parties.every(({ server }) => server.inFlight().length === 0));
    });

    test("a thousand calls whose server vanishes all settle with a typed error", async (t) => {
      const { bus, ctx, client } = await scene(t);
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

    test("identity, trace and key of a request reach the manager's context", async (t) => {
      const { bus, near } = await scene(t);
      await party(bus, "a");
      const ctx = new RequestContext({ timeoutMs: 5_000, requestId: "req-1", traceparent: "00-ab-cd-01", visits: [] });
      t.after(() => ctx.close());
      const client = new RpcClient(near, { idempotencyKey: "once" });
      const seen = (await client.call(ctx, "work", "who")) as Record<string, unknown>;
      assert.equal(seen["requestId"], "req-1");
      assert.equal(seen["traceparent"], "00-ab-cd-01");
      assert.equal(seen["idempotencyKey"], "once");
      assert.deepEqual((seen["caller"] as { roles: unknown }).roles, ["admin"]);
      assert.deepEqual(
        ctx.visits?.map(({ station }) => station),
        ["rpc/server", "rpc/dispatcher"],
      );
    });

    test("ping takes the way of every call", async (t) => {
      const { bus, ctx, client } = await scene(t);
      await party(bus, "a");
      const answer = await client.call(ctx, "work@a", "ping", { arg: [1] });
      assert.deepEqual(answer, { topic: "work", server: "a", version: "1.2", state: "serving", arg: [1] });
    });
  });
}

// What the bus answers instead of a result: errors, refusals, limits; the same suite against memory and WebSocket.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { RequestContext } from "#host/context";
import { ERRORS, type ErrorCode, HostError } from "#host/errors";
import { RpcClient } from "#host/rpc/client";
import { BUS_BODIES } from "../support/bus.ts";
import { fails, openScene, party } from "../support/bus-scene.ts";
import { until } from "../support/until.ts";

for (const body of BUS_BODIES) {
  describe(`answers on the bus over ${body.name}`, { timeout: 60_000 }, () => {
    test("every code of the table crosses the bus as itself", async (t) => {
      const { bus, ctx, client } = await openScene(body, t);
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
      const { bus, ctx, client } = await openScene(body, t);
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
      const { bus, ctx, client } = await openScene(body, t);
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
      const { bus, ctx, client } = await openScene(body, t);
      await party(bus, "a");
      for (const name of ["initHost", "constructor", "toString", "hasOwnProperty", "makeThing", "endpoint"]) {
        await assert.rejects(client.call(ctx, "work", name), fails("METHOD_NOT_FOUND"), name);
      }
      await assert.rejects(client.call(ctx, "work", "ecko"), fails("METHOD_NOT_FOUND", /did you mean echo\?/));
    });

    test("a version above the server's is refused with the range it speaks", async (t) => {
      const { bus, ctx, client } = await openScene(body, t);
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
      const { bus, ctx, client } = await openScene(body, t);
      const { worker, server } = await party(bus, "a", 2);
      const held = ["one", "two"].map((name) => client.call(ctx, "work", "hold", { name }));
      await until("both are in flight", () => server.inFlight().length === 2);
      await assert.rejects(client.call(ctx, "work", "who"), fails("RESOURCE_EXHAUSTED", /2 calls/));
      for (const release of worker.held.values()) release();
      await Promise.all(held);
      assert.ok(await client.call(ctx, "work", "who"));
    });

    test("frames above the limit are refused in both directions, and the link survives", async (t) => {
      const { bus, ctx, client } = await openScene(body, t, { frameBytesMax: 10_000 });
      await party(bus, "a");
      await assert.rejects(client.call(ctx, "work", "echo", { value: "x".repeat(20_000) }), fails("FRAME_TOO_LARGE"));
      await assert.rejects(client.call(ctx, "work", "fill", { bytes: 20_000 }), fails("FRAME_TOO_LARGE"));
      assert.equal(await client.call(ctx, "work", "fill", { bytes: 9_000 }), "x".repeat(9_000));
    });

    test("what JSON cannot carry is an error of its sender", async (t) => {
      const { bus, ctx, client } = await openScene(body, t);
      await party(bus, "a");
      const circle: { self?: unknown } = {};
      circle.self = circle;
      await assert.rejects(client.call(ctx, "work", "echo", { value: circle }), fails("INVALID_PARAMS"));
      await assert.rejects(client.call(ctx, "work", "echo", { value: 1n }), fails("INVALID_PARAMS"));
      assert.ok(await client.call(ctx, "work", "who"));
    });

    test("raw bytes pass as they are, and a link of texts says that it cannot carry them", async (t) => {
      const { bus, ctx, client } = await openScene(body, t);
      await party(bus, "a");
      const bytes = Uint8Array.from({ length: 5000 }, (_, index) => index % 256);
      if (body.name === "text") {
        await assert.rejects(
          client.call(ctx, "work", "echo_bytes", bytes),
          fails("INVALID_PARAMS", /binary subprotocol/),
        );
        await assert.rejects(client.call(ctx, "work", "fill_bytes"), fails("UNSUPPORTED", /binary subprotocol/));
      } else {
        const answer = await client.call(ctx, "work", "echo_bytes", bytes);
        assert.ok(answer instanceof Uint8Array);
        assert.deepEqual([...answer], [...bytes]);
        await assert.rejects(client.call(ctx, "work", "echo", bytes), fails("INVALID_PARAMS"));
      }
      assert.ok(await client.call(ctx, "work", "who"));
    });

    test("a method whose answer JSON cannot carry is an accident of the server", async (t) => {
      const { bus, ctx, client } = await openScene(body, t);
      await party(bus, "a");
      await assert.rejects(client.call(ctx, "work", "unspeakable"), (error) => {
        assert.equal((error as HostError).data["requestId"], ctx.requestId);
        return fails("INTERNAL", /accident/)(error);
      });
      assert.ok(await client.call(ctx, "work", "who"));
    });

    test("identity, trace and key of a request reach the manager's context", async (t) => {
      const { bus, near } = await openScene(body, t);
      await party(bus, "a");
      const trace = { traceparent: "00-ab-cd-01", tracestate: "vendor=1" };
      const ctx = new RequestContext({ timeoutMs: 5_000, requestId: "req-1", ...trace, visits: [] });
      t.after(() => ctx.close());
      const client = new RpcClient(near, { idempotencyKey: "once" });
      const seen = (await client.call(ctx, "work", "who")) as Record<string, unknown>;
      assert.equal(seen["requestId"], "req-1");
      assert.equal(seen["traceparent"], "00-ab-cd-01");
      assert.equal(seen["tracestate"], "vendor=1");
      assert.equal(seen["idempotencyKey"], "once");
      assert.deepEqual((seen["caller"] as { roles: unknown }).roles, ["admin"]);
      assert.deepEqual(
        ctx.visits?.map(({ station }) => station),
        ["rpc/server", "rpc/dispatcher"],
      );
    });
  });
}

// A JSON-RPC client that knows nothing of us: rpc-websockets from npm.
import assert from "node:assert/strict";
import { describe, type TestContext, test } from "node:test";
import { Client } from "rpc-websockets";
import type { Hub } from "#host/rpc/hub";
import { ADMIN_TOKEN, READER_TOKEN } from "../support/bus.ts";
import { hubScene } from "../support/raw-client.ts";
import { until } from "../support/until.ts";

async function stockClient(t: TestContext, hub: Hub, token = ADMIN_TOKEN): Promise<Client> {
  const client = new Client(hub.url, { reconnect: false, headers: { authorization: `Bearer ${token}` } });
  await new Promise<void>((resolve) => void client.once("open", () => resolve()));
  t.after(() => client.close());
  return client;
}

describe("rpc-websockets, a stock client", { timeout: 30_000 }, () => {
  test("calls a method by name and gets the result", async (t) => {
    const { hub } = await hubScene(t);
    const client = await stockClient(t, hub);
    assert.deepEqual(await client.call("work.echo", { value: { name: "db1" } }), { name: "db1" });
    const who = (await client.call("work@a.who")) as { caller: unknown };
    assert.deepEqual(who.caller, { name: "operator", roles: ["admin"] });
  });

  test("gets standard codes with our word and where the params are wrong", async (t) => {
    const { hub } = await hubScene(t);
    const client = await stockClient(t, hub);
    const failure = async (method: string, params?: Record<string, unknown>) => {
      const error: unknown = await client.call(method, params).then(
        () => assert.fail("succeeded"),
        (reason) => reason,
      );
      return error as { code: number; message: string; data: Record<string, unknown> };
    };
    const unknown = await failure("work.ecko");
    assert.deepEqual([unknown.code, unknown.data["code"], unknown.data["near"]], [-32601, "METHOD_NOT_FOUND", "echo"]);
    const wrong = await failure("work.make_thing", { name: "x", spec: { sizeBytes: -1 } });
    assert.equal(wrong.code, -32602);
    assert.deepEqual(
      (wrong.data["issues"] as { path: unknown }[]).map(({ path }) => path),
      [["spec", "sizeBytes"]],
    );
    const nobody = await failure("nowhere.list");
    assert.deepEqual([nobody.code, nobody.data["retryable"]], [-32001, true]);
    const accident = await failure("work.fail", { kind: "accident" });
    assert.equal(accident.code, -32603);
    assert.doesNotMatch(JSON.stringify(accident), /secret|stack|TypeError/);
  });

  test("casts with a notification", async (t) => {
    const { hub, worker } = await hubScene(t);
    const client = await stockClient(t, hub);
    await client.notify("work.note", { number: 5 });
    await until("it arrived", () => worker.numbers.includes(5));
  });

  test("without an admin's token may read and no more", async (t) => {
    const { hub, worker } = await hubScene(t);
    const client = await stockClient(t, hub, READER_TOKEN);
    assert.equal(await client.call("work.echo", { value: 1 }), 1);
    for (const [method, params] of [
      ["work.note", { number: 1 }],
      ["work.make_thing", {}],
      ["hub.serve", {}],
    ] as const) {
      await assert.rejects(client.call(method, params), (error) => {
        assert.deepEqual(
          [(error as { code: number }).code, (error as { data: { code: string } }).data.code],
          [-32006, "PERMISSION_DENIED"],
        );
        return true;
      });
    }
    assert.deepEqual(worker.numbers, []);
  });

  test("reads an OpenRPC document that names every method with its schemas", async (t) => {
    const { hub } = await hubScene(t);
    const client = await stockClient(t, hub);
    const document = (await client.call("rpc.discover")) as {
      openrpc: string;
      info: { title: string; version: string };
      methods: { name: string; params: { name: string; required: boolean; schema: unknown }[]; result: unknown }[];
    };
    assert.match(document.openrpc, /^1\.\d+\.\d+$/);
    assert.equal(document.info.version, "0.1.0");
    const names = document.methods.map(({ name }) => name);
    assert.deepEqual(names, [...new Set(names)].sort());
    for (const name of ["hub.serve", "rpc.discover", "work.echo", "work.ping"]) assert.ok(names.includes(name), name);
    const make = document.methods.find(({ name }) => name === "work.make_thing");
    assert.deepEqual(
      make?.params.map(({ name, required }) => [name, required]),
      [
        ["name", true],
        ["spec", true],
      ],
    );
    assert.deepEqual(make?.params[0]?.schema, { type: "string", minLength: 1 });
  });
});

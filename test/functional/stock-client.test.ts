// A JSON-RPC client that knows nothing of us: rpc-websockets from npm, and bare text frames held against the specification.
import assert from "node:assert/strict";
import { once } from "node:events";
import { describe, type TestContext, test } from "node:test";
import { Client } from "rpc-websockets";
import { WebSocket } from "ws";
import type { Hub } from "#host/rpc/hub";
import { ADMIN_TOKEN, openHub, READER_TOKEN, serveEndpoint } from "../support/bus.ts";
import { until } from "../support/until.ts";
import { TestWorker } from "../support/worker-endpoint.ts";

interface Scene {
  readonly hub: Hub;
  readonly worker: TestWorker;
}

async function scene(t: TestContext, options: Parameters<typeof openHub>[1] = {}): Promise<Scene> {
  const hub = await openHub(t, options);
  const worker = new TestWorker("a");
  await serveEndpoint(hub.transport, { topic: "work", server: "a" }, worker.endpoint);
  return { hub, worker };
}

async function stockClient(t: TestContext, hub: Hub, token = ADMIN_TOKEN): Promise<Client> {
  const client = new Client(hub.url, { reconnect: false, headers: { authorization: `Bearer ${token}` } });
  await new Promise<void>((resolve) => void client.once("open", () => resolve()));
  t.after(() => client.close());
  return client;
}

interface Raw {
  readonly socket: WebSocket;
  /** Sends a frame and answers the next one that comes back, parsed. */
  ask(frame: unknown): Promise<unknown>;
  /** Every frame that came so far. */
  readonly received: readonly string[];
}

async function rawClient(t: TestContext, hub: Hub, token = ADMIN_TOKEN): Promise<Raw> {
  const socket = new WebSocket(hub.url, { headers: { authorization: `Bearer ${token}` } });
  const received: string[] = [];
  socket.on("message", (data) => void received.push(data.toString()));
  await once(socket, "open");
  t.after(() => socket.terminate());
  const ask = async (frame: unknown) => {
    const seen = received.length;
    socket.send(typeof frame === "string" ? frame : JSON.stringify(frame));
    await until("an answer came", () => received.length > seen);
    return JSON.parse(received[seen] ?? "");
  };
  return { socket, ask, received };
}

interface Answer {
  readonly jsonrpc: string;
  readonly id: unknown;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string; readonly data: Record<string, unknown> };
}

async function refusal(
  t: TestContext,
  url: string,
  options: ConstructorParameters<typeof WebSocket>[2] = {},
  offered: string[] = [],
) {
  const socket = new WebSocket(url, offered, options);
  t.after(() => socket.terminate());
  const opened = once(socket, "open").then(() => ({ status: 101, text: "" }));
  const refused = once(socket, "unexpected-response").then(async ([, response]) => {
    let text = "";
    for await (const part of response) text += part;
    return { status: response.statusCode as number, text };
  });
  socket.on("error", () => {});
  return Promise.race([opened, refused]);
}

describe("rpc-websockets, a stock client", { timeout: 30_000 }, () => {
  test("calls a method by name and gets the result", async (t) => {
    const { hub } = await scene(t);
    const client = await stockClient(t, hub);
    assert.deepEqual(await client.call("work.echo", { value: { name: "db1" } }), { name: "db1" });
    const who = (await client.call("work@a.who")) as { caller: unknown };
    assert.deepEqual(who.caller, { name: "operator", roles: ["admin"] });
  });

  test("gets standard codes with our word and where the params are wrong", async (t) => {
    const { hub } = await scene(t);
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
    const { hub, worker } = await scene(t);
    const client = await stockClient(t, hub);
    await client.notify("work.note", { number: 5 });
    await until("it arrived", () => worker.numbers.includes(5));
  });

  test("without an admin's token may read and no more", async (t) => {
    const { hub, worker } = await scene(t);
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
    const { hub } = await scene(t);
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

describe("bare frames", { timeout: 30_000 }, () => {
  test("what is not JSON, or no request, is answered as the specification says, and the connection stays", async (t) => {
    const { hub } = await scene(t);
    const { ask } = await rawClient(t, hub);
    const cases: readonly (readonly [string, number, unknown])[] = [
      ['{"jsonrpc": "2.0", "method": "foobar, "params": "bar", "baz]', -32700, null],
      ["", -32700, null],
      ['[{"jsonrpc": "2.0", "method": "sum", "params": [1,2,4], "id": "1"},{"jsonrpc": "2.0", "method"]', -32700, null],
      ['{"jsonrpc": "2.0", "method": 1, "params": "bar"}', -32600, null],
      ['{"method": "work.who", "id": 3}', -32600, 3],
      ['{"jsonrpc": "2.0", "id": 4}', -32600, 4],
      ['{"jsonrpc": "2.0", "method": "work.who", "params": 7, "id": 5}', -32600, 5],
      ['{"jsonrpc": "2.0", "method": "work.who", "id": {"a": 1}}', -32600, null],
      ['{"jsonrpc": "2.0", "method": "work.who", "id": 6, "meta": {"timeoutMs": -1}}', -32600, 6],
      ["null", -32600, null],
      ["1", -32600, null],
      ["[]", -32600, null],
      ['{"jsonrpc": "2.0", "method": "nodot", "id": 8}', -32601, 8],
      ['{"jsonrpc": "2.0", "method": "work.__proto__", "id": 9}', -32601, 9],
      ['{"jsonrpc": "2.0", "method": "work.who", "params": {"__proto__": {"x": 1}}, "id": 10}', -32602, 10],
      ['{"jsonrpc": "2.0", "method": "work.echo", "params": [1], "id": 11}', -32602, 11],
      ['{"jsonrpc": "2.0", "method": "work.who", "id": 12, "meta": {"version": "one"}}', -32600, 12],
    ];
    for (const [frame, code, id] of cases) {
      const answer = (await ask(frame)) as Answer;
      assert.equal(answer.error?.code, code, frame);
      assert.deepEqual(Object.keys(answer).sort(), ["error", "id", "jsonrpc"], frame);
      assert.equal(answer.id, id, frame);
      assert.equal(answer.jsonrpc, "2.0");
    }
    assert.deepEqual(await ask({ jsonrpc: "2.0", method: "work.echo", params: { value: 1 }, id: 1 }), {
      jsonrpc: "2.0",
      id: 1,
      result: 1,
    });
  });

  test("an id comes back as it was sent: a text, a fraction, zero, null", async (t) => {
    const { hub } = await scene(t);
    const { ask } = await rawClient(t, hub);
    for (const id of ["abc", "", 0, -1, 1.5, null]) {
      const answer = (await ask({ jsonrpc: "2.0", method: "work.status", id })) as Answer;
      assert.deepEqual(answer, { jsonrpc: "2.0", id, result: "fine" });
    }
  });

  test("unknown members and unknown meta keys are ignored", async (t) => {
    const { hub } = await scene(t);
    const { ask } = await rawClient(t, hub);
    const meta = { traceparent: "00-1-2-3", tomorrow: { anything: true } };
    assert.deepEqual(await ask({ jsonrpc: "2.0", method: "work.status", id: 1, meta, extra: 1 }), {
      jsonrpc: "2.0",
      id: 1,
      result: "fine",
    });
  });

  test("nobody can pass himself off as another caller", async (t) => {
    const { hub } = await scene(t);
    const { ask } = await rawClient(t, hub, READER_TOKEN);
    const meta = { caller: { name: "root", roles: ["admin"] } };
    const who = (await ask({ jsonrpc: "2.0", method: "work.who", id: 1, meta })) as { result: { caller: unknown } };
    assert.deepEqual(who.result.caller, { name: "visitor", roles: ["reader"] });
  });

  test("a mixed batch is answered by one array, without its notifications", async (t) => {
    const { hub, worker } = await scene(t);
    const { ask, received } = await rawClient(t, hub);
    const answers = (await ask([
      { jsonrpc: "2.0", method: "work.echo", params: { value: "one" }, id: "1" },
      { jsonrpc: "2.0", method: "work.note", params: { number: 7 } },
      { foo: "boo" },
      { jsonrpc: "2.0", method: "nowhere.get", params: { name: "myself" }, id: "5" },
      1,
      { jsonrpc: "2.0", method: "work.echo", params: { value: "nine" }, id: "9" },
    ])) as Answer[];
    assert.deepEqual(
      answers.map(({ id, result, error }) => [id, result ?? error?.code]),
      [
        ["1", "one"],
        [null, -32600],
        ["5", -32001],
        [null, -32600],
        ["9", "nine"],
      ],
    );
    await until("the notification arrived", () => worker.numbers.includes(7));
    assert.equal(received.length, 1);
  });

  test("a batch of notifications alone, and failing notifications, are not answered at all", async (t) => {
    const { hub, worker } = await scene(t);
    const { ask, socket, received } = await rawClient(t, hub);
    socket.send(JSON.stringify([1, 2].map((number) => ({ jsonrpc: "2.0", method: "work.note", params: { number } }))));
    socket.send(JSON.stringify({ jsonrpc: "2.0", method: "nowhere.get" }));
    socket.send(JSON.stringify({ jsonrpc: "2.0", method: "work.fail", params: { kind: "accident" } }));
    await until("they arrived", () => worker.numbers.length === 2);
    await ask({ jsonrpc: "2.0", method: "work.status", id: "last" });
    assert.equal(received.length, 1);
  });

  test("a batch above the limit is refused whole", async (t) => {
    const { hub, worker } = await scene(t, { limits: { batchMax: 3 } });
    const { ask } = await rawClient(t, hub);
    const notes = Array.from({ length: 4 }, (_, number) => ({
      jsonrpc: "2.0",
      method: "work.note",
      params: { number },
      id: number,
    }));
    const answer = (await ask(notes)) as Answer;
    assert.deepEqual([answer.error?.code, answer.id], [-32600, null]);
    assert.deepEqual(worker.numbers, []);
  });

  test("a batch whose answers do not fit a frame together says which do not", async (t) => {
    const { hub } = await scene(t, { limits: { frameBytesMax: 4_000 } });
    const { ask } = await rawClient(t, hub);
    const calls = [1, 2, 3].map((id) => ({ jsonrpc: "2.0", method: "work.fill", params: { bytes: 1_800 }, id }));
    const answers = (await ask(calls)) as Answer[];
    assert.deepEqual(
      answers.map(({ id, error }) => [id, error?.data["code"]]),
      [
        [1, undefined],
        [2, undefined],
        [3, "FRAME_TOO_LARGE"],
      ],
    );
  });

  test("a request may be fanned out or cast with an answer, by meta.deliver", async (t) => {
    const { hub, worker } = await scene(t);
    const { ask } = await rawClient(t, hub);
    const note = { jsonrpc: "2.0", method: "work.note", params: { number: 1 } };
    assert.deepEqual(((await ask({ ...note, id: 1, meta: { deliver: "fanout" } })) as Answer).result, { receivers: 1 });
    assert.equal(((await ask({ ...note, id: 2, meta: { deliver: "cast" } })) as Answer).result, null);
    await until("both arrived", () => worker.numbers.length === 2);
  });

  test("rpc.cancel ends a call, which is answered as cancelled", async (t) => {
    const { hub, worker } = await scene(t);
    const { ask, socket } = await rawClient(t, hub);
    socket.send(JSON.stringify({ jsonrpc: "2.0", method: "work.hold", params: { name: "x" }, id: "c" }));
    await until("it arrived", () => worker.held.has("x"));
    const answer = (await ask({ jsonrpc: "2.0", method: "rpc.cancel", params: { id: "c" } })) as Answer;
    assert.deepEqual([answer.id, answer.error?.data["code"]], ["c", "CANCELLED"]);
    await until("the handler was told", () => worker.cancelled.length === 1);
  });

  test("a connection that asks for too much at once is refused the rest", async (t) => {
    const { hub, worker } = await scene(t, { limits: { inFlightMax: 2 } });
    const { ask, socket } = await rawClient(t, hub);
    for (const name of ["x", "y"])
      socket.send(JSON.stringify({ jsonrpc: "2.0", method: "work.hold", params: { name }, id: name }));
    const answer = (await ask({ jsonrpc: "2.0", method: "work.status", id: 3 })) as Answer;
    assert.deepEqual([answer.id, answer.error?.data["code"]], [3, "RESOURCE_EXHAUSTED"]);
    for (const release of worker.held.values()) release();
  });

  test("a frame nested a hundred thousand deep is answered, not crashed on", async (t) => {
    const { hub } = await scene(t);
    const { ask } = await rawClient(t, hub);
    const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
    const answer = (await ask(`{"jsonrpc":"2.0","method":"work.echo","params":{"value":${deep}},"id":1}`)) as Answer;
    assert.equal(answer.id, 1);
    assert.deepEqual(await ask({ jsonrpc: "2.0", method: "work.status", id: 2 }), {
      jsonrpc: "2.0",
      id: 2,
      result: "fine",
    });
  });

  test("an oversized frame, a binary frame and broken UTF-8 end the connection with their close code", async (t) => {
    const { hub } = await scene(t, { limits: { frameBytesMax: 10_000 } });
    const cases: readonly (readonly [string | Buffer, number, boolean])[] = [
      ["x".repeat(10_001), 1009, false],
      [Buffer.from("{}"), 1003, true],
      [Buffer.from([0xff, 0xfe]), 1007, false],
    ];
    for (const [frame, code, binary] of cases) {
      const { socket } = await rawClient(t, hub);
      const closed = once(socket, "close");
      socket.send(frame, { binary });
      assert.equal((await closed)[0], code);
    }
    assert.ok((await (await rawClient(t, hub)).ask({ jsonrpc: "2.0", method: "work.status", id: 1 })) !== undefined);
  });
});

describe("the door of the hub", { timeout: 30_000 }, () => {
  test("without a valid token there is no upgrade, and nothing of the token comes back", async (t) => {
    const { hub } = await scene(t);
    const wrong = "W".repeat(43);
    for (const headers of [
      {},
      { authorization: `Bearer ${wrong}` },
      { authorization: `Basic ${ADMIN_TOKEN}` },
      { authorization: "Bearer " },
    ]) {
      const { status, text } = await refusal(t, hub.url, { headers });
      assert.equal(status, 401);
      assert.doesNotMatch(text, new RegExp(`${wrong}|${ADMIN_TOKEN}`));
    }
    assert.equal((await refusal(t, hub.url, { headers: { authorization: `Bearer ${ADMIN_TOKEN}` } })).status, 101);
  });

  test("a token in the URL is refused, even a right one beside a right header", async (t) => {
    const { hub } = await scene(t);
    const headers = { authorization: `Bearer ${ADMIN_TOKEN}` };
    assert.equal((await refusal(t, `${hub.url}/?token=${ADMIN_TOKEN}`)).status, 400);
    assert.equal((await refusal(t, `${hub.url}/?token=${ADMIN_TOKEN}`, { headers })).status, 400);
    assert.equal((await refusal(t, `${hub.url}/elsewhere`, { headers })).status, 404);
  });

  test("a web page's Origin is refused unless it is on the list, token or not", async (t) => {
    const { hub } = await scene(t, { allowedOrigins: ["https://console.example"] });
    const headers = { authorization: `Bearer ${ADMIN_TOKEN}` };
    for (const origin of ["https://evil.example", "null", "http://127.0.0.1", "https://console.example.evil"]) {
      assert.equal((await refusal(t, hub.url, { origin, headers })).status, 403, origin);
      assert.equal((await refusal(t, hub.url, { origin })).status, 403, origin);
    }
    assert.equal((await refusal(t, hub.url, { origin: "https://console.example", headers })).status, 101);
    assert.equal((await refusal(t, hub.url, { origin: "https://console.example" })).status, 401);
  });

  test("a page brings its token beside the subprotocol, and the token is not echoed", async (t) => {
    const { hub } = await scene(t);
    const socket = new WebSocket(hub.url, ["holdfast.jsonrpc.v1", `holdfast.token.${ADMIN_TOKEN}`]);
    t.after(() => socket.terminate());
    await once(socket, "open");
    assert.equal(socket.protocol, "holdfast.jsonrpc.v1");
    assert.equal(
      (await refusal(t, hub.url, {}, ["holdfast.jsonrpc.v1", `holdfast.token.${"W".repeat(43)}`])).status,
      401,
    );
  });

  test("plain HTTP is told what is spoken here", async (t) => {
    const { hub } = await scene(t);
    const response = await fetch(hub.url.replace("ws:", "http:"));
    assert.equal(response.status, 426);
    await response.text();
  });
});

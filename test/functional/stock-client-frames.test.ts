// Bare text frames, as any program could send them, held against the JSON-RPC 2.0 specification.
import assert from "node:assert/strict";
import { once } from "node:events";
import { describe, test } from "node:test";
import { READER_TOKEN } from "../support/bus.ts";
import { type Answer, hubScene, rawClient } from "../support/raw-client.ts";
import { until } from "../support/until.ts";

describe("bare frames", { timeout: 30_000 }, () => {
  test("what is not JSON, or no request, is answered as the specification says, and the connection stays", async (t) => {
    const { hub } = await hubScene(t);
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
    const { hub } = await hubScene(t);
    const { ask } = await rawClient(t, hub);
    for (const id of ["abc", "", 0, -1, 1.5, null]) {
      const answer = (await ask({ jsonrpc: "2.0", method: "work.status", id })) as Answer;
      assert.deepEqual(answer, { jsonrpc: "2.0", id, result: "fine" });
    }
  });

  test("unknown members and unknown meta keys are ignored", async (t) => {
    const { hub } = await hubScene(t);
    const { ask } = await rawClient(t, hub);
    const meta = { traceparent: "00-1-2-3", tomorrow: { anything: true } };
    assert.deepEqual(await ask({ jsonrpc: "2.0", method: "work.status", id: 1, meta, extra: 1 }), {
      jsonrpc: "2.0",
      id: 1,
      result: "fine",
    });
  });

  test("nobody can pass himself off as another caller", async (t) => {
    const { hub } = await hubScene(t);
    const { ask } = await rawClient(t, hub, READER_TOKEN);
    const meta = { caller: { name: "root", roles: ["admin"] } };
    const who = (await ask({ jsonrpc: "2.0", method: "work.who", id: 1, meta })) as { result: { caller: unknown } };
    assert.deepEqual(who.result.caller, { name: "visitor", roles: ["reader"] });
  });

  test("a mixed batch is answered by one array, without its notifications", async (t) => {
    const { hub, worker } = await hubScene(t);
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
    const { hub, worker } = await hubScene(t);
    const { ask, socket, received } = await rawClient(t, hub);
    socket.send(JSON.stringify([1, 2].map((number) => ({ jsonrpc: "2.0", method: "work.note", params: { number } }))));
    socket.send(JSON.stringify({ jsonrpc: "2.0", method: "nowhere.get" }));
    socket.send(JSON.stringify({ jsonrpc: "2.0", method: "work.fail", params: { kind: "accident" } }));
    await until("they arrived", () => worker.numbers.length === 2);
    await ask({ jsonrpc: "2.0", method: "work.status", id: "last" });
    assert.equal(received.length, 1);
  });

  test("a batch above the limit is refused whole", async (t) => {
    const { hub, worker } = await hubScene(t, { limits: { batchMax: 3 } });
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
    const { hub } = await hubScene(t, { limits: { frameBytesMax: 4_000 } });
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
    const { hub, worker } = await hubScene(t);
    const { ask } = await rawClient(t, hub);
    const note = { jsonrpc: "2.0", method: "work.note", params: { number: 1 } };
    assert.deepEqual(((await ask({ ...note, id: 1, meta: { deliver: "fanout" } })) as Answer).result, { receivers: 1 });
    assert.equal(((await ask({ ...note, id: 2, meta: { deliver: "cast" } })) as Answer).result, null);
    await until("both arrived", () => worker.numbers.length === 2);
  });

  test("rpc.cancel ends a call, which is answered as cancelled", async (t) => {
    const { hub, worker } = await hubScene(t);
    const { ask, socket } = await rawClient(t, hub);
    socket.send(JSON.stringify({ jsonrpc: "2.0", method: "work.hold", params: { name: "x" }, id: "c" }));
    await until("it arrived", () => worker.held.has("x"));
    const answer = (await ask({ jsonrpc: "2.0", method: "rpc.cancel", params: { id: "c" } })) as Answer;
    assert.deepEqual([answer.id, answer.error?.data["code"]], ["c", "CANCELLED"]);
    await until("the handler was told", () => worker.cancelled.length === 1);
  });

  test("a connection that asks for too much at once is refused the rest", async (t) => {
    const { hub, worker } = await hubScene(t, { limits: { inFlightMax: 2 } });
    const { ask, socket } = await rawClient(t, hub);
    for (const name of ["x", "y"])
      socket.send(JSON.stringify({ jsonrpc: "2.0", method: "work.hold", params: { name }, id: name }));
    const answer = (await ask({ jsonrpc: "2.0", method: "work.status", id: 3 })) as Answer;
    assert.deepEqual([answer.id, answer.error?.data["code"]], [3, "RESOURCE_EXHAUSTED"]);
    for (const release of worker.held.values()) release();
  });

  test("a connection that sends too much in a second is refused the rest, and told when to come again", async (t) => {
    const { hub } = await hubScene(t, { limits: { requestsPerSecondMax: 5 } });
    const { ask } = await rawClient(t, hub);
    const batch = Array.from({ length: 20 }, (_, id) => ({ jsonrpc: "2.0", method: "work.status", id }));
    const answers = (await ask(batch)) as Answer[];
    const refused = answers.filter(({ error }) => error?.data["code"] === "RESOURCE_EXHAUSTED");
    assert.ok(refused.length >= 10 && refused.length < 20, `${refused.length} of 20 were refused`);
    assert.ok(refused.every(({ error }) => Number(error?.data["retryAfterMs"]) > 0));
  });

  test("a frame nested a hundred thousand deep is answered, not crashed on", async (t) => {
    const { hub } = await hubScene(t);
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
    const { hub } = await hubScene(t, { limits: { frameBytesMax: 10_000 } });
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

  test("a frame too large for any buffer between is refused too: its sender is not left writing", async (t) => {
    const { hub } = await hubScene(t, { limits: { frameBytesMax: 10_000 } });
    const { socket } = await rawClient(t, hub);
    const closed = once(socket, "close", { signal: AbortSignal.timeout(15_000) });
    socket.send("x".repeat(24_000_000));
    assert.equal((await closed)[0], 1009);
  });
});

// Frames: what is read as what, and what is written.
import assert from "node:assert/strict";
import { test } from "node:test";
import { HostError, isHostError } from "#host/errors";
import { encodeJson, formatError, formatReply, formatRequest, parseFrame, type WireMessage } from "#host/rpc/envelope";

function single(text: string): WireMessage {
  const frame = parseFrame(text, 10);
  assert.ok("kind" in frame, "no batch");
  return frame;
}

const one = (value: unknown): WireMessage => single(JSON.stringify(value));

test("a request reads back as it was written", () => {
  const request = {
    id: 7,
    method: "a.b",
    params: { x: 1 },
    meta: { timeoutMs: 5, version: "1.0", trace: true },
  } as const;
  assert.deepEqual(single(formatRequest(request)), { kind: "request", ...request });
});

test("a notification has no id member at all, and null is an id", () => {
  const written = formatRequest({ id: undefined, method: "a.b", params: undefined, meta: {} });
  assert.deepEqual(JSON.parse(written), { jsonrpc: "2.0", method: "a.b" });
  const read = single(written);
  assert.ok(read.kind === "request" && read.id === undefined);
  const asked = one({ jsonrpc: "2.0", method: "a.b", id: null });
  assert.ok(asked.kind === "request" && asked.id === null);
});

test("a reply and an error read back as an outcome", () => {
  const visits = [{ station: "hub", atMs: 0.5 }];
  assert.deepEqual(single(formatReply(1, { result: [1], visits })), {
    kind: "response",
    id: 1,
    outcome: { result: [1], visits },
  });
  const failed = single(formatError("x", new HostError("BUSY", "wait")));
  assert.ok(failed?.kind === "response" && isHostError(failed.outcome, "BUSY"));
});

test("a result of undefined is written as null, since a response must have one", () => {
  assert.deepEqual(JSON.parse(formatReply(1, { result: undefined })), { jsonrpc: "2.0", id: 1, result: null });
});

test("a response has exactly one of result and error, and no method", () => {
  const base = { jsonrpc: "2.0", id: 1 };
  for (const value of [
    base,
    { ...base, result: 1, error: { code: 1, message: "" } },
    { ...base, result: 1, method: 3 },
  ]) {
    assert.equal(one(value)?.kind, "fault", JSON.stringify(value));
  }
  assert.equal(one({ ...base, result: null })?.kind, "response");
});

test("unknown meta keys are dropped, known ones are checked", () => {
  const read = one({ jsonrpc: "2.0", method: "a.b", id: 1, meta: { later: 1, namespace: "n" } });
  assert.ok(read.kind === "request");
  assert.deepEqual(read.meta, { namespace: "n" });
  for (const meta of [
    { timeoutMs: 0 },
    { timeoutMs: "1" },
    { trace: 1 },
    { requestId: "a b" },
    { idempotencyKey: "" },
    { deliver: "all" },
    [],
  ]) {
    const fault = one({ jsonrpc: "2.0", method: "a.b", id: 1, meta });
    assert.ok(fault?.kind === "fault" && isHostError(fault.error, "INVALID_REQUEST"), JSON.stringify(meta));
    assert.equal(fault.id, 1);
  }
});

test("params are handed on untouched, a member called __proto__ included", () => {
  const read = single('{"jsonrpc":"2.0","method":"a.b","params":{"__proto__":{"admin":true}}}');
  assert.ok(read.kind === "request");
  assert.deepEqual(Object.keys(read.params as object), ["__proto__"]);
  assert.equal((read.params as { admin?: boolean }).admin, undefined);
});

test("a batch keeps its order and its limit", () => {
  const batch = Array.from({ length: 3 }, (_, id) => ({ jsonrpc: "2.0", method: "a.b", id }));
  const read = parseFrame(JSON.stringify(batch), 3);
  assert.ok(!("kind" in read));
  assert.deepEqual(
    read.map((message) => message.kind === "request" && message.id),
    [0, 1, 2],
  );
  const refused = parseFrame(JSON.stringify(batch), 2);
  assert.ok("kind" in refused);
  assert.equal(refused.kind, "fault");
});

test("what JSON cannot carry is the sender's error in a request, and an accident in an answer", () => {
  const circle: { self?: unknown } = {};
  circle.self = circle;
  assert.throws(
    () => encodeJson(circle),
    (error) => isHostError(error, "INVALID_PARAMS"),
  );
  assert.throws(() => formatReply(1, { result: 1n }), TypeError);
});

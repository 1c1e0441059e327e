// Records written and read back.
import assert from "node:assert/strict";
import { test } from "node:test";
import { HostError } from "#host/errors";
import type { Outbox } from "#host/rpc/outbox";
import { metaOf, payloadOf, RAW, recordAt, requestOf } from "#host/rpc/record";
import { RecordWriter } from "#host/rpc/record-writer";
import { Slab } from "#host/rpc/slab";

function writing(frameBytesMax = 10_000) {
  const slab = new Slab(64);
  const outbox: Outbox = {
    text: () => {},
    flush: () => {},
    endTurn: () => true,
    beginLast: () => {},
    endLast: () => {},
    open: (bytes) => {
      slab.reserve(bytes);
      return slab;
    },
  };
  const written = () => slab.buffer.subarray(0, slab.at);
  return { writer: new RecordWriter(outbox, frameBytesMax), slab, written };
}

const META = {
  requestId: "req-1",
  version: "1.2",
  namespace: "næme",
  traceparent: "00-ab-cd-01",
  tracestate: `a=${"x".repeat(510)}`,
  idempotencyKey: "once",
} as const;

test("a request is read as it was written, whatever its meta and params hold", () => {
  const { writer, written } = writing();
  const caller = { name: "operatør", roles: ["admin"] } as const;
  writer.request(7, "work@a.echo", { text: "smørrebrød 🧪" }, { ...META, timeoutMs: 1200.4, trace: true, caller });
  const request = requestOf(recordAt(written(), 0));
  assert.deepEqual([request.id, request.route, request.end], [7, "work@a.echo", written().length]);
  assert.deepEqual(metaOf(request), { ...META, timeoutMs: 1201, trace: true, caller });
  assert.deepEqual(payloadOf(request.frame, request.payloadAt, request.end, request.flags), { text: "smørrebrød 🧪" });
});

test("bytes, nothing and JSON are told apart", () => {
  const { writer, written } = writing();
  for (const params of [Uint8Array.of(1, 2, 255), undefined, []]) writer.request(1, "a.b", params, {});
  const read: unknown[] = [];
  for (let at = 0; at < written().length; ) {
    const { frame, payloadAt, end, flags } = requestOf(recordAt(written(), at));
    const value = payloadOf(frame, payloadAt, end, flags);
    read.push(flags & RAW && value instanceof Uint8Array ? [...value] : value);
    at = end;
  }
  assert.deepEqual(read, [[1, 2, 255], undefined, []]);
});

test("a forwarded request has another route and caller, and the same meta and payload", () => {
  const [near, far] = [writing(), writing()];
  near.writer.request(3, "work.echo", { value: 1 }, { ...META, timeoutMs: 500 });
  const caller = Buffer.from('{"name":"visitor","roles":["reader"]}');
  far.writer.forward(requestOf(recordAt(near.written(), 0)), 99, { route: "work@b.echo", caller, timeoutMs: 400 });
  const request = requestOf(recordAt(far.written(), 0));
  assert.deepEqual([request.id, request.route], [99, "work@b.echo"]);
  assert.deepEqual(metaOf(request), { ...META, timeoutMs: 400, caller: { name: "visitor", roles: ["reader"] } });
  assert.deepEqual(payloadOf(request.frame, request.payloadAt, request.end, request.flags), { value: 1 });
});

test("what is too large or no JSON leaves nothing behind", () => {
  const { writer, slab } = writing(100);
  assert.throws(() => writer.request(1, "a.b", { text: "x".repeat(200) }, {}), { code: "FRAME_TOO_LARGE" });
  assert.throws(() => writer.request(1, "a.b", { big: 1n }, {}), { code: "INVALID_PARAMS" });
  assert.throws(() => writer.result(1, { result: "x".repeat(200) }), { code: "FRAME_TOO_LARGE" });
  assert.equal(slab.at, 0);
  writer.error(1, new HostError("BUSY", "no"));
  assert.ok(slab.at > 0);
});

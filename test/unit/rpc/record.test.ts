// Records that lie: every cut and every false length is refused, none is read beyond its end.
import assert from "node:assert/strict";
import { test } from "node:test";
import { isHostError } from "#host/errors";
import { metaOf, parseJson, payloadOf, RAW, recordAt, requestOf } from "#host/rpc/record";
import { REUSED_BYTES_MAX } from "#host/rpc/slab";

/** A request record with these parts, its lengths true unless they are overridden. */
function request(
  meta: Buffer,
  lengths: { readonly record?: number; readonly route?: number } = {},
  caller = "",
): Buffer {
  const route = "work.echo";
  const head = Buffer.alloc(20);
  const whole = Buffer.concat([head, Buffer.from(route), Buffer.from(caller), meta, Buffer.from("{}")]);
  whole.writeUInt32BE(lengths.record ?? whole.length - 4, 0);
  whole[4] = 1;
  whole.writeUInt16BE(lengths.route ?? route.length, 14);
  whole.writeUInt16BE(caller.length, 16);
  whole.writeUInt16BE(meta.length, 18);
  return whole;
}

const text = (tag: number, value: string): Buffer => {
  const bytes = Buffer.from(value);
  return Buffer.concat([Buffer.from([tag, bytes.length >> 8, bytes.length & 255]), bytes]);
};

test("a record that is cut anywhere is refused", () => {
  const whole = request(text(0, "req-1"));
  assert.equal(requestOf(recordAt(whole, 0)).route, "work.echo");
  for (let length = 0; length < whole.length; length++) {
    assert.throws(() => recordAt(whole.subarray(0, length), 0), { code: "PARSE_ERROR" }, String(length));
  }
});

test("false lengths are refused, also those that only the parts contradict", () => {
  for (const lengths of [{ record: 0 }, { record: 5 }, { record: 0xffff_ffff }]) {
    assert.throws(
      () => recordAt(request(Buffer.alloc(0), lengths), 0),
      { code: "PARSE_ERROR" },
      JSON.stringify(lengths),
    );
  }
  assert.throws(() => requestOf(recordAt(request(Buffer.alloc(0), { route: 60_000 }), 0)), { code: "PARSE_ERROR" });
  assert.throws(() => requestOf(recordAt(request(Buffer.alloc(0), { record: 10 }), 0)), { code: "PARSE_ERROR" });
});

test("meta is checked like that of a text, and unknown tags are passed over", () => {
  const read = (meta: Buffer, caller = "") => metaOf(requestOf(recordAt(request(meta, {}, caller), 0)));
  assert.deepEqual(read(Buffer.concat([text(77, "later"), text(1, "1.0")])), { version: "1.0" });
  const wrong: [Buffer, string?][] = [
    [text(0, "two words")],
    [text(0, "")],
    [text(1, "x".repeat(257))],
    [Buffer.from([0])],
    [Buffer.from([0, 0, 9, 65])],
    [Buffer.alloc(0), '{"name":"root"}'],
    [Buffer.alloc(0), '{"name":"root","roles":["god"]}'],
    [Buffer.alloc(0), "{"],
  ];
  for (const [meta, caller] of wrong) {
    assert.throws(
      () => read(meta, caller),
      (error) => isHostError(error, "INVALID_REQUEST"),
      `${meta} ${caller}`,
    );
  }
});

test("a payload that is no JSON is the sender's error", () => {
  assert.throws(() => payloadOf(Buffer.from("{"), 0, 1, 0), { code: "INVALID_REQUEST" });
  assert.throws(() => parseJson(Buffer.from("ab"), 0, 2), { code: "INVALID_REQUEST" });
});

test("raw bytes outlive what they came in, unless they are as large as to have that for themselves", () => {
  const small = Buffer.from("raw bytes");
  const kept = payloadOf(small, 4, 9, RAW);
  small.fill(0);
  assert.deepEqual(kept, Buffer.from("bytes"));
  const large = Buffer.alloc(REUSED_BYTES_MAX + 1, 7);
  const view = payloadOf(large, 0, large.length, RAW);
  large.fill(8);
  assert.deepEqual(view, large);
});

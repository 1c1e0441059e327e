// The envelope: what a call sends, and what every kind of answer becomes.
import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import { test } from "node:test";
import { BadAnswerError, type BadAnswerReason, decodeAnswer, encodeInput } from "#sdk/codec";
import { VOLUME } from "#sdk/generated/volume";
import type { FunctionDescriptor } from "#sdk/kind";
import { DRIVER_STATUSES, DriverStatusError } from "#sdk/status";

const CREATE = functionOf("create_volume");
const DELETE = functionOf("delete_volume");
const LIST = functionOf("list_volumes");
const LIMITS = { inputBytesMax: 1000, outputBytesMax: 1000 };

function functionOf(wire: string): FunctionDescriptor {
  const found = VOLUME.functions.find((fn) => fn.wire === wire);
  ok(found, wire);
  return found;
}

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function answer(document: unknown): Uint8Array {
  return bytes(JSON.stringify(document));
}

function badAnswer(fn: FunctionDescriptor, raw: Uint8Array): BadAnswerError {
  try {
    decodeAnswer(fn, raw, LIMITS);
  } catch (error) {
    ok(error instanceof BadAnswerError, String(error));
    return error;
  }
  throw new Error("the answer was taken");
}

test("an input travels as JSON in wire names", () => {
  const sent = encodeInput(CREATE, { name: "größe 🎛️", sizeBytes: 2 ** 53 - 1 });
  strictEqual(new TextDecoder().decode(sent), '{"name":"größe 🎛️","size_bytes":9007199254740991}');
});

test("a function without input sends nothing, whatever it is given", () => {
  strictEqual(encodeInput(LIST, undefined).length, 0);
  strictEqual(encodeInput(LIST, { stray: 1 }).length, 0);
});

test("fields that the contract does not know are not sent", () => {
  const sent = encodeInput(CREATE, { name: "a", sizeBytes: 1, password: "secret", size_bytes: 9 });
  strictEqual(new TextDecoder().decode(sent), '{"name":"a","size_bytes":1}');
});

test("an input that cannot be right is refused as the driver would, naming the place as the caller spells it", () => {
  const cases: [unknown, string, string][] = [
    [{ name: "a", sizeBytes: 0 }, "sizeBytes", "must be 1 to 9007199254740991, it is 0"],
    [{ name: "a", sizeBytes: 2 ** 53 }, "sizeBytes", "must be an integer within ±(2^53−1), it is 9007199254740992"],
    [{ name: "", sizeBytes: 1 }, "name", "must be 1 to 255 bytes long, it is 0"],
    [{ name: "ü".repeat(128), sizeBytes: 1 }, "name", "must be 1 to 255 bytes long, it is 256"],
    [{ name: "\udc00", sizeBytes: 1 }, "name", "must be whole Unicode characters, it has half of one"],
    [{ sizeBytes: 1 }, "name", "must be text, it is missing"],
  ];
  for (const [input, path, reason] of cases) {
    throws(
      () => encodeInput(CREATE, input),
      (error) => {
        ok(error instanceof DriverStatusError);
        strictEqual(error.status, "invalid_argument");
        strictEqual(error.message, `the input of createVolume: ${path} ${reason}`);
        deepStrictEqual(error.details, { path });
        return true;
      },
    );
  }
  throws(() => encodeInput(CREATE, undefined), { status: "invalid_argument" });
});

test("an input larger than the limit is refused before it is sent", () => {
  throws(() => encodeInput(CREATE, { name: "a", sizeBytes: 1 }, { ...LIMITS, inputBytesMax: 10 }), {
    status: "invalid_argument",
    message: "the input of createVolume has 27 bytes, the limit is 10",
  });
});

test("a result arrives in camelCase, without what the contract does not know", () => {
  const result = { name: "a", size_bytes: 5, allocated_bytes: 0, location: null, color: "red" };
  deepStrictEqual(decodeAnswer(CREATE, answer({ status: "ok", result, extra: 1 })), {
    name: "a",
    sizeBytes: 5,
    allocatedBytes: 0,
  });
});

test("null and absent are the same for what is not required", () => {
  const one = decodeAnswer(CREATE, answer({ status: "ok", result: { name: "a", size_bytes: 5, location: null } }));
  const other = decodeAnswer(CREATE, answer({ status: "ok", result: { name: "a", size_bytes: 5 } }));
  deepStrictEqual(one, other);
  ok(!("location" in (one as object)));
});

test("a function without output answers nothing, with or without a result", () => {
  strictEqual(decodeAnswer(DELETE, answer({ status: "ok" })), undefined);
  strictEqual(decodeAnswer(DELETE, answer({ status: "ok", result: { what: "ever" } })), undefined);
});

test("every status that the function may answer becomes an error with message and details", () => {
  for (const status of [...CREATE.errors, "unsupported"]) {
    const document = { status, message: "because", details: { free_bytes: 7 } };
    throws(() => decodeAnswer(CREATE, answer(document)), {
      name: "DriverStatusError",
      status,
      message: "because",
      details: { free_bytes: 7 },
    });
  }
});

test("a status outside of the function's list is a broken answer that names what is allowed", () => {
  const others = DRIVER_STATUSES.filter((one) => one !== "ok" && one !== "unsupported" && !DELETE.errors.includes(one));
  ok(others.includes("already_exists"));
  for (const status of [...others, "OK", "great", ""]) {
    const error = badAnswer(DELETE, answer({ status, message: "m" }));
    strictEqual(error.reason, "bad-status");
    strictEqual(error.path, "status");
    ok(
      error.message.includes(
        "it may answer ok, invalid_argument, busy, not_ready, permission_denied, failed, unsupported",
      ),
    );
  }
});

test("what is wrong in an answer is named by its place, in wire names", () => {
  const volumes = [
    { name: "a", size_bytes: 1 },
    { name: "b", size_bytes: -1 },
  ];
  const list = badAnswer(LIST, answer({ status: "ok", result: { volumes } }));
  strictEqual(list.reason, "bad-shape");
  strictEqual(list.path, "result.volumes[1].size_bytes");
  strictEqual(
    list.message,
    "the answer of list_volumes: result.volumes[1].size_bytes must be 0 to 9007199254740991, it is -1",
  );
  strictEqual(badAnswer(CREATE, answer({ status: "ok" })).path, "result");
  strictEqual(badAnswer(CREATE, answer({ status: "ok", result: { name: "a" } })).path, "result.size_bytes");
  strictEqual(badAnswer(CREATE, answer({ status: "failed" })).path, "message");
  strictEqual(badAnswer(CREATE, answer({ status: "failed", message: "m", details: [] })).path, "details");
  strictEqual(badAnswer(CREATE, answer({ result: {} })).path, "status");
  strictEqual(badAnswer(CREATE, answer({ status: ["ok"] })).path, "status");
});

test("bytes that are no envelope are told apart", () => {
  const cases: [Uint8Array, BadAnswerReason, string][] = [
    [new Uint8Array(0), "not-json", "create_volume answered nothing; it must answer a status"],
    [bytes("garbage"), "not-json", "the answer of create_volume is not JSON"],
    [bytes('\ufeff{"status":"ok"}'), "not-json", "the answer of create_volume is not JSON"],
    [Uint8Array.of(0x7b, 0xff, 0x7d), "not-utf8", "the answer of create_volume is not UTF-8"],
    [bytes("[]"), "bad-shape", "the answer of create_volume: must be an object, it is a list"],
    [bytes("null"), "bad-shape", "the answer of create_volume: must be an object, it is null"],
    [
      bytes(`"${"x".repeat(998)}"`),
      "bad-shape",
      "the answer of create_volume: must be an object, it is text of 998 characters",
    ],
    [bytes(`"${"x".repeat(999)}"`), "too-large", "the answer of create_volume has 1001 bytes, the limit is 1000"],
  ];
  for (const [raw, reason, message] of cases) {
    const error = badAnswer(CREATE, raw);
    strictEqual(error.reason, reason, message);
    strictEqual(error.message, message);
  }
});

test("half of a character in an answer is refused, also when it is escaped", () => {
  const error = badAnswer(CREATE, bytes('{"status":"ok","result":{"name":"\\ud800","size_bytes":1}}'));
  strictEqual(error.path, "result.name");
});

test("a driver cannot flood logs with its message or its details", () => {
  const long = answer({ status: "failed", message: `${"x".repeat(1999)}🎛tail` });
  throws(
    () => decodeAnswer(CREATE, long),
    (error) => {
      ok(error instanceof DriverStatusError);
      strictEqual(error.message, `${"x".repeat(1999)}…`);
      return true;
    },
  );
  // Built by hand: JSON.stringify itself would not survive the depth.
  const raw = bytes(`{"status":"failed","message":"m","details":{"a":${"[".repeat(100_000)}${"]".repeat(100_000)}}}`);
  throws(() => decodeAnswer(CREATE, raw), { reason: "bad-shape", path: "details" });
  const wide = { status: "failed", message: "m", details: { list: new Array(2000).fill(0) } };
  throws(() => decodeAnswer(CREATE, answer(wide)), { reason: "bad-shape", path: "details" });
});

test("an empty message does not leave the operator without a word", () => {
  throws(() => decodeAnswer(CREATE, answer({ status: "failed", message: "" })), {
    message: "(the driver gave no reason)",
  });
});

test("a deeply nested answer in an unknown field is ignored, it breaks nothing", () => {
  const raw = bytes(`{"status":"ok","junk":${"[".repeat(200_000)}${"]".repeat(200_000)}}`);
  strictEqual(decodeAnswer(DELETE, raw), undefined);
});

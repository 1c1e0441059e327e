// Answers that are small as bytes and huge once parsed.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ANSWER_DEPTH_MAX, ANSWER_VALUES_MAX, checkAnswerSize } from "#host/driver/answer-size";
import { GuestFault } from "#host/driver/runtime";

const check = (text: string) => checkAnswerSize(new TextEncoder().encode(text));
// Long enough to be looked at: a short answer cannot do harm.
const FILLER = `"${"x".repeat(70_000)}"`;
const refused = (words: RegExp) => (error: unknown) =>
  error instanceof GuestFault && error.code === "DRIVER_OUTPUT_TOO_LARGE" && words.test(error.message);

test("a long list of ordinary things passes", () => {
  const volumes = Array.from({ length: 40_000 }, (_, number) => ({ name: `v${number}`, size_bytes: number }));
  check(JSON.stringify({ status: "ok", result: { volumes } }));
});

test("depth is bounded exactly", () => {
  const nested = (depth: number) => `[${FILLER},${"[".repeat(depth - 1)}${"]".repeat(depth - 1)}]`;
  check(nested(ANSWER_DEPTH_MAX));
  assert.throws(() => check(nested(ANSWER_DEPTH_MAX + 1)), refused(/levels deep/));
  check(`[${FILLER},${"[],".repeat(ANSWER_DEPTH_MAX * 2)}0]`);
});

test("the number of values is bounded, whatever they are", () => {
  for (const value of ["0", "{}", "[]"]) {
    const list = (count: number) => `[${`${value},`.repeat(count)}0]`;
    assert.throws(() => check(list(ANSWER_VALUES_MAX)), refused(/values/), value);
    check(list(ANSWER_VALUES_MAX / 4));
  }
});

test("brackets and commas inside of text are text", () => {
  check(`["${'[{,\\"'.repeat(200_000)}"]`);
  check(`["${"\\\\".repeat(50_000)}",${FILLER}]`);
});

test("text that never ends is somebody else's problem", () => {
  check(`"${"[".repeat(200_000)}`);
  check(`"${"x".repeat(200_000)}\\`);
});

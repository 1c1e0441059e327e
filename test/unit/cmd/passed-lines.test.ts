import assert from "node:assert/strict";
import { test } from "node:test";
import { PassedLines } from "#host/cmd/passed-lines";
import { createFakeClock } from "../../support/fake-clock.ts";

test("lines leave together, one message at a time, and what there is no room for is counted", async () => {
  const clock = createFakeClock();
  const sent: (readonly string[])[] = [];
  let onSent = () => {};
  const lines = new PassedLines({
    clock,
    send: (some, done) => {
      sent.push(some);
      onSent = done;
    },
  });
  lines.write("a");
  lines.write("b");
  assert.equal(sent.length, 0);
  await clock.advance(50);
  assert.deepEqual(sent, [["a", "b"]]);
  // The host does not take it: what is written meanwhile is bounded.
  const long = "x".repeat(100_000);
  for (let count = 0; count < 10; count++) lines.write(long);
  await clock.advance(1000);
  assert.equal(sent.length, 1);
  onSent();
  await clock.advance(50);
  assert.deepEqual(sent[1]?.slice(0, 2), [long, long]);
  assert.match(sent[1]?.[2] ?? "", /"level":40.*8 lines of this process are not shown here/);
  assert.equal(sent[1]?.length, 3);
  onSent();
  await clock.advance(1000);
  assert.equal(sent.length, 2);
  lines.write("again");
  await clock.advance(50);
  assert.deepEqual(sent[2], ["again"]);
});

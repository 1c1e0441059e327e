// One stream: credit, order, redelivery, its ends.
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { RequestContext } from "#host/context";
import { HostError } from "#host/errors";
import { isAsyncIterable, Stream } from "#host/rpc/stream";
import { contextFor } from "../../support/bus.ts";
import { createFakeClock } from "../../support/fake-clock.ts";
import { until } from "../../support/until.ts";

const BOUNDS = { answerBytesMax: 1000, keptBytesMax: 10_000 };

function counting(t: TestContext, to: number, bounds = BOUNDS) {
  const seen = { made: 0, returned: 0 };
  async function* source() {
    try {
      for (let number = 1; number <= to; number++) {
        seen.made = number;
        yield { number, text: "x".repeat(80) };
      }
    } finally {
      seen.returned++;
    }
  }
  const ctx = new RequestContext({ timeoutMs: 60_000 });
  t.after(() => ctx.close());
  return { seen, ctx, stream: new Stream(source(), ctx, bounds) };
}

const quick = (t: TestContext) => ({ ctx: contextFor(t), waitMs: 5_000 });
const numbers = (pulled: { readonly items: readonly { readonly number: number }[] }) =>
  pulled.items.map(({ number }) => number);

test("the source makes no more than there is credit for, and a pull acknowledges what it has", async (t) => {
  const { seen, stream } = counting(t, 100);
  await stream.pull(0, 3, quick(t));
  await until("the credit is used", () => seen.made === 3);
  assert.deepEqual(numbers(await stream.pull(0, 3, quick(t))), [1, 2, 3], "not acknowledged: again");
  await stream.pull(2, 3, quick(t));
  await until("two more are made", () => seen.made === 5);
  assert.deepEqual(numbers(await stream.pull(2, 3, quick(t))), [3, 4, 5]);
});

test("an answer holds as many items as fit, and the source waits for a reader that has too much", async (t) => {
  const { seen, stream } = counting(t, 500, { answerBytesMax: 350, keptBytesMax: 1500 });
  await stream.pull(0, 500, quick(t));
  await until("it is full", () => seen.made > 10);
  const { items } = await stream.pull(0, 500, quick(t));
  assert.equal(items.length, 3);
  assert.ok(seen.made < 20, `${seen.made} items are kept`);
});

test("the end comes with the last items, and again for who did not get them", async (t) => {
  const { stream } = counting(t, 2);
  await until("the source has ended", async () => (await stream.pull(0, 10, quick(t))).isDone);
  assert.deepEqual(numbers(await stream.pull(0, 10, quick(t))), [1, 2]);
  const again = await stream.pull(1, 10, quick(t));
  assert.deepEqual([numbers(again), again.isDone], [[2], true]);
  assert.deepEqual(await stream.pull(2, 10, quick(t)), { items: [], isDone: true });
});

test("a failure follows the items that were made before it", async (t) => {
  async function* source() {
    yield 1;
    throw new HostError("BUSY", "no more");
  }
  const ctx = new RequestContext({ timeoutMs: 60_000 });
  t.after(() => ctx.close());
  const stream = new Stream(source(), ctx, BOUNDS);
  let after = 0;
  await assert.rejects(
    async () => {
      for (;;) after += (await stream.pull(after, 10, quick(t))).items.length;
    },
    { code: "BUSY" },
  );
  assert.equal(after, 1);
});

test("nothing to read is answered after the wait, and an end wakes who waits and returns the source", async (t) => {
  const clock = createFakeClock();
  let returned = false;
  const source: AsyncIterable<never> = {
    [Symbol.asyncIterator]: () => ({
      next: () => new Promise(() => {}),
      return: async () => {
        returned = true;
        return { done: true, value: undefined };
      },
    }),
  };
  const ctx = new RequestContext({ timeoutMs: 60_000, clock });
  const reader = new RequestContext({ timeoutMs: 60_000, clock });
  t.after(() => reader.close());
  const stream = new Stream(source, ctx, BOUNDS);
  const nothing = stream.pull(0, 1, { ctx: reader, waitMs: 500 });
  await clock.advance(500);
  assert.deepEqual(await nothing, { items: [], isDone: false });
  const waiting = assert.rejects(stream.pull(0, 1, { ctx: reader, waitMs: 500 }), /enough/);
  stream.end(new HostError("CANCELLED", "enough"));
  await waiting;
  assert.ok(returned);
});

test("only what can be iterated is a stream", () => {
  assert.equal(isAsyncIterable((async function* () {})()), true);
  for (const value of [undefined, null, 1, "text", [1], {}]) assert.equal(isAsyncIterable(value), false);
});

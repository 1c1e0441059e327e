import assert from "node:assert/strict";
import { test } from "node:test";
import { HostError } from "#host/errors";
import { Turns } from "#host/network/turns";
import { context } from "../../support/journal.ts";

function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

test("work on one key is done one after the other, in the order of asking, and other keys do not wait", async (t) => {
  const turns = new Turns(10);
  const ctx = context(t);
  const first = gate();
  const seen: string[] = [];
  const note = (text: string) => async () => void seen.push(text);
  const all = [
    turns.run(ctx, "a", async () => {
      await first.opened;
      seen.push("a1");
    }),
    turns.run(ctx, "a", note("a2")),
    turns.run(ctx, "a", note("a3")),
    turns.run(ctx, "b", note("b1")),
  ];
  await all[3];
  assert.deepEqual(seen, ["b1"]);
  first.open();
  await Promise.all(all);
  assert.deepEqual(seen, ["b1", "a1", "a2", "a3"]);
});

test("what failed lets the next one have its turn, and an error comes through", async (t) => {
  const turns = new Turns(10);
  const failing = turns.run(context(t), "a", async () => {
    throw new Error("it broke");
  });
  const next = turns.run(context(t), "a", async () => "done");
  await assert.rejects(failing, /it broke/);
  assert.equal(await next, "done");
});

test("who is over before the turn comes does nothing, and says that nothing was done", async (t) => {
  const turns = new Turns(10);
  const first = gate();
  const running = turns.run(context(t), "a", () => first.opened);
  const cancelled = context(t);
  const waiting = turns.run(cancelled, "a", async () => assert.fail("it ran"));
  cancelled.cancel(new HostError("CANCELLED", "the caller went away"));
  first.open();
  await running;
  await assert.rejects(waiting, { code: "CANCELLED", data: { called: false } });
});

test("more than may wait are refused, and there is room again when turns have passed", async (t) => {
  const turns = new Turns(2);
  const first = gate();
  const work = () => turns.run(context(t), "a", () => first.opened);
  const all = [work(), work(), work()];
  await assert.rejects(work(), { code: "RESOURCE_EXHAUSTED", data: { called: false } });
  first.open();
  await Promise.all(all);
  await work();
});

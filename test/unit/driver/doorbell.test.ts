// Two threads that keep each other awake: whatever one posts the other gets, once and in its order, whether it looked out or was woken.
import assert from "node:assert/strict";
import { test } from "node:test";
import { MessageChannel, type MessagePort } from "node:worker_threads";
import { Doorbell } from "#host/driver/doorbell";

const MESSAGES = 2000;

/** Both ends in one thread, and the numbers that arrive. */
async function exchange(
  handle: (number: number, port: MessagePort) => Promise<void> | undefined,
  drive: (post: (number: number) => void, answered: (times: number) => Promise<void>) => Promise<void>,
): Promise<void> {
  const buffer = new SharedArrayBuffer(8);
  const [host, thread] = [new Doorbell(buffer, 1), new Doorbell(buffer, 1)];
  const { port1, port2 } = new MessageChannel();
  const waiting: { readonly at: number; readonly resolve: () => void }[] = [];
  let answers = 0;
  port1.on("message", () => {
    answers += 1;
    host.answered();
    for (const { at, resolve } of waiting) if (at === answers) resolve();
  });
  thread.answer<number>(port2, (number) => handle(number, port2));
  const post = (number: number) => {
    port1.postMessage(number);
    host.ring();
  };
  const answered = (times: number) => new Promise<void>((resolve) => void waiting.push({ at: times, resolve }));
  try {
    await drive(post, answered);
  } finally {
    port1.close();
  }
}

test("nothing is lost, doubled or overtaken, however closely it follows", async () => {
  const got: number[] = [];
  await exchange(
    (number, port) => {
      got.push(number);
      port.postMessage(number);
      return undefined;
    },
    async (post, answered) => {
      for (let number = 0; number < MESSAGES; number += 4) {
        const done = answered(number + 4);
        for (let more = 0; more < 4; more++) post(number + more);
        await done;
      }
    },
  );
  assert.deepEqual(
    got,
    Array.from({ length: MESSAGES }, (_, number) => number),
  );
});

test("a message that takes its time does not keep the thread from being told of the next", async () => {
  const got: string[] = [];
  let finish = () => {};
  await exchange(
    (number, port) => {
      got.push(`begin ${number}`);
      port.postMessage(number);
      if (number !== 1) return undefined;
      return new Promise<void>((resolve) => {
        finish = resolve;
      });
    },
    async (post, answered) => {
      for (const number of [0, 1, 2]) {
        const done = answered(number + 1);
        post(number);
        await done;
      }
      finish();
      const last = answered(4);
      post(3);
      await last;
    },
  );
  assert.deepEqual(got, ["begin 0", "begin 1", "begin 2", "begin 3"]);
});

test("who waits for nothing keeps no event loop awake", async () => {
  await exchange(
    (_, port) => void port.postMessage(0),
    async (post, answered) => {
      const done = answered(1);
      post(0);
      await done;
    },
  );
  assert.ok(!process.getActiveResourcesInfo().includes("Immediate"));
});

// What leaves a link in one turn leaves in one write, as frames that a WebSocket reads.
import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { test } from "node:test";
import type { WebSocket } from "ws";
import { FlushTurn, MaskedOutbox, PlainOutbox } from "#host/rpc/outbox";

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

function plain() {
  const socket = new PassThrough({ highWaterMark: 1e9 });
  const writes: Buffer[] = [];
  socket.on("data", (chunk: Buffer) => void writes.push(Buffer.from(chunk)));
  return { outbox: new PlainOutbox(socket, new FlushTurn("immediate")), writes, socket };
}

/** The unmasked frames of a WebSocket, by RFC 6455 and not by our own code. */
function frames(bytes: Buffer): { readonly data: Buffer; readonly isBinary: boolean }[] {
  const read: { data: Buffer; isBinary: boolean }[] = [];
  for (let at = 0; at < bytes.length; ) {
    const [first = 0, second = 0] = bytes.subarray(at);
    assert.equal(first & 0xf0, 0x80, "a whole frame without extensions");
    const long = second === 127 ? 8 : second === 126 ? 2 : 0;
    const length = long === 0 ? second : bytes.readUIntBE(at + (long === 8 ? 4 : 2), long === 8 ? 6 : 2);
    const start = at + 2 + long;
    read.push({ data: bytes.subarray(start, start + length), isBinary: (first & 15) === 2 });
    at = start + length;
    assert.ok(at <= bytes.length, "no frame is cut");
  }
  return read;
}

test("texts of a turn are frames of their own in one write, of every length of header", async () => {
  const { outbox, writes } = plain();
  const texts = ["a", "é".repeat(100), "x".repeat(125), "y".repeat(126), "z".repeat(40_000)];
  for (const text of texts) outbox.text(text, Buffer.byteLength(text));
  assert.equal(writes.length, 0);
  await turn();
  await turn();
  assert.equal(writes.length, 1);
  const read = frames(Buffer.concat(writes));
  assert.deepEqual(
    read.map(({ data }) => data.toString()),
    texts,
  );
});

test("a text longer than a slab leaves too", async () => {
  const { outbox, writes } = plain();
  const text = "w".repeat(70_000);
  for (let sent = 0; sent < 3; sent++) outbox.text(text, text.length);
  await turn();
  await turn();
  assert.deepEqual(
    frames(Buffer.concat(writes)).map(({ data }) => data.length),
    [70_000, 70_000, 70_000],
  );
});

test("records of a turn share a frame, as many as the other side reads in one", async () => {
  const { outbox, writes } = plain();
  const put = (bytes: number, max: number) => {
    const slab = outbox.open(bytes, max);
    slab.buffer.fill(bytes % 256, slab.at, slab.at + bytes);
    slab.at += bytes;
  };
  for (const bytes of [10, 100, 100]) put(bytes, 1000);
  for (let sent = 0; sent < 9; sent++) put(300, 1000);
  await turn();
  await turn();
  const read = frames(Buffer.concat(writes));
  assert.deepEqual(
    read.map(({ data, isBinary }) => [data.length, isBinary]),
    [
      [810, true],
      [900, true],
      [900, true],
      [300, true],
    ],
  );
});

test("a client's records leave as one message when the stack is empty", async () => {
  const sent: { readonly bytes: number; readonly options: unknown }[] = [];
  const send = (data: Buffer, options: unknown) => void sent.push({ bytes: data.length, options });
  const outbox = new MaskedOutbox({ send } as unknown as WebSocket, new FlushTurn("tick"));
  for (const bytes of [10, 20]) outbox.open(bytes, 1000).at += bytes;
  outbox.open(50, 1000);
  await Promise.resolve();
  await turn();
  assert.deepEqual(sent, [{ bytes: 30, options: { binary: true } }]);
  outbox.flush();
  assert.equal(sent.length, 1);
});

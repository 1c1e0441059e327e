// What leaves a link in one turn leaves in one write, as frames that a WebSocket reads.
import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { test } from "node:test";
import { FlushTurn, FrameOutbox } from "#host/rpc/outbox";

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

function outboxOf(side: "hub" | "client" = "hub") {
  const socket = new PassThrough({ highWaterMark: 1e9 });
  const writes: Buffer[] = [];
  socket.on("data", (chunk: Buffer) => void writes.push(Buffer.from(chunk)));
  return {
    outbox: new FrameOutbox(socket, new FlushTurn(side === "hub" ? "immediate" : "tick"), side),
    writes,
    socket,
  };
}

/** The frames of a WebSocket, by RFC 6455 and not by our own code. */
function frames(bytes: Buffer, isMasked = false): { readonly data: Buffer; readonly isBinary: boolean }[] {
  const read: { data: Buffer; isBinary: boolean }[] = [];
  for (let at = 0; at < bytes.length; ) {
    const [first = 0, kind = 0] = bytes.subarray(at);
    assert.equal(kind >= 128, isMasked);
    const second = kind & 127;
    assert.equal(first & 0xf0, 0x80, "a whole frame without extensions");
    const long = second === 127 ? 8 : second === 126 ? 2 : 0;
    const length = long === 0 ? second : bytes.readUIntBE(at + (long === 8 ? 4 : 2), long === 8 ? 6 : 2);
    const start = at + 2 + long + (isMasked ? 4 : 0);
    const key = isMasked ? bytes.subarray(start - 4, start) : Buffer.alloc(4);
    const data = Buffer.from(bytes.subarray(start, start + length).map((byte, index) => byte ^ (key[index % 4] ?? 0)));
    read.push({ data, isBinary: (first & 15) === 2 });
    at = start + length;
    assert.ok(at <= bytes.length, "no frame is cut");
  }
  return read;
}

test("texts of a turn are frames of their own in one write, of every length of header", async () => {
  const { outbox, writes } = outboxOf();
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

test("a hub's text leaves with its turn; those that are many wait for one more, in which others may join them", async () => {
  const { outbox, writes } = outboxOf();
  const add = (text: string) => outbox.text(text, text.length);
  add("alone");
  await turn();
  assert.equal(writes.length, 1);
  add("first");
  add("second");
  await turn();
  add("third");
  assert.equal(writes.length, 1);
  await turn();
  assert.deepEqual(
    writes.map((write) => frames(write).map(({ data }) => data.toString())),
    [["alone"], ["first", "second", "third"]],
  );
});

test("a text longer than a slab leaves too", async () => {
  const { outbox, writes } = outboxOf();
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
  const { outbox, writes } = outboxOf();
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

test("a client's records leave masked in one frame when the stack is empty, each time under another key", async () => {
  const { outbox, writes } = outboxOf("client");
  for (let round = 0; round < 2; round++) {
    for (const bytes of [10, 23]) {
      const slab = outbox.open(bytes, 1000);
      slab.buffer.fill(bytes, slab.at, slab.at + bytes);
      slab.at += bytes;
    }
    outbox.open(50, 1000);
    await Promise.resolve();
    await turn();
  }
  outbox.flush();
  assert.equal(writes.length, 2);
  for (const write of writes) {
    const [frame, ...more] = frames(write, true);
    assert.deepEqual(frame?.data, Buffer.concat([Buffer.alloc(10, 10), Buffer.alloc(23, 23)]));
    assert.deepEqual(more, []);
  }
  assert.notDeepEqual(writes[0]?.subarray(2, 6), writes[1]?.subarray(2, 6));
});

test("a client's texts of every length of header leave masked, wherever they lie in the write", async () => {
  const { outbox, writes } = outboxOf("client");
  const texts = ["a", "é".repeat(61), "y".repeat(127), "z".repeat(70_001)];
  for (const text of texts) outbox.text(text, Buffer.byteLength(text));
  await turn();
  await turn();
  const read = frames(Buffer.concat(writes), true);
  assert.deepEqual(
    read.map(({ data }) => data.toString()),
    texts,
  );
});

test("of many records the first leave while the others are still written", async () => {
  const { outbox, writes } = outboxOf();
  for (let sent = 0; sent < 40; sent++) outbox.open(10, 1000).at += 10;
  assert.deepEqual(
    frames(Buffer.concat(writes)).map(({ data }) => data.length),
    [320],
  );
  await turn();
  assert.deepEqual(
    frames(Buffer.concat(writes)).map(({ data }) => data.length),
    [320, 80],
  );
});

test("a record that is alone leaves at once, unless many left before it", async () => {
  const { outbox, writes } = outboxOf();
  const sizes = () => frames(Buffer.concat(writes)).map(({ data }) => data.length);
  const add = (records: number) => {
    for (let sent = 1; sent < records; sent++) outbox.open(10, 1000).at += 10;
    outbox.beginLast();
    outbox.open(10, 1000).at += 10;
    outbox.endLast();
  };
  outbox.beginLast();
  outbox.endLast();
  add(1);
  assert.deepEqual(sizes(), [10]);
  add(3);
  assert.deepEqual(sizes(), [10], "these are not alone");
  await turn();
  add(1);
  assert.deepEqual(sizes(), [10, 30], "more of them may follow");
  await turn();
  add(1);
  assert.deepEqual(sizes(), [10, 30, 10, 10]);
});

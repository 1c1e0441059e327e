// Frames are read past ws where they are plain, and ws gets the others: together they are what ws alone would have read.
import assert from "node:assert/strict";
import type { EventEmitter } from "node:events";
import { PassThrough } from "node:stream";
import { test } from "node:test";
import * as ws from "ws";
import { FIN_BINARY, FIN_TEXT, HEADER_ROOM, maskWith, sealFrame } from "#host/rpc/frame";
import { openInbox } from "#host/rpc/inbox";
import { SlabPool } from "#host/rpc/slab";
import { type Dice, rollDice } from "../../support/dice.ts";

const MAX = 3000;

// ws has its reader among its exports, its types have not.
type Reader = EventEmitter & { write(part: Buffer): boolean };
const { Receiver } = ws as unknown as { Receiver: new (options: object) => Reader };

function readerOf(isServer: boolean, note: (line: string) => void): Reader {
  const reader = new Receiver({ isServer, maxPayload: MAX });
  reader.on("message", (data: Buffer, isBinary: boolean) => note(`${isBinary ? "b" : "t"} ${data.toString("hex")}`));
  for (const name of ["ping", "pong"]) reader.on(name, (data: Buffer) => note(`${name} ${data.toString("hex")}`));
  reader.on("conclude", (code: number) => note(`close ${code}`));
  reader.on("error", (error: Error) => note(`error ${error.message}`));
  return reader;
}

function frame(first: number, payload: Buffer, isMasked: boolean): Buffer {
  const { length } = payload;
  const long = length < 126 ? [length] : length < 65_536 ? [126, length >> 8, length & 255] : undefined;
  assert.ok(long);
  long[0] = (long[0] ?? 0) | (isMasked ? 0x80 : 0);
  const bytes = Buffer.concat([Buffer.from([first, ...long]), Buffer.from(isMasked ? [1, 20, 130, 254] : []), payload]);
  if (isMasked) maskWith(bytes, { start: bytes.length - length, end: bytes.length });
  return bytes;
}

function anyFrames(dice: Dice, isMasked: boolean): readonly Buffer[] {
  const size = () => dice.pick([0, 1, 5, 70, 125, 126, 130, 400, MAX]);
  const bytes = () => Buffer.from(Array.from({ length: size() }, () => 97 + dice.upTo(26)));
  const kinds: (() => Buffer[])[] = [
    () => [frame(FIN_BINARY, bytes(), isMasked)],
    () => [frame(FIN_TEXT, bytes(), isMasked)],
    () => [frame(FIN_TEXT, Buffer.from("é€😀".repeat(dice.upTo(9))), isMasked)],
    () => [frame(0x89, Buffer.from("now"), isMasked)],
    () => [frame(0x8a, Buffer.alloc(0), isMasked)],
    () => [
      frame(2, bytes().subarray(0, 90), isMasked),
      frame(0x89, Buffer.from("amid"), isMasked),
      frame(0x80, Buffer.from("end"), isMasked),
    ],
  ];
  const ends: (() => Buffer[])[] = [
    () => [frame(0x88, Buffer.from([3, 232]), isMasked), frame(0x82, Buffer.from("late"), isMasked)],
    () => [frame(0x88, Buffer.alloc(0), isMasked), frame(0x82, Buffer.from("late"), isMasked)],
    () => [frame(0xc2, Buffer.from("reserved"), isMasked), frame(0x82, Buffer.from("late"), isMasked)],
    () => [frame(0x83, Buffer.from("unknown"), isMasked)],
    () => [frame(0x80, Buffer.from("continues nothing"), isMasked)],
    () => [frame(0x82, Buffer.alloc(MAX + 1), isMasked)],
    () => [frame(0x82, Buffer.from("the other mask"), !isMasked), frame(0x82, Buffer.from("late"), isMasked)],
    () => [frame(2, Buffer.from("a"), isMasked), frame(0x82, Buffer.from("amid"), isMasked)],
    () => [frame(0x81, Buffer.from([0xff, 0xfe]), isMasked)],
  ];
  const many = Array.from({ length: 2 + dice.upTo(12) }, () => dice.pick(kinds)()).flat();
  return dice.chance(0.5) ? [...many, ...dice.pick(ends)()] : many;
}

/** Cut anywhere, or hardly at all. */
function cut(bytes: Buffer, dice: Dice): readonly Buffer[] {
  const most = dice.pick([1, 3, 40, 500, 20_000]);
  const parts: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = Math.min(bytes.length, at + 1 + dice.upTo(most));
    parts.push(Buffer.from(bytes.subarray(at, end)));
    at = end;
  }
  return parts;
}

async function readPast(parts: readonly Buffer[], kind: number, side: "hub" | "client"): Promise<readonly string[]> {
  const socket = new PassThrough();
  const lines: string[] = [];
  const reader = readerOf(side === "hub", (line) => void lines.push(line));
  socket.on("data", (part: Buffer) => void reader.write(part));
  const onFrame = (chunk: Buffer, start: number, end: number) =>
    void lines.push(`${kind === FIN_TEXT ? "t" : "b"} ${chunk.toString("hex", start, end)}`);
  openInbox({ socket, side, kind, frameBytesMax: MAX, pool: new SlabPool(1), onFrame });
  for (const part of parts) socket.emit("data", Buffer.from(part));
  await new Promise((resolve) => setImmediate(resolve));
  return lines;
}

async function readByWs(parts: readonly Buffer[], side: "hub" | "client"): Promise<readonly string[]> {
  const lines: string[] = [];
  const reader = readerOf(side === "hub", (line) => void lines.push(line));
  // As ws does: nothing is read behind a close.
  let isOver = false;
  reader.once("conclude", () => {
    isOver = true;
  });
  for (const part of parts) if (!isOver) reader.write(Buffer.from(part));
  await new Promise((resolve) => setImmediate(resolve));
  return lines;
}

test("whatever is sent and however it is cut, the messages are those that ws reads, in their order", async () => {
  for (let seed = 1; seed <= 300; seed++) {
    const dice = rollDice(seed);
    const side = dice.pick(["hub", "client"] as const);
    const parts = cut(Buffer.concat(anyFrames(dice, side === "hub")), dice);
    const kind = dice.pick([FIN_BINARY, FIN_TEXT]);
    assert.deepEqual(await readPast(parts, kind, side), await readByWs(parts, side), `seed ${seed}`);
  }
});

test("a frame that comes in parts is read here too, of any length of header, and what is kept of it is what has come", () => {
  for (const bytes of [200, 70_000, 1_000_000]) {
    for (const partBytes of [7, 3000, 65_536]) {
      const left: Buffer[] = [];
      const read: Buffer[] = [];
      const socket = new PassThrough();
      socket.on("data", (part: Buffer) => void left.push(part));
      const onFrame = (chunk: Buffer, start: number, end: number) =>
        void read.push(Buffer.from(chunk.subarray(start, end)));
      openInbox({ socket, side: "hub", kind: FIN_BINARY, frameBytesMax: 1_000_000, pool: new SlabPool(1), onFrame });
      const payload = Buffer.from(Array.from({ length: bytes }, (_, index) => index % 251));
      const sent = Buffer.alloc(HEADER_ROOM + bytes);
      payload.copy(sent, HEADER_ROOM);
      const begin = sealFrame(sent, { start: HEADER_ROOM, end: sent.length }, FIN_BINARY, true);
      const ping = frame(0x89, Buffer.alloc(0), true);
      const stream = Buffer.concat([ping, sent.subarray(begin), sent.subarray(begin), ping]);
      // Its header is never cut: that is ws's.
      socket.emit("data", stream.subarray(0, ping.length + 20));
      const twice = ping.length + sent.length - begin;
      for (let at = ping.length + 20; at < twice; at += partBytes)
        socket.emit("data", Buffer.from(stream.subarray(at, Math.min(twice, at + partBytes))));
      socket.emit("data", Buffer.from(stream.subarray(twice)));
      assert.deepEqual(read, [payload, payload]);
      assert.deepEqual(Buffer.concat(left), Buffer.concat([ping, ping]));
    }
  }
});

test("a plain frame of the link's kind never reaches ws, and several of a chunk are one pass", () => {
  const socket = new PassThrough();
  const left: Buffer[] = [];
  const read: string[] = [];
  socket.on("data", (part: Buffer) => void left.push(part));
  const onFrame = (chunk: Buffer, start: number, end: number) => void read.push(chunk.toString("utf8", start, end));
  openInbox({ socket, side: "hub", kind: FIN_BINARY, frameBytesMax: MAX, pool: new SlabPool(1), onFrame });
  const ping = frame(0x89, Buffer.alloc(0), true);
  socket.emit(
    "data",
    Buffer.concat([frame(FIN_BINARY, Buffer.from("one"), true), ping, frame(FIN_BINARY, Buffer.from("two"), true)]),
  );
  assert.deepEqual(read, ["one", "two"]);
  assert.deepEqual(Buffer.concat(left), ping);
});

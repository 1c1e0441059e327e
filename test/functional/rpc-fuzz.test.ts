// A hub under hostile peers: it lives, answers in form, keeps no call and no memory. HOLDFAST_PROVE=1 sends ten times as much.
import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { type TestContext, test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { WebSocket } from "ws";
import { z } from "zod";
import type { RequestContext } from "#host/context";
import { RpcClient } from "#host/rpc/client";
import type { Endpoint } from "#host/rpc/endpoint";
import type { Hub } from "#host/rpc/hub";
import { recordAt } from "#host/rpc/record";
import { ADMIN_TOKEN, contextFor, joinHub, openHub, READER_TOKEN, serveEndpoint } from "../support/bus.ts";
import { type FuzzFrame, fuzzOf } from "../support/rpc-fuzz.ts";
import { until } from "../support/until.ts";

const SEED = 20_261_123;
const FRAMES = process.env["HOLDFAST_PROVE"] === "1" ? 1_000_000 : 100_000;
const BURST = 400;
const SENTINEL = 4_000_000_000;

const answer = z.union([
  z.strictObject({ jsonrpc: z.literal("2.0"), id: z.unknown(), result: z.unknown(), meta: z.unknown().optional() }),
  z.strictObject({
    jsonrpc: z.literal("2.0"),
    id: z.unknown(),
    error: z.strictObject({ code: z.int(), message: z.string(), data: z.unknown().optional() }),
  }),
]);

/** Echoes, and waits until nobody wants it any more; what nobody can cancel ends soon by itself. */
const endpoint: Endpoint = {
  version: "1.2",
  methods: {
    echo: { summary: "Answers what it got.", access: "read", params: z.strictObject({ value: z.unknown() }) },
    wait: { summary: "Waits for its end.", access: "read", params: z.looseObject({}) },
  },
  target: {
    echo: async (_ctx: RequestContext, { value }: { value: unknown }) => value,
    wait: (ctx: RequestContext) =>
      new Promise((resolve, reject) => {
        ctx.ending.onEnd(reject);
        ctx.clock.setTimer(100, () => resolve(null), { unref: true });
      }),
  },
};

async function scene(t: TestContext): Promise<Hub> {
  const limits = { frameBytesMax: 64 * 1024, inFlightMax: 200, callTimeoutMs: 50, connectionsMax: 64 };
  const hub = await openHub(t, { limits });
  await serveEndpoint(hub.transport, { topic: "work", server: "a" }, endpoint);
  await serveEndpoint(await joinHub(t, hub.url), { topic: "work", server: "b" }, endpoint);
  return hub;
}

/** One connection's worth of frames; resolves when the hub has answered the last request of it, or has cut it. */
async function burst(hub: Hub, seed: number): Promise<void> {
  const fuzz = fuzzOf(seed);
  const isBinary = seed % 2 === 0;
  const socket = new WebSocket(hub.url, isBinary ? ["holdfast.bin.v1"] : [], {
    headers: { authorization: `Bearer ${seed % 3 === 0 ? READER_TOKEN : ADMIN_TOKEN}` },
    perMessageDeflate: false,
  });
  const faults: unknown[] = [];
  const ended = new Promise<void>((resolve) => {
    socket.on("message", (data: Buffer) => {
      try {
        if ((isBinary ? checkRecords(data) : checkText(data.toString())).includes(SENTINEL)) resolve();
      } catch (error) {
        faults.push(error);
        resolve();
      }
    });
    socket.once("close", () => resolve());
    socket.on("error", () => resolve());
  });
  await once(socket, "open");
  for (let sent = 0; sent < BURST; sent++) send(socket, isBinary ? fuzz.binary(sent === BURST - 1) : fuzz.text());
  if (isBinary) socket.send(pingRecord());
  else socket.send(JSON.stringify({ jsonrpc: "2.0", id: SENTINEL, method: "work@a.ping" }));
  await ended;
  socket.terminate();
  assert.deepEqual(faults, [], `seed ${seed}`);
}

function send(socket: WebSocket, frame: FuzzFrame): void {
  if (socket.readyState !== WebSocket.OPEN) return;
  const data = "text" in frame ? Buffer.from(frame.text) : frame.binary;
  const binary = "binary" in frame;
  const step = Math.max(1, Math.ceil(data.length / frame.fragments));
  for (let at = 0; at < data.length - step; at += step)
    socket.send(data.subarray(at, at + step), { binary, fin: false });
  socket.send(data.subarray(Math.max(0, Math.ceil(data.length / step) - 1) * step), { binary, fin: true });
}

/** The ids that a text answers. Throws for what is no JSON-RPC 2.0 answer. */
function checkText(text: string): unknown[] {
  const value: unknown = JSON.parse(text);
  return (Array.isArray(value) ? value : [value]).map((one) => {
    // A request of the hub's own has a method; a peer that serves nothing gets none.
    return answer.parse(one).id;
  });
}

/** The ids that a frame of records answers. Throws for what is none. */
function checkRecords(frame: Buffer): unknown[] {
  const ids: unknown[] = [];
  for (let at = 0; at < frame.length; ) {
    const { type, id, end } = recordAt(frame, at);
    assert.ok(type === 2 || type === 3, `a record of type ${type}`);
    if (type === 3) {
      const error = JSON.parse(frame.toString("utf8", at + 10, end));
      assert.ok(Number.isInteger(error.code) && typeof error.message === "string");
    }
    ids.push(id);
    at = end;
  }
  return ids;
}

function pingRecord(): Buffer {
  const route = Buffer.from("work@a.ping");
  const head = Buffer.alloc(20);
  head.writeUInt32BE(16 + route.length, 0);
  head[4] = 1;
  head[5] = 32;
  head.writeUInt32BE(SENTINEL, 6);
  head.writeUInt16BE(route.length, 14);
  return Buffer.concat([head, route]);
}

function heapBytes(): number {
  setFlagsFromString("--expose-gc");
  runInNewContext("gc")();
  return process.memoryUsage().heapUsed + process.memoryUsage().external;
}

test("hostile frames leave the hub alive, its answers in form, its memory flat and no call behind", {
  timeout: process.env["HOLDFAST_PROVE"] === "1" ? 1_500_000 : 280_000,
}, async (t) => {
  const hub = await scene(t);
  const bursts = Math.ceil(FRAMES / BURST);
  let beforeBytes = 0;
  for (let index = 0; index < bursts; index += 4) {
    await Promise.all([0, 1, 2, 3].map((offset) => burst(hub, SEED + index + offset)));
    if (index <= bursts / 10) beforeBytes = heapBytes();
  }
  await until("only the serving connection is left", () => hub.connections().length === 1);
  const idle = () => hub.connections().every(({ inFlight, pending }) => inFlight === 0 && pending === 0);
  await until("no call is pending", idle);
  const servers = () => hub.topics().get("work") ?? [];
  await until("no server works any more", () => servers().every(({ callsInFlight }) => callsInFlight === 0));
  assert.equal(servers().length, 2);
  const client = new RpcClient(await joinHub(t, hub.url));
  for (const target of ["work@a", "work@b"]) {
    assert.equal(await client.call(contextFor(t), target, "echo", { value: target }), target);
  }
  const grownBytes = heapBytes() - beforeBytes;
  assert.ok(grownBytes < 16 * 1024 * 1024, `the heap grew by ${grownBytes} bytes`);
});

test("half a handshake and half a frame hold nobody up", async (t) => {
  const hub = await scene(t);
  const slow = Array.from({ length: 20 }, (_, index) => {
    const socket = connect(hub.port, "127.0.0.1");
    socket.on("error", () => {});
    t.after(() => socket.destroy());
    socket.write(index % 2 === 0 ? "GET / HTTP/1.1\r\nHost: x\r\nUpgra" : "");
    return socket;
  });
  const half = new WebSocket(hub.url, ["holdfast.bin.v1"], { headers: { authorization: `Bearer ${ADMIN_TOKEN}` } });
  t.after(() => half.terminate());
  await once(half, "open");
  half.send(Buffer.from([0, 0]), { binary: true, fin: false });
  const client = new RpcClient(await joinHub(t, hub.url));
  assert.equal(await client.call(contextFor(t), "work@b", "echo", { value: 1 }), 1);
  await hub.close();
  await until("the slow ones are let go", () =>
    slow.every((socket) => socket.destroyed || socket.readableEnded || socket.closed),
  );
});

// Streams over every transport: in order and whole, as fast as they are read, over links that break.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { HostError } from "#host/errors";
import { RpcClient } from "#host/rpc/client";
import { readStream } from "#host/rpc/stream-reader";
import { connectWebSocket } from "#host/rpc/websocket-transport";
import { ADMIN_TOKEN, BUS_BODIES, openHub, serveEndpoint } from "../support/bus.ts";
import { BIN, testHost } from "../support/host-process.ts";
import { openTcpRelay } from "../support/tcp-relay.ts";
import { until } from "../support/until.ts";
import { TestWorker } from "../support/worker-endpoint.ts";

const asked = (method: string, params?: object) => ({ target: { topic: "work" }, method, params });

async function all(items: AsyncIterable<unknown>): Promise<unknown[]> {
  const read: unknown[] = [];
  for await (const item of items) read.push(item);
  return read;
}

const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

for (const body of BUS_BODIES) {
  test(`${body.name}: a stream comes whole and in order, to its end or its failure`, async (t) => {
    const bus = await body.open(t);
    const workers = ["a", "b"].map((name) => new TestWorker(name));
    for (const worker of workers) {
      await serveEndpoint(await bus.join(), { topic: "work", server: worker.name }, worker.endpoint);
    }
    const client = new RpcClient(await bus.join());
    const both = [1, 2].map(() => all(readStream(client, asked("count", { to: 500 }))));
    for (const read of await Promise.all(both)) assert.deepEqual(read, upTo(500));
    const read: unknown[] = [];
    await assert.rejects(
      async () => {
        for await (const item of readStream(client, asked("count", { to: 7, fails: true }))) read.push(item);
      },
      { code: "BUSY", message: "counted out" },
    );
    assert.deepEqual(read, upTo(7));
    await assert.rejects(all(readStream(client, asked("count", { to: "x" }))), { code: "INVALID_PARAMS" });
    await assert.rejects(all(readStream(client, asked("no_stream"))), { code: "INTERNAL" });
    await assert.rejects(all(readStream(client, asked("who"))), { code: "FAILED_PRECONDITION" });
  });

  test(`${body.name}: a slow reader holds its source back, and leaving the loop ends it`, async (t) => {
    const bus = await body.open(t);
    const worker = new TestWorker("a");
    await serveEndpoint(await bus.join(), { topic: "work", server: "a" }, worker.endpoint);
    const client = new RpcClient(await bus.join());
    for await (const item of readStream(client, asked("count", { to: 1_000_000 }), { credit: 8 })) {
      if (item === 20) break;
    }
    assert.ok(worker.counted <= 36, `${worker.counted} were made for a reader of 20 with a credit of 8`);
    await until("the source was told", () => worker.streamEnds.length === 1);
    assert.match(worker.streamEnds[0] ?? "", /its reader closed it/);
  });
}

test("a stream goes on where it was when the reader's link was cut", async (t) => {
  const hub = await openHub(t);
  const relay = await openTcpRelay(hub.port);
  t.after(() => relay.close());
  const worker = new TestWorker("a");
  await serveEndpoint(hub.transport, { topic: "work", server: "a" }, worker.endpoint);
  const backOff = { firstMs: 5, maxMs: 20 };
  const url = `ws://127.0.0.1:${relay.port}`;
  const transport = await connectWebSocket({ url, token: ADMIN_TOKEN, closeGraceMs: 200, backOff });
  t.after(() => transport.close());
  const read: unknown[] = [];
  for await (const item of readStream(new RpcClient(transport), asked("count", { to: 400 }), { credit: 10 })) {
    read.push(item);
    if (read.length % 100 === 50) relay.cut();
  }
  assert.deepEqual(read, upTo(400));
});

test("an abort ends a stream at both ends, and a service that stops says so", async (t) => {
  const hub = await openHub(t);
  const worker = new TestWorker("a");
  const server = await serveEndpoint(hub.transport, { topic: "work", server: "a" }, worker.endpoint);
  const client = new RpcClient(hub.transport);
  const abort = new AbortController();
  await assert.rejects(
    async () => {
      for await (const item of readStream(client, asked("count", { to: 1e9 }), { signal: abort.signal })) {
        if (item === 10) abort.abort(new HostError("CANCELLED", "enough"));
      }
    },
    { code: "CANCELLED" },
  );
  await until("the source was told", () => worker.streamEnds.length === 1);
  const reading = assert.rejects(
    async () => {
      // It would wait for the server to come back, as after a restart, for as long as the source is kept.
      for await (const item of readStream(client, asked("count", { to: 1e9 }), { resumeMs: 100 })) {
        if (item === 10) await server.stop({ drainTimeoutMs: 1000 });
      }
    },
    (error) => error instanceof HostError && ["CANCELLED", "NOT_FOUND", "NO_SERVER"].includes(error.code),
  );
  await reading;
});

test("the command line follows who comes to the bus, an item a line, until it is interrupted", {
  timeout: 60_000,
}, async (t) => {
  const host = testHost(t);
  await host.up();
  const wrong = await host.run("call", "--follow", "volume.list");
  assert.match(wrong.err, /answers no stream/);
  const args = [BIN, "--json", "--data-dir", host.dataDir, "call", "--follow", "rpc.watch"];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "ignore"] });
  t.after(() => child.kill("SIGKILL"));
  const seen: { readonly event: string; readonly topic: string }[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => void seen.push(JSON.parse(line)));
  await until("it names the volume service", () => seen.some(({ topic }) => topic === "volume"), 30_000);
  assert.ok(seen.every(({ event }) => event === "there"));
  child.kill("SIGINT");
  const [code] = await once(child, "exit");
  assert.equal(code, 130);
});

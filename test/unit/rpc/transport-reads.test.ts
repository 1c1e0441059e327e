// A socket that is read into one buffer: nothing is lost, doubled or out of order, whenever its data is diverted.
import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { type TestContext, test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { OneBufferReads } from "#host/rpc/transport-reads";
import { until } from "../../support/until.ts";

async function pairOf(t: TestContext) {
  const server = createServer();
  t.after(() => server.close());
  await once(server.listen(0, "127.0.0.1"), "listening");
  const reads = new OneBufferReads();
  const socket = reads.connect({ host: "127.0.0.1", port: (server.address() as AddressInfo).port });
  const [other] = (await once(server, "connection")) as [Socket];
  t.after(() => {
    for (const one of [socket, other]) one.destroy();
  });
  return { reads, socket, other };
}

const numbers = (from: number, count: number) =>
  Buffer.from(Uint32Array.from({ length: count }, (_, index) => from + index).buffer);

function assertInOrder(parts: readonly Buffer[], count: number): void {
  const all = Buffer.concat(parts);
  assert.equal(Buffer.compare(all, numbers(0, count)), 0, `${all.length} bytes`);
}

test("until it is diverted a socket's data comes as from any other, also to who listens late, and holds the other side up", async (t) => {
  const { socket, other } = await pairOf(t);
  for (let part = 0; part < 400; part++) other.write(numbers(part * 16_384, 16_384));
  await until("the writer is held up", () => other.writableLength > 0);
  const parts: Buffer[] = [];
  socket.on("data", (chunk: Buffer) => void parts.push(chunk));
  other.end();
  await once(socket, "end");
  assertInOrder(parts, 400 * 16_384);
});

test("what was read before it is diverted comes first, as data, and what comes later without a stream between", async (t) => {
  for (let turns = 0; turns < 40; turns += 3) {
    const { reads, socket, other } = await pairOf(t);
    const parts: Buffer[] = [];
    let diverted = 0;
    for (let part = 0; part < 60; part++) {
      other.write(numbers(part * 1000, 1000));
      await turn();
      if (part !== turns) continue;
      socket.on("data", (chunk: Buffer) => void parts.push(Buffer.from(chunk)));
      reads.divert((chunk) => {
        diverted++;
        parts.push(Buffer.from(chunk));
      });
    }
    other.end();
    await once(socket, "end");
    assertInOrder(parts, 60_000);
    assert.ok(diverted > 0);
  }
});

test("all of it lies in one buffer, so what is kept must be copied", async (t) => {
  const { reads, socket, other } = await pairOf(t);
  const buffers = new Set<ArrayBufferLike>();
  let bytes = 0;
  socket.on("data", () => assert.fail("it is diverted"));
  await turn();
  reads.divert((chunk) => {
    buffers.add(chunk.buffer);
    bytes += chunk.length;
  });
  for (let part = 0; part < 50; part++) other.write(numbers(0, 5000));
  await until("all has come", () => bytes === 50 * 20_000);
  assert.equal(buffers.size, 1);
});

// Records over one link, both ways, with their bounds.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Ending } from "#host/context";
import { HostError, isHostError } from "#host/errors";
import { silentLog } from "#host/log";
import { BinaryPeer, type BinaryPeerOptions } from "#host/rpc/binary-peer";
import { DEFAULT_LINK_LIMITS, type LinkLimits } from "#host/rpc/limits";
import { Slab } from "#host/rpc/slab";

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
const echo: BinaryPeerOptions["handle"] = async ({ params }) => ({ result: params });

interface End {
  readonly peer: BinaryPeer;
  readonly frames: Buffer[];
  readonly closed: (readonly [number, string])[];
  bufferedBytes: number;
}

/** An end whose every record is a frame of its own; `deliver` takes them to the other. */
function end(handle = echo, limits: Partial<LinkLimits> = {}, deliver?: () => BinaryPeer): End {
  const frames: Buffer[] = [];
  const closed: (readonly [number, string])[] = [];
  const state = { bufferedBytes: 0 };
  let slab = new Slab(256);
  const flush = () => {
    if (slab.at === 0) return;
    const frame = slab.buffer.subarray(0, slab.at);
    slab = new Slab(256);
    frames.push(frame);
    if (deliver) setImmediate(() => deliver().receive(frame));
  };
  const open = (bytes: number) => {
    flush();
    slab.reserve(bytes);
    setImmediate(flush);
    return slab;
  };
  const link = {
    get bufferedBytes() {
      return state.bufferedBytes;
    },
    outbox: { open, flush, endTurn: () => true, beginLast: () => {}, endLast: () => {}, text: () => {} },
    close: (code: number, reason: string) => void closed.push([code, reason]),
  };
  const peer = new BinaryPeer({ link, log: silentLog, limits: { ...DEFAULT_LINK_LIMITS, ...limits }, handle });
  return Object.assign(state, { peer, frames, closed });
}

function pair(handle = echo, limits: Partial<LinkLimits> = {}) {
  const far: End = end(handle, limits, () => near.peer);
  const near: End = end(echo, limits, () => far.peer);
  return { near, far };
}

test("two ends talk to each other both ways at once", async () => {
  const { near, far } = pair();
  const asked = [near, far].flatMap(({ peer }) =>
    [1, 2].map((n) => peer.request("a.b", { n }, {}, { ending: new Ending() })),
  );
  assert.deepEqual(
    (await Promise.all(asked)).map(({ result }) => result),
    [{ n: 1 }, { n: 2 }, { n: 1 }, { n: 2 }],
  );
  assert.deepEqual([near.peer.load, far.peer.load], Array(2).fill({ inFlight: 0, pending: 0 }));
});

test("an ended request tells the other side, whose late answer is ignored", async () => {
  const reasons: string[] = [];
  const { near } = pair(
    (_request, ending) =>
      new Promise((resolve) =>
        ending.onEnd(({ code }) => {
          reasons.push(code);
          resolve({ result: "late" });
        }),
      ),
  );
  const ending = new Ending();
  const request = near.peer.request("a.b", {}, {}, { ending: ending });
  await turn();
  ending.end(new HostError("CANCELLED", "enough"));
  await assert.rejects(request, (error) => isHostError(error, "CANCELLED"));
  for (let turns = 0; turns < 6; turns++) await turn();
  assert.deepEqual(reasons, ["CANCELLED"]);
  assert.equal(near.peer.load.pending, 0);
});

test("a lost link settles own requests and ends the other side's work, once", async () => {
  const reasons: string[] = [];
  const { near, far } = pair((_request, ending) => new Promise(() => ending.onEnd(({ code }) => reasons.push(code))));
  const request = near.peer.request("a.b", {}, {}, { ending: new Ending() });
  for (let turns = 0; turns < 4; turns++) await turn();
  for (const { peer } of [near, far, near, far]) peer.lose(new HostError("LINK_LOST", "cut"));
  await assert.rejects(request, (error) => isHostError(error, "LINK_LOST"));
  await assert.rejects(near.peer.request("a.b", {}, {}, { ending: new Ending() }), (error) =>
    isHostError(error, "LINK_LOST"),
  );
  assert.throws(() => near.peer.notify("a.b", {}, {}), { code: "LINK_LOST" });
  assert.deepEqual(reasons, ["CANCELLED"]);
});

test("own requests and the other side's are bounded", async () => {
  const { near } = pair(() => new Promise(() => {}), { pendingMax: 2, inFlightMax: 1 });
  const first = near.peer.request("a.b", {}, {}, { ending: new Ending() });
  const second = near.peer.request("a.b", {}, {}, { ending: new Ending() });
  first.catch(() => {});
  await assert.rejects(near.peer.request("a.b", {}, {}, { ending: new Ending() }), (error) =>
    isHostError(error, "RESOURCE_EXHAUSTED"),
  );
  await assert.rejects(second, (error) => isHostError(error, "RESOURCE_EXHAUSTED") && error.data["inFlightMax"] === 1);
});

test("a frame that lies ends the link with its reason", () => {
  for (const bytes of [[0], [0, 0, 0, 6, 9, 0, 0, 0, 0, 1], [0, 0, 0, 6, 1, 0, 0, 0, 0, 1]]) {
    const { peer, closed } = end();
    peer.receive(Buffer.from(bytes));
    assert.equal(closed[0]?.[0], 1002, JSON.stringify(bytes));
  }
});

test("who does not read is cut, and what waits for them settles", async () => {
  const near = end(echo, { bufferedBytesMax: 100 });
  const request = near.peer.request("a.b", {}, {}, { ending: new Ending() });
  near.bufferedBytes = 101;
  await assert.rejects(near.peer.request("a.b", {}, {}, { ending: new Ending() }), (error) =>
    isHostError(error, "LINK_LOST"),
  );
  await assert.rejects(request, /slow consumer/);
  assert.equal(near.closed[0]?.[0], 4008);
});

test("an answer with broken visits is an error of the call alone", async () => {
  const near = end();
  const request = near.peer.request("a.b", {}, {}, { ending: new Ending() });
  near.peer.receive(Buffer.from([0, 0, 0, 8, 2, 64, 0, 0, 0, 1, 9, 9]));
  await assert.rejects(request, (error) => isHostError(error, "INVALID_REQUEST"));
  assert.deepEqual(near.closed, []);
});

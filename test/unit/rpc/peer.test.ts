// JSON-RPC over one link, both ways, with its bounds.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Ending } from "#host/context";
import { type ErrorCode, HostError, isHostError } from "#host/errors";
import { silentLog } from "#host/log";
import { DEFAULT_LINK_LIMITS, type LinkLimits } from "#host/rpc/limits";
import { CLOSE_SLOW_CONSUMER, Peer, type PeerHandler } from "#host/rpc/peer";

interface Wire {
  readonly peer: Peer;
  readonly sent: string[];
  readonly closed: (readonly [number, string])[];
  bufferedBytes: number;
}

const NEVER = new Ending();
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
const refuses = (code: ErrorCode) => (error: unknown) => isHostError(error, code);
const echo: PeerHandler = async ({ params }) => ({ result: params });

function wire(handle: PeerHandler = echo, limits: Partial<LinkLimits> = {}): Wire {
  const sent: string[] = [];
  const closed: (readonly [number, string])[] = [];
  const state = { bufferedBytes: 0 };
  const link = {
    get bufferedBytes() {
      return state.bufferedBytes;
    },
    send: (text: string) => void sent.push(text),
    close: (code: number, reason: string) => void closed.push([code, reason]),
  };
  const peer = new Peer({ link, log: silentLog, limits: { ...DEFAULT_LINK_LIMITS, ...limits }, handle });
  return Object.assign(state, { peer, sent, closed });
}

test("two peers talk to each other both ways at once", async () => {
  let far: Peer | undefined;
  const join = (other: () => Peer | undefined): Peer =>
    new Peer({
      link: { bufferedBytes: 0, send: (text) => setImmediate(() => other()?.receive(text)), close: () => {} },
      log: silentLog,
      limits: DEFAULT_LINK_LIMITS,
      handle: echo,
    });
  const near: Peer = join(() => far);
  far = join(() => near);
  const both = [near, far].flatMap((peer) => [1, 2, 3].map((n) => peer.request("a.b", { n }, {}, { ending: NEVER })));
  assert.deepEqual(
    (await Promise.all(both)).map(({ result }) => result),
    [1, 2, 3, 1, 2, 3].map((n) => ({ n })),
  );
  assert.deepEqual(
    [near.load, far.load],
    [
      { inFlight: 0, pending: 0 },
      { inFlight: 0, pending: 0 },
    ],
  );
});

test("an aborted request tells the other side, and its late answer is ignored", async () => {
  const { peer, sent } = wire();
  const abort = new Ending();
  const request = peer.request("a.b", {}, {}, { ending: abort });
  abort.end(new HostError("CANCELLED", "enough"));
  await assert.rejects(request, refuses("CANCELLED"));
  assert.deepEqual(JSON.parse(sent[1] ?? ""), { jsonrpc: "2.0", method: "rpc.cancel", params: { id: 1 } });
  peer.receive('{"jsonrpc":"2.0","id":1,"result":"late"}');
  peer.receive('{"jsonrpc":"2.0","id":99,"result":"never asked"}');
  await turn();
  assert.equal(sent.length, 2);
});

test("a lost link settles own requests and cancels the other side's work, once", async () => {
  const reasons: string[] = [];
  const { peer } = wire(
    (_request, ending) =>
      new Promise((_, reject) => {
        ending.onEnd((reason) => {
          reasons.push(reason.code);
          reject(reason);
        });
      }),
  );
  const request = peer.request("a.b", {}, {}, { ending: NEVER });
  peer.receive('{"jsonrpc":"2.0","method":"x.y","id":1}');
  peer.lose(new HostError("LINK_LOST", "cut"));
  peer.lose(new HostError("LINK_LOST", "again"));
  await assert.rejects(request, (error) => isHostError(error, "LINK_LOST") && error.message === "cut");
  await assert.rejects(peer.request("a.b", {}, {}, { ending: NEVER }), refuses("LINK_LOST"));
  assert.throws(() => peer.notify("a.b", {}, {}), refuses("LINK_LOST"));
  await turn();
  assert.deepEqual(reasons, ["CANCELLED"]);
  assert.deepEqual(peer.load, { inFlight: 0, pending: 0 });
});

test("own requests are bounded", async () => {
  const { peer } = wire(echo, { pendingMax: 2 });
  const open = [1, 2].map(() => peer.request("a.b", {}, {}, { ending: NEVER }));
  await assert.rejects(peer.request("a.b", {}, {}, { ending: NEVER }), refuses("RESOURCE_EXHAUSTED"));
  peer.lose(new HostError("LINK_LOST", "cut"));
  await Promise.allSettled(open);
});

test("a notification beyond the bound is dropped without an answer", async () => {
  let started = 0;
  const { peer, sent } = wire(
    () => {
      started++;
      return new Promise(() => {});
    },
    { inFlightMax: 1 },
  );
  for (let time = 0; time < 3; time++) peer.receive('{"jsonrpc":"2.0","method":"x.y"}');
  await turn();
  assert.deepEqual([started, sent], [1, []]);
});

test("too much that waits to be read ends the link with a reason", async () => {
  const side = wire(echo, { bufferedBytesMax: 100 });
  const request = side.peer.request("a.b", {}, {}, { ending: NEVER });
  side.bufferedBytes = 101;
  assert.throws(() => side.peer.notify("a.b", {}, {}), refuses("LINK_LOST"));
  await assert.rejects(request, refuses("LINK_LOST"));
  assert.deepEqual(
    side.closed.map(([code]) => code),
    [CLOSE_SLOW_CONSUMER],
  );
  assert.match(side.closed[0]?.[1] ?? "", /101 bytes/);
});

test("a request above the frame limit is refused here and leaves nothing behind", async () => {
  const { peer, sent } = wire(echo, { frameBytesMax: 200 });
  await assert.rejects(
    peer.request("a.b", { text: "é".repeat(100) }, {}, { ending: NEVER }),
    refuses("FRAME_TOO_LARGE"),
  );
  assert.deepEqual([sent, peer.load.pending], [[], 0]);
});

test("a cancel ends the work of its id alone, and as a request is answered", async () => {
  const cancelled: unknown[] = [];
  const { peer, sent } = wire(({ id }, ending) => {
    ending.onEnd(() => void cancelled.push(id));
    return new Promise((_, reject) => ending.onEnd(reject));
  });
  for (const id of ["1", "2"]) peer.receive(JSON.stringify({ jsonrpc: "2.0", method: "x.y", id }));
  peer.receive('{"jsonrpc":"2.0","method":"x.y"}');
  for (const params of [undefined, {}, { id: 1 }, [1], { id: "3" }]) {
    peer.receive(JSON.stringify({ jsonrpc: "2.0", method: "rpc.cancel", params }));
  }
  await turn();
  assert.deepEqual(cancelled, []);
  peer.receive('{"jsonrpc":"2.0","method":"rpc.cancel","params":{"id":"2"},"id":"c"}');
  await turn();
  assert.deepEqual(cancelled, ["2"]);
  assert.deepEqual(sent.map((text) => JSON.parse(text).id).sort(), ["2", "c"]);
});

test("an accident of the handler is an answer without its text", async () => {
  const { peer, sent } = wire(() => {
    throw new TypeError("secret");
  });
  peer.receive('{"jsonrpc":"2.0","method":"x.y","id":1}');
  await turn();
  assert.equal(JSON.parse(sent[0] ?? "").error.data.code, "INTERNAL");
  assert.doesNotMatch(sent[0] ?? "", /secret/);
});

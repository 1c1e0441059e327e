import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import { type TestContext, test } from "node:test";
import { type ApiRequest, type App, jsonResponse } from "#host/api/app";
import { type HttpLimits, HttpServer } from "#host/api/http-server";
import { systemClock } from "#host/clock";
import { type RequestContext, withContext } from "#host/context";
import { silentLog } from "#host/log";
import { until } from "../../support/until.ts";

const LIMITS: HttpLimits = {
  ...{ connectionsMax: 100, requestsMax: 10, bodyBytesMax: 1000, requestTimeoutMs: 10_000 },
  ...{ keepAliveMs: 5000, headerBytesMax: 16_384, backlogMax: 16 },
};

async function serve(t: TestContext, handle: App["handle"], change: Partial<HttpLimits> = {}) {
  const limits = { ...LIMITS, ...change };
  const listen = { host: "127.0.0.1", port: 0 };
  const server = new HttpServer({ listen, limits, app: { handle }, clock: systemClock, log: silentLog });
  await server.listen();
  t.after(() => stop(server, 0));
  return { server, url: server.url ?? assert.fail("no url") };
}

const stop = (server: HttpServer, timeoutMs: number) => withContext({ timeoutMs }, (ctx) => server.stop(ctx));
const echo: App["handle"] = async (_ctx: RequestContext, { method, path, body }: ApiRequest) =>
  jsonResponse(200, { method, path, body: body.toString() });

/** An application whose answers wait until they are told to come. */
function holding() {
  const releases: (() => void)[] = [];
  const ended: string[] = [];
  const handle: App["handle"] = (ctx) =>
    new Promise((resolve, reject) => {
      releases.push(() => resolve(jsonResponse(200, "released")));
      ctx.signal.addEventListener("abort", () => {
        ended.push(ctx.signal.reason.code);
        reject(ctx.signal.reason);
      });
    });
  return { handle, releases, ended };
}

test("port 0 gives the real port; until it is opened every answer is 503 with when to try again", async (t) => {
  const { server, url } = await serve(t, echo);
  assert.match(url, /^http:\/\/127\.0\.0\.1:[1-9]\d*$/);
  const early = await fetch(url);
  assert.equal(early.status, 503);
  assert.equal(early.headers.get("retry-after"), "1");
  server.open();
  const answer = await fetch(`${url}/a/../b?x=1`, { method: "POST", body: "hello" });
  assert.deepEqual(await answer.json(), { method: "POST", path: "/b", body: "hello" });
  assert.deepEqual(server.figures(), { inFlight: 0, answered: { 200: 1, 503: 1 } });
});

test("an address that is taken fails the start and says what to change", async (t) => {
  const { url } = await serve(t, echo);
  const listen = { host: "127.0.0.1", port: Number(new URL(url).port) };
  const second = new HttpServer({ listen, limits: LIMITS, app: { handle: echo }, clock: systemClock, log: silentLog });
  await assert.rejects(second.listen(), { code: "START_FAILED", message: /EADDRINUSE.*change api\.listen/ });
});

test("bodies above the limit are refused, announced or not, and the limit can be changed while it serves", async (t) => {
  const { server, url } = await serve(t, echo);
  server.open();
  assert.equal((await fetch(url, { method: "POST", body: "x".repeat(1001) })).status, 413);
  const chunks = new ReadableStream({
    start(stream) {
      for (let sent = 0; sent < 3; sent++) stream.enqueue(Buffer.alloc(600));
      stream.close();
    },
  });
  const streamed = await fetch(url, { method: "POST", body: chunks, duplex: "half" } as RequestInit);
  assert.equal(streamed.status, 413);
  server.setLimits({ ...LIMITS, bodyBytesMax: 2000 });
  assert.equal((await fetch(url, { method: "POST", body: "x".repeat(1001) })).status, 200);
});

test("one request above the limit is refused at once, those in flight go on", async (t) => {
  const { handle, releases } = holding();
  const { server, url } = await serve(t, handle, { requestsMax: 2 });
  server.open();
  const held = [fetch(url), fetch(url)];
  await until("both are worked on", () => releases.length === 2);
  assert.equal((await fetch(url)).status, 503);
  for (const release of releases) release();
  assert.deepEqual(
    (await Promise.all(held)).map(({ status }) => status),
    [200, 200],
  );
});

test("a request ends at its deadline even if the application ignores its signal", async (t) => {
  const { server, url } = await serve(t, () => new Promise(() => {}), { requestTimeoutMs: 100 });
  server.open();
  assert.equal((await fetch(url)).status, 504);
});

test("a client that goes away ends its work", async (t) => {
  const { handle, ended, releases } = holding();
  const { server, url } = await serve(t, handle);
  server.open();
  const abort = new AbortController();
  const asked = fetch(url, { signal: abort.signal });
  await until("it is worked on", () => releases.length === 1);
  abort.abort();
  await assert.rejects(asked);
  await until("the work is told", () => ended.length === 1);
  assert.deepEqual(ended, ["CANCELLED"]);
});

test("stop refuses what is new, lets what is in flight end, and closes kept connections", async (t) => {
  const { handle, releases } = holding();
  const { server, url } = await serve(t, handle);
  server.open();
  const idle = connect(Number(new URL(url).port), "127.0.0.1");
  await once(idle, "connect");
  const idleClosed = once(idle, "close");
  const held = fetch(url);
  await until("it is worked on", () => releases.length === 1);
  const stopped = stop(server, 10_000);
  await assert.rejects(fetch(url), "nothing new is accepted");
  releases[0]?.();
  assert.equal((await held).headers.get("connection"), "close");
  assert.deepEqual(await stopped, { cancelled: 0 });
  idle.resume();
  await idleClosed;
});

test("a drain that takes too long cancels the rest, each of which gets its answer", async (t) => {
  const { handle, releases } = holding();
  const { server, url } = await serve(t, handle);
  server.open();
  const held = Array.from({ length: 5 }, () => fetch(url));
  await until("all are worked on", () => releases.length === 5);
  assert.deepEqual(await stop(server, 50), { cancelled: 5 });
  assert.deepEqual(
    (await Promise.all(held)).map(({ status }) => status),
    [503, 503, 503, 503, 503],
  );
});

test("a head above its limit, and a path that cannot be read, are refused", async (t) => {
  const { server, url } = await serve(t, echo, { headerBytesMax: 2048 });
  server.open();
  assert.equal((await fetch(url, { headers: { big: "x".repeat(4000) } })).status, 431);
  const { port } = new URL(url);
  const asked = httpRequest({ port, host: "127.0.0.1", path: "//" });
  asked.end();
  const [response] = await once(asked, "response");
  response.resume();
  assert.equal(response.statusCode, 200);
});

test("an answer to HEAD has the length and no body", async (t) => {
  const { server, url } = await serve(t, echo);
  server.open();
  const answer = await fetch(url, { method: "HEAD" });
  assert.ok(Number(answer.headers.get("content-length")) > 0);
  assert.equal(await answer.text(), "");
});

test("an upgrade that no application takes is refused", async (t) => {
  const { server, url } = await serve(t, echo);
  server.open();
  const headers = { connection: "upgrade", upgrade: "websocket" };
  const asked = httpRequest(url, { headers });
  asked.end();
  const [response] = await once(asked, "response");
  response.resume();
  assert.equal(response.statusCode, 404);
});

test("the system keeps as many waiting connections as the option says", async (t) => {
  const listed = (port: string) => spawnSync("ss", ["-Hltn", `sport = :${port}`], { encoding: "utf8" });
  if (listed("0").error) return t.skip("ss, of iproute2, is not installed");
  const { url } = await serve(t, echo, { backlogMax: 7 });
  // Of a listening socket the third column is its backlog.
  const columns = listed(new URL(url).port).stdout.trim().split(/\s+/);
  assert.deepEqual([columns[0], columns[2]], ["LISTEN", "7"]);
});

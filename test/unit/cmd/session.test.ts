import assert from "node:assert/strict";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { type TestContext, test } from "node:test";
import { tokenPath } from "#host/cmd/host-note";
import { openSession, type SessionOptions, timeoutOf } from "#host/cmd/session";
import { loadConfig } from "#host/conf/load";
import type { RequestContext } from "#host/context";
import { HostError, isHostError } from "#host/errors";
import { answeringHost } from "../../support/answering-host.ts";
import { temporaryFiles } from "../../support/files.ts";

const configOf = (dataDir: string) => loadConfig({ env: {}, flags: [`dataDir=${dataDir}`], cwd: dataDir }).config;
const withCode = (code: string) => (error: unknown) => isHostError(error) && error.code === code;

async function open(t: TestContext, dataDir: string, options: SessionOptions = {}) {
  const session = await openSession(configOf(dataDir), options);
  t.after(() => session.close());
  return session;
}

test("the host of a data directory is found by its note and called with its token", async (t) => {
  const host = await answeringHost(t, { "volume.list": { volumes: [] } });
  const session = await open(t, host.dataDir);
  assert.deepEqual(await session.call("volume.list"), { volumes: [] });
});

test("another hub may be named, with its token", async (t) => {
  const host = await answeringHost(t, { "volume.list": { volumes: [] } });
  const options = { url: host.url, tokenFile: tokenPath(host.dataDir) };
  const session = await open(t, temporaryFiles(t), options);
  assert.deepEqual(await session.call("volume.list"), { volumes: [] });
});

test("without a token nobody is asked", async (t) => {
  const host = await answeringHost(t, {});
  rmSync(tokenPath(host.dataDir));
  await assert.rejects(open(t, host.dataDir), withCode("UNAUTHENTICATED"));
});

test("where nobody listens the error says how to start a host", async (t) => {
  const host = await answeringHost(t, {});
  const opened = open(t, host.dataDir, { url: "ws://127.0.0.1:1" });
  await assert.rejects(opened, (error) => withCode("NOT_READY")(error) && /holdfast up/.test((error as Error).message));
});

test("a call waits as long as it was told to", async (t) => {
  const host = await answeringHost(t, { "volume.list": () => new Promise(() => {}) });
  const session = await open(t, host.dataDir, { timeout: "50ms" });
  await assert.rejects(session.call("volume.list"), withCode("DEADLINE_EXCEEDED"));
});

test("long work is given half an hour, unless the user says how long he waits", async (t) => {
  const answer = (_params: unknown, ctx: RequestContext) => ({ volumes: [], leftMs: ctx.remainingMs() });
  const host = await answeringHost(t, { "volume.list": answer });
  const leftOf = async (options: SessionOptions) => {
    const session = await open(t, host.dataDir, options);
    return (await session.callLong<{ leftMs: number }>("volume.list")).leftMs;
  };
  assert.ok((await leftOf({})) > 29 * 60_000);
  assert.ok((await leftOf({ timeout: "20s" })) <= 20_000);
  const waiting = await answeringHost(t, { "volume.list": () => new Promise(() => {}) });
  const session = await open(t, waiting.dataDir, { timeout: "50ms" });
  await assert.rejects(session.callLong("volume.list"), withCode("DEADLINE_EXCEEDED"));
});

test("an interrupt ends a call, and says where to look for what had begun", async (t) => {
  const abort = new AbortController();
  const interrupt = () => abort.abort(new HostError("CANCELLED", "interrupted"));
  const answer = () => {
    interrupt();
    return new Promise(() => {});
  };
  const host = await answeringHost(t, { "volume.list": answer });
  const session = await open(t, host.dataDir, { signal: abort.signal });
  const call = session.call("volume.list");
  await assert.rejects(
    call,
    (error) => withCode("CANCELLED")(error) && /operation list/.test((error as Error).message),
  );
});

test("an interrupt ends the wait for a hub that accepts and says nothing", async (t) => {
  const silent = await listening(t);
  const host = await answeringHost(t, {});
  const abort = new AbortController();
  const { port } = silent.address() as { port: number };
  const opened = open(t, host.dataDir, { url: `ws://127.0.0.1:${port}`, signal: abort.signal });
  await once(silent, "connection");
  abort.abort(new HostError("CANCELLED", "interrupted"));
  await assert.rejects(opened, withCode("CANCELLED"));
});

test("a time to wait is written with its unit", () => {
  assert.deepEqual(
    [timeoutOf(undefined), timeoutOf("30s"), timeoutOf("2min"), timeoutOf("250")],
    [undefined, 30_000, 120_000, 250],
  );
  for (const text of ["", "0", "-1s", "soon", "1e9"])
    assert.throws(() => timeoutOf(text), withCode("INVALID_PARAMS"), text);
});

async function listening(t: TestContext): Promise<Server> {
  const server = createServer((socket) => void t.after(() => socket.destroy()));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  return server;
}

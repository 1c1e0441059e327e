import assert from "node:assert/strict";
import { once } from "node:events";
import { get as plainGet } from "node:http";
import { get, type RequestOptions } from "node:https";
import { type TestContext, test } from "node:test";
import { connect } from "node:tls";
import { jsonResponse } from "#host/api/app";
import { type HttpLimits, HttpServer, type TlsMaterial } from "#host/api/http-server";
import { systemClock } from "#host/clock";
import { withContext } from "#host/context";
import { silentLog } from "#host/log";
import { tlsFiles } from "../../support/tls.ts";

const LIMITS: HttpLimits = {
  ...{ connectionsMax: 100, requestsMax: 10, bodyBytesMax: 1000, requestTimeoutMs: 10_000 },
  ...{ keepAliveMs: 5000, headerBytesMax: 16_384, backlogMax: 16 },
};

async function serve(t: TestContext, tls: TlsMaterial): Promise<string> {
  const app = { handle: async () => jsonResponse(200, "hello") };
  const listen = { host: "127.0.0.1", port: 0 };
  const server = new HttpServer({ listen, limits: LIMITS, tls, app, clock: systemClock, log: silentLog });
  await server.listen();
  server.open();
  t.after(() => withContext({ timeoutMs: 0 }, (ctx) => server.stop(ctx)));
  return server.url ?? assert.fail("no url");
}

async function fetched(url: string, options: RequestOptions): Promise<number | undefined> {
  const request = get(url, { agent: false, ...options });
  const [response] = await once(request, "response");
  response.resume();
  return response.statusCode;
}

test("with a certificate HTTPS is served, and who does not trust its issuer does not get through", async (t) => {
  const files = tlsFiles(t);
  const { certificate, key } = files.server;
  const url = await serve(t, { certificate: files.read(certificate), key: files.read(key) });
  assert.match(url, /^https:\/\/127\.0\.0\.1:[1-9]\d*$/);
  assert.equal(await fetched(url, { ca: files.read(files.authority) }), 200);
  await assert.rejects(fetched(url, {}), { code: "UNABLE_TO_VERIFY_LEAF_SIGNATURE" });
});

test("plain HTTP and old versions of TLS are turned away", async (t) => {
  const files = tlsFiles(t);
  const { certificate, key } = files.server;
  const url = await serve(t, { certificate: files.read(certificate), key: files.read(key) });
  const plain = plainGet(url.replace("https:", "http:"), { agent: false });
  await assert.rejects(once(plain, "response"));
  const { port } = new URL(url);
  const old = connect({
    host: "127.0.0.1",
    port: Number(port),
    maxVersion: "TLSv1.1",
    minVersion: "TLSv1",
    rejectUnauthorized: false,
  });
  await assert.rejects(once(old, "secureConnect"));
});

test("where clients need a certificate, one of the right issuer comes in and nobody else", async (t) => {
  const files = tlsFiles(t);
  const authority = files.read(files.authority);
  const own = { certificate: files.read(files.server.certificate), key: files.read(files.server.key) };
  const url = await serve(t, { ...own, clientAuthority: authority });
  const client = { cert: files.read(files.client.certificate), key: files.read(files.client.key) };
  assert.equal(await fetched(url, { ca: authority, ...client }), 200);
  await assert.rejects(fetched(url, { ca: authority }));
});

test("a key that does not belong to its certificate fails the start by the option's name", (t) => {
  const files = tlsFiles(t);
  const tls = { certificate: files.read(files.server.certificate), key: files.read(files.client.key) };
  const app = { handle: async () => jsonResponse(200, "hello") };
  const make = () =>
    new HttpServer({
      listen: { host: "127.0.0.1", port: 0 },
      limits: LIMITS,
      tls,
      app,
      clock: systemClock,
      log: silentLog,
    });
  assert.throws(make, { code: "START_FAILED", message: /api\.tls/ });
});

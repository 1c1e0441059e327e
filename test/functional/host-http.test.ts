// HTTP for drivers: what is granted is asked, with secrets they never see; every redirect, every address and every byte is looked at.
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import type { HostGrants } from "#host/driver/host-functions/host-grants";
import { httpService } from "#host/driver/host-functions/http-service";
import { ownPorts } from "#host/driver/host-functions/own-ports";
import { secretService } from "#host/driver/host-functions/secrets";
import { type Heard, withAskingGuest } from "../support/executor.ts";
import { temporaryFiles } from "../support/files.ts";
import { tlsFiles } from "../support/tls.ts";

const LOOPBACK = ["127.0.0.0/8", "::1/128"];

describe("http", () => {
  type Handler = (request: IncomingMessage, response: ServerResponse) => void;

  async function server(t: TestContext, handler: Handler): Promise<string> {
    const listening = createServer(handler);
    await new Promise<void>((resolve) => listening.listen(0, "127.0.0.1", resolve));
    t.after(() => {
      listening.closeAllConnections();
      return new Promise((resolve) => listening.close(resolve));
    });
    return `http://127.0.0.1:${(listening.address() as AddressInfo).port}`;
  }

  /** The servers run in this very process: what the host may not reach is left to one test. */
  const open = { ownPorts: () => new Set<number>() };
  const asking = (
    grants: Partial<HostGrants>,
    work: (ask: (name: string, request: unknown) => Promise<Heard>) => Promise<void>,
    options: Parameters<typeof httpService>[0] = open,
  ) =>
    withAskingGuest({ services: { http: httpService(options), secret: secretService }, grants }, ({ ask }) =>
      work(ask),
    );

  test("asks what is granted, with a secret that the driver never sees", async (t) => {
    const seen: (string | undefined)[] = [];
    const origin = await server(t, (request, response) => {
      seen.push(request.headers.authorization);
      response.setHeader("X-Method", `${request.method}`);
      request.pipe(response);
    });
    const token = join(temporaryFiles(t), "token");
    writeFileSync(token, "s3cret\n");
    const grants = {
      http: [{ origin, addresses: LOOPBACK, methods: ["PUT", "GET"] }],
      secret: { token, none: "/nowhere" },
    };
    await asking(grants, async (ask) => {
      const request = {
        method: "PUT",
        url: `${origin}/a?b=c`,
        body: "ünï",
        authorization: { scheme: "bearer", secret: "token" },
      };
      const { result } = await ask("http_request", request);
      strictEqual(result.status, 200);
      strictEqual(result.body, "ünï");
      ok(result.headers.some((one: { name: string; value: string }) => one.name === "x-method" && one.value === "PUT"));
      await ask("http_request", { ...request, authorization: { scheme: "basic", user: "u", secret: "token" } });
      deepStrictEqual(seen, ["Bearer s3cret", `Basic ${Buffer.from("u:s3cret").toString("base64")}`]);
      deepStrictEqual((await ask("secret_present", { name: "token" })).result, { present: true });
      deepStrictEqual((await ask("secret_present", { name: "none" })).result, { present: false });
      strictEqual((await ask("secret_present", { name: "other" })).status, "permission_denied");
      const without = { ...request, authorization: { scheme: "bearer", secret: "other" } };
      strictEqual((await ask("http_request", without)).status, "permission_denied");
      strictEqual((await ask("http_request", { ...request, method: "POST" })).status, "permission_denied");
      for (const header of [
        { name: "Host", value: "x" },
        { name: "a", value: "b\r\nc: d" },
        { name: "a b", value: "" },
      ])
        strictEqual((await ask("http_request", { ...request, headers: [header] })).status, "invalid_argument");
      for (const url of ["file:///etc/passwd", "ftp://a/", "//a", "http://u:p@127.0.0.1/", "x"])
        strictEqual((await ask("http_request", { method: "GET", url })).status, "invalid_argument", url);
    });
  });

  test("follows no redirect out of the grant, and shows no other server who asks", async (t) => {
    const seen: (string | undefined)[] = [];
    const inside = await server(t, (request, response) => {
      seen.push(request.headers.authorization);
      response.end("inside");
    });
    const secretPlace = await server(t, (_request, response) => void response.end("never"));
    const targets: Record<string, string> = {
      "/out": `${secretPlace}/`,
      "/metadata": "http://169.254.169.254/latest/",
      "/inside": `${inside}/`,
      "/file": "file:///etc/passwd",
      "/loop": "/loop",
    };
    const origin = await server(t, (request, response) => {
      response.writeHead(302, { location: targets[request.url ?? ""] ?? "/" }).end();
    });
    const token = join(temporaryFiles(t), "token");
    writeFileSync(token, "s3cret");
    const http = [origin, inside].map((one) => ({ origin: one, addresses: LOOPBACK }));
    await asking({ http, secret: { token } }, async (ask) => {
      const get = (path: string) =>
        ask("http_request", {
          method: "GET",
          url: `${origin}${path}`,
          authorization: { scheme: "bearer", secret: "token" },
        });
      strictEqual((await get("/out")).status, "permission_denied");
      strictEqual((await get("/metadata")).status, "permission_denied");
      strictEqual((await get("/file")).status, "invalid_argument");
      match((await get("/loop")).message ?? "", /redirects/);
      strictEqual((await get("/inside")).result.body, "inside");
      deepStrictEqual(seen, [undefined]);
    });
  });

  test("connects to the address that was looked at, and to none that is private without a grant", async (t) => {
    const origin = await server(t, (_request, response) => void response.end("rebound"));
    const { port } = new URL(origin);
    let answers = [
      ["127.0.0.1"],
      ["8.8.8.8", "127.0.0.1"],
      ["::ffff:127.0.0.1"],
      ["10.0.0.1"],
      ["fe80::1"],
      ["0.0.0.0"],
      [],
    ];
    const resolve = async () => answers.shift() ?? ["127.0.0.1"];
    const name = `http://rebind.example:${port}`;
    await asking(
      { http: [{ origin: name }, { origin }] },
      async (ask) => {
        for (let left = answers.length; left > 1; left--) {
          const heard = await ask("http_request", { method: "GET", url: name });
          strictEqual(heard.status, "permission_denied", heard.message);
        }
        strictEqual((await ask("http_request", { method: "GET", url: name })).status, "failed", "no address at all");
        for (const odd of [
          origin,
          `http://2130706433:${port}`,
          `http://[::ffff:7f00:1]:${port}`,
          `http://localhost:${port}`,
        ])
          strictEqual((await ask("http_request", { method: "GET", url: odd })).status, "permission_denied", odd);
      },
      { ...open, resolve },
    );
    answers = [["127.0.0.1"], ["192.0.2.1"]];
    await asking(
      { http: [{ origin: name, addresses: LOOPBACK }] },
      async (ask) => {
        strictEqual(
          (await ask("http_request", { method: "GET", url: name })).result.body,
          "rebound",
          "asked once, connected there",
        );
        deepStrictEqual(answers, [["192.0.2.1"]]);
      },
      { ...open, resolve },
    );
  });

  test("never reaches the host's own listeners, whatever is granted", async (t) => {
    const origin = await server(t, (_request, response) => void response.end("the host itself"));
    ok(ownPorts().has(Number(new URL(origin).port)));
    await asking(
      { http: [{ origin, addresses: LOOPBACK }] },
      async (ask) => {
        const heard = await ask("http_request", { method: "GET", url: origin });
        match(`${heard.status} ${heard.message}`, /permission_denied.*listener of the host/);
      },
      { ownPorts },
    );
  });

  test("takes no more than its bytes and its time", async (t) => {
    const origin = await server(t, (request, response) => {
      if (request.url === "/slow") return;
      if (request.url === "/cut")
        response.writeHead(200, { "content-length": "100" }).write("x", () => response.destroy());
      else response.end("x".repeat(2000));
    });
    await asking(
      { http: [{ origin, addresses: LOOPBACK }] },
      async (ask) => {
        const get = (path: string) => ask("http_request", { method: "GET", url: `${origin}${path}`, timeout_ms: 300 });
        match((await get("/large")).message ?? "", /more than 1000 bytes/);
        match((await get("/slow")).message ?? "", /no answer within 300 ms/);
        strictEqual((await get("/cut")).status, "failed");
      },
      { ...open, bodyBytesMax: 1000 },
    );
  });

  test("trusts the certificates that the grant names, and no others", async (t) => {
    const files = tlsFiles(t);
    const { certificate, key } = files.server;
    const options = { cert: files.read(certificate), key: files.read(key) };
    const listening = createSecureServer(options, (_request, response) => void response.end("over TLS"));
    await new Promise<void>((resolve) => listening.listen(0, "127.0.0.1", resolve));
    t.after(() => {
      listening.closeAllConnections();
      return new Promise((resolve) => listening.close(resolve));
    });
    const origin = `https://localhost:${(listening.address() as AddressInfo).port}`;
    const elsewhere = origin.replace("localhost", "router.example");
    const resolve = async () => ["127.0.0.1"];
    const granted = (ca?: string) => ({
      http: [origin, elsewhere].map((one) => ({ origin: one, addresses: LOOPBACK, ...(ca && { ca }) })),
    });
    const get = (url: string) => ({ method: "GET", url });
    await asking(
      granted(files.authority),
      async (ask) => {
        strictEqual((await ask("http_request", get(origin))).result.body, "over TLS");
        match((await ask("http_request", get(elsewhere))).message ?? "", /altnames|certificate/);
      },
      { ...open, resolve },
    );
    await asking(
      granted(),
      async (ask) => {
        match((await ask("http_request", get(origin))).message ?? "", /certificate/);
      },
      { ...open, resolve },
    );
  });

  test("carries its caller's trace on, unless the driver says another, and no text that is none", async (t) => {
    const seen: unknown[] = [];
    const origin = await server(t, (request, response) => {
      const { traceparent, tracestate } = request.headers;
      seen.push(tracestate === undefined ? traceparent : [traceparent, tracestate]);
      response.end();
    });
    const trace = (digit: string) => `00-${digit.repeat(32)}-${digit.repeat(16)}-01`;
    const services = { http: httpService(open) };
    await withAskingGuest(
      { services, grants: { http: [{ origin, addresses: LOOPBACK }] } },
      async ({ ask, thread }) => {
        const get = { method: "GET", url: origin };
        for (const traceparent of [trace("1"), trace("2"), "x\r\nevil: 1", undefined]) {
          thread.follow(traceparent);
          strictEqual((await ask("http_request", get)).result.status, 200);
        }
        thread.follow(trace("3"), "vendor=1,other=a b");
        await ask("http_request", get);
        await ask("http_request", { ...get, headers: [{ name: "Traceparent", value: trace("4") }] });
        for (const state of ["x\r\nevil: 1", "none", `a=${"x".repeat(600)}`]) {
          thread.follow(trace("5"), state);
          await ask("http_request", get);
        }
      },
    );
    const passedOn = [trace("3"), "vendor=1,other=a b"];
    const unjudged = Array(3).fill(trace("5"));
    deepStrictEqual(seen, [trace("1"), trace("2"), undefined, undefined, passedOn, trace("4"), ...unjudged]);
  });
});

// The hub's door for other machines: no TLS, no entry; a token, a certificate, or both.
import assert from "node:assert/strict";
import { connect as connectTcp } from "node:net";
import { type TestContext, test } from "node:test";
import { silentLog } from "#host/log";
import { RpcClient } from "#host/rpc/client";
import { openTlsDoor, type TlsDoorOptions } from "#host/rpc/hub-tls-door";
import { connectWebSocket, type WebSocketTransportOptions } from "#host/rpc/websocket-transport";
import { ADMIN_TOKEN, contextFor, openHub, serveEndpoint } from "../../support/bus.ts";
import { tlsFiles } from "../../support/tls.ts";
import { TestWorker } from "../../support/worker-endpoint.ts";

async function scene(t: TestContext, more: { readonly asksCertificates?: boolean } = {}) {
  const files = tlsFiles(t);
  const { read, server, client, authority } = files;
  const hub = await openHub(t);
  await serveEndpoint(hub.transport, { topic: "work", server: "a" }, new TestWorker("a").endpoint);
  const options: TlsDoorOptions = {
    hub,
    listen: { host: "127.0.0.1", port: 0 },
    tls: {
      certificate: read(server.certificate),
      key: read(server.key),
      ...(more.asksCertificates ? { clientAuthority: read(authority) } : {}),
    },
    identify: (name) => (name === "client.test" ? { name: "edge-1", roles: ["host"] } : undefined),
    connectionsMax: 10,
    log: silentLog,
  };
  const door = await openTlsDoor(options);
  t.after(() => door.close());
  const own = { certificate: read(client.certificate), key: read(client.key) };
  const who = async (how: Partial<WebSocketTransportOptions>): Promise<unknown> => {
    const transport = await connectWebSocket({ url: door.url, reconnect: false, handshakeTimeoutMs: 5000, ...how });
    t.after(() => transport.close());
    const seen = await new RpcClient(transport).call(contextFor(t), "work", "who");
    return (seen as { readonly caller: unknown }).caller;
  };
  return { door, options, who, own, authority: read(authority) };
}

test("a token comes in over TLS, and the other side must know who issued the certificate", async (t) => {
  const { door, who, authority } = await scene(t);
  assert.match(door.url, /^wss:\/\/127\.0\.0\.1:\d+$/);
  assert.deepEqual(await who({ token: ADMIN_TOKEN, tls: { authority } }), { name: "operator", roles: ["admin"] });
  await assert.rejects(who({ token: ADMIN_TOKEN }), { code: "LINK_LOST", message: /certificate/ });
  await assert.rejects(who({ token: "W".repeat(43), tls: { authority } }), { code: "UNAUTHENTICATED" });
  await assert.rejects(who({ tls: { authority } }), { code: "UNAUTHENTICATED" });
});

test("a certificate of the authority says who it is, and without one nobody comes in, whatever token it has", async (t) => {
  const { who, own, authority } = await scene(t, { asksCertificates: true });
  assert.deepEqual(await who({ tls: { authority, ...own } }), { name: "edge-1", roles: ["host"] });
  assert.deepEqual(await who({ token: ADMIN_TOKEN, tls: { authority, ...own } }), {
    name: "operator",
    roles: ["admin"],
  });
  await assert.rejects(who({ token: "W".repeat(43), tls: { authority, ...own } }), { code: "UNAUTHENTICATED" });
  await assert.rejects(who({ token: ADMIN_TOKEN, tls: { authority } }), { code: "LINK_LOST" });
});

test("what is said in the clear is not answered as RPC, and a path that is not the hub's is refused", async (t) => {
  const { door, who, authority } = await scene(t);
  const answer = await new Promise<string>((resolve) => {
    let text = "";
    const socket = connectTcp(door.port, "127.0.0.1", () =>
      socket.write(`GET / HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\nauthorization: Bearer ${ADMIN_TOKEN}\r\n\r\n`),
    );
    socket.on("data", (part) => {
      text += part;
    });
    socket.on("error", () => {});
    socket.on("close", () => resolve(text));
  });
  assert.doesNotMatch(answer, /101/);
  await assert.rejects(who({ url: `${door.url}/elsewhere`, token: ADMIN_TOKEN, tls: { authority } }), /the hub is at/);
});

test("a key that does not fit and an address that is taken are told at start", async (t) => {
  const { door, options } = await scene(t);
  const broken = { ...options, tls: { ...options.tls, key: options.tls.certificate } };
  await assert.rejects(async () => openTlsDoor(broken), { code: "START_FAILED" });
  const taken = { ...options, listen: { host: "127.0.0.1", port: door.port } };
  await assert.rejects(openTlsDoor(taken), { code: "START_FAILED", message: /hub\.remote\.listen/ });
});

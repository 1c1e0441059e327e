import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Client } from "rpc-websockets";
import WebSocket from "ws";
import { hostInside } from "../support/host-inside.ts";

const DEADLINE_MS = 10_000;

test("a JSON-RPC client from npm creates a volume and reads spec-conformant errors", async (t) => {
  const host = hostInside(t);
  const url = await host.up();
  const token = readFileSync(join(host.dataDir, "token"), "utf8").trim();
  const client = new Client(url, { headers: { authorization: `Bearer ${token}` }, reconnect: false });
  await new Promise<void>((resolve, reject) => {
    client.once("open", resolve);
    client.once("error", reject);
  });
  t.after(() => client.close());
  const { volume } = (await client.call("volume.create", { name: "stock", sizeBytes: 65_536 })) as {
    volume: { state: string };
  };
  assert.equal(volume.state, "available");
  assert.equal(statSync(join(host.dataDir, "volumes", "stock")).size, 65_536);
  await assert.rejects(client.call("volume.frobnicate", {}), { code: -32601 });
  await assert.rejects(client.call("volume.create", { name: "x" }), { code: -32602 });
  await assert.rejects(client.call("nobody.create", {}), { code: -32001 });
  const document = (await client.call("rpc.discover")) as { openrpc: string; methods: { name: string }[] };
  assert.match(document.openrpc, /^1\./);
  assert.ok(document.methods.some(({ name }) => name === "volume.create"));
});

/** The status of a refused upgrade, or 101. */
function upgradeStatus(url: string, headers: Record<string, string>): Promise<number> {
  const socket = new WebSocket(url, { headers, handshakeTimeout: DEADLINE_MS });
  return new Promise((resolve, reject) => {
    socket.once("unexpected-response", (_request, response) => {
      resolve(response.statusCode ?? 0);
      socket.terminate();
    });
    socket.once("open", () => {
      resolve(101);
      socket.terminate();
    });
    socket.on("error", (error) =>
      /Unexpected server response|closed before/.test(error.message) ? undefined : reject(error),
    );
  });
}

test("without the token, or from a web page, nobody gets in", async (t) => {
  const host = hostInside(t);
  const url = await host.up();
  const token = readFileSync(join(host.dataDir, "token"), "utf8").trim();
  assert.equal(await upgradeStatus(url, {}), 401);
  assert.equal(await upgradeStatus(url, { authorization: "Bearer wrong" }), 401);
  assert.equal(await upgradeStatus(url, { authorization: `Bearer ${token}`, origin: "https://evil.example" }), 403);
  assert.equal(await upgradeStatus(`${url}/?token=${token}`, {}), 400, "a token in a URL ends up in logs");
  assert.equal(await upgradeStatus(url, { authorization: `Bearer ${token}` }), 101);
});

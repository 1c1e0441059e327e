// Who gets into the hub: tokens, Origins and addresses, on real sockets.
import assert from "node:assert/strict";
import { once } from "node:events";
import { describe, type TestContext, test } from "node:test";
import { WebSocket } from "ws";
import { ADMIN_TOKEN } from "../support/bus.ts";
import { hubScene } from "../support/raw-client.ts";

async function refusal(
  t: TestContext,
  url: string,
  options: ConstructorParameters<typeof WebSocket>[2] = {},
  offered: string[] = [],
) {
  const socket = new WebSocket(url, offered, options);
  t.after(() => socket.terminate());
  const opened = once(socket, "open").then(() => ({ status: 101, text: "" }));
  const refused = once(socket, "unexpected-response").then(async ([, response]) => {
    let text = "";
    for await (const part of response) text += part;
    return { status: response.statusCode as number, text };
  });
  socket.on("error", () => {});
  return Promise.race([opened, refused]);
}

describe("the door of the hub", { timeout: 30_000 }, () => {
  test("without a valid token there is no upgrade, and nothing of the token comes back", async (t) => {
    const { hub } = await hubScene(t);
    const wrong = "W".repeat(43);
    for (const headers of [
      {},
      { authorization: `Bearer ${wrong}` },
      { authorization: `Basic ${ADMIN_TOKEN}` },
      { authorization: "Bearer " },
    ]) {
      const { status, text } = await refusal(t, hub.url, { headers });
      assert.equal(status, 401);
      assert.doesNotMatch(text, new RegExp(`${wrong}|${ADMIN_TOKEN}`));
    }
    assert.equal((await refusal(t, hub.url, { headers: { authorization: `Bearer ${ADMIN_TOKEN}` } })).status, 101);
  });

  test("a token in the URL is refused, even a right one beside a right header", async (t) => {
    const { hub } = await hubScene(t);
    const headers = { authorization: `Bearer ${ADMIN_TOKEN}` };
    assert.equal((await refusal(t, `${hub.url}/?token=${ADMIN_TOKEN}`)).status, 400);
    assert.equal((await refusal(t, `${hub.url}/?token=${ADMIN_TOKEN}`, { headers })).status, 400);
    assert.equal((await refusal(t, `${hub.url}/elsewhere`, { headers })).status, 404);
  });

  test("a web page's Origin is refused unless it is on the list, token or not", async (t) => {
    const { hub } = await hubScene(t, { allowedOrigins: ["https://console.example"] });
    const headers = { authorization: `Bearer ${ADMIN_TOKEN}` };
    for (const origin of ["https://evil.example", "null", "http://127.0.0.1", "https://console.example.evil"]) {
      assert.equal((await refusal(t, hub.url, { origin, headers })).status, 403, origin);
      assert.equal((await refusal(t, hub.url, { origin })).status, 403, origin);
    }
    assert.equal((await refusal(t, hub.url, { origin: "https://console.example", headers })).status, 101);
    assert.equal((await refusal(t, hub.url, { origin: "https://console.example" })).status, 401);
  });

  test("a page brings its token beside the subprotocol, and the token is not echoed", async (t) => {
    const { hub } = await hubScene(t);
    const socket = new WebSocket(hub.url, ["holdfast.jsonrpc.v1", `holdfast.token.${ADMIN_TOKEN}`]);
    t.after(() => socket.terminate());
    await once(socket, "open");
    assert.equal(socket.protocol, "holdfast.jsonrpc.v1");
    assert.equal(
      (await refusal(t, hub.url, {}, ["holdfast.jsonrpc.v1", `holdfast.token.${"W".repeat(43)}`])).status,
      401,
    );
  });

  test("plain HTTP is told what is spoken here", async (t) => {
    const { hub } = await hubScene(t);
    const response = await fetch(hub.url.replace("ws:", "http:"));
    assert.equal(response.status, 426);
    await response.text();
  });
});

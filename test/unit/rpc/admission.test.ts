// The door, judged by headers alone.
import assert from "node:assert/strict";
import type { IncomingMessage } from "node:http";
import { test } from "node:test";
import { admit } from "#host/rpc/admission";
import { createTokenCheck } from "#host/rpc/token";

const TOKEN = "t".repeat(43);
const rules = {
  authenticate: createTokenCheck([{ token: TOKEN, caller: { name: "op", roles: ["admin"] as const } }]),
  allowedOrigins: ["https://ok.example"],
};
const asked = (headers: Record<string, string>, url = "/") => {
  const admission = admit({ headers, url } as unknown as IncomingMessage, rules);
  return "caller" in admission ? admission.caller.name : admission.status;
};

test("a bearer token or one beside the subprotocol lets in, nothing else does", () => {
  const table: readonly (readonly [Record<string, string>, string | number])[] = [
    [{ authorization: `Bearer ${TOKEN}` }, "op"],
    [{ authorization: `bearer ${TOKEN}` }, "op"],
    [{ "sec-websocket-protocol": `holdfast.jsonrpc.v1, holdfast.token.${TOKEN}` }, "op"],
    [{}, 401],
    [{ authorization: TOKEN }, 401],
    [{ authorization: `Bearer ${TOKEN} ` }, 401],
    [{ authorization: `Bearer ${TOKEN}, Bearer x` }, 401],
    [{ authorization: "Bearer wrong", "sec-websocket-protocol": `holdfast.token.${TOKEN}` }, 401],
    [{ "sec-websocket-protocol": `holdfast.token.${TOKEN}x` }, 401],
    [{ cookie: `token=${TOKEN}` }, 401],
  ];
  for (const [headers, outcome] of table) assert.equal(asked(headers), outcome, JSON.stringify(headers));
});

test("the Origin is judged first, so that a page learns nothing about tokens", () => {
  const authorization = `Bearer ${TOKEN}`;
  assert.equal(asked({ origin: "https://evil.example", authorization }), 403);
  assert.equal(asked({ origin: "https://evil.example" }), 403);
  assert.equal(asked({ origin: "", authorization }), 403);
  assert.equal(asked({ origin: "https://ok.example", authorization }), "op");
  assert.equal(asked({ origin: "https://ok.example" }), 401);
});

test("a token in the URL is refused beside a right header too, and only / is the hub", () => {
  const headers = { authorization: `Bearer ${TOKEN}` };
  assert.equal(asked(headers, `/?token=${TOKEN}`), 400);
  assert.equal(asked(headers, "/?a=1&token="), 400);
  assert.equal(asked(headers, "/other"), 404);
  assert.equal(asked(headers, "//evil.example"), "op");
  assert.equal(asked(headers, "/?a=1"), "op");
});

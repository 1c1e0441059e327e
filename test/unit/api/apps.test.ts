import assert from "node:assert/strict";
import { test } from "node:test";
import type { ApiRequest, ApiResponse } from "#host/api/app";
import { APPS, type AppParts } from "#host/api/apps";
import { withContext } from "#host/context";
import { apiParts } from "../../support/api-parts.ts";

function ask(name: string, change: Partial<ApiRequest> = {}, parts: Partial<AppParts> = {}): Promise<ApiResponse> {
  const app = APPS.get(name)?.make({}, apiParts(parts)) ?? assert.fail(`no app ${name}`);
  const request: ApiRequest = {
    ...{ method: "GET", path: "/", mount: "", query: new URLSearchParams(), headers: {} },
    ...{ body: Buffer.alloc(0), remote: "test", ...change },
  };
  return withContext({ timeoutMs: 1000 }, (ctx) => app.handle(ctx, request));
}

const JSON_TYPE = { "content-type": "application/json", authorization: "Bearer good" };
const post = (body: string, headers: Record<string, string> = JSON_TYPE): Partial<ApiRequest> => ({
  ...{ method: "POST", headers, body: Buffer.from(body) },
});

test("rpc asks for a token itself, whatever the filters in front do", async () => {
  await assert.rejects(ask("rpc", post("[1]", { "content-type": "application/json" })), { code: "UNAUTHENTICATED" });
  assert.equal((await ask("rpc", post("[1]"))).body, "tester: [1]");
  const caller = { name: "known", roles: ["admin"] } as const;
  assert.equal(
    (await ask("rpc", { ...post("[1]", { "content-type": "application/json" }), caller })).body,
    "known: [1]",
  );
});

test("rpc takes POST of JSON only, so that no form of a web page can call", async () => {
  assert.equal((await ask("rpc")).status, 405);
  assert.equal((await ask("rpc", post("[1]", { "content-type": "text/plain" }))).status, 415);
});

test("notifications alone are answered with nothing", async () => {
  assert.equal((await ask("rpc", post("{}"))).status, 204);
});

test("ready is 503 with each check, its reason and age, while one is not well; live stays 200", async () => {
  const checks = async () => [
    { name: "storage", ok: true, ageMs: 3 },
    { name: "service volume", ok: false, reason: "starting: initHost" },
  ];
  const answer = await ask("ready", {}, { checks });
  assert.equal(answer.status, 503);
  assert.deepEqual(JSON.parse(String(answer.body)), { status: "not ready", checks: await checks() });
  assert.equal((await ask("ready")).status, 200);
  assert.equal((await ask("live", {}, { checks })).status, 200);
  for (const name of ["live", "ready", "metrics"]) {
    const posted = await ask(name, { method: "POST" });
    assert.deepEqual([posted.status, posted.headers?.["allow"]], [405, "GET, HEAD"], name);
  }
});

test("metrics answers the text that Prometheus reads", async () => {
  const { headers, body } = await ask("metrics");
  assert.match(String(headers?.["content-type"]), /^text\/plain; version=0\.0\.4/);
  assert.equal(body, "# HELP holdfast_info x\n# TYPE holdfast_info gauge\nholdfast_info 1\n");
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { type ApiRequest, jsonResponse } from "#host/api/app";
import { FILTERS } from "#host/api/filters";
import { withContext } from "#host/context";
import { createLog } from "#host/log";
import { apiParts } from "../../support/api-parts.ts";

/** The request as it passed the filter, and the answer as it came back through it. */
async function through(name: string, options: Record<string, unknown>, change: Partial<ApiRequest> = {}) {
  const filter = FILTERS.get(name)?.make(options, apiParts()) ?? assert.fail(`no filter ${name}`);
  const request: ApiRequest = {
    ...{ method: "GET", path: "/x", mount: "/m", query: new URLSearchParams(), headers: {} },
    ...{ body: Buffer.alloc(0), remote: "test", ...change },
  };
  const lines: Record<string, unknown>[] = [];
  const log = createLog({ level: "info", destination: { write: (line) => void lines.push(JSON.parse(line)) } });
  let passed: ApiRequest | undefined;
  const response = await withContext({ timeoutMs: 1000, log }, (ctx) =>
    filter.handle(ctx, request, async (_ctx, inner) => {
      passed = inner;
      return jsonResponse(200, "ok");
    }),
  );
  return { passed, response, lines };
}

test("request-id keeps a sound id, replaces one that could forge a log line, and answers it", async () => {
  const kept = await through("request-id", {}, { headers: { "x-request-id": "proxy-1" } });
  assert.equal(kept.passed?.headers["x-request-id"], "proxy-1");
  assert.equal(kept.response.headers?.["x-request-id"], "proxy-1");
  const made = await through("request-id", {}, { headers: { "x-request-id": "a b\n" } });
  assert.match(String(made.response.headers?.["x-request-id"]), /^[0-9a-f-]{36}$/);
});

test("request-log tells method, whole path and status, never headers or bodies", async () => {
  const { lines } = await through("request-log", {}, { headers: { authorization: "Bearer secret" } });
  assert.equal(lines.length, 1);
  assert.equal(lines[0]?.["path"], "/m/x");
  assert.equal(lines[0]?.["status"], 200);
  assert.doesNotMatch(JSON.stringify(lines), /secret/);
});

test("size-limit refuses what is larger, and a size that is none", async () => {
  await through("size-limit", { bodyBytesMax: "1KiB" }, { body: Buffer.alloc(1024) });
  await assert.rejects(through("size-limit", { bodyBytesMax: 10 }, { body: Buffer.alloc(11) }), {
    code: "FRAME_TOO_LARGE",
  });
  await assert.rejects(through("size-limit", { bodyBytesMax: "much" }), { code: "CONFIG_INVALID" });
});

test("auth lets the token's owner through, by the least role that is asked, and nobody else", async () => {
  const headers = { authorization: "Bearer good" };
  assert.equal((await through("auth", {}, { headers })).passed?.caller?.name, "tester");
  await assert.rejects(through("auth", { role: "admin" }, { headers }), { code: "PERMISSION_DENIED" });
  await assert.rejects(through("auth", {}), { code: "UNAUTHENTICATED" });
  await assert.rejects(through("auth", {}, { headers: { ...headers, origin: "https://evil" } }), {
    code: "PERMISSION_DENIED",
  });
  await assert.rejects(through("auth", { role: "root" }), { code: "CONFIG_INVALID" });
});

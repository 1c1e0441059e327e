import assert from "node:assert/strict";
import { test } from "node:test";
import { errorResponse } from "#host/api/app";
import { RequestContext } from "#host/context";
import { HostError } from "#host/errors";

test("an error of ours becomes its status with code, message and whether to try again", (t) => {
  const ctx = new RequestContext({ timeoutMs: 1000, requestId: "r1" });
  t.after(() => ctx.close());
  const busy = errorResponse(ctx, new HostError("RESOURCE_EXHAUSTED", "too many", { data: { max: 3 } }));
  assert.equal(busy.status, 503);
  assert.equal(busy.headers?.["retry-after"], "1");
  assert.deepEqual(JSON.parse(String(busy.body)), {
    error: { code: "RESOURCE_EXHAUSTED", message: "too many", retryable: true, requestId: "r1", max: 3 },
  });
  assert.equal(errorResponse(ctx, new HostError("UNAUTHENTICATED", "x")).headers?.["www-authenticate"], "Bearer");
});

test("an accident tells its request id and nothing else", (t) => {
  const ctx = new RequestContext({ timeoutMs: 1000, requestId: "r2" });
  t.after(() => ctx.close());
  const { status, body } = errorResponse(ctx, new TypeError("secret: /etc/shadow"));
  assert.equal(status, 500);
  assert.match(String(body), /r2/);
  assert.doesNotMatch(String(body), /secret/);
});

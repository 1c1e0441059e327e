import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { ApiManager, type ApiOptions } from "#host/api/manager";
import { Service } from "#host/service/service";
import { apiParts } from "../../support/api-parts.ts";
import { serviceParts } from "../../support/service-parts.ts";

const OPTIONS: ApiOptions = {
  listen: { host: "127.0.0.1", port: 0 },
  ...{ connectionsMax: 10, requestsMax: 10, bodyBytesMax: 10, requestTimeoutMs: 1000, keepAliveMs: 1000 },
  ...{ headerBytesMax: 16_384, backlogMax: 16, drainTimeoutMs: 1000 },
};

/** The HTTP service as an ordinary service, with options that a test may change. */
async function apiService(t: TestContext) {
  const parts = await serviceParts(t);
  const state = { options: OPTIONS };
  let manager: ApiManager | undefined;
  const make = () => {
    manager = new ApiManager({ host: "edge1", domain: { options: () => state.options, parts: apiParts() } });
    return manager;
  };
  const { describeManager } = await import("#host/manager/declarations");
  const service = new Service({
    ...parts.options({}),
    topic: "api",
    manager: () => describeManager(make(), "api"),
    capabilities: () => ({ url: manager?.url }),
  });
  t.after(() => service.stop({ fast: true }));
  return { service, state, url: () => manager?.url ?? assert.fail("it does not listen"), parts };
}

test("the HTTP service starts, stops and starts again like any other, with the real port in its record", async (t) => {
  const { service, url, parts } = await apiService(t);
  await service.start();
  const [record] = await parts.records.list();
  assert.equal(record?.host, "edge1");
  assert.deepEqual(record?.capabilities, { url: url() });
  assert.equal((await fetch(`${url()}/livez`)).status, 200);
  const before = url();
  await service.stop();
  await assert.rejects(fetch(before));
  await service.start();
  assert.equal((await fetch(`${url()}/livez`)).status, 200);
});

test("a reset takes up changed limits while it serves, and tells which", async (t) => {
  const { service, state, url } = await apiService(t);
  await service.start();
  const post = () =>
    fetch(`${url()}/rpc`, {
      method: "POST",
      body: "[1,2,3,4,5,6]",
      headers: { authorization: "Bearer good", "content-type": "application/json" },
    });
  assert.equal((await post()).status, 413);
  state.options = { ...OPTIONS, bodyBytesMax: 100, listen: { host: "127.0.0.1", port: 1 } };
  const { withContext } = await import("#host/context");
  assert.deepEqual(await withContext({ timeoutMs: 1000 }, (ctx) => service.reset(ctx)), {
    topic: "api",
    changed: ["api.bodyBytesMax"],
  });
  assert.equal((await post()).status, 200);
});

test("a pipeline that is wrong fails the start at its step, and nothing listens", async (t) => {
  const { service, state } = await apiService(t);
  state.options = { ...OPTIONS, pipeline: "/nowhere/api.yaml" };
  await assert.rejects(service.start(), { code: "START_FAILED", message: /step initHost: .*\/nowhere\/api\.yaml/s });
});

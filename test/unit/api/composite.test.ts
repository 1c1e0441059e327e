import assert from "node:assert/strict";
import { test } from "node:test";
import { type ApiRequest, type App, jsonResponse } from "#host/api/app";
import { Composite } from "#host/api/composite";
import { withContext } from "#host/context";

const named = (name: string): App => ({
  handle: async (_ctx, { mount, path }) => jsonResponse(200, { name, mount, path }),
});

async function ask(app: App, path: string): Promise<unknown> {
  const request: ApiRequest = {
    ...{ method: "GET", path, mount: "", query: new URLSearchParams(), headers: {} },
    ...{ body: Buffer.alloc(0), remote: "test" },
  };
  return withContext({ timeoutMs: 1000 }, async (ctx) => JSON.parse(String((await app.handle(ctx, request)).body)));
}

test("the longest prefix takes the request, at borders of segments only, whatever the order", async () => {
  const app = new Composite(
    new Map([
      ["/", named("root")],
      ["/v2", named("v2")],
      ["/v2/things", named("things")],
    ]),
  );
  assert.deepEqual(await ask(app, "/v2/things/7"), { name: "things", mount: "/v2/things", path: "/7" });
  assert.deepEqual(await ask(app, "/v2/thingsome"), { name: "v2", mount: "/v2", path: "/thingsome" });
  assert.deepEqual(await ask(app, "/v2"), { name: "v2", mount: "/v2", path: "/" });
  assert.deepEqual(await ask(app, "/v20"), { name: "root", mount: "", path: "/v20" });
});

test("composites nest, and the mount adds up", async () => {
  const inner = new Composite(new Map([["/b", named("leaf")]]));
  assert.deepEqual(await ask(new Composite(new Map([["/a/", inner]])), "/a/b/c"), {
    name: "leaf",
    mount: "/a/b",
    path: "/c",
  });
});

test("a path that nobody takes is NOT_FOUND and tells what is there", async () => {
  const app = new Composite(new Map([["/rpc", named("rpc")]]));
  await assert.rejects(ask(app, "/rcp"), { code: "NOT_FOUND", message: "nothing is at /rcp; there is /rpc" });
});

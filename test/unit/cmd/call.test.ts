import assert from "node:assert/strict";
import { test } from "node:test";
import type { RequestContext } from "#host/context";
import { answeringHost } from "../../support/answering-host.ts";

test("call passes params by name and prints the answer as JSON", async (t) => {
  const host = await answeringHost(t, { "volume.list": { volumes: [] } });
  const { code, json } = await host.run("call", "volume.list", '{"limit":5}');
  assert.deepEqual([code, json], [0, { volumes: [] }]);
  assert.deepEqual(host.asked[0]?.params, { limit: 5 });
});

test("call reaches one server by name, and hands over an idempotency key", async (t) => {
  const host = await answeringHost(t, { "volume.delete": { operationId: null, volume: null } });
  const { code, err } = await host.run("call", "volume@test.delete", '{"name":"a"}', "--idempotency-key", "k1");
  assert.equal(code, 0, err);
  assert.equal(host.asked[0]?.idempotencyKey, "k1");
  const nobody = await host.run("call", "volume@elsewhere.delete", '{"name":"a"}', "--json");
  const { error } = JSON.parse(nobody.err);
  assert.deepEqual([nobody.code, error.code, error.data.server], [1, "NO_SERVER", "elsewhere"]);
  assert.match(error.message, /`holdfast status` shows/);
});

test("--trace prints the stations that the call passed", async (t) => {
  const visited = (_params: unknown, ctx: RequestContext) => {
    ctx.visit("volume manager");
    return { volumes: [] };
  };
  const host = await answeringHost(t, { "volume.list": visited });
  const people = await host.run("call", "volume.list", "--trace");
  assert.match(people.out, /^ +\d+\.\d\d ms {2}volume manager$/m);
  const { json } = await host.run("call", "volume.list", "--trace", "--json");
  const stations = json.visits.map((visit: { station: string }) => visit.station);
  assert.ok(stations.includes("volume manager"));
  assert.deepEqual(json.result, { volumes: [] });
});

test("params that are no JSON object are a wrong command line, and nobody is called", async (t) => {
  const host = await answeringHost(t, {});
  for (const params of ["[1]", "7", "null", "{", '"x"']) {
    const { code, err } = await host.run("call", "volume.list", params);
    assert.deepEqual([code, /JSON/.test(err)], [2, true], params);
  }
  assert.deepEqual(host.asked, []);
});

test("a method that nobody has is an error with the methods that there are", async (t) => {
  const host = await answeringHost(t, {});
  const { code, err } = await host.run("call", "volume.lst");
  assert.equal(code, 1);
  assert.match(err, /list.*METHOD_NOT_FOUND/);
});

// The door for programs: a real hub, a typed and an untyped call, and nothing heavy behind it.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { apiMethod, connect, defineApi, isHostError, withContext } from "#host/client";
import { ADMIN_TOKEN, openHub, serveEndpoint } from "../support/bus.ts";
import { until } from "../support/until.ts";
import { TestWorker } from "../support/worker-endpoint.ts";

test("a program calls, casts, fans out and gives up", async (t) => {
  const hub = await openHub(t);
  const worker = new TestWorker("a");
  await serveEndpoint(hub.transport, { topic: "work", server: "a" }, worker.endpoint);
  const client = await connect(hub.url, ADMIN_TOKEN, { closeGraceMs: 200 });
  t.after(() => client.close());
  assert.equal(await client.call("work.echo", { value: 7 }), 7);
  assert.equal(await client.call("work@a.echo", { value: 8 }, { version: "1.0" }), 8);
  await client.cast("work.note", { number: 1 });
  assert.deepEqual(await client.fanout("work.note", { number: 2 }), { receivers: 1 });
  await until("both arrived", () => worker.numbers.length === 2);
  await assert.rejects(client.call("work.hold", { name: "x" }, { timeoutMs: 50 }), (error) =>
    isHostError(error, "DEADLINE_EXCEEDED"),
  );
  const abort = new AbortController();
  const call = client.call("work.hold", { name: "y" }, { signal: abort.signal });
  await until("it arrived", () => worker.held.has("y"));
  abort.abort();
  await assert.rejects(call, (error) => isHostError(error, "CANCELLED"));
  await assert.rejects(client.call("nodot"), (error) => isHostError(error, "METHOD_NOT_FOUND"));
});

test("a program uses a typed interface with a context of its own", async (t) => {
  const hub = await openHub(t);
  await serveEndpoint(hub.transport, { topic: "work", server: "a" }, new TestWorker("a").endpoint);
  const client = await connect(hub.url, ADMIN_TOKEN, { closeGraceMs: 200 });
  t.after(() => client.close());
  const workApi = defineApi({ topic: "work", version: "1.0" }, { echo: apiMethod<{ value: number }, number>() });
  const answer = await withContext({ timeoutMs: 5_000 }, (ctx) => workApi(client.rpc).echo(ctx, { value: 3 }));
  assert.equal(answer, 3);
});

test("behind the door stand the rpc room and the base alone", () => {
  const seen = new Set<string>();
  const packages = new Set<string>();
  const visit = (url: URL) => {
    if (seen.has(url.href)) return;
    seen.add(url.href);
    for (const [, name = ""] of readFileSync(url, "utf8").matchAll(/^(?:import|export)[^;]*?from "([^"]+)"/gm)) {
      if (name.startsWith(".")) visit(new URL(name, url));
      else if (!name.startsWith("node:")) packages.add(name);
    }
  };
  visit(new URL(import.meta.resolve("#host/client")));
  assert.ok(seen.size > 15, "the walk found too little to mean anything");
  const rooms = new Set([...seen].map((href) => /host\/dist\/(?:([^/]+)\/)?[^/]+$/.exec(href)?.[1] ?? "base"));
  assert.deepEqual([...rooms].sort(), ["base", "rpc"]);
  assert.deepEqual([...packages].sort(), ["@holdfast/sdk/status", "pino", "ws", "zod"]);
});

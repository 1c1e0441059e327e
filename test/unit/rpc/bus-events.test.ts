// Who is on the bus, as a stream.
import assert from "node:assert/strict";
import { test } from "node:test";
import { RequestContext } from "#host/context";
import { HostError } from "#host/errors";
import { silentLog } from "#host/log";
import { watchBus } from "#host/rpc/bus-events";
import { Router } from "#host/rpc/router";

const place = (server: string) => ({ topic: "work", server, version: "1.0" });
const handler = async () => ({ result: null });

test("those who are there come first, then each that comes or goes, until the context ends", async () => {
  const router = new Router(silentLog);
  const a = router.add(place("a"), handler);
  const ctx = new RequestContext({ timeoutMs: 60_000 });
  const events = watchBus(router, ctx);
  const next = async () => {
    const { value } = await events.next();
    return value && `${value.server} ${value.event}`;
  };
  assert.equal(await next(), "a there");
  const waiting = next();
  router.add(place("b"), handler);
  router.remove(a);
  assert.equal(await waiting, "b there");
  assert.equal(await next(), "a gone");
  const last = assert.rejects(next(), /enough/);
  ctx.cancel(new HostError("CANCELLED", "enough"));
  await last;
  ctx.close();
});

test("a reader that lags far behind is told, instead of filling the memory", async () => {
  const router = new Router(silentLog);
  const ctx = new RequestContext({ timeoutMs: 60_000 });
  const events = watchBus(router, ctx);
  router.add(place("first"), handler);
  await events.next();
  for (let time = 0; time < 6_000; time++) router.remove(router.add(place("x"), handler));
  let read = 0;
  await assert.rejects(
    async () => {
      for await (const _event of events) read++;
    },
    { code: "RESOURCE_EXHAUSTED" },
  );
  assert.equal(read, 10_000);
  ctx.close();
});

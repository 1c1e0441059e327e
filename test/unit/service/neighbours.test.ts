import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { type RequestContext, withContext } from "#host/context";
import { silentLog } from "#host/log";
import type { LocalApi } from "#host/manager/neighbours";
import { type Api, apiMethod, defineApi, RpcClient } from "#host/rpc/client";
import { MemoryTransport } from "#host/rpc/memory-transport";
import { Router } from "#host/rpc/router";
import { createNeighbours } from "#host/service/neighbours";
import { Service } from "#host/service/service";
import { serviceParts } from "../../support/service-parts.ts";

interface Box {
  value: number;
}
const boxApi = defineApi(
  { topic: "box", version: "1.1" },
  {
    fill: apiMethod<{ box: Box }, Box>(),
    hidden: apiMethod<undefined, string>(),
    late: apiMethod<undefined, string>({ method: "come_late" }),
  },
);

class BoxManager {
  static version = "1.2";
  static rpc = {
    fill: { access: "admin", summary: "Fills.", params: z.object({ box: z.object({ value: z.number() }) }) },
    come_late: { access: "read", summary: "Comes late." },
  } as const;
  kept: Box | undefined;
  async fill(_ctx: RequestContext, { box }: { readonly box: Box }): Promise<Box> {
    box.value += 1;
    this.kept = box;
    return box;
  }
  async hidden(): Promise<string> {
    return "never";
  }
  async comeLate(): Promise<string> {
    return "late";
  }
}

const within = <T>(work: (ctx: RequestContext) => Promise<T>) => withContext({ timeoutMs: 5000 }, work);

test("local is a plain call: no frame on any transport, the very object comes back; remote sends one and gets a copy", async (t) => {
  const parts = await serviceParts(t);
  const manager = new BoxManager();
  const service = new Service({ ...parts.options(manager), topic: "box" });
  await service.start();
  t.after(() => service.stop());
  let frames = 0;
  const counting = Object.create(parts.transport, {
    call: {
      value: (...args: Parameters<MemoryTransport["call"]>) => {
        frames += 1;
        return parts.transport.call(...args);
      },
    },
  });
  const neighbours = createNeighbours({ client: new RpcClient(counting), services: () => [service] });
  const box = { value: 0 };
  const local = neighbours.local(boxApi);
  const filled = await within((ctx) => local.fill(ctx, { box }));
  assert.equal(filled, manager.kept);
  assert.equal(filled.value, 1);
  assert.equal(await within((ctx) => local.late(ctx)), "late");
  assert.equal(frames, 0);
  const copied = await within((ctx) => neighbours.remote(boxApi).fill(ctx, { box }));
  assert.deepEqual(copied, { value: 1 });
  assert.notEqual(copied, manager.kept);
  assert.equal(frames, 1);
});

test("local reaches declared methods only, of a service that serves, in a version that it speaks", async (t) => {
  const parts = await serviceParts(t);
  const service = new Service({ ...parts.options(new BoxManager()), topic: "box" });
  const neighbours = createNeighbours({ client: new RpcClient(parts.transport), services: () => [service] });
  const local = neighbours.local(boxApi);
  await assert.rejects(
    within((ctx) => local.late(ctx)),
    { code: "NOT_READY" },
  );
  await service.start();
  t.after(() => service.stop());
  assert.equal(await within((ctx) => local.late(ctx)), "late");
  await assert.rejects(
    within((ctx) => local.hidden(ctx)),
    { code: "METHOD_NOT_FOUND" },
  );
  const newer = defineApi({ topic: "box", version: "1.9" }, { late: apiMethod<undefined, string>() });
  await assert.rejects(
    within((ctx) => neighbours.local(newer).late(ctx)),
    { code: "VERSION_UNSUPPORTED" },
  );
  const other = defineApi({ topic: "crate", version: "1.0" }, { late: apiMethod<undefined, string>() });
  await assert.rejects(
    within((ctx) => neighbours.local(other).late(ctx)),
    {
      code: "NOT_FOUND",
      message: "no service crate runs in this process (box); use remote",
    },
  );
});

test("the compiler keeps remote and local apart", () => {
  const transport = new MemoryTransport({ router: new Router(silentLog) });
  const { remote } = createNeighbours({ client: new RpcClient(transport), services: () => [] });
  const far: Api<(typeof boxApi)["methods"]> = remote(boxApi);
  // @ts-expect-error a client that can fail by the link does not pass for the manager beside us
  const near: LocalApi<(typeof boxApi)["methods"]> = far;
  assert.ok(near);
});

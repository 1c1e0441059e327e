// Calls through a whole host whose callers go away: what runs for them ends, down to the guest; what was begun under a key is had by others.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { RequestContext } from "#host/context";
import { HostError } from "#host/errors";
import type { RpcClient } from "#host/rpc/client";
import { temporaryFiles } from "../support/files.ts";
import { EMPTY, guestText, withManifest } from "../support/guest-wat.ts";
import { startedHost } from "../support/started-host.ts";
import { until } from "../support/until.ts";
import { wat } from "../support/wat.ts";

const LOOPING = `(func (export "create_volume") (result i32) (loop $for_ever (br $for_ever)) (i32.const 0))`;
// Waits until the test opens its gate; this object runs in the test's own process.
const GATED = `
export const driver = {
  async createVolume(_ctx, { name, sizeBytes }) { await globalThis.holdfastTestGate; return { name, sizeBytes }; },
  async deleteVolume() {},
  async extendVolume(_ctx, { name, sizeBytes }) { return { name, sizeBytes }; },
  async inspectVolume() { throw Object.assign(new Error("absent"), { name: "DriverStatusError", status: "not_found", details: {} }); },
  async listVolumes() { return { volumes: [] }; },
};`;

interface Operation {
  readonly id: string;
  readonly resource: string;
  readonly state: string;
}

test("deadline, cancel and disconnect each end the guest's endless loop, and an operation outlives its client for another one to await", async (t) => {
  // Far longer than the test: what ends the loops is their callers.
  const limits = "limits: { callTimeoutMs: 10min, fuelMax: 1000000000000000 }";
  const files = temporaryFiles(t, {
    "gated.js": GATED,
    "package.json": '{"type":"module"}',
    "holdfast.yaml": `volume:\n  drivers:\n    loop: { path: loop.wasm, ${limits} }\n    gated: { path: gated.js, export: driver, trusted: true }\n`,
  });
  writeFileSync(join(files, "loop.wasm"), withManifest(await wat(guestText(LOOPING, EMPTY))));
  const host = await startedHost(t, { config: join(files, "holdfast.yaml") });
  const watcher = await host.client();
  const ask = (method: string, params?: object) => ended(watcher, "host", method, params);
  const operations = async (): Promise<readonly Operation[]> =>
    ((await ask("listOperations", { limit: 100 })) as { operations: Operation[] }).operations;
  const stateOf = async (name: string) => (await operations()).find(({ resource }) => resource.endsWith(name))?.state;

  const busy = async () => {
    const { drivers } = (await ask("listDrivers")) as { drivers: { name: string; busy: number }[] };
    return drivers.find(({ name }) => name === "loop")?.busy;
  };
  for (const way of ["deadline", "cancel", "disconnect"] as const) {
    const transport = await host.link();
    const { client } = transport;
    const ctx = new RequestContext({ timeoutMs: way === "deadline" ? 300 : 60_000 });
    const call = client.call(ctx, "volume", "create", { name: way, sizeBytes: 1, driver: "loop" });
    const failed = assert.rejects(call);
    await until("it runs", async () => (await stateOf(way)) === "started" && (await busy()) === 1);
    if (way === "cancel") ctx.cancel(new HostError("CANCELLED", "enough"));
    if (way === "disconnect") await transport.close();
    await failed;
    ctx.close();
    await until(`the guest was ended by ${way}`, async () => (await busy()) === 0);
    assert.deepEqual(((await ask("listCalls", { topic: "volume" })) as { calls: unknown[] }).calls, []);
  }

  // Nothing runs any more, so what really happened can be found out: one look is enough for all three.
  await ask("runTask", { topic: "volume", task: "settleUnknowns" }).catch(() => undefined);
  for (const way of ["deadline", "cancel", "disconnect"])
    await until(`the outcome of ${way} is found out`, async () => (await stateOf(way)) === "failed");

  // Begun under a key by one who goes away; listed, awaited and read by another, and not done again for one who comes back.
  let open = () => {};
  Object.assign(globalThis, { holdfastTestGate: new Promise<void>((resolve) => (open = resolve)) });
  const first = await host.link();
  const params = { name: "kept", sizeBytes: 1, driver: "gated" };
  const begun = ended(first.client.prepare({ idempotencyKey: "key-1" }), "volume", "create", params).catch(
    () => undefined,
  );
  await until("it runs", async () => (await stateOf("kept")) === "started");
  await first.close();
  await begun;
  assert.equal(await stateOf("kept"), "started", "it goes on without its client");
  open();
  await until("another client sees its end", async () => (await stateOf("kept")) === "done");
  const back = (await host.link()).client.prepare({ idempotencyKey: "key-1" });
  const answer = (await ended(back, "volume", "create", params)) as { operationId: string };
  assert.equal(answer.operationId, (await operations()).find(({ state }) => state === "done")?.id);
  assert.equal((await operations()).length, 4);
  await host.stop();
});

async function ended(client: RpcClient, topic: string, method: string, params?: object): Promise<unknown> {
  const ctx = new RequestContext({ timeoutMs: 30_000 });
  try {
    return await client.call(ctx, topic, method, params);
  } finally {
    ctx.close();
  }
}

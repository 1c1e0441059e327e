// volume-lvm: on this kernel it says what there is; what it does with logical volumes is seen on stand-ins for LVM's programs.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { type TestContext, test } from "node:test";
import { isDriverStatus } from "@holdfast/sdk";
import { z } from "zod";
import { type RequestContext, withContext } from "#host/context";
import { createLog } from "#host/log";
import { RpcClient } from "#host/rpc/client";
import { joinHub, openHub, serveEndpoint } from "../support/bus.ts";
import { temporaryFiles } from "../support/files.ts";
import { GROUP_BYTES, logicalVolumes } from "../support/logical-volumes.ts";
import { commandDriver } from "../support/volume-commands.ts";

const IDS = ["kernel", "list", "room", "create", "extend", "note", "delete"].map((id) => `lvm-${id}`);
const MIB = 2 ** 20;
const status = (wanted: string) => (error: unknown) => isDriverStatus(error) && error.status === wanted;

function scene(t: TestContext, { stand = true, hasMapper = true } = {}) {
  const rewrite = stand ? { rewrite: logicalVolumes(temporaryFiles(t), hasMapper) } : {};
  return commandDriver(t, { name: "volume-lvm", rules: IDS, root: "none", config: { group: "vg0" }, ...rewrite });
}

test("where the kernel has no device-mapper the probe says so, and on a kernel that has it the group is asked", async (t) => {
  const hasMapper = readFileSync("/proc/misc", "utf8").includes("device-mapper");
  const here = (await scene(t, { stand: false })).health();
  assert.equal(here.health, "unavailable", "there is no group vg0 here");
  if (!hasMapper) assert.match(here.reason, /the kernel has no device-mapper/);
  assert.match((await scene(t, { hasMapper: false })).health().reason, /no device-mapper/);
  assert.equal((await scene(t)).health().health, "ready");
});

test("a volume has the size that was asked although the group gives whole extents, and a full group refuses in advance", async (t) => {
  const { driver, context } = await scene(t);
  const made = await driver.createVolume(context(), { name: "db 1/ü", sizeBytes: 5 * MIB + 1 });
  assert.deepEqual(
    [made.sizeBytes, made.allocatedBytes, made.location],
    [5 * MIB + 1, 8 * MIB, "/dev/vg0/hf-db_201_2f_c3_bc"],
  );
  const grown = await driver.extendVolume(context(), { name: "db 1/ü", sizeBytes: 8 * MIB });
  assert.deepEqual([grown.sizeBytes, grown.allocatedBytes], [8 * MIB, 8 * MIB]);
  assert.equal((await driver.extendVolume(context(), { name: "db 1/ü", sizeBytes: 9 * MIB })).allocatedBytes, 12 * MIB);
  assert.deepEqual(await driver.getStats?.(context()), { totalBytes: GROUP_BYTES, freeBytes: GROUP_BYTES - 12 * MIB });
  await assert.rejects(
    driver.createVolume(context(), { name: "big", sizeBytes: GROUP_BYTES }),
    status("resource_exhausted"),
  );
  assert.equal((await driver.listVolumes(context())).volumes.length, 1);
  await assert.rejects(
    driver.createVolume(context(), { name: "x".repeat(121), sizeBytes: 1 }),
    status("invalid_argument"),
  );
});

test("the trace of a client's call goes through hub, service, manager and driver to the command that is run, and into both logs", async (t) => {
  const { driver, audit } = await scene(t);
  const lines: Readonly<Record<string, unknown>>[] = [];
  const log = createLog({ level: "info", destination: { write: (line) => void lines.push(JSON.parse(line)) } });
  const manager = {
    create: async (ctx: RequestContext, { name }: { readonly name: string }) => {
      ctx.log.info({ name }, "a volume is made");
      return driver.createVolume(ctx, { name, sizeBytes: 4 * MIB });
    },
  };
  const methods = {
    create: { summary: "Makes one.", access: "admin", params: z.strictObject({ name: z.string() }) },
  } as const;
  const hub = await openHub(t);
  const far = await joinHub(t, hub.url);
  const server = await serveEndpoint(far, { topic: "volume", server: "a" }, { methods, target: manager }, { log });
  t.after(() => server.stop({ drainTimeoutMs: 0 }));
  const client = new RpcClient(await joinHub(t, hub.url));
  const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
  const made = (name: string, traceparent?: string) =>
    withContext({ timeoutMs: 60_000, traceparent }, (ctx) => client.call(ctx, "volume", "create", { name }));
  await made("traced", `00-${traceId}-00f067aa0ba902b7-01`);
  await made("plain");
  await made("strange", "x\n{evil}");
  assert.deepEqual(
    lines.map(({ name, traceId: trace }) => [name, trace]),
    [
      ["traced", traceId],
      ["plain", undefined],
      ["strange", undefined],
    ],
  );
  const created = audit().filter(({ event, rule }) => event === "run" && rule === "lvm-create");
  assert.deepEqual(
    created.map(({ traceId: trace }) => trace),
    [traceId, undefined, undefined],
  );
});

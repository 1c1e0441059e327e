import assert from "node:assert/strict";
import { test } from "node:test";
import { withContext } from "#host/context";
import { isHostError } from "#host/errors";
import { RpcClient } from "#host/rpc/client";
import { GROUP_TOPIC, groupEndpoint, remoteGroup } from "#host/service/group-endpoint";
import { Service } from "#host/service/service";
import { serviceParts } from "../../support/service-parts.ts";

test("heartbeats of many members in one message are heard, and only the refused are answered", async (t) => {
  const parts = await serviceParts(t);
  const hub = new Service(parts.options({}, { topic: GROUP_TOPIC, endpoints: [groupEndpoint(parts.group)] }));
  const service = new Service(parts.options({}));
  await hub.start();
  await service.start();
  const { uuid, bootId } = service.record!;
  const client = new RpcClient(parts.transport);
  await withContext({ timeoutMs: 10_000 }, async (ctx) => {
    const beats = (members: readonly object[]) => client.call(ctx, GROUP_TOPIC, "heartbeat", { loopLagMs: 3, members });
    const own = { uuid, bootId, sequence: 1, probes: [] };
    const answer = await beats([own, { ...own, uuid: "nobody" }]);
    assert.deepEqual(answer, { refused: [{ uuid: "nobody", reason: "unknown" }] });
    assert.equal((await parts.group.getService(uuid)).loopLagMs, 3);
    await assert.rejects(beats([{ ...own, sequence: 0 }]), (error) => isHostError(error, "INVALID_PARAMS"));
  });
  await service.stop();
  await hub.stop();
});

test("a service of another process joins and leaves over the bus, and is judged like any other", async (t) => {
  const parts = await serviceParts(t);
  const hub = new Service(parts.options({}, { topic: GROUP_TOPIC, endpoints: [groupEndpoint(parts.group)] }));
  await hub.start();
  t.after(() => hub.stop());
  const service = new Service(parts.options({}, { group: remoteGroup(new RpcClient(parts.transport)) }));
  await service.start();
  const { uuid } = service.record!;
  assert.equal((await parts.group.getService(uuid)).state, "up");
  await service.stop();
  assert.equal((await parts.group.getService(uuid)).state, "left");
  const group = remoteGroup(new RpcClient(parts.transport));
  await withContext({ timeoutMs: 5000 }, async (ctx) => {
    const nobody = { uuid: "nobody", bootId: "b", host: "edge1", topic: "thing", probes: () => [] };
    await assert.rejects(group.join(ctx, nobody), (error) => isHostError(error, "NOT_FOUND"));
    await group.leave(ctx, nobody);
  });
});

test("every change can be read by its number: states, versions, and the operator's word with his name", async (t) => {
  const parts = await serviceParts(t);
  const hub = new Service(parts.options({}, { topic: GROUP_TOPIC, endpoints: [groupEndpoint(parts.group)] }));
  await hub.start();
  t.after(() => hub.stop());
  const client = new RpcClient(parts.transport);
  interface Page {
    readonly next: number;
    readonly events: readonly { kind: string; topic: string; from?: string; to: string; by?: string }[];
  }
  const read = (after: number) =>
    withContext({ timeoutMs: 5000 }, async (ctx) => (await client.call(ctx, GROUP_TOPIC, "events", { after })) as Page);
  const { next } = await read(0);
  const first = new Service(parts.options({}));
  await first.start();
  const { uuid } = first.record!;
  const { disableService } = await import("#host/service/service-admin");
  const admin = { records: parts.records, group: parts.group };
  await withContext({ timeoutMs: 5000, caller: { name: "ann", roles: ["admin"] } }, (ctx) =>
    disableService(admin, ctx, { uuid, reason: "disk" }),
  );
  await first.stop();
  class Newer {
    static version = "1.4";
    async reset() {
      return { changed: [] };
    }
  }
  const second = new Service(parts.options(new Newer()));
  await second.start();
  t.after(() => second.stop());
  const { events } = await read(next);
  assert.deepEqual(
    events.map(({ kind, from, to, by }) => [kind, from, to, by]),
    [
      ["state", undefined, "up", undefined],
      ["operator", undefined, "disabled", "ann"],
      ["state", "up", "left", undefined],
      ["version", "1.0", "1.4", undefined],
      ["state", "left", "up", undefined],
    ],
  );
});

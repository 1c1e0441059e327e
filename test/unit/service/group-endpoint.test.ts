import assert from "node:assert/strict";
import { test } from "node:test";
import { withContext } from "#host/context";
import { isHostError } from "#host/errors";
import { RpcClient } from "#host/rpc/client";
import { GROUP_TOPIC, groupEndpoint } from "#host/service/group-endpoint";
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

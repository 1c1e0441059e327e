// Ports put into networks and taken out again.
import type { Port } from "@holdfast/sdk";
import type { RequestContext } from "../context.ts";
import { takeBackAddresses } from "../db/network-addresses-table.ts";
import { deletePort, findPortById, type PortRecord, updatePort } from "../db/network-ports-table.ts";
import { listRules } from "../db/network-rules-table.ts";
import type { Handle, Transaction } from "../db/tx.ts";
import { HostError } from "../errors.ts";
import { type Change, inDoubt, orAbsent, takeBack } from "./change.ts";
import { applyDhcp, applyRules, dhcpCalls, portPlan, rulesPlan } from "./desired.ts";
import { nowIso, type Parts } from "./domain.ts";
import { asBefore, refusal, requireRow } from "./network-changes.ts";

export interface PortKey {
  readonly networkId: string;
  readonly portId: string;
  /** The driver gives the device its address. */
  readonly inject: boolean;
}

/** Puts a device into a network and, where that is how it gets its address, has DHCP know it. */
export function attachChange(parts: Parts, operationId: string, key: PortKey): Change {
  const { networkId, portId } = key;
  const id = { network: networkId, port: portId };
  return {
    async work(ctx) {
      const { network, port, driver } = await scene(parts, key);
      const made = asAsked(portId, await driver.attachPort(ctx, portPlan(network, port, key.inject)));
      if (parts.strategy.dhcp) {
        await applyDhcp(ctx, parts, { network, driver, own: portId }).catch((error: unknown) =>
          takeBack(error, () => driver.detachPort(ctx, id)),
        );
      }
      return made;
    },
    async look(ctx) {
      const { network, driver } = await scene(parts, key);
      const found = await orAbsent(driver.inspectNetwork(ctx, { network: networkId }));
      const port = found?.ports.find((one) => one.port === portId);
      if (port) {
        if (parts.strategy.dhcp) await applyDhcp(ctx, parts, { network, driver, own: portId });
        return { ended: { state: "done", result: port }, note: "the port is there" };
      }
      await driver.detachPort(ctx, id);
      return {
        ended: { state: "failed" },
        note: "the port was not made whole, and what there was of it is taken away",
      };
    },
    async settle(tx, ended) {
      if (!(await mine(tx, portId, operationId))) return;
      if (ended.state === "failed") return forget(tx, portId);
      const { device } = ended.result as Port;
      const change = { state: "attached", error: null, device: device ?? null };
      await updatePort(tx, portId, change, { nowIso: nowIso(parts) });
    },
    async calls(db) {
      const { network, port } = await rows(parts, key, db);
      return [{ attachPort: portPlan(network, port, key.inject) }, ...(await dhcpCalls(db, parts, network, portId))];
    },
  };
}

/** Takes a device out of a network; what was known of it to DHCP and to the rules goes with it. */
export function detachChange(parts: Parts, operationId: string, key: PortKey): Change {
  const { networkId, portId } = key;
  const takeOut = async (ctx: RequestContext) => {
    const { network, driver } = await scene(parts, key);
    await driver.detachPort(ctx, { network: networkId, port: portId });
    if (parts.strategy.dhcp) await applyDhcp(ctx, parts, { network, driver, own: portId });
    const ruled = (await listRules(parts.domain.database.handle, [portId])).length > 0;
    if (ruled) await applyRules(ctx, parts, { network, driver, own: portId });
  };
  return {
    work: (ctx) => takeOut(ctx).catch(inDoubt),
    async look(ctx) {
      const reason = await refusal(takeOut(ctx));
      if (reason === undefined) return { ended: { state: "done", result: null }, note: "the port is gone" };
      const note = `the port could not be taken out: ${reason}`;
      return { ended: { state: "failed", reason: note }, note };
    },
    async settle(tx, ended) {
      const row = await mine(tx, portId, operationId);
      if (!row) return;
      if (ended.state === "done") return forget(tx, portId);
      await updatePort(tx, portId, asBefore(row.error, ended, "attached"), { nowIso: nowIso(parts) });
    },
    async calls(db) {
      const { network } = await rows(parts, key, db);
      const ruled = (await listRules(db, [portId])).length > 0;
      const rules = ruled ? [{ setRules: await rulesPlan(db, network, portId) }] : [];
      return [
        { detachPort: { network: networkId, port: portId } },
        ...(await dhcpCalls(db, parts, network, portId)),
        ...rules,
      ];
    },
  };
}

async function scene(parts: Parts, key: PortKey) {
  const found = await rows(parts, key, parts.domain.database.handle);
  return { ...found, driver: parts.domain.drivers.get(found.network.driver) };
}

async function rows(parts: Parts, { networkId, portId }: PortKey, db: Handle) {
  const network = await requireRow(parts, networkId, db);
  const port = await findPortById(db, portId);
  if (!port) throw new HostError("INTERNAL", `the record of the port ${portId} is gone while it is being changed`);
  return { network, port };
}

/** The row goes, and its address is free again or back in its reservation. */
async function forget(tx: Transaction, portId: string): Promise<void> {
  await takeBackAddresses(tx, portId);
  await deletePort(tx, portId);
}

function asAsked(portId: string, port: Port): Port {
  if (port.port === portId) return port;
  throw new HostError("DRIVER_BAD_ANSWER", `the driver answered for the port ${port.port.slice(0, 20)}`);
}

async function mine(tx: Transaction, portId: string, operationId: string): Promise<PortRecord | undefined> {
  const row = await findPortById(tx, portId);
  return row?.operationId === operationId ? row : undefined;
}

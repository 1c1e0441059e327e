// Networks that should be there and are not, as after a restart of the machine: made again from their records.
import type { RequestContext } from "../context.ts";
import { listFloating } from "../db/floating-addresses-table.ts";
import { listPorts, updatePort } from "../db/network-ports-table.ts";
import { listRules } from "../db/network-rules-table.ts";
import { listNetworks, type NetworkRecord } from "../db/networks-table.ts";
import { messageOf } from "../errors.ts";
import { type Change, inDoubt, orAbsent, runChange } from "./change.ts";
import { applyDhcp, applyRules, dhcpCalls, idsOf, networkPlan } from "./desired.ts";
import { nowIso, type Parts } from "./domain.ts";
import { refusal, requireRow } from "./network-changes.ts";

const GONE = "the device is gone from this machine: detach the port and attach it again";

/** Looks at every network and makes again what is missing. What a driver refuses is logged; the next start tries again. */
export async function restoreNetworks(ctx: RequestContext, parts: Parts): Promise<void> {
  for (const row of await listNetworks(parts.domain.database.handle)) {
    ctx.throwIfOver();
    if (row.state !== "available") continue;
    try {
      await restoreOne(ctx, parts, row);
    } catch (error) {
      ctx.log.warn({ network: row.name, reason: messageOf(error) }, "a network could not be looked after");
    }
  }
}

/** Makes a network again with its DHCP, rules and outer addresses; devices of ports cannot be made again, they belong to somebody. */
export function restoreChange(parts: Parts, networkId: string): Change {
  const make = async (ctx: RequestContext) => {
    const row = await requireRow(parts, networkId);
    const driver = parts.domain.drivers.get(row.driver);
    await driver.ensureNetwork(ctx, networkPlan(parts, row));
    if (parts.strategy.dhcp) await applyDhcp(ctx, parts, { network: row, driver });
    const ports = await listPorts(parts.domain.database.handle, networkId);
    const ids = idsOf(ports);
    if ((await listRules(parts.domain.database.handle, ids)).length > 0)
      await applyRules(ctx, parts, { network: row, driver });
    const { device } = parts.domain.settings.floating;
    for (const { address, portId, state } of await listFloating(parts.domain.database.handle, ids)) {
      const port = ports.find(({ id }) => id === portId);
      if (!port || state !== "associated") continue;
      const place = device === undefined ? {} : { device };
      await driver.setFloating?.(ctx, { network: networkId, floating: address, fixed: port.address, ...place });
    }
  };
  return {
    work: (ctx) => make(ctx).catch(inDoubt),
    async look(ctx) {
      const reason = await refusal(make(ctx));
      if (reason === undefined) return { ended: { state: "done", result: null }, note: "the network is there again" };
      return { ended: { state: "failed", reason }, note: `the network could not be made again: ${reason}` };
    },
    // The record says what should be, and that has not changed.
    settle: async () => {},
    async calls(db) {
      const row = await requireRow(parts, networkId, db);
      return [{ ensureNetwork: networkPlan(parts, row) }, ...(await dhcpCalls(db, parts, row))];
    },
  };
}

async function restoreOne(ctx: RequestContext, parts: Parts, row: NetworkRecord): Promise<void> {
  const driver = parts.domain.drivers.get(row.driver);
  const found = await orAbsent(driver.inspectNetwork(ctx, { network: row.id }));
  await tellPorts(parts, row, new Set(found?.ports.map(({ port }) => port)));
  if (found && (found.dhcp || !parts.strategy.dhcp)) return;
  await runChange(ctx, parts, {
    ...{ action: "restore", resource: row.name, networkId: row.id, driver: row.driver, input: {} },
    mark: async () => {},
    change: () => restoreChange(parts, row.id),
  });
  ctx.log.info({ network: row.name }, "a network was made again");
}

/** A port whose device is gone says so, and one whose device is there again too. */
async function tellPorts(parts: Parts, row: NetworkRecord, there: ReadonlySet<string>): Promise<void> {
  const { handle } = parts.domain.database;
  for (const port of await listPorts(handle, row.id)) {
    const [state, error, ifState] = there.has(port.id) ? ["attached", null, "error"] : ["error", GONE, "attached"];
    await updatePort(handle, port.id, { state, error }, { nowIso: nowIso(parts), ifState: [ifState] });
  }
}

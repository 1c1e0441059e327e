// Networks made and taken away.
import type { Network } from "@holdfast/sdk";
import { deleteNetwork, findNetworkById, type NetworkRecord, updateNetwork } from "../db/networks-table.ts";
import type { Handle, Transaction } from "../db/tx.ts";
import { HostError, isDriverStatus } from "../errors.ts";
import { type Change, type Ended, inDoubt, orAbsent, takeBack } from "./change.ts";
import { applyDhcp, dhcpCalls, networkPlan } from "./desired.ts";
import { nowIso, type Parts } from "./domain.ts";

/** Makes a network and, where its ports get their addresses so, has DHCP served in it. */
export function createChange(parts: Parts, operationId: string, networkId: string): Change {
  const { drivers } = parts.domain;
  return {
    async work(ctx) {
      const row = await requireRow(parts, networkId);
      const driver = drivers.get(row.driver);
      const made = asAsked(networkId, await driver.ensureNetwork(ctx, networkPlan(parts, row)));
      if (parts.strategy.dhcp) {
        await applyDhcp(ctx, parts, { network: row, driver }).catch((error: unknown) =>
          takeBack(error, () => driver.deleteNetwork(ctx, { network: networkId })),
        );
      }
      return made;
    },
    async look(ctx) {
      const row = await requireRow(parts, networkId);
      const driver = drivers.get(row.driver);
      const found = await orAbsent(driver.inspectNetwork(ctx, { network: networkId }));
      if (found && (found.dhcp || !parts.strategy.dhcp)) {
        return { ended: { state: "done", result: asAsked(networkId, found) }, note: "the network is there" };
      }
      await driver.deleteNetwork(ctx, { network: networkId });
      return {
        ended: { state: "failed" },
        note: "the network was not made whole, and what there was of it is taken away",
      };
    },
    async settle(tx, ended) {
      const row = await mine(tx, networkId, operationId);
      if (!row) return;
      if (ended.state === "failed") return deleteNetwork(tx, networkId);
      const { device } = ended.result as Network;
      const change = { state: "available", error: null, device: device ?? null };
      await updateNetwork(tx, networkId, change, { nowIso: nowIso(parts) });
    },
    async calls(db) {
      const row = await requireRow(parts, networkId, db);
      return [{ ensureNetwork: networkPlan(parts, row) }, ...(await dhcpCalls(db, parts, row))];
    },
  };
}

/** Takes a network away with all that belongs to it. */
export function deleteChange(parts: Parts, operationId: string, networkId: string): Change {
  const { drivers } = parts.domain;
  return {
    async work(ctx) {
      const row = await requireRow(parts, networkId);
      await drivers.get(row.driver).deleteNetwork(ctx, { network: networkId }).catch(inDoubt);
    },
    async look(ctx) {
      const driver = drivers.get((await requireRow(parts, networkId)).driver);
      // It was asked for, so it is finished and not taken back: half of a network is of no use.
      const reason = await refusal(driver.deleteNetwork(ctx, { network: networkId }));
      const found = await orAbsent(driver.inspectNetwork(ctx, { network: networkId }));
      if (!found) return { ended: { state: "done", result: null }, note: "the network is gone" };
      const note = `the network is still there${reason === undefined ? "" : `: ${reason}`}`;
      return { ended: { state: "failed", reason: note }, note };
    },
    async settle(tx, ended) {
      const row = await mine(tx, networkId, operationId);
      if (!row) return;
      if (ended.state === "done") return deleteNetwork(tx, networkId);
      await updateNetwork(tx, networkId, asBefore(row.error, ended, "available"), { nowIso: nowIso(parts) });
    },
    calls: async () => [{ deleteNetwork: { network: networkId } }],
  };
}

/** The state of a thing after a change that failed: as it was, or in error when the failure left it so. */
export function asBefore(error: string | null, ended: Ended, good: string) {
  const reason = (ended.state === "failed" ? ended.reason : undefined) ?? error;
  return { state: reason === null ? good : "error", error: reason };
}

/** What a driver refused a call with; accidents are thrown on. */
export async function refusal(call: Promise<void>): Promise<string | undefined> {
  try {
    await call;
    return undefined;
  } catch (error) {
    if (isDriverStatus(error)) return error.message;
    throw error;
  }
}

/** The row of a network whose change has begun. */
export async function requireRow({ domain }: Parts, networkId: string, db?: Handle): Promise<NetworkRecord> {
  const row = await findNetworkById(db ?? domain.database.handle, networkId);
  if (!row) throw new HostError("INTERNAL", `the record of the network ${networkId} is gone while it is being changed`);
  return row;
}

/** A driver that answers ok for another network broke its contract: what is there must be looked at. */
function asAsked(networkId: string, network: Network): Network {
  if (network.network === networkId) return network;
  throw new HostError("DRIVER_BAD_ANSWER", `the driver answered for the network ${network.network.slice(0, 20)}`);
}

async function mine(tx: Transaction, networkId: string, operationId: string): Promise<NetworkRecord | undefined> {
  const row = await findNetworkById(tx, networkId);
  return row?.operationId === operationId ? row : undefined;
}

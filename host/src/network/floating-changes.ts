// Outer addresses led to ports, and taken from them again.
import { type FloatingRecord, findFloating, updateFloating } from "../db/floating-addresses-table.ts";
import { findPortById } from "../db/network-ports-table.ts";
import type { Handle, Transaction } from "../db/tx.ts";
import { HostError } from "../errors.ts";
import { type Change, inDoubt, orAbsent } from "./change.ts";
import { required } from "./desired.ts";
import { nowIso, type Parts } from "./domain.ts";
import { formatAddress } from "./ipv4.ts";
import { refusal, requireRow } from "./network-changes.ts";

export interface FloatingKey {
  readonly networkId: string;
  readonly portId: string;
  readonly number: number;
}

/** Leads an outer address to a port. */
export function associateChange(parts: Parts, operationId: string, key: FloatingKey): Change {
  const floating = formatAddress(key.number);
  const id = { network: key.networkId, floating };
  return {
    async work(ctx) {
      const driver = await driverOf(parts, key);
      const plan = await floatingPlan(parts, key, parts.domain.database.handle);
      await required(driver.setFloating, "set_floating")(ctx, plan);
    },
    async look(ctx) {
      const driver = await driverOf(parts, key);
      const found = await orAbsent(driver.inspectNetwork(ctx, { network: key.networkId }));
      if (found?.floating.includes(floating)) {
        return { ended: { state: "done", result: null }, note: "the address leads to the port" };
      }
      await driver.clearFloating?.(ctx, id);
      return { ended: { state: "failed" }, note: "the address does not lead to the port" };
    },
    async settle(tx, ended) {
      if (!(await mine(tx, key.number, operationId))) return;
      const change = ended.state === "done" ? { state: "associated" } : { state: "free", portId: null };
      await updateFloating(tx, key.number, change, { nowIso: nowIso(parts) });
    },
    calls: async (db) => [{ setFloating: await floatingPlan(parts, key, db) }],
  };
}

/** Takes an outer address from its port. */
export function disassociateChange(parts: Parts, operationId: string, key: FloatingKey): Change {
  const id = { network: key.networkId, floating: formatAddress(key.number) };
  return {
    async work(ctx) {
      const driver = await driverOf(parts, key);
      await required(driver.clearFloating, "clear_floating")(ctx, id).catch(inDoubt);
    },
    async look(ctx) {
      const driver = await driverOf(parts, key);
      const reason = await refusal(required(driver.clearFloating, "clear_floating")(ctx, id));
      if (reason === undefined) return { ended: { state: "done", result: null }, note: "the address is free" };
      return { ended: { state: "failed", reason }, note: `the address could not be taken back: ${reason}` };
    },
    async settle(tx, ended) {
      if (!(await mine(tx, key.number, operationId))) return;
      const change = ended.state === "done" ? { state: "free", portId: null } : { state: "associated" };
      await updateFloating(tx, key.number, change, { nowIso: nowIso(parts) });
    },
    calls: async () => [{ clearFloating: id }],
  };
}

async function floatingPlan({ domain }: Parts, key: FloatingKey, db: Handle) {
  const port = await findPortById(db, key.portId);
  if (!port) throw new HostError("INTERNAL", `the record of the port ${key.portId} is gone`);
  const { device } = domain.settings.floating;
  const place = device === undefined ? {} : { device };
  return { network: key.networkId, floating: formatAddress(key.number), fixed: port.address, ...place };
}

async function driverOf(parts: Parts, { networkId }: FloatingKey) {
  return parts.domain.drivers.get((await requireRow(parts, networkId)).driver);
}

async function mine(tx: Transaction, number: number, operationId: string): Promise<FloatingRecord | undefined> {
  const row = await findFloating(tx, number);
  return row?.operationId === operationId ? row : undefined;
}

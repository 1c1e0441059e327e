// What an operator asks of ports: what is decided and marked before a driver is asked.
import { randomBytes } from "node:crypto";
import type { RequestContext } from "../context.ts";
import { listFloating } from "../db/floating-addresses-table.ts";
import {
  countPorts,
  findPort,
  findPortById,
  insertPort,
  listPorts,
  type PortRecord,
  updatePort,
} from "../db/network-ports-table.ts";
import type { Handle, Transaction } from "../db/tx.ts";
import { HostError } from "../errors.ts";
import type { AbilityMap } from "./abilities.ts";
import { takeAddress } from "./address-book.ts";
import { runChange } from "./change.ts";
import { nowIso, type Parts } from "./domain.ts";
import type { AttachParams, DetachParams, PortChange, PortParams, PortView } from "./messages.ts";
import { newId, requireAvailable, requireNetwork } from "./network-requests.ts";
import { attachChange, detachChange, type PortKey } from "./port-changes.ts";
import { viewPort } from "./views.ts";

/** Puts a device into a network, with an address of its own. ALREADY_EXISTS, RESOURCE_EXHAUSTED, FAILED_PRECONDITION. */
export async function attachPort(
  ctx: RequestContext,
  parts: Parts,
  params: AttachParams,
  abilities: AbilityMap,
): Promise<PortChange> {
  const { database } = parts.domain;
  const network = await requireAvailable(database.handle, params.network);
  parts.domain.drivers.get(network.driver);
  const portId = newId(ctx, "attach");
  const inject = !parts.strategy.dhcp && params.netns !== undefined && abilities.get("address")?.available === true;
  const key: PortKey = { networkId: network.id, portId, inject };
  const ran = await runChange(ctx, parts, {
    dryRun: params.dryRun,
    ...{ action: "attach", resource: resourceOf(params), networkId: network.id, driver: network.driver },
    input: { ...params, ...key },
    mark: async (tx, operationId) => {
      const now = await requireAvailable(tx, params.network);
      await requireQuota(tx, parts);
      const address = await takeAddress(tx, parts, now, { portId, address: params.address });
      const place = { netns: params.netns ?? null, wantedDevice: params.device ?? null };
      const port = { id: portId, networkId: now.id, name: params.port, mac: params.mac ?? newMac(), address, ...place };
      await insertPort(tx, { ...port, state: "attaching", operationId }, nowIso(parts));
    },
    change: (operationId) => attachChange(parts, operationId, key),
  });
  const row = await findPortById(database.handle, portId);
  return { ...ran, port: row ? viewPort(row, network.name) : null };
}

/** Takes a device out; of an absent port nothing is asked. FAILED_PRECONDITION while an outer address leads to it. */
export async function detachPort(ctx: RequestContext, parts: Parts, params: DetachParams): Promise<PortChange> {
  const { database, drivers } = parts.domain;
  const network = await requireNetwork(database.handle, params.network);
  const port = await findPort(database.handle, network.id, params.port);
  if (!port) return { operationId: null, port: null };
  drivers.get(network.driver);
  const key: PortKey = { networkId: network.id, portId: port.id, inject: false };
  const ran = await runChange(ctx, parts, {
    dryRun: params.dryRun,
    ...{ action: "detach", resource: resourceOf(params), networkId: network.id, driver: network.driver },
    input: { ...params, ...key },
    mark: async (tx, operationId) => {
      const [floating] = await listFloating(tx, [port.id]);
      if (floating) {
        const message = `${floating.address} leads to the port ${port.name}: disassociate it first`;
        throw new HostError("FAILED_PRECONDITION", message, { data: { floating: floating.address } });
      }
      const options = { nowIso: nowIso(parts), ifState: ["attached", "error"] };
      if (!(await updatePort(tx, port.id, { state: "detaching", operationId }, options)))
        throw new HostError("FAILED_PRECONDITION", `the port ${port.name} is ${port.state}: it cannot be detached now`);
    },
    change: (operationId) => detachChange(parts, operationId, key),
  });
  const row = await findPortById(database.handle, port.id);
  return { ...ran, port: row ? viewPort(row, network.name) : null };
}

/** The ports of a network by name. */
export async function shownPorts({ domain }: Parts, name: string): Promise<{ readonly ports: readonly PortView[] }> {
  const network = await requireNetwork(domain.database.handle, name);
  const rows = await listPorts(domain.database.handle, network.id);
  return { ports: rows.map((row) => viewPort(row, name)) };
}

/** A port that is there and may be changed. NOT_FOUND, FAILED_PRECONDITION. */
export async function requireAttached(db: Handle, networkId: string, params: PortParams): Promise<PortRecord> {
  const port = await findPort(db, networkId, params.port);
  if (!port)
    throw new HostError("NOT_FOUND", `the network ${params.network} has no port ${JSON.stringify(params.port)}`);
  if (port.state === "attached") return port;
  throw new HostError("FAILED_PRECONDITION", `the port ${port.name} is ${port.state}, but must be attached for this`);
}

/** What the journal calls a port: at most one operation of it is open at a time. */
export function resourceOf({ network, port }: PortParams): string {
  return `${network}/${port}`;
}

async function requireQuota(tx: Transaction, { domain }: Parts): Promise<void> {
  const { ports } = domain.settings.quota;
  if (ports === 0 || (await countPorts(tx)) < ports) return;
  const message = `the quota of ${ports} ports is used up: detach ports or raise network.quota.ports`;
  throw new HostError("RESOURCE_EXHAUSTED", message, { retryable: false });
}

/** A locally administered hardware address; the table refuses one that is taken. */
function newMac(): string {
  const last = [...randomBytes(3)].map((byte) => byte.toString(16).padStart(2, "0"));
  return ["02", "68", "66", ...last].join(":");
}

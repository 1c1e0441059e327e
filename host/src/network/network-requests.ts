// What an operator asks of networks: what is decided and marked before a driver is asked.
import { createHash, randomBytes } from "node:crypto";
import type { RequestContext } from "../context.ts";
import { insertAddress } from "../db/network-addresses-table.ts";
import { countPorts } from "../db/network-ports-table.ts";
import {
  findNetwork,
  findNetworkById,
  insertNetwork,
  listNetworks,
  listVlans,
  type NetworkRecord,
  updateNetwork,
} from "../db/networks-table.ts";
import type { Handle, Transaction } from "../db/tx.ts";
import { HostError } from "../errors.ts";
import { runChange } from "./change.ts";
import { type NetworkDomain, nowIso, type Parts } from "./domain.ts";
import { type Block, formatAddress, isHostAddress, overlaps, parseAddress, parseBlock } from "./ipv4.ts";
import type { Change, CreateParams, DeleteParams } from "./messages.ts";
import { createChange, deleteChange } from "./network-changes.ts";
import { viewNetwork } from "./views.ts";

/** Makes a network. ALREADY_EXISTS for a name, a block or a VLAN that is taken; INVALID_PARAMS; RESOURCE_EXHAUSTED by quota. */
export async function createNetwork(ctx: RequestContext, parts: Parts, params: CreateParams): Promise<Change> {
  const driver = params.driver ?? requireDefault(parts.domain);
  parts.domain.drivers.get(driver);
  const addresses = planAddresses(params);
  if (params.vlan !== undefined && !parts.strategy.tagged)
    throw new HostError("INVALID_PARAMS", `${parts.strategy.name} makes networks without a VLAN: leave out the tag`);
  const networkId = newId(ctx, "create");
  const ran = await runChange(ctx, parts, {
    dryRun: params.dryRun,
    ...{ action: "create", resource: params.name, networkId, driver, input: { ...params, driver } },
    mark: async (tx, operationId) => {
      await requireRoom(tx, parts, addresses.block);
      const vlan = parts.strategy.tagged ? (params.vlan ?? (await freeVlan(tx, parts.domain))) : null;
      const { settings, drivers } = parts.domain;
      const { gateway, poolFirst, poolLast } = addresses;
      await insertNetwork(
        tx,
        {
          ...{ id: networkId, host: parts.host, name: params.name, state: "creating", operationId },
          ...{ driver, driverDigest: drivers.info(driver).digest, manager: parts.strategy.name },
          ...{ cidr: params.cidr, gateway: formatAddress(gateway), poolFirst, poolLast },
          ...{ vlan, uplink: params.uplink ?? settings.uplink ?? null },
        },
        nowIso(parts),
      );
      const blank = { portId: null, reserved: 1, owner: "gateway", expiresAt: null };
      const address = { networkId, number: gateway, address: formatAddress(gateway), ...blank };
      await insertAddress(tx, address, nowIso(parts));
    },
    change: (operationId) => createChange(parts, operationId, networkId),
  });
  return { ...ran, network: await shown(parts, networkId) };
}

/** Takes a network away; of an absent one nothing is asked. FAILED_PRECONDITION while it has ports. */
export async function removeNetwork(ctx: RequestContext, parts: Parts, params: DeleteParams): Promise<Change> {
  const { name } = params;
  const { database, drivers } = parts.domain;
  const row = await findNetwork(database.handle, name);
  if (!row) return { operationId: null, network: null };
  drivers.get(row.driver);
  const ran = await runChange(ctx, parts, {
    dryRun: params.dryRun,
    ...{ action: "delete", resource: name, networkId: row.id, driver: row.driver, input: { name } },
    mark: async (tx, operationId) => {
      const ports = await countPorts(tx, row.id);
      if (ports > 0)
        throw new HostError("FAILED_PRECONDITION", `the network ${name} has ${ports} port(s): detach them first`);
      const claimed = { state: "deleting", operationId };
      const options = { nowIso: nowIso(parts), ifState: ["available", "error"] };
      if (!(await updateNetwork(tx, row.id, claimed, options))) throw await notReady(tx, row.id, name);
    },
    change: (operationId) => deleteChange(parts, operationId, row.id),
  });
  return { ...ran, network: await shown(parts, row.id) };
}

/** The network of that name. NOT_FOUND. */
export async function requireNetwork(db: Handle, name: string): Promise<NetworkRecord> {
  const row = await findNetwork(db, name);
  if (!row) throw new HostError("NOT_FOUND", `there is no network named ${JSON.stringify(name)}`);
  return row;
}

/** The network of that name, in a state in which it may be changed. FAILED_PRECONDITION. */
export async function requireAvailable(db: Handle, name: string): Promise<NetworkRecord> {
  const row = await requireNetwork(db, name);
  if (row.state !== "available") throw await notReady(db, row.id, name);
  return row;
}

/**
 * Eight hexadecimal digits: a name that fits into that of a device. The same for a request that is repeated with its key, so that the
 * journal knows it again.
 */
export function newId({ idempotencyKey }: RequestContext, action: string): string {
  const bytes =
    idempotencyKey === undefined
      ? randomBytes(4)
      : createHash("sha256").update(`${action} ${idempotencyKey}`).digest().subarray(0, 4);
  return bytes.toString("hex");
}

async function shown({ domain }: Parts, networkId: string) {
  const row = await findNetworkById(domain.database.handle, networkId);
  return row ? viewNetwork(row) : null;
}

function requireDefault({ defaultDriver, drivers }: NetworkDomain): string {
  if (defaultDriver !== undefined) return defaultDriver;
  const names = drivers.names();
  const there = names.length === 0 ? "there is none: name one under network.drivers" : `there are ${names.join(", ")}`;
  throw new HostError("INVALID_PARAMS", `say which network driver (--driver, or network.defaultDriver): ${there}`);
}

interface PlannedAddresses {
  readonly block: Block;
  readonly gateway: number;
  readonly poolFirst: number;
  readonly poolLast: number;
}

/** The gateway is the first address and the pool is the rest, unless it is asked otherwise. Throws INVALID_PARAMS. */
function planAddresses({ cidr, ...asked }: CreateParams): PlannedAddresses {
  const block = parseBlock(cidr);
  if (!block || block.prefix < 8 || block.prefix > 30)
    throw new HostError("INVALID_PARAMS", `${cidr} is no block of 4 to 2^24 addresses, such as 10.0.0.0/24`);
  const chosen = (text: string | undefined, otherwise: number) => {
    const number = text === undefined ? otherwise : (parseAddress(text) ?? 0);
    if (isHostAddress(block, number)) return number;
    throw new HostError("INVALID_PARAMS", `${text} is no address for a machine in ${cidr}`);
  };
  const gateway = chosen(asked.gateway, block.base + 1);
  const poolFirst = chosen(asked.poolFirst, block.base + 1);
  const poolLast = chosen(asked.poolLast, block.broadcast - 1);
  if (poolFirst <= poolLast) return { block, gateway, poolFirst, poolLast };
  throw new HostError("INVALID_PARAMS", "the pool ends before it begins: poolLast must not be below poolFirst");
}

async function requireRoom(tx: Transaction, { domain }: Parts, block: Block): Promise<void> {
  const rows = await listNetworks(tx);
  const { networks } = domain.settings.quota;
  if (networks > 0 && rows.length >= networks) {
    const message = `the quota of ${networks} networks is used up: delete networks or raise network.quota.networks`;
    throw new HostError("RESOURCE_EXHAUSTED", message, { retryable: false });
  }
  const other = rows.find(({ cidr }) => {
    const taken = parseBlock(cidr);
    return taken !== undefined && overlaps(taken, block);
  });
  if (other)
    throw new HostError("ALREADY_EXISTS", `the network ${other.name} has addresses of that block (${other.cidr})`);
}

async function freeVlan(tx: Transaction, { settings }: NetworkDomain): Promise<number> {
  const { first, last } = settings.vlan;
  const taken = new Set(await listVlans(tx));
  for (let vlan = first; vlan <= last; vlan++) if (!taken.has(vlan)) return vlan;
  throw new HostError("RESOURCE_EXHAUSTED", `all VLANs from ${first} to ${last} are taken: widen network.vlan`, {
    retryable: false,
  });
}

async function notReady(db: Handle, id: string, name: string): Promise<HostError> {
  const state = (await findNetworkById(db, id))?.state ?? "gone";
  return new HostError("FAILED_PRECONDITION", `the network ${name} is ${state}: it cannot be changed now`, {
    data: { state },
  });
}

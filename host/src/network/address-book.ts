// Which addresses of a network are taken, and by whom. What is decided here is decided in one transaction and never twice.
import {
  deleteAddress,
  findAddress,
  firstFreeAddress,
  giveAddress,
  insertAddress,
  listAddresses,
} from "../db/network-addresses-table.ts";
import { listPorts } from "../db/network-ports-table.ts";
import type { NetworkRecord } from "../db/networks-table.ts";
import type { Transaction } from "../db/tx.ts";
import { HostError } from "../errors.ts";
import { nowIso, type Parts } from "./domain.ts";
import { formatAddress, isHostAddress, parseAddress, parseBlock } from "./ipv4.ts";
import type { AddressView, Allocated, AllocateParams, Released, ReleaseParams } from "./messages.ts";
import { requireNetwork } from "./network-requests.ts";
import { decide, ofRecords } from "./plan.ts";
import { viewAddress } from "./views.ts";

/** Reserves an address: the one that was asked for, or the lowest free one of the pool. RESOURCE_EXHAUSTED, ALREADY_EXISTS. */
export async function allocateAddress(parts: Parts, params: AllocateParams): Promise<Allocated> {
  const { database } = parts.domain;
  const row = await decide(parts, params.dryRun, async (tx) => {
    const network = await requireNetwork(tx, params.network);
    const number = await chooseAddress(tx, network, params.address);
    const address = formatAddress(number);
    const expiresAt =
      params.leaseMs === undefined ? null : new Date(database.clock.wallMs() + params.leaseMs).toISOString();
    const owner = params.owner ?? null;
    const taken = { networkId: network.id, number, address, portId: null, reserved: 1, owner, expiresAt };
    await insertAddress(tx, taken, nowIso(parts));
    return { ...taken, createdAt: "" };
  });
  const plan = ofRecords(`${row.address} is reserved in the records`);
  return { address: viewAddress(row, new Map()), ...(params.dryRun ? { plan } : {}) };
}

/** Frees a reservation; of a free address nothing is to be done. FAILED_PRECONDITION while a port has it. */
export async function releaseAddress(parts: Parts, params: ReleaseParams): Promise<Released> {
  const released = await decide(parts, params.dryRun, async (tx) => {
    const network = await requireNetwork(tx, params.network);
    const number = parseAddress(params.address) ?? 0;
    const row = await findAddress(tx, network.id, number);
    if (!row) return false;
    const holder = row.address === network.gateway ? "the gateway" : row.portId === null ? undefined : "a port";
    if (holder !== undefined)
      throw new HostError(
        "FAILED_PRECONDITION",
        `the address ${params.address} belongs to ${holder} of ${network.name}`,
      );
    return deleteAddress(tx, network.id, number);
  });
  const plan = ofRecords(`${params.address} ${released ? "is freed in the records" : "is free already"}`);
  return params.dryRun ? { released: false, plan } : { released };
}

/** The taken addresses of a network, in their order. */
export async function shownAddresses(parts: Parts, name: string): Promise<{ readonly addresses: AddressView[] }> {
  const { handle } = parts.domain.database;
  const network = await requireNetwork(handle, name);
  const ports = new Map((await listPorts(handle, network.id)).map((port) => [port.id, port.name]));
  return { addresses: (await listAddresses(handle, network.id)).map((row) => viewAddress(row, ports)) };
}

/** Gives a port its address, in the transaction that makes the port: a reserved one that is named, or a free one. */
export async function takeAddress(
  tx: Transaction,
  parts: Parts,
  network: NetworkRecord,
  asked: { readonly portId: string; readonly address?: string | undefined },
): Promise<string> {
  const { portId } = asked;
  const wanted = asked.address === undefined ? undefined : parseAddress(asked.address);
  const row = wanted === undefined ? undefined : await findAddress(tx, network.id, wanted);
  if (row && wanted !== undefined) {
    if (row.address !== network.gateway && (await giveAddress(tx, network.id, wanted, portId))) return row.address;
    throw new HostError("ALREADY_EXISTS", `the address ${row.address} is taken`);
  }
  const number = await chooseAddress(tx, network, asked.address);
  const address = formatAddress(number);
  const blank = { reserved: 0, owner: null, expiresAt: null };
  await insertAddress(tx, { networkId: network.id, number, address, portId, ...blank }, nowIso(parts));
  return address;
}

async function chooseAddress(tx: Transaction, network: NetworkRecord, asked: string | undefined): Promise<number> {
  const { id, name, cidr, poolFirst: first, poolLast: last } = network;
  if (asked !== undefined) {
    const number = parseAddress(asked);
    const block = parseBlock(cidr);
    if (number !== undefined && block && isHostAddress(block, number)) return number;
    throw new HostError("INVALID_PARAMS", `${asked} is no address for a machine in ${name} (${cidr})`);
  }
  const number = await firstFreeAddress(tx, id, { first, last });
  if (number !== undefined && number <= last) return number;
  const pool = `${formatAddress(first)} to ${formatAddress(last)}`;
  throw new HostError("RESOURCE_EXHAUSTED", `all addresses of ${name} are taken (${pool}): release some`, {
    data: { network: name },
    retryable: false,
  });
}

// What an operator asks of outer addresses: taken from their range, led to a port, taken back.
import type { RequestContext } from "../context.ts";
import {
  deleteFloating,
  type FloatingRecord,
  findFloating,
  insertFloating,
  listFloating,
  updateFloating,
} from "../db/floating-addresses-table.ts";
import { findPortById } from "../db/network-ports-table.ts";
import { findNetworkById, type NetworkRecord } from "../db/networks-table.ts";
import type { Handle } from "../db/tx.ts";
import { HostError } from "../errors.ts";
import { runChange } from "./change.ts";
import { nowIso, type Parts } from "./domain.ts";
import { associateChange, disassociateChange, type FloatingKey } from "./floating-changes.ts";
import { type Block, formatAddress, isHostAddress, parseAddress, parseBlock } from "./ipv4.ts";
import type {
  AssociateParams,
  FloatingAllocateParams,
  FloatingChange,
  FloatingParams,
  FloatingView,
  Released,
} from "./messages.ts";
import { requireAvailable } from "./network-requests.ts";
import { decide, ofRecords } from "./plan.ts";
import { requireAttached } from "./port-requests.ts";
import { viewFloating } from "./views.ts";

/** Takes an outer address: the one that was asked for, or the lowest free one. RESOURCE_EXHAUSTED, ALREADY_EXISTS. */
export async function allocateFloating(parts: Parts, params: FloatingAllocateParams): Promise<FloatingChange> {
  const block = requireRange(parts);
  const row = await decide(parts, params.dryRun, async (tx) => {
    const number = params.address === undefined ? await lowestFree(tx, block) : (parseAddress(params.address) ?? 0);
    if (!isHostAddress(block, number)) {
      const range = parts.domain.settings.floating.range;
      throw new HostError("INVALID_PARAMS", `${params.address} is not in the range of floating addresses, ${range}`);
    }
    await insertFloating(tx, { number, address: formatAddress(number) }, nowIso(parts));
    return findFloating(tx, number);
  });
  const floating = row ? viewFloating(row, undefined) : null;
  const plan = ofRecords(`${floating?.address} is taken from the range in the records`);
  return { operationId: null, floating, ...(params.dryRun ? { plan } : {}) };
}

/** Gives an outer address back to the range; of one that was not taken nothing is to be done. FAILED_PRECONDITION while it is in use. */
export async function releaseFloating(parts: Parts, params: FloatingParams): Promise<Released> {
  const number = parseAddress(params.address) ?? 0;
  const released = await decide(parts, params.dryRun, async (tx) => {
    if (await deleteFloating(tx, number)) return true;
    const row = await findFloating(tx, number);
    if (!row) return false;
    throw new HostError("FAILED_PRECONDITION", `${params.address} is ${row.state}: disassociate it first`);
  });
  const plan = ofRecords(`${params.address} ${released ? "goes back to the range in the records" : "is free already"}`);
  return params.dryRun ? { released: false, plan } : { released };
}

/** Leads an outer address to a port. NOT_FOUND, FAILED_PRECONDITION while it leads elsewhere. */
export async function associateFloating(
  ctx: RequestContext,
  parts: Parts,
  params: AssociateParams,
): Promise<FloatingChange> {
  const { handle } = parts.domain.database;
  const network = await requireAvailable(handle, params.network);
  const { number } = await requireFloating(handle, params);
  const { id: portId } = await requireAttached(handle, network.id, params);
  const key: FloatingKey = { networkId: network.id, portId, number };
  const ran = await runChange(ctx, parts, {
    dryRun: params.dryRun,
    ...{ action: "associate", resource: params.address, networkId: network.id, driver: network.driver },
    input: { ...params, ...key },
    mark: async (tx, operationId) => {
      await requireAttached(tx, network.id, params);
      const options = { nowIso: nowIso(parts), ifState: ["free"] };
      if (await updateFloating(tx, number, { state: "associating", portId, operationId }, options)) return;
      throw new HostError("FAILED_PRECONDITION", `${params.address} leads to a port: disassociate it first`);
    },
    change: (operationId) => associateChange(parts, operationId, key),
  });
  return { ...ran, floating: await shown(parts, number) };
}

/** Takes an outer address from its port; from a free one nothing is taken. */
export async function disassociateFloating(
  ctx: RequestContext,
  parts: Parts,
  params: FloatingParams,
): Promise<FloatingChange> {
  const { handle } = parts.domain.database;
  const row = await requireFloating(handle, params);
  const place = await placeOf(handle, row);
  if (!place) return { operationId: null, floating: viewFloating(row, undefined) };
  const { network } = place;
  const key: FloatingKey = { networkId: network.id, portId: place.portId, number: row.number };
  const ran = await runChange(ctx, parts, {
    dryRun: params.dryRun,
    ...{ action: "disassociate", resource: params.address, networkId: network.id, driver: network.driver },
    input: { ...params, ...key },
    mark: async (tx, operationId) => {
      const options = { nowIso: nowIso(parts), ifState: ["associated"] };
      if (await updateFloating(tx, row.number, { state: "clearing", operationId }, options)) return;
      throw new HostError("FAILED_PRECONDITION", `${params.address} is ${row.state}: it cannot be changed now`);
    },
    change: (operationId) => disassociateChange(parts, operationId, key),
  });
  return { ...ran, floating: await shown(parts, row.number) };
}

/** All outer addresses that are taken. */
export async function shownFloating({ domain }: Parts): Promise<{ readonly floating: readonly FloatingView[] }> {
  const { handle } = domain.database;
  const rows = await listFloating(handle);
  return { floating: await Promise.all(rows.map(async (row) => view(row, await placeOf(handle, row)))) };
}

interface Place {
  readonly network: NetworkRecord;
  readonly portId: string;
  readonly port: string;
}

async function placeOf(db: Handle, { portId }: FloatingRecord): Promise<Place | undefined> {
  const port = portId === null ? undefined : await findPortById(db, portId);
  const network = port && (await findNetworkById(db, port.networkId));
  return network && { network, portId: port.id, port: port.name };
}

function view(row: FloatingRecord, place: Place | undefined): FloatingView {
  return viewFloating(row, place && { network: place.network.name, port: place.port });
}

async function shown({ domain }: Parts, number: number): Promise<FloatingView | null> {
  const { handle } = domain.database;
  const row = await findFloating(handle, number);
  return row ? view(row, await placeOf(handle, row)) : null;
}

async function requireFloating(db: Handle, { address }: FloatingParams): Promise<FloatingRecord> {
  const row = await findFloating(db, parseAddress(address) ?? 0);
  if (!row) throw new HostError("NOT_FOUND", `the floating address ${address} is not allocated: allocate it first`);
  return row;
}

function requireRange({ domain }: Parts): Block {
  const block = parseBlock(domain.settings.floating.range ?? "");
  if (block) return block;
  throw new HostError(
    "FAILED_PRECONDITION",
    "there are no floating addresses: set network.floating.range to their block",
  );
}

async function lowestFree(db: Handle, block: Block): Promise<number> {
  const taken = new Set((await listFloating(db)).map(({ number }) => number));
  for (let number = block.base + 1; number < block.broadcast; number++) if (!taken.has(number)) return number;
  throw new HostError("RESOURCE_EXHAUSTED", "all floating addresses are taken: release some", { retryable: false });
}

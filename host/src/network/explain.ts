// All that is known of a network, a port or an outer address: what should be, what is there now, what was done, and what comes next.
import type { Network } from "@holdfast/sdk";
import type { RequestContext } from "../context.ts";
import { findFloating } from "../db/floating-addresses-table.ts";
import { findPort, findPortById, listPorts, type PortRecord } from "../db/network-ports-table.ts";
import { findNetwork, findNetworkById, type NetworkRecord } from "../db/networks-table.ts";
import { HostError, messageOf } from "../errors.ts";
import {
  driverSentences,
  type ExplainedDriver,
  explainDriver,
  type LogLine,
  lastLines,
} from "../manager/explained-driver.ts";
import { type ExplainedOperation, explainOperations, type Waiting } from "../operation/explained.ts";
import type { Parts } from "./domain.ts";
import { parseAddress } from "./ipv4.ts";
import type { ExplainParams, FloatingView, NetworkView, PortView } from "./messages.ts";
import { viewFloating, viewNetwork, viewPort } from "./views.ts";

const LOOK_TIMEOUT_MS = 10_000;

export interface NetworkExplanation {
  readonly name: string;
  /** What the records say it should be; null when they know no such thing. */
  readonly wanted: (NetworkView & { readonly ports: readonly PortView[] }) | PortView | FloatingView | null;
  /** What the driver shows of the network that it belongs to, or why nobody can say. */
  readonly there: { readonly network?: Network; readonly problem?: string };
  /** Null while nothing has to do with a driver. */
  readonly driver: ExplainedDriver | null;
  /** Newest first. */
  readonly operations: readonly ExplainedOperation[];
  readonly waiting: Waiting | null;
  /** What the driver logged, and what was logged about it: denials, faults, health. Oldest first. */
  readonly lines: readonly LogLine[];
  /** One sentence a line, the most important first. */
  readonly summary: readonly string[];
}

/** NOT_FOUND when neither a record nor an operation ever had that name. */
export async function explainNetwork(
  ctx: RequestContext,
  parts: Parts,
  params: ExplainParams,
): Promise<NetworkExplanation> {
  const thing = await find(parts, params);
  const { name, network, wanted } = thing;
  const { domain } = parts;
  const done = await explainOperations(domain.database.handle, { domain: "network", resource: name });
  const { operations, waiting, sentences } = done;
  if (!wanted && operations.length === 0)
    throw new HostError("NOT_FOUND", `nothing is known of ${thing.kind} ${JSON.stringify(name)}`);
  const driverName = network?.driver ?? operations[0]?.driver;
  const digest = network?.driverDigest;
  const driver = driverName === undefined ? null : explainDriver(domain.drivers, { name: driverName, digest });
  const there = network ? await look(ctx, parts, network) : { problem: "the records lead to no network" };
  const lines = driverName === undefined ? [] : lastLines(domain.driverLines, driverName);
  const drivers = driver ? driverSentences(driver) : [];
  const summary = [...stateSentences(thing, there), ...drivers, ...sentences];
  return { name, wanted, there, driver, operations, waiting, lines, summary };
}

interface Thing {
  readonly kind: "a network" | "a port" | "an outer address";
  /** As the journal calls it. */
  readonly name: string;
  readonly network: NetworkRecord | undefined;
  readonly wanted: NetworkExplanation["wanted"];
  /** Whether the driver's network has it. */
  isIn(there: Network): boolean;
}

async function find(parts: Parts, { name = "", port, floating }: ExplainParams): Promise<Thing> {
  const { handle } = parts.domain.database;
  if (floating !== undefined) return findOuter(parts, floating);
  const network = await findNetwork(handle, name);
  if (port === undefined) {
    const ports = network ? (await listPorts(handle, network.id)).map((row) => viewPort(row, name)) : [];
    const wanted = network ? { ...viewNetwork(network), ports } : null;
    return { kind: "a network", name, network, wanted, isIn: () => true };
  }
  const row = network && (await findPort(handle, network.id, port));
  const wanted = row ? viewPort(row, name) : null;
  const isIn = (there: Network) => there.ports.some((one) => one.port === row?.id);
  return { kind: "a port", name: `${name}/${port}`, network, wanted, isIn };
}

async function findOuter(parts: Parts, address: string): Promise<Thing> {
  const { handle } = parts.domain.database;
  const row = await findFloating(handle, parseAddress(address) ?? 0);
  const port: PortRecord | undefined = row?.portId == null ? undefined : await findPortById(handle, row.portId);
  const network = port && (await findNetworkById(handle, port.networkId));
  const place = network && { network: network.name, port: port.name };
  const wanted = row ? viewFloating(row, place) : null;
  const isIn = (there: Network) => there.floating.includes(address);
  return { kind: "an outer address", name: address, network, wanted, isIn };
}

async function look(ctx: RequestContext, { domain }: Parts, row: NetworkRecord): Promise<NetworkExplanation["there"]> {
  const own = ctx.child({ timeoutMs: LOOK_TIMEOUT_MS });
  try {
    return { network: await domain.drivers.get(row.driver).inspectNetwork(own, { network: row.id }) };
  } catch (error) {
    return { problem: messageOf(error) };
  } finally {
    own.close();
  }
}

function stateSentences({ kind, wanted, network, isIn }: Thing, there: NetworkExplanation["there"]): string[] {
  if (!wanted) return [`the records know no such thing (${kind}) now`];
  const error = "error" in wanted ? wanted.error : null;
  const place = network ? ` on ${network.driver}` : "";
  const lines = [error === null ? `it should be ${wanted.state}${place}` : `it is in error: ${error}`];
  if (network && there.problem !== undefined) lines.push(`the driver does not show its network: ${there.problem}`);
  if (there.network && !isIn(there.network)) lines.push("the driver shows the network without it");
  return lines;
}

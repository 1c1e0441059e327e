// All that is known of one volume: what should be, what is there now, what was done to it, and what comes next.
import type { Volume } from "@holdfast/sdk";
import type { RequestContext } from "../context.ts";
import { listOperations, listTransitions, type OperationRecord } from "../db/operations-table.ts";
import { findVolume } from "../db/volumes-table.ts";
import { HostError, messageOf } from "../errors.ts";
import type { DriverInfo } from "../manager/manager.ts";
import type { Changes } from "./changes.ts";
import { describeVolume } from "./details.ts";
import type { NameParams, VolumeDetails } from "./messages.ts";

const OPERATIONS_SHOWN = 10;
const LINES_SHOWN = 20;
const LOOK_TIMEOUT_MS = 10_000;

export interface ExplainedOperation extends Omit<OperationRecord, "host" | "instanceId" | "requestId"> {
  readonly transitions: readonly { readonly at: string; readonly state: string; readonly note: string | null }[];
}

export interface VolumeExplanation {
  readonly name: string;
  /** What the records say it should be; null when they know no such volume. */
  readonly wanted: VolumeDetails | null;
  /** What the driver says is there, or why nobody can say. */
  readonly there: { readonly volume?: Volume; readonly problem?: string };
  readonly driver:
    | (DriverInfo & { readonly isSameFile: boolean })
    | { readonly name: string; readonly problem: string };
  /** Newest first. */
  readonly operations: readonly ExplainedOperation[];
  /** The operation that is open, when it is looked at again, and why the last look did not settle it. */
  readonly waiting: {
    readonly operationId: string;
    readonly nextTryAt: string | null;
    readonly reason: string | null;
  } | null;
  /** What the driver logged, and what was logged about it: denials, faults, health. Oldest first. */
  readonly lines: readonly { readonly at: string; readonly level: string; readonly text: string }[];
  /** One sentence a line, the most important first. */
  readonly summary: readonly string[];
}

/** NOT_FOUND when neither a record nor an operation ever had that name. */
export async function explainVolume(
  ctx: RequestContext,
  changes: Changes,
  { name }: NameParams,
): Promise<VolumeExplanation> {
  const { handle } = changes.domain.database;
  const row = await findVolume(handle, name);
  const found = await listOperations(handle, { domain: "volume", resource: name, limit: OPERATIONS_SHOWN });
  const driverName = row?.driver ?? found[0]?.driver;
  if (driverName === undefined)
    throw new HostError("NOT_FOUND", `nothing is known of a volume ${JSON.stringify(name)}`);
  const operations = await Promise.all(found.map((one) => withTransitions(changes, one)));
  const open = found.find(({ state }) => state === "started" || state === "unknown");
  const waiting = open ? { operationId: open.id, nextTryAt: open.nextTryAt, reason: open.waitReason } : null;
  const wanted = row ? await describeVolume(handle, row) : null;
  const there = await look(ctx, changes, { name, driver: driverName });
  const driver = driverOf(changes, driverName, row?.driverDigest);
  const lines = (changes.domain.driverLines?.(driverName) ?? []).slice(-LINES_SHOWN);
  const known = { name, wanted, there, driver, operations, waiting, lines };
  return { ...known, summary: summaryOf(known) };
}

async function withTransitions(changes: Changes, operation: OperationRecord): Promise<ExplainedOperation> {
  const transitions = await listTransitions(changes.domain.database.handle, operation.id);
  const { host: _host, instanceId: _instance, requestId: _request, ...shown } = operation;
  return { ...shown, transitions: transitions.map(({ at, state, note }) => ({ at, state, note })) };
}

async function look(
  ctx: RequestContext,
  changes: Changes,
  { name, driver }: { readonly name: string; readonly driver: string },
): Promise<VolumeExplanation["there"]> {
  const own = ctx.child({ timeoutMs: LOOK_TIMEOUT_MS });
  try {
    return { volume: await changes.driver(driver).inspectVolume(own, { name }) };
  } catch (error) {
    return { problem: messageOf(error) };
  } finally {
    own.close();
  }
}

function driverOf(changes: Changes, name: string, digest: string | undefined): VolumeExplanation["driver"] {
  try {
    const info = changes.domain.drivers.info(name);
    return { ...info, isSameFile: digest === undefined || digest === "" || info.digest === digest };
  } catch (error) {
    return { name, problem: messageOf(error) };
  }
}

function summaryOf(known: Omit<VolumeExplanation, "summary">): string[] {
  const { wanted, there, driver, waiting, operations } = known;
  const lines: string[] = [];
  if (!wanted) lines.push("the records know no volume of that name now");
  else if (wanted.error !== null) lines.push(`it is in error: ${wanted.error}`);
  else lines.push(`it should be ${wanted.state} with ${wanted.sizeBytes} bytes on ${wanted.driver}`);
  if (there.problem !== undefined) lines.push(`the driver does not show it: ${there.problem}`);
  else if (wanted && there.volume?.sizeBytes !== wanted.sizeBytes)
    lines.push(`the driver has it with ${there.volume?.sizeBytes} bytes`);
  if ("problem" in driver) lines.push(`the driver cannot be asked: ${driver.problem}`);
  else if (driver.health !== "ready")
    lines.push(`the driver is ${driver.health}: ${driver.reason ?? "it says no reason"}`);
  else if (!driver.isSameFile) lines.push("the driver is another file now than the one that made it");
  if (waiting) {
    const next = waiting.nextTryAt === null ? "soon" : `at ${waiting.nextTryAt}`;
    const why = waiting.reason === null ? "" : `, since the last look failed: ${waiting.reason}`;
    lines.push(`operation ${waiting.operationId} is open and is looked at ${next}${why}`);
  }
  const last = operations.find(({ state }) => state === "failed");
  if (last?.error) lines.push(`the last failure was ${last.action} at ${last.startedAt}: ${last.error.message}`);
  return lines;
}

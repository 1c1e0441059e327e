// All that is known of one volume: what should be, what is there now, what was done to it, and what comes next.
import type { Volume } from "@holdfast/sdk";
import type { RequestContext } from "../context.ts";
import { findVolume } from "../db/volumes-table.ts";
import { HostError, messageOf } from "../errors.ts";
import {
  driverSentences,
  type ExplainedDriver,
  explainDriver,
  type LogLine,
  lastLines,
} from "../manager/explained-driver.ts";
import { type ExplainedOperation, explainOperations, type Waiting } from "../operation/explained.ts";
import type { Changes } from "./changes.ts";
import { describeVolume } from "./details.ts";
import type { NameParams, VolumeDetails } from "./messages.ts";

const LOOK_TIMEOUT_MS = 10_000;

export interface VolumeExplanation {
  readonly name: string;
  /** What the records say it should be; null when they know no such volume. */
  readonly wanted: VolumeDetails | null;
  /** What the driver says is there, or why nobody can say. */
  readonly there: { readonly volume?: Volume; readonly problem?: string };
  readonly driver: ExplainedDriver;
  /** Newest first. */
  readonly operations: readonly ExplainedOperation[];
  readonly waiting: Waiting | null;
  /** What the driver logged, and what was logged about it: denials, faults, health. Oldest first. */
  readonly lines: readonly LogLine[];
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
  const done = await explainOperations(handle, { domain: "volume", resource: name });
  const driverName = row?.driver ?? done.operations[0]?.driver;
  if (driverName === undefined)
    throw new HostError("NOT_FOUND", `nothing is known of a volume ${JSON.stringify(name)}`);
  const wanted = row ? await describeVolume(handle, row) : null;
  const there = await look(ctx, changes, { name, driver: driverName });
  const driver = explainDriver(changes.domain.drivers, { name: driverName, digest: row?.driverDigest });
  const lines = lastLines(changes.domain.driverLines, driverName);
  const { operations, waiting, sentences } = done;
  const summary = [...stateSentences(wanted, there), ...driverSentences(driver), ...sentences];
  return { name, wanted, there, driver, operations, waiting, lines, summary };
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

function stateSentences(wanted: VolumeDetails | null, there: VolumeExplanation["there"]): string[] {
  const lines: string[] = [];
  if (!wanted) lines.push("the records know no volume of that name now");
  else if (wanted.error !== null) lines.push(`it is in error: ${wanted.error}`);
  else lines.push(`it should be ${wanted.state} with ${wanted.sizeBytes} bytes on ${wanted.driver}`);
  if (there.problem !== undefined) lines.push(`the driver does not show it: ${there.problem}`);
  else if (wanted && there.volume?.sizeBytes !== wanted.sizeBytes)
    lines.push(`the driver has it with ${there.volume?.sizeBytes} bytes`);
  return lines;
}

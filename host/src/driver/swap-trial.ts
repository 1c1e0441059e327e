// A driver's next file on trial: asked beside the one that serves how it feels, what it can be asked without harm, and the smoke cases of its kind.
import {
  type DriverContext,
  type FunctionDescriptor,
  runSmoke,
  SmokeFailure,
  type SmokeReport,
  smokeStamp,
} from "@holdfast/sdk";
import { RequestContext } from "../context.ts";
import { HostError, isDriverStatus, isHostError, messageOf } from "../errors.ts";
import type { DriverEntry, LoadedDriver } from "./driver-entry.ts";
import { markTrial, removeLeftovers, type TrialParts, unmarkTrial } from "./trial-marks.ts";

const TRIAL_TIMEOUT_MS = 30_000;
const CLEANING_TIMEOUT_MS = 10_000;

/** What the cases came to. Throws what the file was found wanting in; whatever the cases made is gone then too, or remembered until it is. */
export async function tryOut(
  ctx: RequestContext,
  entry: DriverEntry,
  next: LoadedDriver,
  parts: TrialParts,
): Promise<SmokeReport> {
  await removeLeftovers(entry, parts);
  const stamp = smokeStamp();
  await markTrial(parts, entry.spec, stamp);
  try {
    const report = await runTrial(ctx, entry, next, stamp);
    await unmarkTrial(parts, entry.spec, stamp);
    return report;
  } catch (error) {
    await removeLeftovers(entry, parts);
    throw error;
  }
}

async function runTrial(
  ctx: RequestContext,
  entry: DriverEntry,
  next: LoadedDriver,
  stamp: string,
): Promise<SmokeReport> {
  const { kind, serving } = next;
  const trial = ctx.child({ timeoutMs: TRIAL_TIMEOUT_MS });
  const calls: RequestContext[] = [];
  const kept = (call: RequestContext): RequestContext => {
    calls.push(call);
    return call;
  };
  const context = (timeoutMs: number = TRIAL_TIMEOUT_MS) => kept(trial.child({ timeoutMs }));
  const cleaningContext = () =>
    kept(new RequestContext({ timeoutMs: CLEANING_TIMEOUT_MS, clock: ctx.clock, log: ctx.log }));
  try {
    await mustBeWell(trial, entry, next);
    const harmless = (fn: FunctionDescriptor) =>
      !fn.mutates && !fn.encodeInput && fn.wire !== "probe" && fn.wire !== "describe";
    for (const fn of kind.functions.filter(harmless)) await ask(trial, serving.handle, fn);
    // Under a name that is nobody's the one that serves finds nothing of its own, so it may clean up.
    const cleaner = entry.loaded?.serving.handle ?? serving.handle;
    const { contract } = kind;
    const subject = { kind: entry.spec.kind, ...(contract === undefined ? {} : { contract }) };
    const run = { ...subject, driver: serving.handle, cleaner, stamp, context, cleaningContext };
    return await runSmoke(run);
  } catch (error) {
    throw error instanceof SmokeFailure ? refusalFor(error) : error;
  } finally {
    for (const call of calls) call.close();
    trial.close();
  }
}

async function mustBeWell(ctx: RequestContext, entry: DriverEntry, { serving }: LoadedDriver): Promise<void> {
  const { error, health, reason = "no reason given" } = await serving.probe(ctx);
  if (error) throw error;
  if (health !== "unavailable" || entry.health.health === "unavailable") return;
  throw new HostError("DRIVER_UNAVAILABLE", `the new file says that it is unavailable: ${reason}`);
}

async function ask(ctx: DriverContext, handle: object, fn: FunctionDescriptor): Promise<void> {
  const method: unknown = Reflect.get(handle, fn.camel);
  if (typeof method !== "function") return;
  try {
    await method.call(handle, ctx);
  } catch (error) {
    // A status is an answer, and one that the contract allows.
    if (isDriverStatus(error)) return;
    throw notTaken(`failed ${fn.wire}`, error);
  }
}

/** An accident keeps its own name; what it answered wrongly is a breach of what its kind promises. */
function refusalFor({ caseName, cause }: SmokeFailure): HostError {
  const what = `failed the case ${JSON.stringify(caseName)}`;
  if (isHostError(cause)) return notTaken(what, cause);
  const message = `the new file ${what} and was not taken: ${messageOf(cause)}`;
  return new HostError("DRIVER_NOT_CONFORMING", message, { data: { case: caseName }, cause });
}

function notTaken(what: string, error: unknown): HostError {
  const known = isHostError(error) ? error : new HostError("INTERNAL", messageOf(error), { cause: error });
  const { code, message, data } = known;
  return new HostError(code, `the new file ${what} and was not taken: ${message}`, { data, cause: error });
}

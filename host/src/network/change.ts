// A journaled change: begun with a mark, worked on in the network's turn, settled by its outcome or, when that was lost, by looking.
import type { NetworkChange } from "@holdfast/sdk";
import type { RequestContext } from "../context.ts";
import type { Handle, Transaction } from "../db/tx.ts";
import { HostError, isDriverStatus, messageOf } from "../errors.ts";
import type { OperationEntry } from "../operation/entry.ts";
import { judge } from "../operation/outcome.ts";
import type { Finding } from "../operation/reconcile.ts";
import type { Parts } from "./domain.ts";
import type { Plan } from "./messages.ts";
import { planOf } from "./plan.ts";

/** How a change ended, once that is known. */
export type Ended =
  | { readonly state: "done"; readonly result: unknown }
  | { readonly state: "failed"; readonly reason?: string };

/** One kind of change, made for one thing. It must be possible to make it again from the journal's input alone. */
export interface Change {
  /** The driver call. What it throws as a status means that nothing was changed; see `inDoubt` for what cannot promise that. */
  work(ctx: RequestContext): Promise<unknown>;
  /** After a lost answer: finds out what is there, and finishes or takes back what was begun. A throw means: ask again later. */
  look(ctx: RequestContext): Promise<{ readonly ended: Ended; readonly note: string }>;
  /** Brings the records in line with how it ended. May run again. */
  settle(tx: Transaction, ended: Ended): Promise<void>;
  /** What the work would ask the driver, in order, by records as they would be. */
  calls(db: Handle): Promise<readonly NetworkChange[]>;
}

export interface ChangeRequest {
  readonly action: string;
  readonly resource: string;
  /** The network whose turn it is. */
  readonly networkId: string;
  readonly driver: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** True: all is checked, the driver is asked what it would do, and nothing is changed. */
  readonly dryRun?: boolean | undefined;
  mark(tx: Transaction, operationId: string): Promise<void>;
  /** Made once the operation has its id. */
  change(operationId: string): Change;
}

/** The operation of a change, or what a dry run found. */
export interface Ran {
  readonly operationId: string | null;
  readonly plan?: Plan;
}

/** Runs a change, or rehearses it. Throws what the work threw, once it is recorded. */
export async function runChange(ctx: RequestContext, parts: Parts, request: ChangeRequest): Promise<Ran> {
  const { action, resource, networkId, driver } = request;
  const { dryRun: _wish, ...input } = request.input;
  const key = ctx.idempotencyKey === undefined ? {} : { idempotencyKey: ctx.idempotencyKey };
  const { digest: driverDigest, place: driverPlace = "" } = parts.domain.drivers.info(driver);
  const asked = { driver, driverDigest, driverPlace, input: { ...input, networkId } };
  const entry = { domain: "network", resource, action, ...asked, ...key };
  if (request.dryRun) return rehearse(ctx, parts, { request, entry });
  const { operationId } = await parts.domain.journal.run<unknown>(ctx, entry, {
    mark: (tx, id) => request.mark(tx, id),
    work: (id, inner) => parts.turns.run(inner, networkId, () => request.change(id).work(inner)),
    settle: async (tx, outcome, id) => {
      if (outcome.state === "unknown") return;
      const ended: Ended = outcome.state === "done" ? { state: "done", result: outcome.result } : { state: "failed" };
      await request.change(id).settle(tx, ended);
    },
  });
  return { operationId };
}

/** Decides as the change would, takes that back, and asks the driver what it would do. */
async function rehearse(
  ctx: RequestContext,
  parts: Parts,
  { request, entry }: { readonly request: ChangeRequest; readonly entry: OperationEntry },
): Promise<Ran> {
  let calls: readonly NetworkChange[] = [];
  await parts.domain.journal.rehearse(entry, async (tx, id) => {
    await request.mark(tx, id);
    calls = await request.change(id).calls(tx);
  });
  return { operationId: null, plan: await planOf(ctx, parts, { driver: request.driver, calls }) };
}

/** What the journal is told of a change that was looked into. */
export async function findOut(ctx: RequestContext, change: Change): Promise<Finding> {
  const { ended, note } = await change.look(ctx);
  return {
    state: ended.state,
    note,
    ...(ended.state === "done" ? { result: ended.result } : {}),
    settle: (tx) => change.settle(tx, ended),
  };
}

/**
 * For calls of which the contract does not say that a failed one changed nothing: what a driver met on its way it may have met half-way.
 * Other statuses are refusals before anything was done.
 */
export function inDoubt(error: unknown): never {
  if (!isDriverStatus(error, "failed") && !isDriverStatus(error, "resource_exhausted")) throw error;
  const { status, message, details } = error;
  throw new HostError("DRIVER_FAILED", message, { data: { status, details, called: true }, cause: error });
}

/**
 * Takes back what an earlier call of the same work did, when a later one was refused, and throws that refusal. If it cannot be taken back,
 * or nobody knows what the later one did, the outcome is not known.
 */
export async function takeBack(error: unknown, undo: () => Promise<void>): Promise<never> {
  if (judge(error) === "unknown") throw error;
  try {
    await undo();
  } catch (cause) {
    const message = `${messageOf(error)}; what was done before it could not be taken back: ${messageOf(cause)}`;
    throw new HostError("DRIVER_FAILED", message, { data: { called: true }, cause });
  }
  throw error;
}

/** `found` is undefined when the driver says not_found. */
export async function orAbsent<T>(call: Promise<T>): Promise<T | undefined> {
  return call.catch((error: unknown) => {
    if (isDriverStatus(error, "not_found")) return undefined;
    throw error;
  });
}

// A change of networks once more: what is not known is looked at now, what failed is asked for again as it was.
import type { RequestContext } from "../context.ts";
import type { OperationRecord } from "../db/operations-table.ts";
import { HostError } from "../errors.ts";
import { type Settled, settlingInWords } from "../operation/reconcile.ts";
import * as messages from "./messages.ts";

/** The method behind an action, and what of the journal's input are its params. */
const AGAIN = {
  create: ["create", messages.CREATE_PARAMS],
  delete: ["delete", messages.DELETE_PARAMS],
  attach: ["attachPort", messages.ATTACH_PARAMS],
  detach: ["detachPort", messages.DETACH_PARAMS],
  associate: ["associateFloating", messages.ASSOCIATE_PARAMS],
  disassociate: ["disassociateFloating", messages.FLOATING_PARAMS],
  "add-rule": ["addRule", messages.RULE_PARAMS],
  "remove-rule": ["removeRule", messages.RULE_ID_PARAMS],
} as const;

type Again = Readonly<
  Record<(typeof AGAIN)[keyof typeof AGAIN][0], (ctx: RequestContext, params: never) => Promise<messages.Retried>>
>;

/** Throws NOT_READY for what cannot be settled yet, with the reason. */
export async function settleNow(operation: OperationRecord, settle: () => Promise<Settled>): Promise<messages.Retried> {
  const { waiting } = await settle();
  const reason = waiting.find(({ operationId }) => operationId === operation.id)?.reason;
  if (reason === undefined) return { operationId: operation.id };
  throw new HostError("NOT_READY", `operation ${operation.id} cannot be settled yet: ${reason}`, {
    data: { operationId: operation.id },
  });
}

/** What settling would do. */
export function planLook({ resource, driver }: OperationRecord): messages.Retried {
  return { operationId: null, plan: { driver, steps: [{ what: settlingInWords(driver, resource) }] } };
}

/** FAILED_PRECONDITION for what has not failed, or is made again by itself. */
export async function askAgain(
  ctx: RequestContext,
  manager: Again,
  asked: { readonly operation: OperationRecord; readonly dryRun?: boolean | undefined },
): Promise<messages.Retried> {
  const { id, state, action, input } = asked.operation;
  if (state !== "failed" || !Object.hasOwn(AGAIN, action))
    throw new HostError("FAILED_PRECONDITION", `operation ${id} is ${state}: there is nothing to retry`);
  const [method, schema] = AGAIN[action as keyof typeof AGAIN];
  const given = input as Readonly<Record<string, unknown>>;
  const names = Object.keys(schema.shape).filter((name) => given[name] !== undefined);
  const params = Object.fromEntries(names.map((name) => [name, given[name]]));
  const dryRun = asked.dryRun ? { dryRun: true } : {};
  const { operationId, plan } = await manager[method](ctx, { ...params, ...dryRun } as never);
  return { operationId, plan };
}

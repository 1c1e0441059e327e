// Operations as an explanation shows them: what was done to a thing, how that went, and what is still open.
import { listOperations, listTransitions, type OperationRecord } from "../db/operations-table.ts";
import type { Handle } from "../db/tx.ts";

const OPERATIONS_SHOWN = 10;

export interface ExplainedOperation extends Omit<OperationRecord, "host" | "instanceId" | "requestId"> {
  readonly transitions: readonly { readonly at: string; readonly state: string; readonly note: string | null }[];
}

/** The operation that is open, when it is looked at again, and why the last look did not settle it. */
export interface Waiting {
  readonly operationId: string;
  readonly nextTryAt: string | null;
  readonly reason: string | null;
}

export interface ExplainedOperations {
  /** Newest first. */
  readonly operations: readonly ExplainedOperation[];
  readonly waiting: Waiting | null;
  /** One sentence a line: what is open, and the last failure. */
  readonly sentences: readonly string[];
}

export async function explainOperations(
  db: Handle,
  thing: { readonly domain: string; readonly resource: string },
): Promise<ExplainedOperations> {
  const found = await listOperations(db, { ...thing, limit: OPERATIONS_SHOWN });
  const operations = await Promise.all(found.map((one) => withTransitions(db, one)));
  const open = found.find(({ state }) => state === "started" || state === "unknown");
  const waiting = open ? { operationId: open.id, nextTryAt: open.nextTryAt, reason: open.waitReason } : null;
  return { operations, waiting, sentences: [...openSentence(waiting), ...failureSentence(found)] };
}

async function withTransitions(db: Handle, operation: OperationRecord): Promise<ExplainedOperation> {
  const transitions = await listTransitions(db, operation.id);
  const { host: _host, instanceId: _instance, requestId: _request, ...shown } = operation;
  return { ...shown, transitions: transitions.map(({ at, state, note }) => ({ at, state, note })) };
}

function openSentence(waiting: Waiting | null): string[] {
  if (!waiting) return [];
  const next = waiting.nextTryAt === null ? "soon" : `at ${waiting.nextTryAt}`;
  const why = waiting.reason === null ? "" : `, since the last look failed: ${waiting.reason}`;
  return [`operation ${waiting.operationId} is open and is looked at ${next}${why}`];
}

function failureSentence(operations: readonly OperationRecord[]): string[] {
  const last = operations.find(({ state }) => state === "failed");
  return last?.error ? [`the last failure was ${last.action} at ${last.startedAt}: ${last.error.message}`] : [];
}

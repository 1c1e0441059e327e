// The journal's tables: operations, and every change of their state. A state only ever changes by compare-and-set.
import type { Selectable } from "kysely";
import type { OperationsTable, OperationTransitionsTable } from "./schema.ts";
import type { Handle } from "./tx.ts";

/** `unknown`: the call was begun and nobody can say what it did, until the driver is asked. */
export type OperationState = "started" | "done" | "failed" | "unknown";
export type OperationOutcome = "done" | "failed";

/** An error as the journal keeps it; `driverStatus` when it was the driver's own answer. */
export interface StoredError {
  readonly code: string;
  readonly message: string;
  readonly retryable: boolean;
  readonly data: Readonly<Record<string, unknown>>;
  readonly driverStatus?: string;
}

export interface OperationTransition extends Omit<Selectable<OperationTransitionsTable>, "id" | "operationId"> {
  /** `settled`: an unknown outcome was found out; `outcome` says which it was. */
  readonly state: OperationState | "settled";
  readonly outcome: OperationOutcome | null;
}

export interface OperationRecord extends Omit<Selectable<OperationsTable>, "input" | "result" | "error"> {
  readonly state: OperationState;
  readonly input: unknown;
  readonly result: unknown;
  readonly error: StoredError | null;
}

export type NewOperation = Pick<
  OperationRecord,
  | "id"
  | "host"
  | "instanceId"
  | "domain"
  | "resource"
  | "action"
  | "driver"
  | "input"
  | "idempotencyKey"
  | "requestId"
  | "startedBy"
> & { readonly driverDigest?: string; readonly driverPlace?: string };

/** A step from one state to the next. */
export interface OperationStep {
  readonly from: OperationState;
  readonly to: OperationState;
  /** The transition's own word when it is not `to`. */
  readonly transition?: "settled";
  readonly at: string;
  readonly note?: string;
  readonly result?: unknown;
  readonly error?: StoredError;
}

/** Writes the operation as started. A unique violation means: the thing has an open operation, or the key was used. */
export async function insertOperation(db: Handle, operation: NewOperation, nowIso: string): Promise<void> {
  await db
    .insertInto("operations")
    .values({
      ...operation,
      input: toJson(operation.input) ?? "null",
      state: "started",
      startedAt: nowIso,
      result: null,
      error: null,
      finishedAt: null,
      nextTryAt: null,
      waitReason: null,
    })
    .execute();
  await insertTransition(db, operation.id, { at: nowIso, state: "started", outcome: null, note: null });
}

/** Takes the step if the operation is in the state it starts from; false, and nothing changed, when somebody was faster. */
export async function stepOperation(db: Handle, id: string, step: OperationStep): Promise<boolean> {
  const finished = step.to === "done" || step.to === "failed";
  const result = await db
    .updateTable("operations")
    .set({
      state: step.to,
      result: toJson(step.result),
      error: toJson(step.error),
      finishedAt: finished ? step.at : null,
      nextTryAt: null,
      waitReason: null,
    })
    .where("id", "=", id)
    .where("state", "=", step.from)
    .executeTakeFirst();
  if (result.numUpdatedRows === 0n) return false;
  const outcome = step.transition === "settled" && (step.to === "done" || step.to === "failed") ? step.to : null;
  await insertTransition(db, id, { at: step.at, state: step.transition ?? step.to, outcome, note: step.note ?? null });
  return true;
}

/** Puts the next try to settle an unknown operation off, and keeps why this one did not. */
export async function deferOperation(
  db: Handle,
  id: string,
  wait: { readonly nextTryAt: string; readonly reason: string },
): Promise<void> {
  const { nextTryAt, reason: waitReason } = wait;
  await db
    .updateTable("operations")
    .set((on) => ({ nextTryAt, waitReason, attempts: on("attempts", "+", 1) }))
    .where("id", "=", id)
    .where("state", "=", "unknown")
    .execute();
}

export async function findOperation(db: Handle, id: string): Promise<OperationRecord | undefined> {
  const row = await db.selectFrom("operations").selectAll().where("id", "=", id).executeTakeFirst();
  return row && toRecord(row);
}

export async function findOperationByKey(
  db: Handle,
  domain: string,
  idempotencyKey: string,
): Promise<OperationRecord | undefined> {
  const row = await db
    .selectFrom("operations")
    .selectAll()
    .where("domain", "=", domain)
    .where("idempotencyKey", "=", idempotencyKey)
    .executeTakeFirst();
  return row && toRecord(row);
}

/** How many operations run or have an outcome that is not known yet. */
export async function countOpenOperations(db: Handle): Promise<number> {
  const { count } = await db
    .selectFrom("operations")
    .select((on) => on.fn.countAll<number>().as("count"))
    .where("state", "in", ["started", "unknown"])
    .executeTakeFirstOrThrow();
  return count;
}

/** The one operation of a thing that is started or unknown. */
export async function findOpenOperation(
  db: Handle,
  domain: string,
  resource: string,
): Promise<OperationRecord | undefined> {
  const row = await db
    .selectFrom("operations")
    .selectAll()
    .where("domain", "=", domain)
    .where("resource", "=", resource)
    .where("state", "in", ["started", "unknown"])
    .executeTakeFirst();
  return row && toRecord(row);
}

export interface OperationFilter {
  readonly domain?: string;
  readonly resource?: string;
  readonly state?: OperationState;
  readonly host?: string;
  readonly limit?: number;
}

/** Newest first. */
export async function listOperations(db: Handle, filter: OperationFilter = {}): Promise<OperationRecord[]> {
  const { limit, ...equal } = filter;
  let query = db.selectFrom("operations").selectAll().orderBy("startedAt", "desc").orderBy("id");
  for (const column of ["domain", "resource", "state", "host"] as const) {
    const value = equal[column];
    if (value !== undefined) query = query.where(column, "=", value);
  }
  const rows = await query.limit(limit ?? 100).execute();
  return rows.map(toRecord);
}

/** The operations that a dead run of this host left behind as started. */
export async function listAbandoned(db: Handle, host: string, livingInstanceId: string): Promise<OperationRecord[]> {
  const rows = await db
    .selectFrom("operations")
    .selectAll()
    .where("state", "=", "started")
    .where("host", "=", host)
    .where("instanceId", "!=", livingInstanceId)
    .orderBy("startedAt")
    .execute();
  return rows.map(toRecord);
}

/** How an operation came to be what it is, in order. */
export async function listTransitions(db: Handle, operationId: string): Promise<OperationTransition[]> {
  const rows = await db
    .selectFrom("operationTransitions")
    .select(["at", "state", "outcome", "note"])
    .where("operationId", "=", operationId)
    .orderBy("id")
    .execute();
  return rows as OperationTransition[];
}

/** Removes up to `limit` finished operations that ended before `finishedBefore`; answers how many. */
export async function pruneOperations(db: Handle, finishedBefore: string, limit: number): Promise<number> {
  const old = db
    .selectFrom("operations")
    .select("id")
    .where("state", "in", ["done", "failed"])
    .where("finishedAt", "<", finishedBefore)
    .orderBy("finishedAt")
    .limit(limit);
  const result = await db.deleteFrom("operations").where("id", "in", old).executeTakeFirst();
  return Number(result.numDeletedRows);
}

async function insertTransition(db: Handle, operationId: string, transition: OperationTransition): Promise<void> {
  await db
    .insertInto("operationTransitions")
    .values({ operationId, ...transition })
    .execute();
}

function toJson(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value);
}

function toRecord(row: Selectable<OperationsTable>): OperationRecord {
  return {
    ...row,
    state: row.state as OperationState,
    input: JSON.parse(row.input),
    result: row.result === null ? null : JSON.parse(row.result),
    error: row.error === null ? null : (JSON.parse(row.error) as StoredError),
  };
}

// The security rules of ports, in the order in which they were made and are gone through.
import type { Selectable } from "kysely";
import type { NetworkRulesTable } from "./schema.ts";
import type { Handle } from "./tx.ts";

export type RuleRecord = Selectable<NetworkRulesTable>;
export type NewRule = Omit<RuleRecord, "position" | "createdAt">;

export async function insertRule(db: Handle, rule: NewRule, nowIso: string): Promise<void> {
  await db
    .insertInto("networkRules")
    .values({ ...rule, createdAt: nowIso })
    .execute();
}

export function findRule(db: Handle, id: string): Promise<RuleRecord | undefined> {
  return db.selectFrom("networkRules").selectAll().where("id", "=", id).executeTakeFirst();
}

/** The rules of some ports, in their order. */
export function listRules(db: Handle, portIds: readonly string[]): Promise<RuleRecord[]> {
  return db.selectFrom("networkRules").selectAll().where("portId", "in", portIds).orderBy("position").execute();
}

/** Changes a rule's state. False when it was not in `ifState`. */
export async function updateRule(
  db: Handle,
  id: string,
  change: { readonly state: string; readonly operationId: string | null },
  ifState: readonly string[],
): Promise<boolean> {
  const result = await db
    .updateTable("networkRules")
    .set(change)
    .where("id", "=", id)
    .where("state", "in", ifState)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

export async function deleteRule(db: Handle, id: string): Promise<void> {
  await db.deleteFrom("networkRules").where("id", "=", id).execute();
}

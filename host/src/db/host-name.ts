// A host that was given another name: what it owns in the database goes with it, since rows name their host.
import { sql } from "kysely";
import { HostError } from "../errors.ts";
import { isUniqueViolation } from "./storage-error.ts";
import type { Handle, Transaction } from "./tx.ts";

/** The names under which the services of one installation stand, other than the one it has now. */
export async function formerHostNames(
  db: Handle,
  { instanceId, host }: { readonly instanceId: string; readonly host: string },
): Promise<readonly string[]> {
  const rows = await db
    .selectFrom("services")
    .select("host")
    .distinct()
    .where("instanceId", "=", instanceId)
    .where("host", "!=", host)
    .where("deleted", "=", 0)
    .execute();
  return rows.map((row) => row.host).sort();
}

/** Renames a host in every table that names one; answers how many rows. FAILED_PRECONDITION when another host has the new name. */
export async function renameHost(tx: Transaction, from: string, to: string): Promise<number> {
  const tables = await tx.introspection.getTables();
  const naming = tables.filter(({ columns }) => columns.some(({ name }) => name === "host"));
  let rows = 0;
  for (const { name } of naming) {
    try {
      const change = sql`update ${sql.table(name)} set host = ${to} where host = ${from}`;
      rows += Number((await change.execute(tx)).numAffectedRows ?? 0);
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      const message = `this host was named ${from} and cannot become ${to}: another host has that name; set host.name to one of its own`;
      throw new HostError("FAILED_PRECONDITION", message, { cause: error, data: { from, to } });
    }
  }
  return rows;
}

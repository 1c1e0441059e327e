// A real state database in a temporary directory, migrated and closed for the test.
import path from "node:path";
import type { TestContext } from "node:test";
import { type Database, type DatabaseOptions, openDatabase } from "#host/db/connection";
import { migrateDatabase } from "#host/db/migrate";
import { temporaryFiles } from "./files.ts";

export async function temporaryDatabase(t: TestContext, options: Partial<DatabaseOptions> = {}): Promise<Database> {
  const database = openDatabase({ path: path.join(temporaryFiles(t), "holdfast.db"), ...options });
  t.after(() => database.close());
  await migrateDatabase(database);
  return database;
}

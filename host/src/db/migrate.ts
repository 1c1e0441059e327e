// Brings the database to a version, up or down, one transaction a step; a newer database than this program is refused.

import { isoTime } from "../clock.ts";
import { HostError } from "../errors.ts";
import type { Database } from "./connection.ts";
import { MIGRATIONS } from "./migrations/index.ts";
import type { Migration } from "./migrations/migration.ts";
import type { Transaction } from "./tx.ts";

export interface MigrateOptions {
  /** The version to reach, 0 for an empty database; the newest by default. */
  readonly to?: number;
  readonly migrations?: readonly Migration[];
}

export interface Migrated {
  readonly from: number;
  readonly to: number;
  /** The steps that were taken here, in order: `up 2 operations`. */
  readonly steps: readonly string[];
}

/**
 * Takes the steps that are missing. Each is whole or not there, so a failed run can simply be repeated; two processes may run it at
 * once. FAILED_PRECONDITION for a database from a newer Holdfast, INVALID_PARAMS for a version that does not exist.
 */
export async function migrateDatabase(database: Database, options: MigrateOptions = {}): Promise<Migrated> {
  const migrations = options.migrations ?? MIGRATIONS;
  const target = options.to ?? migrations.length;
  if (!Number.isInteger(target) || target < 0 || target > migrations.length) {
    throw new HostError("INVALID_PARAMS", `there is no version ${target}: versions go from 0 to ${migrations.length}`);
  }
  const from = await database.transaction((tx) => currentVersion(tx));
  const steps: string[] = [];
  for (;;) {
    const step = await database.transaction((tx) => takeStep(tx, { migrations, target, at: isoTime(database.clock) }));
    if (step === undefined) return { from, to: target, steps };
    steps.push(step);
  }
}

/** Throws FAILED_PRECONDITION unless the database is exactly of this program's version: for tools that must not migrate. */
export async function requireMigrated(database: Database): Promise<void> {
  const { version, versionKnown } = database.status();
  if (version === versionKnown) return;
  if (version > versionKnown) throw newer(version, versionKnown);
  throw new HostError(
    "FAILED_PRECONDITION",
    `the database is of version ${version}, this program needs ${versionKnown}: run \`holdfast db migrate\``,
  );
}

/** One step towards the target; the version is read inside the transaction, so that two processes never take the same step. */
async function takeStep(
  tx: Transaction,
  plan: { readonly migrations: readonly Migration[]; readonly target: number; readonly at: string },
): Promise<string | undefined> {
  const version = await currentVersion(tx);
  if (version > plan.migrations.length) throw newer(version, plan.migrations.length);
  if (version === plan.target) return undefined;
  const up = version < plan.target;
  const migration = plan.migrations[up ? version : version - 1];
  if (migration?.number !== (up ? version + 1 : version)) {
    throw new HostError("INTERNAL", "migrations must be numbered from 1 without a gap");
  }
  await (up ? migration.up(tx) : migration.down(tx));
  if (up) {
    const row = { number: migration.number, name: migration.name, appliedAt: plan.at };
    await tx.insertInto("schemaMigrations").values(row).execute();
  } else {
    await tx.deleteFrom("schemaMigrations").where("number", "=", migration.number).execute();
  }
  return `${up ? "up" : "down"} ${migration.number} ${migration.name}`;
}

async function currentVersion(tx: Transaction): Promise<number> {
  await tx.schema
    .createTable("schemaMigrations")
    .ifNotExists()
    .addColumn("number", "integer", (column) => column.primaryKey())
    .addColumn("name", "text", (column) => column.notNull())
    .addColumn("appliedAt", "text", (column) => column.notNull())
    .execute();
  const { version } = await tx
    .selectFrom("schemaMigrations")
    .select((on) => on.fn.coalesce(on.fn.max("number"), on.lit(0)).as("version"))
    .executeTakeFirstOrThrow();
  return version;
}

function newer(version: number, known: number): HostError {
  return new HostError(
    "FAILED_PRECONDITION",
    `the database is from a newer Holdfast: it is of version ${version}, this program knows ${known}; install the newer program or restore a backup`,
    { data: { version, versionKnown: known } },
  );
}

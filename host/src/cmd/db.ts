// `holdfast db …`: the state database, also without a running host: migrate, look, back up.
import { resolve } from "node:path";
import type { Command } from "commander";
import { withContext } from "../context.ts";
import type { Database } from "../db/connection.ts";
import { HostError } from "../errors.ts";
import { type Cli, EXIT, runs, type Surroundings } from "./cli.ts";
import { bytesOr } from "./output.ts";
import { timeoutOf } from "./session.ts";

const BACKUP_TIMEOUT_MS = 30 * 60_000;

export function dbCommands(db: Command, surroundings: Surroundings): void {
  db.command("migrate")
    .description("bring the database to this program's version; no host may run on it")
    .option("--to <version>", "to this version instead, also down")
    .action(runs(surroundings, migrate));
  db.command("status")
    .description("show version, pending migrations, size and integrity")
    .action(runs(surroundings, status));
  db.command("backup <file>")
    .description("write a consistent copy, also while the host runs")
    .action(runs(surroundings, backup));
}

async function migrate(cli: Cli, options: { readonly to?: string }): Promise<void> {
  const { lockDatabase } = await import("../db/owner-lock.ts");
  const { migrateDatabase } = await import("../db/migrate.ts");
  const to = options.to === undefined ? {} : { to: versionOf(options.to) };
  const lock = lockDatabase((await cli.config()).config.database.path);
  try {
    const migrated = await withDatabase(cli, { readOnly: false }, (database) => migrateDatabase(database, to));
    const { from, to: reached, steps } = migrated;
    cli.output.answer(migrated, () => [`version ${from} → ${reached}`, ...steps].join("\n"));
  } finally {
    lock.release();
  }
}

async function status(cli: Cli): Promise<number> {
  const found = await withDatabase(cli, { readOnly: true }, async (database) => database.status());
  cli.output.answer(found, () =>
    [
      `${found.path}: version ${found.version} of ${found.versionKnown}, ${bytesOr(found.fileBytes)} and ${bytesOr(found.walBytes)} of log`,
      ...found.pending.map((name) => `pending: ${name}`),
      ...(found.damage.length === 0 ? ["sound"] : found.damage.map((line) => `damage: ${line}`)),
    ].join("\n"),
  );
  return found.damage.length === 0 ? EXIT.ok : EXIT.failed;
}

async function backup(cli: Cli, file: string): Promise<void> {
  const path = resolve(cli.surroundings.cwd, file);
  const stop = cli.output.progress("copying");
  const timeoutMs = timeoutOf(cli.options.timeout) ?? BACKUP_TIMEOUT_MS;
  const copy = (database: Database) =>
    withContext({ timeoutMs, signal: cli.signal }, (ctx) => database.backup(ctx, path));
  await withDatabase(cli, { readOnly: true }, copy).finally(stop);
  cli.output.answer({ file: path }, () => `wrote ${path}`);
}

// Loaded only here: the other commands run without native code.
async function withDatabase<T>(
  cli: Cli,
  options: { readonly readOnly: boolean },
  work: (database: Database) => Promise<T>,
): Promise<T> {
  const { openDatabase } = await import("../db/connection.ts");
  const database = openDatabase({ ...(await cli.config()).config.database, ...options });
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

// An empty text, as of a variable that is not set, must not be taken for 0: that would empty the database.
function versionOf(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new HostError("INVALID_PARAMS", `${JSON.stringify(text)} is no version; versions are whole numbers`);
}

// Tables of a manager's own in the state database: a handle that sees only what lies under the manager's prefix, and its migrations.
import {
  type Kysely,
  type KyselyPlugin,
  OperationNodeTransformer,
  type RootOperationNode,
  type TableNode,
} from "kysely";
import { isoTime } from "../clock.ts";
import { HostError, messageOf } from "../errors.ts";
import type { Database } from "./connection.ts";
import type { Transaction } from "./tx.ts";

/** Tables by the manager's own names; in the file they carry the prefix. Raw SQL is the manager's own responsibility. */
export interface ManagerTables {
  /** For single statements, each true on its own. `Tables` says what the manager's tables hold. */
  handle<Tables>(): Kysely<Tables>;
  /** One durable transaction; a throw undoes all of it. Nothing else is waited for inside. */
  // biome-ignore lint/suspicious/noExplicitAny: only the manager knows what its tables hold
  transaction<T>(work: (tx: Kysely<any>) => Promise<T>): Promise<T>;
}

/** One step, as a manager declares it. */
export interface TableStep {
  readonly name: string;
  // biome-ignore lint/suspicious/noExplicitAny: only the manager knows what its tables hold
  up(db: Kysely<any>): Promise<void>;
}

/** `owner` is the service's name: letters, digits and single dashes, so that no two owners share a prefix. */
export function managerTables(database: Database, owner: string): ManagerTables {
  const plugin = new PrefixPlugin(`svc_${owner.replaceAll("-", "_")}__`);
  return {
    handle: <Tables>() => database.handle.withPlugin(plugin) as unknown as Kysely<Tables>,
    transaction: (work) => database.transaction((tx) => work(tx.withPlugin(plugin) as never)),
  };
}

/**
 * Takes the steps that this database has not seen, in order, each in a transaction of its own. FAILED_PRECONDITION when the steps that
 * were taken are not the first ones of the list: the manager is older than its tables, or a released step was renamed.
 */
export async function migrateManagerTables(
  database: Database,
  owner: string,
  steps: readonly TableStep[],
): Promise<readonly string[]> {
  const taken: string[] = [];
  for (;;) {
    const name = await database.transaction((tx) => takeStep(tx, database, owner, steps));
    if (name === undefined) return taken;
    taken.push(name);
  }
}

async function takeStep(
  tx: Transaction,
  database: Database,
  owner: string,
  steps: readonly TableStep[],
): Promise<string | undefined> {
  await tx.schema
    .createTable("managerMigrations")
    .ifNotExists()
    .addColumn("owner", "text", (column) => column.notNull())
    .addColumn("number", "integer", (column) => column.notNull())
    .addColumn("name", "text", (column) => column.notNull())
    .addColumn("appliedAt", "text", (column) => column.notNull())
    .addPrimaryKeyConstraint("managerMigrationsOwner", ["owner", "number"])
    .execute();
  const done = await tx
    .selectFrom("managerMigrations")
    .select("name")
    .where("owner", "=", owner)
    .orderBy("number")
    .execute();
  const stranger = done.findIndex(({ name }, index) => steps[index]?.name !== name);
  if (stranger >= 0) {
    const message = `the tables of ${owner} are at step ${done.length} (${done.at(-1)?.name}), which its manager does not know: run the newer manager`;
    throw new HostError("FAILED_PRECONDITION", message, { data: { owner, unknown: done[stranger]?.name } });
  }
  const step = steps[done.length];
  if (!step) return undefined;
  const plugin = new PrefixPlugin(`svc_${owner.replaceAll("-", "_")}__`);
  try {
    await step.up(tx.withPlugin(plugin) as never);
  } catch (cause) {
    throw new HostError("STORAGE_FAILED", `the step ${step.name} of ${owner}'s tables failed: ${messageOf(cause)}`, {
      ...{ cause, retryable: false },
    });
  }
  const row = { owner, number: done.length + 1, name: step.name, appliedAt: isoTime(database.clock) };
  await tx.insertInto("managerMigrations").values(row).execute();
  return step.name;
}

/** Puts the prefix in front of every table, but not of what a query itself names: aliases and common table expressions. */
class PrefixPlugin implements KyselyPlugin {
  readonly #prefix: string;

  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  transformQuery({ node }: { readonly node: RootOperationNode }): RootOperationNode {
    return new Prefixer(this.#prefix, ownNames(node)).transformNode(node);
  }

  transformResult: KyselyPlugin["transformResult"] = async ({ result }) => result;
}

class Prefixer extends OperationNodeTransformer {
  readonly #prefix: string;
  readonly #ownNames: ReadonlySet<string>;

  constructor(prefix: string, ownNames: ReadonlySet<string>) {
    super();
    this.#prefix = prefix;
    this.#ownNames = ownNames;
  }

  protected override transformTable(node: TableNode): TableNode {
    const { identifier } = node.table;
    if (this.#ownNames.has(identifier.name)) return node;
    if (node.table.schema) throw new HostError("PERMISSION_DENIED", "a manager's tables are named without a schema");
    return { ...node, table: { ...node.table, identifier: { ...identifier, name: this.#prefix + identifier.name } } };
  }
}

function ownNames(root: RootOperationNode): ReadonlySet<string> {
  const names = new Set<string>();
  const look = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    const node = value as {
      kind?: string;
      alias?: { name?: string };
      table?: { table?: { identifier?: { name: string } } };
    };
    if (node.kind === "AliasNode" && node.alias?.name !== undefined) names.add(node.alias.name);
    if (node.kind === "CommonTableExpressionNameNode" && node.table?.table?.identifier)
      names.add(node.table.table.identifier.name);
    for (const inner of Object.values(value)) look(inner);
  };
  look(root);
  return names;
}

// The services table: who is registered, in what state, and when it was last seen. Fields are Nova's and a little more.
import { randomUUID } from "node:crypto";
import type { CompiledQuery, Selectable } from "kysely";
import { HostError } from "../errors.ts";
import type { ServicesTable } from "./schema.ts";
import type { Handle } from "./tx.ts";

/** One named step of a start and how long it took. */
export interface StartStep {
  readonly name: string;
  readonly state: string;
  readonly durationMs?: number;
  readonly error?: string;
}

export interface ServiceDriver {
  readonly name: string;
  readonly version: string;
  readonly digest: string;
  /** The optional functions of its kind that it offers; absent while it does not serve, and in rows of earlier versions. */
  readonly capabilities?: readonly string[];
}

/** What a service says of itself when it starts. */
export interface ServiceRegistration {
  readonly host: string;
  readonly binary: string;
  readonly topic: string;
  readonly version: string;
  readonly startedAt: string;
  /** The installation: survives restarts. */
  readonly instanceId: string;
  /** The run: new at each start. */
  readonly bootId: string;
  readonly state: string;
  readonly drivers?: readonly ServiceDriver[];
  readonly capabilities?: Readonly<Record<string, unknown>>;
  /** Interface → the range it serves. */
  readonly apiVersions?: Readonly<Record<string, string>>;
  /** For a row that is made new: begins disabled with this reason. */
  readonly disabledReason?: string;
}

type Plain = Omit<Selectable<ServicesTable>, "disabled" | "forcedDown" | "deleted" | JsonColumn>;
type JsonColumn = "startSteps" | "drivers" | "capabilities" | "apiVersions";

export interface ServiceRecord extends Plain {
  readonly disabled: boolean;
  readonly forcedDown: boolean;
  readonly deleted: boolean;
  readonly startSteps: readonly StartStep[];
  readonly drivers: readonly ServiceDriver[];
  readonly capabilities: Readonly<Record<string, unknown>>;
  readonly apiVersions: Readonly<Record<string, string>>;
}

type StoredColumns = { disabled?: number; forcedDown?: number } & { [K in JsonColumn]?: string };

/** What may change after registration. */
export type ServiceChange = Partial<
  Pick<
    ServiceRecord,
    | "version"
    | "state"
    | "stateReason"
    | "startSteps"
    | "drivers"
    | "capabilities"
    | "apiVersions"
    | "disabled"
    | "disabledReason"
    | "disabledAt"
    | "disabledBy"
    | "disabledUntil"
    | "forcedDown"
    | "lastSeenUp"
  >
>;

/** Reports of one service since the last flush. */
export interface ServiceSeen {
  readonly uuid: string;
  readonly reports: number;
  readonly lastSeenUp: string;
}

/** The living record of a host's topic. */
export async function findService(db: Handle, host: string, topic: string): Promise<ServiceRecord | undefined> {
  const row = await db
    .selectFrom("services")
    .selectAll()
    .where("host", "=", host)
    .where("topic", "=", topic)
    .where("deleted", "=", 0)
    .executeTakeFirst();
  return row && toRecord(row);
}

/** The record, deleted or not. NOT_FOUND otherwise. */
export async function getService(db: Handle, uuid: string): Promise<ServiceRecord> {
  const row = await db.selectFrom("services").selectAll().where("uuid", "=", uuid).executeTakeFirst();
  if (!row) throw new HostError("NOT_FOUND", `there is no service ${uuid}: \`holdfast service list\` shows them`);
  return toRecord(row);
}

export async function listServices(
  db: Handle,
  options: { readonly deleted?: boolean; readonly topic?: string } = {},
): Promise<ServiceRecord[]> {
  const rows = await db
    .selectFrom("services")
    .selectAll()
    .$if(!options.deleted, (query) => query.where("deleted", "=", 0))
    .$if(options.topic !== undefined, (query) => query.where("topic", "=", options.topic ?? ""))
    .orderBy("host")
    .orderBy("topic")
    .orderBy("id")
    .execute();
  return rows.map(toRecord);
}

/** Makes the record or takes the existing one over for this run; `before` is what stood there. Safe against a racing twin. */
export async function registerService(
  db: Handle,
  registration: ServiceRegistration,
  nowIso: string,
): Promise<{ readonly record: ServiceRecord; readonly before: ServiceRecord | undefined }> {
  const { disabledReason, ...fields } = registration;
  const stored = {
    ...toColumns(fields),
    stateReason: null,
    stateChangedAt: nowIso,
    startSteps: "[]",
    updatedAt: nowIso,
  };
  const disabling = { disabled: 1, disabledReason, disabledAt: nowIso, disabledBy: "config" };
  const made = await db
    .insertInto("services")
    .values({
      drivers: "[]",
      capabilities: "{}",
      apiVersions: "{}",
      ...stored,
      ...(disabledReason === undefined ? {} : disabling),
      uuid: randomUUID(),
      createdAt: nowIso,
    })
    .onConflict((conflict) => conflict.columns(["host", "topic", "deleted"]).doNothing())
    .returningAll()
    .executeTakeFirst();
  if (made) return { record: toRecord(made), before: undefined };
  const before = await findService(db, registration.host, registration.topic);
  if (!before) throw new HostError("BUSY", "the service record was deleted while it was taken over: start again");
  const taken = db.updateTable("services").set(stored).where("uuid", "=", before.uuid);
  return { record: toRecord(await taken.returningAll().executeTakeFirstOrThrow()), before };
}

/** Changes the living record and answers it. NOT_FOUND when it is gone. */
export async function updateService(
  db: Handle,
  uuid: string,
  change: ServiceChange,
  nowIso: string,
): Promise<ServiceRecord> {
  const row = await db
    .updateTable("services")
    .set({ ...toColumns(change), updatedAt: nowIso, ...(change.state === undefined ? {} : { stateChangedAt: nowIso }) })
    .where("uuid", "=", uuid)
    .where("deleted", "=", 0)
    .returningAll()
    .executeTakeFirst();
  if (!row) throw new HostError("NOT_FOUND", `there is no service ${uuid}: \`holdfast service list\` shows them`);
  return toRecord(row);
}

/** Deletes softly: the row stays to be looked at, its place becomes free. NOT_FOUND when it is gone. */
export async function deleteService(db: Handle, uuid: string, nowIso: string): Promise<void> {
  const result = await db
    .updateTable("services")
    .set((on) => ({ deleted: on.ref("id"), deletedAt: nowIso, updatedAt: nowIso }))
    .where("uuid", "=", uuid)
    .where("deleted", "=", 0)
    .executeTakeFirst();
  if (result.numUpdatedRows === 0n) throw new HostError("NOT_FOUND", `there is no service ${uuid}`);
}

/** Writes what was seen since the last flush; give it a transaction, so that a thousand services cost one sync to the disk. */
export async function recordSeen(db: Handle, seen: readonly ServiceSeen[]): Promise<void> {
  let compiled: CompiledQuery | undefined;
  for (const { uuid, reports, lastSeenUp } of seen) {
    // Compiled once: building a query anew costs more than running it.
    compiled ??= db
      .updateTable("services")
      .set((on) => ({ reportCount: on("reportCount", "+", reports), lastSeenUp }))
      .where("uuid", "=", uuid)
      .where("deleted", "=", 0)
      .compile();
    await db.executeQuery({ ...compiled, parameters: [reports, lastSeenUp, uuid, 0] });
  }
}

/** Booleans and lists as the columns hold them. */
function toColumns<T extends ServiceChange>(change: T): Omit<T, keyof StoredColumns> & StoredColumns {
  const { disabled, forcedDown, startSteps, drivers, capabilities, apiVersions, ...plain } = change;
  return {
    ...plain,
    ...(disabled === undefined ? {} : { disabled: Number(disabled) }),
    ...(forcedDown === undefined ? {} : { forcedDown: Number(forcedDown) }),
    ...(startSteps === undefined ? {} : { startSteps: JSON.stringify(startSteps) }),
    ...(drivers === undefined ? {} : { drivers: JSON.stringify(drivers) }),
    ...(capabilities === undefined ? {} : { capabilities: JSON.stringify(capabilities) }),
    ...(apiVersions === undefined ? {} : { apiVersions: JSON.stringify(apiVersions) }),
  };
}

function toRecord(row: Selectable<ServicesTable>): ServiceRecord {
  return {
    ...row,
    disabled: row.disabled !== 0,
    forcedDown: row.forcedDown !== 0,
    deleted: row.deleted !== 0,
    startSteps: JSON.parse(row.startSteps) as StartStep[],
    drivers: JSON.parse(row.drivers) as ServiceDriver[],
    capabilities: JSON.parse(row.capabilities) as Record<string, unknown>,
    apiVersions: JSON.parse(row.apiVersions) as Record<string, string>,
  };
}

// The volume manager: decides about names, sizes, quotas and states, keeps the records, and journals every change it asks of a driver.
import { randomUUID } from "node:crypto";
import type { Volume, VolumeDriver } from "@holdfast/sdk";
import { isoTime } from "../clock.ts";
import type { RequestContext } from "../context.ts";
import type { Database } from "../db/connection.ts";
import type { OperationRecord } from "../db/operations-table.ts";
import type { Transaction } from "../db/tx.ts";
import {
  findVolume,
  findVolumeByOperation,
  insertVolume,
  listVolumes,
  type VolumeRecord,
} from "../db/volumes-table.ts";
import { HostError, isDriverStatus, messageOf } from "../errors.ts";
import {
  type DriverSet,
  Manager,
  type ManagerParts,
  type PeriodicDeclarations,
  type RpcDeclarations,
} from "../manager/manager.ts";
import type { Journal } from "../operation/journal.ts";
import { type Finding, settleUnknowns } from "../operation/reconcile.ts";
import { asAsked, inDoubt, ofName } from "./answer.ts";
import { forgetVolume } from "./forget.ts";
import * as messages from "./messages.ts";
import { requireQuota, type VolumeQuota } from "./quota.ts";
import { claim, settleOutcome, view, writeRecord } from "./record.ts";
import { settleByInspection, type VolumeAction } from "./settlement.ts";

/** What the volume domain needs besides what every manager gets. */
export interface VolumeDomain {
  readonly database: Database;
  readonly journal: Journal;
  readonly drivers: DriverSet<VolumeDriver>;
  /** The driver for a create that names none. */
  readonly defaultDriver: string;
  readonly quota: VolumeQuota;
  /** Waits between the tries to find out an unknown outcome. */
  readonly retry: { readonly retryMs: number; readonly retryMsMax: number };
}

/** Volumes of one host. A change marks the record, calls the driver with no transaction open, and writes what came of it. */
export class VolumeManager extends Manager {
  static override readonly version: string = "1.0";

  static override readonly rpc: RpcDeclarations = {
    create: {
      params: messages.CREATE_PARAMS,
      result: messages.CHANGE,
      access: "operate",
      summary: "Makes a volume of an exact size.",
    },
    delete: {
      params: messages.NAME_PARAMS,
      result: messages.CHANGE,
      access: "operate",
      summary: "Deletes a volume and all it holds; deleting what is absent succeeds.",
    },
    extend: {
      params: messages.EXTEND_PARAMS,
      result: messages.CHANGE,
      access: "operate",
      summary: "Grows a volume; what it holds stays.",
    },
    forget: {
      params: messages.NAME_PARAMS,
      result: messages.CHANGE,
      access: "admin",
      summary: "Removes the record of a volume whose driver is gone; asks nobody, and what the driver made stays.",
    },
    get: {
      params: messages.NAME_PARAMS,
      result: messages.VOLUME,
      access: "read",
      summary: "Shows one volume.",
      whileDraining: true,
    },
    list: {
      params: messages.LIST_PARAMS,
      result: messages.VOLUMES,
      access: "read",
      summary: "Lists volumes by name, a page at a time.",
      whileDraining: true,
    },
  };

  static override readonly periodic: PeriodicDeclarations = {
    settleUnknowns: { spacingMs: 5_000, timeoutMs: 60_000 },
  };

  readonly #host: string;
  readonly #domain: VolumeDomain;

  constructor(parts: ManagerParts<VolumeDomain>) {
    super();
    this.#host = parts.host;
    this.#domain = parts.domain;
  }

  /**
   * What an earlier run left open is settled by asking the drivers, before anybody can call. A driver that hangs costs half of the time
   * at most and never the start: what it does not tell stays unknown, and its volumes busy.
   */
  override async initHost(ctx: RequestContext): Promise<void> {
    const own = ctx.child({ timeoutMs: ctx.remainingMs() / 2 });
    try {
      await this.settleUnknowns(own);
    } catch (error) {
      if (!own.ending.reason || ctx.ending.reason) throw error;
      ctx.log.warn({ reason: messageOf(error) }, "not every unknown outcome could be settled at the start");
    } finally {
      own.close();
    }
  }

  /** Makes a volume. ALREADY_EXISTS, RESOURCE_EXHAUSTED by quota, DRIVER_UNAVAILABLE; after a lost answer the operation is settled later. */
  async create(ctx: RequestContext, params: messages.CreateParams): Promise<messages.Change> {
    const { drivers, quota } = this.#domain;
    const driverName = params.driver ?? this.#domain.defaultDriver;
    const driver = drivers.get(driverName);
    const { digest } = drivers.info(driverName);
    const id = randomUUID();
    return this.#change(
      ctx,
      { action: "create", name: params.name, driver: driverName, input: { ...params, driver: driverName } },
      {
        mark: async (tx, operationId) => {
          await requireQuota(tx, quota, params.sizeBytes, 1);
          const made = {
            id,
            host: this.#host,
            state: "creating",
            operationId,
            driver: driverName,
            driverDigest: digest,
          };
          await insertVolume(tx, { ...made, name: params.name, sizeBytes: params.sizeBytes }, this.#nowIso());
        },
        work: async (inner) => asAsked(params, await driver.createVolume(inner, sizeOf(params))),
      },
    );
  }

  /** Deletes a volume; of an absent one nothing is asked and nothing is journaled. */
  async delete(ctx: RequestContext, params: messages.NameParams): Promise<messages.Change> {
    const volume = await findVolume(this.#domain.database.handle, params.name);
    if (!volume) return { operationId: null, volume: null };
    const driver = this.#domain.drivers.get(volume.driver);
    return this.#change(
      ctx,
      { action: "delete", name: params.name, driver: volume.driver, input: { ...params } },
      {
        mark: (tx, operationId) =>
          claim(tx, volume, { state: "deleting", operationId, ifState: ["available", "error"] }, this.#nowIso()),
        work: async (inner) => {
          await driver.deleteVolume(inner, { name: params.name }).catch(leaveInDoubt);
          return undefined;
        },
      },
    );
  }

  /** Grows a volume. A smaller size is INVALID_PARAMS, the present one is done at once. */
  async extend(ctx: RequestContext, params: messages.ExtendParams): Promise<messages.Change> {
    const volume = await this.#require(params.name);
    if (params.sizeBytes < volume.sizeBytes) {
      throw new HostError("INVALID_PARAMS", `a volume cannot shrink: it has ${volume.sizeBytes} bytes`);
    }
    if (params.sizeBytes === volume.sizeBytes) return { operationId: null, volume: view(volume) };
    const driver = this.#domain.drivers.get(volume.driver);
    return this.#change(
      ctx,
      { action: "extend", name: params.name, driver: volume.driver, input: { ...params } },
      {
        mark: async (tx, operationId) => {
          await requireQuota(tx, this.#domain.quota, params.sizeBytes - volume.sizeBytes, 0);
          await claim(tx, volume, { state: "extending", operationId, ifState: ["available"] }, this.#nowIso());
        },
        work: async (inner) => asAsked(params, await driver.extendVolume(inner, sizeOf(params)).catch(leaveInDoubt)),
      },
    );
  }

  /** Gives up a volume whose driver is gone, and a change of it that nobody can settle any more. */
  async forget(ctx: RequestContext, params: messages.NameParams): Promise<messages.Change> {
    ctx.visit("volume manager");
    await forgetVolume(ctx, this.#domain, await this.#require(params.name));
    return { operationId: null, volume: null };
  }

  /** Shows one volume; NOT_FOUND. */
  async get(ctx: RequestContext, params: messages.NameParams): Promise<messages.VolumeView> {
    ctx.visit("volume manager");
    return view(await this.#require(params.name));
  }

  /** Lists volumes by name, a page at a time: fewer than `limit` are the last page. */
  async list(
    ctx: RequestContext,
    params: messages.ListParams,
  ): Promise<{ readonly volumes: readonly messages.VolumeView[] }> {
    ctx.visit("volume manager");
    const { driver, after, limit } = params;
    const filter = {
      ...(driver === undefined ? {} : { driver }),
      ...(after === undefined ? {} : { afterName: after }),
      ...(limit === undefined ? {} : { limit }),
    };
    const rows = await listVolumes(this.#domain.database.handle, filter);
    return { volumes: rows.map(view) };
  }

  /** Asks the drivers about changes whose outcome is not known, and brings records in line. Runs at start and then periodically. */
  async settleUnknowns(ctx: RequestContext): Promise<void> {
    const inspect = (operation: OperationRecord, inner: RequestContext) => this.#find(operation, inner);
    const { settled } = await settleUnknowns(ctx, this.#domain.journal, {
      domain: "volume",
      inspect,
      ...this.#domain.retry,
    });
    for (const { operationId, state, note } of settled)
      ctx.log.info({ operationId, state, note }, "an unknown outcome was settled");
  }

  async #change(ctx: RequestContext, asked: AskedFor, steps: ChangeSteps): Promise<messages.Change> {
    ctx.visit("volume manager");
    const { action, name, driver, input } = asked;
    const key = ctx.idempotencyKey === undefined ? {} : { idempotencyKey: ctx.idempotencyKey };
    const { operationId } = await this.#domain.journal.run<Volume | undefined>(
      ctx,
      { domain: "volume", resource: name, action, driver, input, ...key },
      {
        mark: steps.mark,
        work: (_operationId, inner) => steps.work(inner),
        settle: (tx, outcome, operationId) => settleOutcome(tx, { action, operationId }, outcome, this.#nowIso()),
      },
    );
    const row = await findVolume(this.#domain.database.handle, name);
    return { operationId, volume: row ? view(row) : null };
  }

  /** What the driver's own word makes of an operation whose outcome is not known. */
  async #find(operation: OperationRecord, ctx: RequestContext): Promise<Finding> {
    const driver = this.#domain.drivers.get(operation.driver);
    const found = await driver.inspectVolume(ctx, { name: operation.resource }).catch((error: unknown) => {
      if (isDriverStatus(error, "not_found")) return undefined;
      throw error;
    });
    if (found) ofName(operation.resource, found);
    const input = operation.input as { readonly sizeBytes?: number };
    const settlement = settleByInspection(
      { action: operation.action as VolumeAction, sizeBytes: input.sizeBytes },
      found,
    );
    return {
      state: settlement.outcome,
      note: settlement.note,
      ...(found === undefined ? {} : { result: found }),
      settle: async (tx) => {
        const row = await findVolumeByOperation(tx, operation.id);
        if (row) await writeRecord(tx, row, { to: settlement.record, found }, this.#nowIso());
      },
    };
  }

  #nowIso(): string {
    return isoTime(this.#domain.database.clock);
  }

  async #require(name: string): Promise<VolumeRecord> {
    const volume = await findVolume(this.#domain.database.handle, name);
    if (!volume) throw new HostError("NOT_FOUND", `there is no volume named ${JSON.stringify(name)}`);
    return volume;
  }
}

interface AskedFor {
  readonly action: VolumeAction;
  readonly name: string;
  readonly driver: string;
  readonly input: Readonly<Record<string, unknown>>;
}

interface ChangeSteps {
  mark(tx: Transaction, operationId: string): Promise<void>;
  work(ctx: RequestContext): Promise<Volume | undefined>;
}

const sizeOf = ({ name, sizeBytes }: messages.ExtendParams) => ({ name, sizeBytes });

function leaveInDoubt(error: unknown): never {
  throw inDoubt(error);
}

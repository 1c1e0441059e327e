// The volume manager: decides about names, sizes, quotas and places, keeps the records, and journals every change it asks of a driver.
import type { RequestContext } from "../context.ts";
import type { OperationRecord } from "../db/operations-table.ts";
import { listLeftovers, listVolumes } from "../db/volumes-table.ts";
import { HostError, messageOf } from "../errors.ts";
import { Manager, type ManagerParts, type PeriodicDeclarations, type RpcDeclarations } from "../manager/manager.ts";
import { settleUnknowns, settlingInWords } from "../operation/reconcile.ts";
import { auditVolumes, listOrphans } from "./audit.ts";
import { Backends } from "./backends.ts";
import { Background } from "./background.ts";
import { Changes, type VolumeDomain } from "./changes.ts";
import { VOLUME_PERIODIC, VOLUME_RPC } from "./declarations.ts";
import { describeVolume } from "./details.ts";
import { explainVolume, type VolumeExplanation } from "./explain.ts";
import { exportVolume, unexportVolume } from "./exports.ts";
import { findOutcome } from "./find.ts";
import { forgetVolume, planForget } from "./forget.ts";
import { cloneVolume, createVolume, deleteVolume, extendVolume, type LifecycleParts } from "./lifecycle.ts";
import { manageVolume, unmanageVolume } from "./manage.ts";
import type * as messages from "./messages.ts";
import { discardLeftover, migrateVolume } from "./migrate.ts";
import { view } from "./record.ts";
import { createSnapshot, deleteSnapshot, restoreSnapshot } from "./snapshots.ts";

export type { VolumeDomain } from "./changes.ts";

/** Volumes of one host. A change marks the record, calls the driver with no transaction open, and writes what came of it. */
export class VolumeManager extends Manager {
  static override readonly version: string = "1.1";
  static override readonly rpc: RpcDeclarations = VOLUME_RPC;
  static override readonly periodic: PeriodicDeclarations = VOLUME_PERIODIC;

  readonly #domain: VolumeDomain;
  readonly #changes: Changes;
  readonly #parts: LifecycleParts;
  readonly #background = new Background();

  constructor(parts: ManagerParts<VolumeDomain>) {
    super();
    this.#domain = parts.domain;
    this.#changes = new Changes(parts.host, parts.domain);
    this.#parts = { changes: this.#changes, backends: new Backends(this.#changes) };
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

  override async cleanupHost(ctx: RequestContext): Promise<void> {
    await this.#background.end(ctx);
  }

  create(ctx: RequestContext, params: messages.CreateParams): Promise<messages.Change> {
    return createVolume(ctx, this.#parts, params);
  }

  delete(ctx: RequestContext, params: messages.DeleteParams): Promise<messages.Change> {
    return deleteVolume(ctx, this.#changes, params);
  }

  extend(ctx: RequestContext, params: messages.ExtendParams): Promise<messages.Change> {
    return extendVolume(ctx, this.#parts, params);
  }

  clone(ctx: RequestContext, params: messages.CloneParams): Promise<messages.Change> {
    return cloneVolume(ctx, this.#parts, params);
  }

  createSnapshot(ctx: RequestContext, params: messages.SnapshotParams): Promise<messages.Change> {
    return createSnapshot(ctx, this.#changes, params);
  }

  deleteSnapshot(ctx: RequestContext, params: messages.SnapshotParams): Promise<messages.Change> {
    return deleteSnapshot(ctx, this.#changes, params);
  }

  restoreSnapshot(ctx: RequestContext, params: messages.SnapshotParams): Promise<messages.Change> {
    return restoreSnapshot(ctx, this.#changes, params);
  }

  export(ctx: RequestContext, params: messages.ExportParams): Promise<messages.Change> {
    return exportVolume(ctx, this.#changes, params);
  }

  unexport(ctx: RequestContext, params: messages.UnexportParams): Promise<messages.Change> {
    return unexportVolume(ctx, this.#changes, params);
  }

  manage(ctx: RequestContext, params: messages.ManageParams): Promise<messages.Change> {
    return manageVolume(ctx, this.#changes, params);
  }

  unmanage(ctx: RequestContext, params: messages.DeleteParams): Promise<messages.Change> {
    return unmanageVolume(ctx, this.#changes, params);
  }

  /** Answers as soon as the copying has begun: a large volume takes longer than any caller waits. */
  migrate(ctx: RequestContext, params: messages.MigrateParams): Promise<messages.Change> {
    if (params.dryRun) return migrateVolume(ctx, this.#parts, params);
    return this.#background.begin(ctx, async (own, begun) => {
      const change = await migrateVolume(own, this.#parts, params, (operationId) =>
        begun({ operationId, volume: null }),
      );
      return change;
    });
  }

  /** Gives up a volume whose driver is gone, and a change of it that nobody can settle any more. */
  async forget(ctx: RequestContext, { name, dryRun }: messages.DeleteParams): Promise<messages.Change> {
    ctx.visit("volume manager");
    const volume = await this.#changes.require(name);
    if (!dryRun) await forgetVolume(ctx, this.#domain, volume);
    else return { operationId: null, volume: view(volume), plan: planForget(this.#domain, volume) };
    return { operationId: null, volume: null };
  }

  /** Shows one volume; NOT_FOUND. */
  async get(ctx: RequestContext, params: messages.NameParams): Promise<messages.VolumeDetails> {
    ctx.visit("volume manager");
    return describeVolume(this.#domain.database.handle, await this.#changes.require(params.name));
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

  async backends(ctx: RequestContext): Promise<messages.Backends> {
    await this.#parts.backends.refresh(ctx);
    return this.#parts.backends.list();
  }

  orphans(ctx: RequestContext): Promise<messages.Orphans> {
    return listOrphans(ctx, this.#changes);
  }

  explain(ctx: RequestContext, params: messages.NameParams): Promise<VolumeExplanation> {
    return explainVolume(ctx, this.#changes, params);
  }

  /** An unknown outcome is looked at now; what failed is asked for again, as it was. FAILED_PRECONDITION for what is done or runs. */
  async retry(ctx: RequestContext, params: messages.OperationParams): Promise<messages.Change> {
    const { operationId, dryRun } = params;
    const { operation } = await this.#domain.journal.show(operationId);
    if (operation.domain !== "volume")
      throw new HostError("NOT_FOUND", `operation ${operationId} is one of ${operation.domain}, not of volumes`);
    if (operation.state === "unknown" && dryRun) return this.#planLook(operation);
    if (operation.state === "unknown") return this.#settleNow(ctx, operation, params.believe ?? false);
    if (operation.state !== "failed" || operation.action === "discard")
      throw new HostError(
        "FAILED_PRECONDITION",
        `operation ${operationId} is ${operation.state}: there is nothing to retry`,
      );
    const again = this[operation.action as "create"];
    return again.call(this, ctx, { ...(operation.input as messages.CreateParams), ...(dryRun ? { dryRun } : {}) });
  }

  /** Asks the drivers about changes whose outcome is not known, and brings records in line. Runs at start and then periodically. */
  async settleUnknowns(ctx: RequestContext): Promise<void> {
    await this.#settle(ctx, {});
    for (const volume of await listLeftovers(this.#domain.database.handle))
      if (volume.state === "available" || volume.state === "error") await discardLeftover(ctx, this.#changes, volume);
  }

  refreshStats(ctx: RequestContext): Promise<void> {
    return this.#parts.backends.refresh(ctx);
  }

  audit(ctx: RequestContext): Promise<void> {
    return auditVolumes(ctx, this.#changes);
  }

  async #planLook({ resource, driver }: OperationRecord): Promise<messages.Change> {
    const row = (await listVolumes(this.#domain.database.handle, { name: resource }))[0];
    const plan = { driver, steps: [{ what: settlingInWords(driver, resource) }] };
    return { operationId: null, volume: row ? view(row) : null, plan };
  }

  async #settleNow(ctx: RequestContext, operation: OperationRecord, believe: boolean): Promise<messages.Change> {
    const { waiting } = await this.#settle(ctx, { only: operation.id, force: true, believe });
    const reason = waiting.find(({ operationId }) => operationId === operation.id)?.reason;
    if (reason !== undefined)
      throw new HostError("NOT_READY", `operation ${operation.id} cannot be settled yet: ${reason}`, {
        data: { operationId: operation.id },
      });
    const row = (await listVolumes(this.#domain.database.handle, { name: operation.resource }))[0];
    return { operationId: operation.id, volume: row ? view(row) : null };
  }

  async #settle(
    ctx: RequestContext,
    how: { readonly only?: string; readonly force?: boolean; readonly believe?: boolean },
  ) {
    const { believe = false, ...which } = how;
    const outcome = await settleUnknowns(ctx, this.#domain.journal, {
      domain: "volume",
      inspect: (operation, inner) => findOutcome(inner, this.#changes, { operation, believe }),
      ...this.#domain.retry,
      ...which,
    });
    for (const { operationId, state, note } of outcome.settled)
      ctx.log.info({ operationId, state, note }, "an unknown outcome was settled");
    return outcome;
  }
}

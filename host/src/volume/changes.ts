// How every change of a volume goes: rehearsed when only a plan is wanted, otherwise marked, asked of the driver and written down.
import type { Export, PlanChange, VolumeDriver } from "@holdfast/sdk";
import { isoTime } from "../clock.ts";
import type { RequestContext } from "../context.ts";
import type { Database } from "../db/connection.ts";
import type { Transaction } from "../db/tx.ts";
import { findVolume, type VolumeRecord } from "../db/volumes-table.ts";
import { HostError, isDriverStatus } from "../errors.ts";
import type { DriverLines } from "../manager/explained-driver.ts";
import type { DriverSet } from "../manager/manager.ts";
import type { Journal, Progress } from "../operation/journal.ts";
import type { Answer } from "./done.ts";
import type { Change, Plan } from "./messages.ts";
import type { VolumeQuota } from "./quota.ts";
import { settleOutcome, view } from "./record.ts";
import type { VolumeAction } from "./settlement.ts";

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
  readonly driverLines?: DriverLines;
}

export interface Asked {
  readonly action: VolumeAction;
  readonly name: string;
  readonly driver: string;
  /** As the journal keeps it: the params, without the wish for a dry run. */
  readonly input: Readonly<Record<string, unknown>>;
  readonly dryRun?: boolean | undefined;
  /** What a driver that can plan is asked in a dry run. */
  readonly call?: PlanChange;
  /** The caller's idempotency key stands for another change. */
  readonly withoutKey?: boolean;
  /** What a dry run tells where no driver can. */
  readonly inWords: readonly string[];
}

export interface Steps {
  /** In the transaction that writes the operation; a throw refuses the change. */
  mark(tx: Transaction, operationId: string): Promise<void>;
  /** The driver's part, with no transaction open. */
  work(ctx: RequestContext, report: (progress: Progress) => void, operationId: string): Promise<Answer>;
}

/** The one way in which volumes change. */
export class Changes {
  readonly host: string;
  readonly domain: VolumeDomain;

  constructor(host: string, domain: VolumeDomain) {
    this.host = host;
    this.domain = domain;
  }

  async run(ctx: RequestContext, asked: Asked, steps: Steps): Promise<Change> {
    ctx.visit("volume manager");
    const { action, name, driver, input } = asked;
    const { digest: driverDigest, place: driverPlace = "" } = this.domain.drivers.info(driver);
    const key = ctx.idempotencyKey === undefined || asked.withoutKey ? {} : { idempotencyKey: ctx.idempotencyKey };
    const entry = { domain: "volume", resource: name, action, driver, driverDigest, driverPlace, input, ...key };
    if (asked.dryRun) {
      await this.domain.journal.rehearse(entry, steps.mark);
      return { operationId: null, volume: await this.#shown(name), plan: await this.#plan(ctx, asked) };
    }
    const { operationId, result } = await this.domain.journal.run<Answer>(ctx, entry, {
      mark: steps.mark,
      work: (id, inner, report) => steps.work(inner, report, id),
      settle: (tx, outcome, id) =>
        settleOutcome(tx, { action, operationId: id, input, driverDigest }, outcome, this.nowIso()),
    });
    const way = action === "export" ? { export: exported(result as Export) } : {};
    return { operationId, volume: await this.#shown(name), ...way };
  }

  driver(name: string): VolumeDriver {
    return this.domain.drivers.get(name);
  }

  /** The driver's optional function. UNSUPPORTED when it does not offer it. */
  offered<K extends keyof VolumeDriver>(name: string, functionName: K): NonNullable<VolumeDriver[K]> {
    const driver = this.driver(name);
    const offered = driver[functionName];
    if (typeof offered === "function") return offered.bind(driver) as NonNullable<VolumeDriver[K]>;
    const message = `the driver ${name} does not offer ${functionName}: \`holdfast volume backends\` shows what each can do`;
    throw new HostError("UNSUPPORTED", message, { data: { driver: name, function: functionName, called: false } });
  }

  /** NOT_FOUND. */
  async require(name: string): Promise<VolumeRecord> {
    const volume = await findVolume(this.domain.database.handle, name);
    if (!volume) throw new HostError("NOT_FOUND", `there is no volume named ${JSON.stringify(name)}`);
    return volume;
  }

  /**
   * ALREADY_EXISTS when the driver has something of that name that no record knows: if the answer of what is about to be made were lost,
   * nobody could tell the two apart. Asked before anything is marked.
   */
  async requireAbsent(ctx: RequestContext, driverName: string, name: string): Promise<void> {
    // No station of the call on its way: it goes to the driver once more.
    const quiet = { signal: ctx.signal, remainingMs: () => ctx.remainingMs() };
    const found = await this.driver(driverName)
      .inspectVolume(quiet, { name })
      .catch((error: unknown) => {
        // Any answer of the driver but ok is one that it gives to the change as well.
        if (isDriverStatus(error)) return undefined;
        throw error;
      });
    if (!found) return;
    const message = `the driver ${driverName} has a volume ${JSON.stringify(name)} that is not in the records: \`holdfast volume manage\` takes it in`;
    throw new HostError("ALREADY_EXISTS", message, { data: { driver: driverName, sizeBytes: found.sizeBytes } });
  }

  nowIso(): string {
    return isoTime(this.domain.database.clock);
  }

  async #shown(name: string) {
    const row = await findVolume(this.domain.database.handle, name);
    return row ? view(row) : null;
  }

  async #plan(ctx: RequestContext, asked: Asked): Promise<Plan> {
    const { driver, call, inWords } = asked;
    const canPlan = call !== undefined && this.domain.drivers.supports(driver, "planChange");
    const plan = canPlan ? await this.offered(driver, "planChange")(ctx, call) : undefined;
    const steps = plan?.steps.map(({ what, argv }) => ({ what, ...(argv ? { argv: [...argv] } : {}) }));
    return { driver, steps: steps ?? inWords.map((what) => ({ what })) };
  }
}

function exported({ way, address, readOnly }: Export) {
  return { way, address, readOnly: readOnly ?? false };
}

// The journal: what every mutating driver call goes through, so that its outcome is written down, or known to be unknown, whatever happens.
import { randomUUID } from "node:crypto";
import { isoTime } from "../clock.ts";
import type { RequestContext } from "../context.ts";
import type { Database } from "../db/connection.ts";
import {
  findOpenOperation,
  findOperation,
  insertOperation,
  listOperations,
  listTransitions,
  type OperationFilter,
  type OperationRecord,
  type OperationTransition,
  pruneOperations,
  stepOperation,
} from "../db/operations-table.ts";
import { isUniqueViolation } from "../db/storage-error.ts";
import type { Transaction } from "../db/tx.ts";
import { HostError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { OperationEntry, OperationResult } from "./entry.ts";
import { judge, type Outcome } from "./outcome.ts";
import { findRepeated, notFree, replay, requireFree, requireRoom } from "./repeated.ts";
import { Settlement } from "./settlement.ts";
import { awaitWork } from "./work.ts";

export type { OperationEntry, OperationResult } from "./entry.ts";

/** How far long work is; `total` 0 while that is not known. */
export interface Progress {
  readonly done: number;
  readonly total: number;
  readonly unit: "bytes" | "things";
}

export interface OperationSteps<T> {
  /** In the transaction that writes the operation: marks the manager's own row. A throw means that nothing was begun. */
  mark(tx: Transaction, operationId: string): Promise<void>;
  /** The driver call, with no transaction open. It must end when its context does. */
  work(operationId: string, ctx: RequestContext, report: (progress: Progress) => void): Promise<T>;
  /** In the transaction that writes the outcome: brings the manager's own row in line with it. May run again after a failed write. */
  settle(tx: Transaction, outcome: Outcome<T>, operationId: string): Promise<void>;
}

export interface JournalOptions {
  readonly database: Database;
  readonly host: string;
  /** Names this run of the host: started operations of other runs on this host are taken for abandoned. */
  readonly instanceId: string;
  readonly log: Log;
  /** How long the work may outlive its context before its outcome is called unknown; default 5000. */
  readonly graceMs?: number;
  /** Operations that may run or wait to be settled at once; default 10000. */
  readonly openMax?: number;
}

interface Running {
  readonly operationId: string;
  readonly entry: OperationEntry;
  readonly startedMs: number;
  progress?: Progress;
  cancel(reason: HostError): void;
}

const PRUNE_LIMIT = 500;
const OPEN_MAX = 10_000;

/** One journal a host. */
export class Journal {
  readonly database: Database;
  readonly host: string;
  readonly instanceId: string;
  readonly log: Log;
  readonly #graceMs: number;
  readonly #openMax: number;
  readonly #running = new Map<string, Running>();
  /** Driver calls that have not ended, given up on or not. */
  readonly #working = new Set<string>();
  readonly #settlement: Settlement;

  constructor(options: JournalOptions) {
    this.database = options.database;
    this.host = options.host;
    this.instanceId = options.instanceId;
    this.log = options.log;
    this.#graceMs = options.graceMs ?? 5000;
    this.#openMax = options.openMax ?? OPEN_MAX;
    this.#settlement = new Settlement(options.database, options.log);
  }

  /**
   * Mark, work, settle: a durable row first, the call with no transaction open, then the outcome. Throws what the work threw once
   * it is recorded. BUSY while another operation of the thing is open, RESOURCE_EXHAUSTED while too many are, ALREADY_EXISTS for a
   * key that was used with other input, STORAGE_FAILED when the outcome could not be written: the operation is then settled later.
   */
  async run<T>(ctx: RequestContext, entry: OperationEntry, steps: OperationSteps<T>): Promise<OperationResult<T>> {
    ctx.throwIfOver();
    const operationId = randomUUID();
    const earlier = await this.#begin(ctx, { operationId, entry, mark: steps.mark });
    if (earlier) return replay<T>(earlier);
    const outcome = await this.#work(ctx, { operationId, entry, work: steps.work });
    await this.#settlement.write(operationId, outcome, (tx) => steps.settle(tx, outcome, operationId));
    if (outcome.state !== "done") throw outcome.error;
    return { operationId, result: outcome.result, replayed: false };
  }

  /**
   * Does all that `run` would do before the work, and undoes it: throws what would refuse the operation, and leaves nothing behind. A
   * request that was made before under the same key is not looked for.
   */
  async rehearse(entry: OperationEntry, mark: OperationSteps<unknown>["mark"]): Promise<void> {
    const rehearsed = new Error("rehearsed");
    const attempt = this.database.transaction(async (tx) => {
      await requireFree(tx, entry);
      await mark(tx, randomUUID());
      throw rehearsed;
    });
    await attempt.catch((error: unknown) => {
      if (error !== rehearsed) throw error;
    });
  }

  /** What runs in this process now. */
  running(): readonly (OperationEntry & {
    readonly operationId: string;
    readonly ageMs: number;
    readonly progress?: Progress;
  })[] {
    const nowMs = this.database.clock.monotonicMs();
    return [...this.#running.values()].map(({ operationId, entry, startedMs, progress }) => ({
      ...entry,
      operationId,
      ageMs: nowMs - startedMs,
      ...(progress === undefined ? {} : { progress }),
    }));
  }

  /** How far the work of an operation is that runs here and tells. */
  progressOf(operationId: string): Progress | undefined {
    return this.#running.get(operationId)?.progress;
  }

  /** True until the driver call ends, also when its outcome was given up as unknown: what it leaves behind cannot be judged before. */
  isWorking(operationId: string): boolean {
    return this.#working.has(operationId);
  }

  /** Cancels the work of an operation; how it ends is for the journal to find out. FAILED_PRECONDITION if it does not run here. */
  async cancel(operationId: string, by: string): Promise<void> {
    const running = this.#running.get(operationId);
    if (running) {
      running.cancel(new HostError("CANCELLED", `operation ${operationId} was cancelled by ${by}`));
      return;
    }
    const { operation } = await this.show(operationId);
    throw new HostError("FAILED_PRECONDITION", `operation ${operationId} is ${operation.state} and does not run here`);
  }

  /** One operation and how it came to be what it is. NOT_FOUND. */
  async show(
    operationId: string,
  ): Promise<{ readonly operation: OperationRecord; readonly transitions: readonly OperationTransition[] }> {
    const operation = await findOperation(this.database.handle, operationId);
    if (!operation)
      throw new HostError("NOT_FOUND", `there is no operation ${operationId}: \`holdfast operation list\``);
    return { operation, transitions: await listTransitions(this.database.handle, operationId) };
  }

  /**
   * Ends what a thing has open as failed, since nobody can be asked any more, and brings the manager's own row in line. `note` says who
   * decided that and why. BUSY while it runs.
   */
  async giveUp(
    given: { readonly domain: string; readonly resource: string; readonly note: string },
    settle: (tx: Transaction) => Promise<void>,
  ): Promise<void> {
    const { domain, resource, note } = given;
    await this.database.transaction(async (tx) => {
      const open = await findOpenOperation(tx, domain, resource);
      if (open?.state === "started" || (open && this.isWorking(open.id))) throw notFree(open);
      const error = open?.error ?? { code: "DRIVER_UNAVAILABLE", message: note, retryable: false, data: {} };
      const step = { from: "unknown", to: "failed", transition: "settled", at: isoTime(this.database.clock) } as const;
      if (open) await stepOperation(tx, open.id, { ...step, note, error });
      await settle(tx);
    });
  }

  /** Newest first. */
  list(filter: OperationFilter = {}): Promise<OperationRecord[]> {
    return listOperations(this.database.handle, filter);
  }

  /** Writes outcomes that could not be written before; answers how many still cannot. */
  flush(): Promise<number> {
    return this.#settlement.flush();
  }

  /** Forgets operations that ended more than `retentionMs` ago; answers how many. */
  async prune(retentionMs: number): Promise<number> {
    const before = new Date(this.database.clock.wallMs() - retentionMs).toISOString();
    let pruned = 0;
    for (;;) {
      const count = await pruneOperations(this.database.handle, before, PRUNE_LIMIT);
      pruned += count;
      if (count < PRUNE_LIMIT) return pruned;
    }
  }

  /** Writes the operation and the manager's mark together; the recorded operation instead if the same request came before. */
  async #begin(
    ctx: RequestContext,
    start: {
      readonly operationId: string;
      readonly entry: OperationEntry;
      readonly mark: OperationSteps<unknown>["mark"];
    },
  ): Promise<OperationRecord | undefined> {
    const { operationId: id, entry } = start;
    try {
      return await this.database.transaction(async (tx) => {
        const earlier = await findRepeated(tx, entry);
        if (earlier) return earlier;
        await requireFree(tx, entry);
        await requireRoom(tx, this.#openMax);
        const { host, instanceId } = this;
        const idempotencyKey = entry.idempotencyKey ?? null;
        const asked = { requestId: ctx.requestId, startedBy: ctx.caller.name };
        await insertOperation(tx, { ...entry, id, host, instanceId, idempotencyKey, ...asked }, isoTime(ctx.clock));
        await start.mark(tx, id);
        return undefined;
      });
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      throw new HostError("BUSY", `another operation of ${entry.domain} ${entry.resource} was faster`, {
        cause: error,
      });
    }
  }

  async #watch<T>(
    { operationId, work }: { readonly operationId: string; readonly work: OperationSteps<T>["work"] },
    ctx: RequestContext,
  ): Promise<T> {
    this.#working.add(operationId);
    try {
      return await work(operationId, ctx, (progress) => {
        const running = this.#running.get(operationId);
        if (running) running.progress = progress;
      });
    } finally {
      this.#working.delete(operationId);
    }
  }

  async #work<T>(
    ctx: RequestContext,
    start: {
      readonly operationId: string;
      readonly entry: OperationEntry;
      readonly work: OperationSteps<T>["work"];
    },
  ): Promise<Outcome<T>> {
    const { operationId, entry } = start;
    const own = ctx.child();
    const cancel = (reason: HostError) => own.cancel(reason);
    this.#running.set(operationId, { operationId, entry, startedMs: ctx.clock.monotonicMs(), cancel });
    try {
      const result = await awaitWork(own, { graceMs: this.#graceMs, work: () => this.#watch(start, own) });
      return { state: "done", result };
    } catch (error) {
      return { state: judge(error), error };
    } finally {
      this.#running.delete(operationId);
      own.close();
    }
  }
}

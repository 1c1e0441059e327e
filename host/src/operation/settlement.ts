// Writes outcomes. A write that fails is tried again, then kept for a later flush; if the process dies first, reconciling finds out.
import { isoTime } from "../clock.ts";
import type { Database } from "../db/connection.ts";
import { type OperationStep, stepOperation } from "../db/operations-table.ts";
import type { Transaction } from "../db/tx.ts";
import { HostError, isHostError, messageOf } from "../errors.ts";
import type { Log } from "../log.ts";
import { type Outcome, storeError } from "./outcome.ts";

const RETRY_WAITS_MS = [50, 250, 1000];

type SettleRow = (tx: Transaction) => Promise<void>;

interface Unwritten {
  readonly operationId: string;
  readonly outcome: Outcome<unknown>;
  readonly settleRow: SettleRow;
  /** Why the manager's row could not be settled, when no retry heals that: the operation is then left to reconciling. */
  fault?: { readonly error: unknown };
}

export class Settlement {
  readonly #database: Database;
  readonly #log: Log;
  /** A full disk lets no new operation begin, so there are never more of these than were running. */
  readonly #unwritten = new Map<string, Unwritten>();

  constructor(database: Database, log: Log) {
    this.#database = database;
    this.#log = log;
  }

  /** Writes the outcome and the manager's row in one transaction. STORAGE_FAILED when that has to wait for a flush. */
  async write(operationId: string, outcome: Outcome<unknown>, settleRow: SettleRow): Promise<void> {
    const unwritten: Unwritten = { operationId, outcome, settleRow };
    for (const waitMs of [0, ...RETRY_WAITS_MS]) {
      if (waitMs > 0) await new Promise<void>((resolve) => this.#database.clock.setTimer(waitMs, resolve));
      if (!(await this.#try(unwritten))) continue;
      if (unwritten.fault) throw unwritten.fault.error;
      return;
    }
    this.#unwritten.set(operationId, unwritten);
    throw new HostError(
      "STORAGE_FAILED",
      `the driver call ended (${outcome.state}), but that could not be written down yet`,
      {
        data: { operationId, outcome: outcome.state },
      },
    );
  }

  /** Tries the unwritten outcomes again; answers how many are left. */
  async flush(): Promise<number> {
    for (const [operationId, unwritten] of this.#unwritten) {
      if (await this.#try(unwritten)) this.#unwritten.delete(operationId);
    }
    return this.#unwritten.size;
  }

  /** True once it is written. */
  async #try(unwritten: Unwritten): Promise<boolean> {
    try {
      await this.#write(unwritten);
      return true;
    } catch (error) {
      const { operationId, fault } = unwritten;
      this.#log.error({ operationId, error: messageOf(error) }, "an outcome could not be written");
      if (fault || isHostError(error, "STORAGE_FAILED")) return false;
      unwritten.fault = { error };
      return this.#try(unwritten);
    }
  }

  async #write({ operationId, outcome, settleRow, fault }: Unwritten): Promise<void> {
    const step = fault ? this.#step({ state: "unknown", error: fault.error }) : this.#step(outcome);
    await this.#database.transaction(async (tx) => {
      if (!(await stepOperation(tx, operationId, step))) {
        // Another process took this run for dead and reconciles: its word is better than ours.
        this.#log.warn({ operationId }, "an outcome was dropped: the operation is no longer this run's");
      } else if (!fault) await settleRow(tx);
    });
  }

  #step(outcome: Outcome<unknown>): OperationStep {
    const common = { from: "started", to: outcome.state, at: isoTime(this.#database.clock) } as const;
    if (outcome.state === "done") return { ...common, result: outcome.result };
    return { ...common, error: storeError(outcome.error), note: messageOf(outcome.error) };
  }
}

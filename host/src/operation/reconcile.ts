// Settles what a crash or a time-out left open: started operations of a dead run become unknown, and each unknown is found out by asking.
import { isoTime } from "../clock.ts";
import type { RequestContext } from "../context.ts";
import {
  deferOperation,
  listAbandoned,
  listOperations,
  type OperationOutcome,
  type OperationRecord,
  stepOperation,
} from "../db/operations-table.ts";
import type { Transaction } from "../db/tx.ts";
import { messageOf } from "../errors.ts";
import type { Journal } from "./journal.ts";

/** What the driver's own word makes of an unknown operation. */
export interface Finding {
  readonly state: OperationOutcome;
  readonly result?: unknown;
  /** What was seen, for people: "the volume is there, 2147483648 bytes". */
  readonly note: string;
  /** Brings the manager's own row in line, in the transaction that writes the outcome. */
  settle?(tx: Transaction): Promise<void>;
}

/** Looks at the real thing. A throw means: not now; the operation stays unknown and is tried again later. */
export type Inspect = (operation: OperationRecord, ctx: RequestContext) => Promise<Finding>;

export interface SettleOptions {
  readonly domain: string;
  readonly inspect: Inspect;
  /** Tries also what was put off; for an operator who asks. */
  readonly force?: boolean;
  /** Looks at this one operation and no other. */
  readonly only?: string;
  /** First wait after a failed try, doubled each time up to `retryMsMax`; defaults 1000 and 300000. */
  readonly retryMs?: number;
  readonly retryMsMax?: number;
  /** How long one look may take, so that a hanging driver does not use up the pass; default 15000. */
  readonly inspectTimeoutMs?: number;
}

export interface Settled {
  /** Operations of dead runs that were found started. */
  readonly abandoned: readonly string[];
  readonly settled: readonly {
    readonly operationId: string;
    readonly state: OperationOutcome;
    readonly note: string;
  }[];
  /** Operations that stay unknown, and why. */
  readonly waiting: readonly { readonly operationId: string; readonly nextTryAt: string; readonly reason: string }[];
}

/** What a dry run says of settling one operation. */
export function settlingInWords(driver: string, resource: string): string {
  return `${driver} is asked what became of ${resource}, and the outcome is written down; what was begun may be finished or taken back`;
}

const BATCH_MAX = 1000;
// The reason may be a driver's words.
const REASON_LENGTH_MAX = 2000;

/**
 * Settles the unknown operations of one domain on this host, oldest first, one at a time. Run it at start, before the manager serves,
 * and then periodically. What a past pass could not settle waits longer each time. Ends early, without loss, when the context does.
 */
export async function settleUnknowns(ctx: RequestContext, journal: Journal, options: SettleOptions): Promise<Settled> {
  await journal.flush();
  const abandoned = await abandonDead(journal);
  const settled: Settled["settled"][number][] = [];
  const waiting: Settled["waiting"][number][] = [];
  for (const operation of await listDue(journal, options)) {
    ctx.throwIfOver();
    const operationId = operation.id;
    const own = ctx.child({ timeoutMs: options.inspectTimeoutMs ?? 15_000 });
    try {
      const finding = await options.inspect(operation, own);
      const { state, note } = finding;
      if (await settleOne(journal, operation, finding)) settled.push({ operationId, state, note });
    } catch (error) {
      const reason = messageOf(error);
      const nextTryAt = nextTry(journal, operation, options);
      await deferOperation(journal.database.handle, operationId, {
        nextTryAt,
        reason: reason.slice(0, REASON_LENGTH_MAX),
      });
      journal.log.warn({ operationId, reason, nextTryAt }, "an unknown operation could not be settled yet");
      waiting.push({ operationId, nextTryAt, reason });
    } finally {
      own.close();
    }
  }
  return { abandoned, settled, waiting };
}

/**
 * Turns every started operation of another run of this host into unknown, in all domains. Only for the one process that holds the
 * host's lock: every other run is then known to be dead.
 */
export function abandonDead(journal: Journal): Promise<readonly string[]> {
  const { database, host, instanceId } = journal;
  return database.transaction(async (tx) => {
    const ids: string[] = [];
    for (const { id } of await listAbandoned(tx, host, instanceId)) {
      const note = "the host ended before the outcome was written";
      await stepOperation(tx, id, { from: "started", to: "unknown", at: isoTime(database.clock), note });
      ids.push(id);
    }
    return ids;
  });
}

async function listDue(journal: Journal, options: SettleOptions): Promise<readonly OperationRecord[]> {
  const { database, host } = journal;
  const filter = { domain: options.domain, state: "unknown", host, limit: BATCH_MAX } as const;
  const unknown = await listOperations(database.handle, filter);
  const nowMs = database.clock.wallMs();
  const due = ({ id, nextTryAt }: OperationRecord) => {
    if (options.only !== undefined && options.only !== id) return false;
    // What still works may yet make what a look would not find.
    if (journal.isWorking(id)) return false;
    if (options.force || nextTryAt === null) return true;
    const waitMs = Date.parse(nextTryAt) - nowMs;
    // A wait longer than any we give means that the wall clock was set back.
    return waitMs <= 0 || waitMs > retryMsMax(options);
  };
  return unknown.filter(due).reverse();
}

/** False when somebody else settled it meanwhile. */
function settleOne(journal: Journal, operation: OperationRecord, finding: Finding): Promise<boolean> {
  return journal.database.transaction(async (tx) => {
    const { state, note, result } = finding;
    const step = { from: "unknown", to: state, transition: "settled", at: isoTime(journal.database.clock) } as const;
    const error = state === "failed" ? (operation.error ?? notDone(note)) : undefined;
    const facts = { note, ...(result === undefined ? {} : { result }), ...(error === undefined ? {} : { error }) };
    const mine = await stepOperation(tx, operation.id, { ...step, ...facts });
    if (mine) await finding.settle?.(tx);
    return mine;
  });
}

function notDone(note: string) {
  return { code: "DRIVER_FAILED", message: `the operation was interrupted: ${note}`, retryable: true, data: {} };
}

function nextTry(journal: Journal, { attempts }: OperationRecord, options: SettleOptions): string {
  const waitMs = Math.min((options.retryMs ?? 1000) * 2 ** Math.min(attempts, 30), retryMsMax(options));
  return new Date(journal.database.clock.wallMs() + waitMs).toISOString();
}

function retryMsMax(options: SettleOptions): number {
  return options.retryMsMax ?? 300_000;
}

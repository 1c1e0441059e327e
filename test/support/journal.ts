// A journal on a real database, and contexts for it.
import type { TestContext } from "node:test";
import type { Clock } from "#host/clock";
import { type ContextOptions, RequestContext } from "#host/context";
import type { Database } from "#host/db/connection";
import { silentLog } from "#host/log";
import { Journal, type JournalOptions, type OperationEntry } from "#host/operation/journal";
import { temporaryDatabase } from "./database.ts";

export async function temporaryJournal(
  t: TestContext,
  options: Partial<JournalOptions> & { readonly clock?: Clock } = {},
): Promise<{ readonly journal: Journal; readonly database: Database }> {
  const { clock, ...rest } = options;
  const database = rest.database ?? (await temporaryDatabase(t, clock === undefined ? {} : { clock }));
  const journal = new Journal({ host: "edge-1", instanceId: "run-1", log: silentLog, ...rest, database });
  return { journal, database };
}

export function context(t: TestContext, options: Partial<ContextOptions> = {}): RequestContext {
  const ctx = new RequestContext({ timeoutMs: 30_000, ...options });
  t.after(() => ctx.close());
  return ctx;
}

export function createEntry(resource: string, change: Partial<OperationEntry> = {}): OperationEntry {
  return { domain: "volume", resource, action: "create", driver: "file", input: { name: resource }, ...change };
}

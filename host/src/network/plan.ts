// What a dry run answers: the driver's own steps where it can plan, otherwise what it would be asked.
import type { NetworkChange, NetworkDriver } from "@holdfast/sdk";
import type { RequestContext } from "../context.ts";
import type { Transaction } from "../db/tx.ts";
import type { Parts } from "./domain.ts";
import type { Plan } from "./messages.ts";

export interface Asked {
  readonly driver: string;
  readonly calls: readonly NetworkChange[];
}

/** The steps of all calls, in order. Throws what the driver would refuse, as far as it can tell by looking. */
export async function planOf(ctx: RequestContext, { domain }: Parts, { driver: name, calls }: Asked): Promise<Plan> {
  const steps: Plan["steps"] = [];
  const driver: NetworkDriver = domain.drivers.get(name);
  const canPlan = domain.drivers.supports(name, "planChange");
  for (const call of calls) {
    if (!canPlan || !driver.planChange) steps.push(...inWords(name, call));
    else {
      const planned = await driver.planChange(ctx, call);
      for (const { what, argv, stdinText } of planned.steps)
        steps.push({ what, ...(argv ? { argv: [...argv] } : {}), ...(stdinText ? { stdin: stdinText } : {}) });
    }
  }
  return { driver: name, steps };
}

/** A plan for what only the records have. */
export function ofRecords(what: string): Plan {
  return { driver: null, steps: [{ what }] };
}

/** Does in one transaction what only the records have; with `dryRun` all of it is taken back, and only its answer stays. */
export async function decide<T>(
  { domain }: Parts,
  dryRun: boolean | undefined,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  if (!dryRun) return domain.database.transaction(work);
  const rehearsed: { answer?: T } = {};
  const attempt = domain.database.transaction(async (tx) => {
    rehearsed.answer = await work(tx);
    throw rehearsed;
  });
  return attempt.catch((error: unknown) => {
    if (error === rehearsed) return rehearsed.answer as T;
    throw error;
  });
}

function inWords(driver: string, call: NetworkChange) {
  return Object.entries(call).map(([name, input]) => ({
    what: `${driver} is asked for ${name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)} of ${JSON.stringify(input)}`,
  }));
}

// A periodic task that one of several processes runs: its run begins with a lease, and passes by while another has it.
import type { RequestContext } from "../context.ts";
import { HostError } from "../errors.ts";
import type { RepeatedMethod } from "../manager/declarations.ts";
import type { LeaseAnswer, LeaseRequest } from "./leases.ts";

/** Asks the hub for a lease. */
export type AskLease = (ctx: RequestContext, request: LeaseRequest) => Promise<LeaseAnswer>;

export interface LeaderParts {
  /** Absent where there is no hub to ask. */
  readonly ask: AskLease | undefined;
  /** Names this run of the service. */
  readonly holder: string;
  readonly topic: string;
}

// As long as a run may take when its declaration does not say: see the timer of periodic tasks.
const RUN_MS = 60_000;

/** The method as it is to be repeated: itself, unless it is for a leader only. */
export function leaderTask(name: string, method: RepeatedMethod, { ask, holder, topic }: LeaderParts): RepeatedMethod {
  const { leaderOnly, spacingMs, timeoutMs = RUN_MS } = method.declaration;
  if (!leaderOnly) return method;
  // Longer than a run can last, so that no second one begins beside it; renewed by each run, so that a leader stays one.
  const ttlMs = Math.max(spacingMs, timeoutMs) + spacingMs;
  const run: RepeatedMethod["run"] = async (ctx) => {
    if (!ask)
      throw new HostError("FAILED_PRECONDITION", `the task ${name} is for a leader only, and here is no hub to ask`);
    const lease = await ask(ctx, { name: `${topic}.${name}`, holder, ttlMs });
    if (lease.granted) return method.run(ctx, { fencingToken: lease.token });
    ctx.log.debug({ task: name, leader: lease.holder }, "the task is left to its leader");
    return undefined;
  };
  return { declaration: method.declaration, run };
}

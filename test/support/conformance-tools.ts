// What conformance cases are given when they run against a driver of the host's driver room.
import type { ConformanceTools } from "@holdfast/sdk";
import { RequestContext } from "#host/context";

let fresh = 0;

/** Calls are made under the context; one that a case wants to end early has its own. */
export function toolsUnder(ctx: RequestContext): ConformanceTools {
  return {
    context: (timeoutMs) => (timeoutMs === undefined ? ctx : new RequestContext({ timeoutMs, under: ctx.ending })),
    freshName: (hint) => `${hint}${fresh++}`,
  };
}

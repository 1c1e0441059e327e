// A manager for tests of services: it notes which of its hooks ran.
import type { RequestContext } from "#host/context";
import { HOOKS } from "#host/manager/manager";

/** A manager that notes which hook ran, and does what a test puts in. */
export function notingManager(
  work: Partial<Record<(typeof HOOKS)[number], (ctx: RequestContext) => Promise<unknown>>> = {},
) {
  const trail: string[] = [];
  const hooks = HOOKS.map((hook) => [
    hook,
    async (ctx: RequestContext) => {
      trail.push(hook);
      return work[hook]?.(ctx);
    },
  ]);
  return { trail, manager: Object.fromEntries(hooks) as object };
}

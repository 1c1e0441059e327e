// What drivers can do on this machine, and the refusal of those that lack what a strategy needs.
import type { Ability, NetworkDriver } from "@holdfast/sdk";
import type { RequestContext } from "../context.ts";
import { HostError } from "../errors.ts";

/** What one driver said: available, or why not. */
export type AbilityMap = ReadonlyMap<Ability, { readonly available: boolean; readonly reason?: string | undefined }>;

/** Asks a driver. */
export async function askAbilities(ctx: RequestContext, driver: NetworkDriver): Promise<AbilityMap> {
  const { abilities } = await driver.getAbilities(ctx);
  return new Map(abilities.map(({ ability, available, reason }) => [ability, { available, reason }]));
}

/** Why `who` cannot work with a driver: each ability that is missing, in the driver's own words. Undefined when none is. */
export function lacking(who: string, driver: string, needs: readonly Ability[], has: AbilityMap): string | undefined {
  const missing = needs.filter((ability) => has.get(ability)?.available !== true);
  if (missing.length === 0) return undefined;
  const reasons = missing.map((ability) => `${ability} (unavailable: ${has.get(ability)?.reason ?? "not offered"})`);
  return `${who} needs what the network driver ${driver} cannot do here: ${reasons.join(", ")}`;
}

/** Throws UNSUPPORTED when a driver cannot do what a call needs. */
export function requireAbility(driver: string, ability: Ability, has: AbilityMap): void {
  const message = lacking("this", driver, [ability], has);
  if (message !== undefined) throw new HostError("UNSUPPORTED", message, { data: { driver, ability } });
}

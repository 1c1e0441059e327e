// Security rules added and removed: a driver is always given all rules of a network at once.
import type { RequestContext } from "../context.ts";
import { deleteRule, findRule, updateRule } from "../db/network-rules-table.ts";
import type { Change } from "./change.ts";
import { applyRules, rulesPlan } from "./desired.ts";
import type { Parts } from "./domain.ts";
import { refusal, requireRow } from "./network-changes.ts";

export interface RuleKey {
  readonly networkId: string;
  readonly ruleId: string;
  /** False when the rule is being removed. */
  readonly adding: boolean;
}

/** Has the driver enforce the rules with one more, or one less. What the driver refuses leaves the rules as they were. */
export function ruleChange(parts: Parts, operationId: string, key: RuleKey): Change {
  const { networkId, ruleId, adding } = key;
  const apply = async (ctx: RequestContext) => {
    const network = await requireRow(parts, networkId);
    await applyRules(ctx, parts, { network, driver: parts.domain.drivers.get(network.driver), own: ruleId });
  };
  return {
    work: apply,
    async look(ctx) {
      // Nobody can see one rule from outside, but all of them can be set again.
      const reason = await refusal(apply(ctx));
      if (reason === undefined)
        return { ended: { state: "done", result: null }, note: "the rules are set as they should be" };
      return { ended: { state: "failed", reason }, note: `the driver refuses the rules: ${reason}` };
    },
    async settle(tx, ended) {
      const row = await findRule(tx, ruleId);
      if (row?.operationId !== operationId) return;
      if ((ended.state === "done") === adding) {
        await updateRule(tx, ruleId, { state: "active", operationId }, ["adding", "removing"]);
      } else await deleteRule(tx, ruleId);
    },
    calls: async (db) => [{ setRules: await rulesPlan(db, await requireRow(parts, networkId, db), ruleId) }],
  };
}

// What an operator asks of security rules.
import type { RequestContext } from "../context.ts";
import { findPortById } from "../db/network-ports-table.ts";
import { findRule, insertRule, listRules, updateRule } from "../db/network-rules-table.ts";
import { findNetworkById } from "../db/networks-table.ts";
import { HostError } from "../errors.ts";
import { runChange } from "./change.ts";
import { nowIso, type Parts } from "./domain.ts";
import type { PortParams, RuleChange, RuleIdParams, RuleParams, RuleView } from "./messages.ts";
import { newId, requireAvailable, requireNetwork } from "./network-requests.ts";
import { requireAttached, resourceOf } from "./port-requests.ts";
import { ruleChange } from "./rule-changes.ts";
import { viewRule } from "./views.ts";

const RULES_OF_PORT_MAX = 200;

/** Adds a rule behind those that a port has. RESOURCE_EXHAUSTED beyond 200 of them. */
export async function addRule(ctx: RequestContext, parts: Parts, params: RuleParams): Promise<RuleChange> {
  const { handle } = parts.domain.database;
  const network = await requireAvailable(handle, params.network);
  const { id: portId } = await requireAttached(handle, network.id, params);
  const ruleId = newId(ctx, "add-rule");
  const key = { networkId: network.id, ruleId, adding: true };
  const ran = await runChange(ctx, parts, {
    dryRun: params.dryRun,
    ...{ action: "add-rule", resource: resourceOf(params), networkId: network.id, driver: network.driver },
    input: { ...params, ...key },
    mark: async (tx, operationId) => {
      await requireAttached(tx, network.id, params);
      if ((await listRules(tx, [portId])).length >= RULES_OF_PORT_MAX)
        throw new HostError("RESOURCE_EXHAUSTED", `a port has at most ${RULES_OF_PORT_MAX} rules: remove some`);
      const { direction, action, protocol = "any", portFirst = null, portLast = null, peer = null } = params;
      const rule = { id: ruleId, portId, direction, action, protocol, portFirst, portLast, peer };
      await insertRule(tx, { ...rule, state: "adding", operationId }, nowIso(parts));
    },
    change: (operationId) => ruleChange(parts, operationId, key),
  });
  return { ...ran, rule: await shown(parts, ruleId) };
}

/** Removes a rule; of an absent one nothing is asked. */
export async function removeRule(ctx: RequestContext, parts: Parts, params: RuleIdParams): Promise<RuleChange> {
  const { id } = params;
  const { handle } = parts.domain.database;
  const rule = await findRule(handle, id);
  const port = rule && (await findPortById(handle, rule.portId));
  const network = port && (await findNetworkById(handle, port.networkId));
  if (!network) return { operationId: null, rule: null };
  const key = { networkId: network.id, ruleId: id, adding: false };
  const place = { network: network.name, port: port.name };
  const ran = await runChange(ctx, parts, {
    dryRun: params.dryRun,
    ...{ action: "remove-rule", resource: resourceOf(place), networkId: network.id, driver: network.driver },
    input: { id, ...key },
    mark: async (tx, operationId) => {
      if (await updateRule(tx, id, { state: "removing", operationId }, ["active"])) return;
      throw new HostError("FAILED_PRECONDITION", `the rule ${id} is ${rule.state}: it cannot be removed now`);
    },
    change: (operationId) => ruleChange(parts, operationId, key),
  });
  return { ...ran, rule: await shown(parts, id) };
}

/** The rules of a port, in the order in which they are gone through. */
export async function shownRules(
  { domain }: Parts,
  params: PortParams,
): Promise<{ readonly rules: readonly RuleView[] }> {
  const { handle } = domain.database;
  const network = await requireNetwork(handle, params.network);
  const port = await requireAttached(handle, network.id, params);
  return { rules: (await listRules(handle, [port.id])).map(viewRule) };
}

async function shown({ domain }: Parts, id: string): Promise<RuleView | null> {
  const row = await findRule(domain.database.handle, id);
  return row ? viewRule(row) : null;
}

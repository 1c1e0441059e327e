// The network manager: decides about names, addresses, VLANs and rules, keeps the records, and journals every change it asks of a driver.
import type { NetworkDriver } from "@holdfast/sdk";
import type { RequestContext } from "../context.ts";
import { expireAddresses } from "../db/network-addresses-table.ts";
import { listNetworks } from "../db/networks-table.ts";
import type { OperationRecord } from "../db/operations-table.ts";
import { HostError, isHostError, messageOf } from "../errors.ts";
import { Manager, type ManagerParts, type PeriodicDeclarations, type RpcDeclarations } from "../manager/manager.ts";
import { type Settled, settleUnknowns } from "../operation/reconcile.ts";
import { requireSamePlace } from "../operation/same-place.ts";
import { type AbilityMap, askAbilities, lacking, requireAbility } from "./abilities.ts";
import { allocateAddress, releaseAddress, shownAddresses } from "./address-book.ts";
import { findOut } from "./change.ts";
import { required } from "./desired.ts";
import { type NetworkDomain, nowIso, type Parts, type Strategy } from "./domain.ts";
import { explainNetwork, type NetworkExplanation } from "./explain.ts";
import * as floating from "./floating-requests.ts";
import type * as messages from "./messages.ts";
import { NETWORK_METHODS } from "./methods.ts";
import { createNetwork, removeNetwork, requireAvailable, requireNetwork } from "./network-requests.ts";
import { attachPort, detachPort, shownPorts } from "./port-requests.ts";
import { changeOf } from "./recorded-change.ts";
import { restoreNetworks } from "./restore.ts";
import { askAgain, planLook, settleNow } from "./retry.ts";
import { addRule, removeRule, shownRules } from "./rule-requests.ts";
import { Turns } from "./turns.ts";
import { viewNetwork } from "./views.ts";

/** Networks of one host. How they are made is a strategy: FlatManager, FlatDHCPManager and VlanManager each have theirs. */
export abstract class NetworkManager extends Manager {
  static override readonly version: string = "1.2";
  static override readonly rpc: RpcDeclarations = NETWORK_METHODS;
  static override readonly periodic: PeriodicDeclarations = {
    settleUnknowns: { spacingMs: 5_000, timeoutMs: 60_000 },
    expireAddresses: { spacingMs: 10_000, timeoutMs: 10_000 },
  };

  abstract readonly strategy: Strategy;
  readonly #host: string;
  readonly #domain: NetworkDomain;
  readonly #turns: Turns;
  readonly #abilities = new Map<string, AbilityMap>();

  constructor(parts: ManagerParts<NetworkDomain>) {
    super();
    this.#host = parts.host;
    this.#domain = parts.domain;
    this.#turns = new Turns(parts.domain.settings.waitingMax);
  }

  /**
   * Refuses drivers that lack what the strategy needs: START_FAILED names each. Then what an earlier run left open is settled, and
   * networks that are gone from the machine, as after its restart, are made again.
   */
  override async initHost(ctx: RequestContext): Promise<void> {
    await this.#requireDrivers(ctx);
    const own = ctx.child({ timeoutMs: ctx.remainingMs() / 2 });
    try {
      await this.settleUnknowns(own);
      await restoreNetworks(own, this.#parts);
    } catch (error) {
      if (!own.ending.reason || ctx.ending.reason) throw error;
      ctx.log.warn({ reason: messageOf(error) }, "not every network could be looked after at the start");
    } finally {
      own.close();
    }
  }

  /** What drivers can do is asked anew: a kernel may have learned something. */
  override async reset(_ctx: RequestContext): Promise<{ readonly changed: readonly string[] }> {
    this.#abilities.clear();
    return { changed: [] };
  }

  async create(ctx: RequestContext, params: messages.CreateParams): Promise<messages.Change> {
    this.#visit(ctx);
    const driver = params.driver ?? this.#domain.defaultDriver;
    if (driver !== undefined) {
      const missing = lacking(this.strategy.name, driver, this.strategy.needs, await this.#abilitiesOf(ctx, driver));
      if (missing !== undefined) throw new HostError("UNSUPPORTED", missing, { data: { driver } });
    }
    return createNetwork(ctx, this.#parts, params);
  }

  delete(ctx: RequestContext, params: messages.DeleteParams): Promise<messages.Change> {
    this.#visit(ctx);
    return removeNetwork(ctx, this.#parts, params);
  }

  /** Shows one network; NOT_FOUND. */
  async get(ctx: RequestContext, params: messages.NameParams): Promise<messages.NetworkView> {
    this.#visit(ctx);
    return viewNetwork(await requireNetwork(this.#domain.database.handle, params.name));
  }

  /** Lists networks by name, a page at a time: fewer than `limit` are the last page. */
  async list(
    ctx: RequestContext,
    params: messages.ListParams,
  ): Promise<{ readonly networks: readonly messages.NetworkView[] }> {
    this.#visit(ctx);
    const { driver, after, limit } = params;
    const filter = {
      ...(driver === undefined ? {} : { driver }),
      ...(after === undefined ? {} : { afterName: after }),
      ...(limit === undefined ? {} : { limit }),
    };
    return { networks: (await listNetworks(this.#domain.database.handle, filter)).map(viewNetwork) };
  }

  async attachPort(ctx: RequestContext, params: messages.AttachParams): Promise<messages.PortChange> {
    this.#visit(ctx);
    const { driver } = await requireAvailable(this.#domain.database.handle, params.network);
    return attachPort(ctx, this.#parts, params, await this.#abilitiesOf(ctx, driver));
  }

  detachPort(ctx: RequestContext, params: messages.DetachParams): Promise<messages.PortChange> {
    this.#visit(ctx);
    return detachPort(ctx, this.#parts, params);
  }

  listPorts(ctx: RequestContext, params: messages.NetworkParams) {
    this.#visit(ctx);
    return shownPorts(this.#parts, params.network);
  }

  allocateAddress(ctx: RequestContext, params: messages.AllocateParams) {
    this.#visit(ctx);
    return allocateAddress(this.#parts, params);
  }

  releaseAddress(ctx: RequestContext, params: messages.ReleaseParams) {
    this.#visit(ctx);
    return releaseAddress(this.#parts, params);
  }

  listAddresses(ctx: RequestContext, params: messages.NetworkParams) {
    this.#visit(ctx);
    return shownAddresses(this.#parts, params.network);
  }

  async listLeases(ctx: RequestContext, params: messages.NetworkParams): Promise<messages.Leases> {
    this.#visit(ctx);
    const { id, driver } = await requireNetwork(this.#domain.database.handle, params.network);
    const { listLeases } = this.#domain.drivers.get(driver);
    const { leases } = await required(listLeases, "list_leases")(ctx, { network: id });
    return { leases: [...leases] };
  }

  allocateFloating(ctx: RequestContext, params: messages.FloatingAllocateParams) {
    this.#visit(ctx);
    return floating.allocateFloating(this.#parts, params);
  }

  releaseFloating(ctx: RequestContext, params: messages.FloatingParams) {
    this.#visit(ctx);
    return floating.releaseFloating(this.#parts, params);
  }

  async associateFloating(ctx: RequestContext, params: messages.AssociateParams): Promise<messages.FloatingChange> {
    this.#visit(ctx);
    if (!this.strategy.routed) {
      const message = `${this.strategy.name} has no foot in its networks, so no outer address can lead into them`;
      throw new HostError("UNSUPPORTED", message);
    }
    const { driver } = await requireNetwork(this.#domain.database.handle, params.network);
    requireAbility(driver, "floating", await this.#abilitiesOf(ctx, driver));
    return floating.associateFloating(ctx, this.#parts, params);
  }

  disassociateFloating(ctx: RequestContext, params: messages.FloatingParams): Promise<messages.FloatingChange> {
    this.#visit(ctx);
    return floating.disassociateFloating(ctx, this.#parts, params);
  }

  listFloating(ctx: RequestContext) {
    this.#visit(ctx);
    return floating.shownFloating(this.#parts);
  }

  async addRule(ctx: RequestContext, params: messages.RuleParams): Promise<messages.RuleChange> {
    this.#visit(ctx);
    const { driver } = await requireNetwork(this.#domain.database.handle, params.network);
    requireAbility(driver, "rules", await this.#abilitiesOf(ctx, driver));
    return addRule(ctx, this.#parts, params);
  }

  removeRule(ctx: RequestContext, params: messages.RuleIdParams): Promise<messages.RuleChange> {
    this.#visit(ctx);
    return removeRule(ctx, this.#parts, params);
  }

  listRules(ctx: RequestContext, params: messages.PortParams) {
    this.#visit(ctx);
    return shownRules(this.#parts, params);
  }

  explain(ctx: RequestContext, params: messages.ExplainParams): Promise<NetworkExplanation> {
    this.#visit(ctx);
    return explainNetwork(ctx, this.#parts, params);
  }

  /** Asks the drivers about changes whose outcome is not known, and brings records in line. Runs at start and then periodically. */
  async settleUnknowns(ctx: RequestContext): Promise<void> {
    await this.#settle(ctx);
  }

  /** An unknown outcome is looked at now; what failed is asked for again, as it was. FAILED_PRECONDITION for what is done or runs. */
  async retry(ctx: RequestContext, params: messages.OperationParams): Promise<messages.Retried> {
    this.#visit(ctx);
    const { operationId, believe, dryRun } = params;
    const { operation } = await this.#domain.journal.show(operationId);
    if (operation.domain !== "network")
      throw new HostError("NOT_FOUND", `operation ${operationId} is one of ${operation.domain}, not of networks`);
    if (operation.state !== "unknown") return askAgain(ctx, this, { operation, dryRun });
    if (dryRun) return planLook(operation);
    const which = { only: operationId, force: true };
    return settleNow(operation, () => this.#settle(ctx, which, believe));
  }

  /** Frees reservations whose time is over. Runs periodically. */
  async expireAddresses(ctx: RequestContext): Promise<void> {
    const addresses = await expireAddresses(this.#domain.database.handle, nowIso(this.#parts));
    if (addresses > 0) ctx.log.info({ addresses }, "reserved addresses are free again");
  }

  async #settle(
    ctx: RequestContext,
    which: { readonly only?: string; readonly force?: boolean } = {},
    believe = false,
  ): Promise<Settled> {
    const parts = this.#parts;
    const { journal, retry, drivers } = this.#domain;
    const inspect = (operation: OperationRecord, inner: RequestContext) => {
      if (!believe) requireSamePlace(operation, drivers.info(operation.driver).place);
      const { networkId, change } = changeOf(parts, operation);
      return parts.turns.run(inner, networkId, () => findOut(inner, change));
    };
    const outcome = await settleUnknowns(ctx, journal, { domain: "network", inspect, ...retry, ...which });
    for (const { operationId, state, note } of outcome.settled)
      ctx.log.info({ operationId, state, note }, "an unknown outcome was settled");
    return outcome;
  }

  get #parts(): Parts {
    return { host: this.#host, domain: this.#domain, strategy: this.strategy, turns: this.#turns };
  }

  #visit(ctx: RequestContext): void {
    ctx.visit("network manager");
  }

  async #requireDrivers(ctx: RequestContext): Promise<void> {
    const refused: string[] = [];
    for (const name of this.#domain.drivers.names()) {
      try {
        const missing = lacking(this.strategy.name, name, this.strategy.needs, await this.#abilitiesOf(ctx, name));
        if (missing !== undefined) refused.push(missing);
      } catch (error) {
        // One that does not serve is listed as broken; it is asked when it is needed.
        if (!isHostError(error, "DRIVER_UNAVAILABLE")) throw error;
        ctx.log.warn({ driver: name, reason: error.message }, "a network driver could not be asked what it can do");
      }
    }
    if (refused.length > 0) throw new HostError("START_FAILED", refused.join("; "));
  }

  async #abilitiesOf(ctx: RequestContext, name: string): Promise<AbilityMap> {
    const key = `${name} ${this.#domain.drivers.info(name).digest}`;
    const known = this.#abilities.get(key);
    if (known) return known;
    const driver: NetworkDriver = this.#domain.drivers.get(name);
    const asked = await askAbilities(ctx, driver);
    this.#abilities.set(key, asked);
    return asked;
  }
}

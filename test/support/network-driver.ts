// A network driver as a plain object that keeps its networks in a map: what a manager's unit test passes instead of a .wasm.
import type { DhcpPlan, NetworkPlan, PortPlan, RulesPlan } from "#sdk/generated/network";
import { type Ability, DriverStatusError, type NetworkDriver, type Port } from "#sdk/index";

interface HeldNetwork {
  readonly plan: NetworkPlan;
  readonly ports: Map<string, PortPlan>;
  readonly floating: Map<string, string>;
  dhcp: DhcpPlan | undefined;
  rules: RulesPlan["ports"];
}

export interface PlainNetworkDriver extends Required<Omit<NetworkDriver, "describe" | "probe">> {
  /** What is really there, by id. */
  readonly held: Map<string, HeldNetwork>;
  /** Abilities that it says it has not, and why. */
  readonly lacks: Map<Ability, string>;
  /** Runs before the named function does its work, once. */
  readonly before: Map<string, () => Promise<void>>;
  /** Runs after the named function did its work and before it is answered, once: throw here to lose the answer. */
  readonly after: Map<string, () => Promise<void>>;
}

const ABILITIES: readonly Ability[] = ["bridge", "vlan", "address", "dhcp", "floating", "rules"];

export function plainNetworkDriver(): PlainNetworkDriver {
  const held = new Map<string, HeldNetwork>();
  const lacks = new Map<Ability, string>();
  const before = new Map<string, () => Promise<void>>();
  const after = new Map<string, () => Promise<void>>();
  const find = (network: string) => {
    const found = held.get(network);
    if (!found) throw new DriverStatusError("not_found", `no network ${network}`);
    return found;
  };
  const portOf = ({ port, mac, device }: PortPlan): Port => ({ port, mac, device: device ?? `dev${port}` });
  const shown = (network: string) => {
    const { plan, ports, dhcp, floating } = find(network);
    const own = { device: `br${network}`, ...(plan.vlan === undefined ? {} : { vlan: plan.vlan }) };
    return {
      network,
      ...own,
      ports: [...ports.values()].map(portOf),
      dhcp: dhcp !== undefined,
      floating: [...floating.keys()],
    };
  };
  const changed = async <T>(name: string, change: () => T): Promise<T> => {
    const [first, last] = [before.get(name), after.get(name)];
    before.delete(name);
    after.delete(name);
    await first?.();
    const answer = change();
    await last?.();
    return answer;
  };
  return {
    ...{ held, lacks, before, after },
    getAbilities: async () => ({
      abilities: ABILITIES.map((ability) => {
        const reason = lacks.get(ability);
        return { ability, available: reason === undefined, ...(reason === undefined ? {} : { reason }) };
      }),
    }),
    ensureNetwork: (_ctx, plan) =>
      changed("ensureNetwork", () => {
        const old = held.get(plan.network);
        const blank = { ports: new Map(), floating: new Map(), dhcp: undefined, rules: [] };
        held.set(plan.network, { ...(old ?? blank), plan });
        return shown(plan.network);
      }),
    deleteNetwork: (_ctx, { network }) => changed("deleteNetwork", () => void held.delete(network)),
    inspectNetwork: (_ctx, { network }) => changed("inspectNetwork", () => shown(network)),
    listNetworks: async () => ({ networks: [...held.keys()] }),
    attachPort: (_ctx, plan) =>
      changed("attachPort", () => {
        find(plan.network).ports.set(plan.port, plan);
        return portOf(plan);
      }),
    detachPort: (_ctx, { network, port }) => changed("detachPort", () => void held.get(network)?.ports.delete(port)),
    setDhcp: (_ctx, plan) => changed("setDhcp", () => void Object.assign(find(plan.network), { dhcp: plan })),
    listLeases: async (_ctx, { network }) => ({ leases: [...(find(network).dhcp?.reservations ?? [])] }),
    setFloating: (_ctx, { network, floating, fixed }) =>
      changed("setFloating", () => void find(network).floating.set(floating, fixed)),
    clearFloating: (_ctx, { network, floating }) =>
      changed("clearFloating", () => void held.get(network)?.floating.delete(floating)),
    setRules: (_ctx, { network, ports }) =>
      changed("setRules", () => void Object.assign(find(network), { rules: ports })),
    planChange: (_ctx, change) =>
      changed("planChange", () => ({ steps: Object.keys(change).map((what) => ({ what })) })),
  };
}

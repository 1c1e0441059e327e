// What every driver of the kind network must do. Cases see the interface only; `network.yaml` says the same in prose.
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import type { DriverContext } from "../abi.ts";
import type { DhcpPlan, FloatingPlan, NetworkDriver, PortPlan, RulesPlan } from "../generated/network.ts";
import type { ConformanceCase, ConformanceTools } from "./case.ts";
import { mayBeCut, mustAnswer } from "./expect.ts";

/** Some end before the driver begins, some in its middle, some after it. */
const TIMEOUTS_MS = [1, 3, 10, 30];

export const NETWORK_CASES: readonly ConformanceCase<NetworkDriver>[] = [
  {
    name: "abilities are each told once, and none is available whose function is missing",
    smoke: true,
    run: abilitiesFit,
  },
  { name: "an ensured network is answered and then found, without ports", run: ensureIsFound },
  { name: "ensuring a network again changes nothing and keeps its ports", run: ensureTwice },
  { name: "an absent network cannot be inspected: not_found", smoke: true, run: inspectAbsent },
  { name: "a deleted network is gone from inspect and from the list, with its ports", run: deleteIsComplete },
  { name: "deleting an absent network is ok, also a second time", smoke: true, run: deleteAbsent },
  { name: "a deleted network can be ensured again", smoke: true, run: useAgain },
  { name: "the list shows each network once", run: listsEach },
  { name: "an attached port is found with its hardware address, and attaching it again is ok", run: attachIsFound },
  { name: "attaching to an absent network is not_found and makes nothing", run: attachToAbsent },
  { name: "a detached port is gone, and detaching what is absent is ok", run: detachIsComplete },
  { name: "two ports attached at once are both there", run: attachAtOnce },
  { name: "DHCP is served once it is set, and ends with its network", needs: "setDhcp", run: dhcpIsServed },
  { name: "DHCP of an absent network is not_found", needs: "setDhcp", run: dhcpOfAbsent },
  {
    name: "a floating address is found until it is cleared, and clearing it again is ok",
    needs: "setFloating",
    run: floats,
  },
  { name: "rules can be set, replaced and taken away", needs: "setRules", run: rulesAreTaken },
  { name: "what is interrupted can be done again, and then is there once", run: cutAndAgain },
  { name: "rules of an absent network are not_found", needs: "setRules", run: rulesOfAbsent },
];

/** Takes away what a case of that fresh name left. */
export async function removeNetworkOf(driver: NetworkDriver, ctx: DriverContext, freshName: string): Promise<void> {
  await driver.deleteNetwork(ctx, { network: idOf(freshName) });
}

async function abilitiesFit(driver: NetworkDriver, tools: ConformanceTools): Promise<void> {
  const { abilities } = await driver.getAbilities(tools.context());
  const names = abilities.map(({ ability }) => ability);
  strictEqual(new Set(names).size, names.length, "an ability is told twice");
  const needs = { dhcp: driver.setDhcp, floating: driver.setFloating, rules: driver.setRules } as const;
  for (const { ability, available } of abilities) {
    const offered = !(ability in needs) || needs[ability as keyof typeof needs] !== undefined;
    ok(!available || offered, `${ability} is said to be available, but its function is missing`);
  }
}

async function ensureIsFound(driver: NetworkDriver, tools: ConformanceTools): Promise<void> {
  const network = await ensured(driver, tools, "ensure");
  const found = await driver.inspectNetwork(tools.context(), { network });
  deepStrictEqual([found.network, found.ports, found.dhcp, found.floating], [network, [], false, []]);
  await driver.deleteNetwork(tools.context(), { network });
}

async function ensureTwice(driver: NetworkDriver, tools: ConformanceTools): Promise<void> {
  const network = await ensured(driver, tools, "twice");
  const plan = portPlan(network, tools, "kept");
  await driver.attachPort(tools.context(), plan);
  await driver.ensureNetwork(tools.context(), { network, label: "twice" });
  deepStrictEqual(await portsOf(driver, tools, network), [plan.port], "the port was not kept");
  await driver.deleteNetwork(tools.context(), { network });
}

async function inspectAbsent(driver: NetworkDriver, tools: ConformanceTools): Promise<void> {
  await mustAnswer("not_found", driver.inspectNetwork(tools.context(), { network: freshId(tools, "absent") }));
}

async function deleteIsComplete(driver: NetworkDriver, tools: ConformanceTools): Promise<void> {
  const network = await ensured(driver, tools, "gone");
  await driver.attachPort(tools.context(), portPlan(network, tools, "gone"));
  await driver.deleteNetwork(tools.context(), { network });
  await mustAnswer("not_found", driver.inspectNetwork(tools.context(), { network }));
  const { networks } = await driver.listNetworks(tools.context());
  ok(!networks.includes(network), "the list still shows a deleted network");
}

async function deleteAbsent(driver: NetworkDriver, tools: ConformanceTools): Promise<void> {
  const network = freshId(tools, "never");
  await driver.deleteNetwork(tools.context(), { network });
  await driver.deleteNetwork(tools.context(), { network });
}

async function useAgain(driver: NetworkDriver, tools: ConformanceTools): Promise<void> {
  const network = freshId(tools, "again");
  for (const label of ["first", "second"]) {
    await driver.ensureNetwork(tools.context(), { network, label });
    await driver.inspectNetwork(tools.context(), { network });
    await driver.deleteNetwork(tools.context(), { network });
  }
}

async function listsEach(driver: NetworkDriver, tools: ConformanceTools): Promise<void> {
  const wanted: string[] = [];
  for (const hint of ["a", "b", "c"]) wanted.push(await ensured(driver, tools, hint));
  const { networks } = await driver.listNetworks(tools.context());
  for (const network of wanted) {
    strictEqual(networks.filter((one) => one === network).length, 1, `${network} is not listed once`);
    await driver.deleteNetwork(tools.context(), { network });
  }
}

async function attachIsFound(driver: NetworkDriver, tools: ConformanceTools): Promise<void> {
  const network = await ensured(driver, tools, "attach");
  const plan = portPlan(network, tools, "found");
  for (let time = 1; time <= 2; time++) {
    const answered = await driver.attachPort(tools.context(), plan);
    strictEqual(answered.port, plan.port);
    const { ports } = await driver.inspectNetwork(tools.context(), { network });
    deepStrictEqual(
      ports.map(({ port }) => port),
      [plan.port],
      `after attaching ${time} time(s)`,
    );
    const mac = ports[0]?.mac;
    ok(mac === undefined || mac === plan.mac, `the port has the hardware address ${mac}`);
  }
  await driver.deleteNetwork(tools.context(), { network });
}

async function attachToAbsent(driver: NetworkDriver, tools: ConformanceTools): Promise<void> {
  const network = freshId(tools, "attach-absent");
  await mustAnswer("not_found", driver.attachPort(tools.context(), portPlan(network, tools, "lost")));
  await mustAnswer("not_found", driver.inspectNetwork(tools.context(), { network }));
}

async function detachIsComplete(driver: NetworkDriver, tools: ConformanceTools): Promise<void> {
  const network = await ensured(driver, tools, "detach");
  const plan = portPlan(network, tools, "detach");
  await driver.attachPort(tools.context(), plan);
  const id = { network, port: plan.port };
  await driver.detachPort(tools.context(), id);
  deepStrictEqual(await portsOf(driver, tools, network), []);
  await driver.detachPort(tools.context(), id);
  await driver.deleteNetwork(tools.context(), { network });
  await driver.detachPort(tools.context(), id);
}

async function attachAtOnce(driver: NetworkDriver, tools: ConformanceTools): Promise<void> {
  const network = await ensured(driver, tools, "at-once");
  const plans = ["one", "two"].map((hint) => portPlan(network, tools, hint));
  await Promise.all(plans.map((plan) => driver.attachPort(tools.context(), plan)));
  const wanted = plans.map(({ port }) => port).sort();
  deepStrictEqual((await portsOf(driver, tools, network)).sort(), wanted);
  await driver.deleteNetwork(tools.context(), { network });
}

async function dhcpIsServed(driver: NetworkDriver, tools: ConformanceTools): Promise<void> {
  const network = await ensured(driver, tools, "dhcp");
  for (const last of ["5", "6"]) {
    await driver.setDhcp?.(tools.context(), dhcpPlan(network, last));
    strictEqual((await driver.inspectNetwork(tools.context(), { network })).dhcp, true, "no DHCP is served");
  }
  await driver.deleteNetwork(tools.context(), { network });
  await driver.ensureNetwork(tools.context(), { network, label: "again" });
  strictEqual((await driver.inspectNetwork(tools.context(), { network })).dhcp, false, "DHCP outlived its network");
  await driver.deleteNetwork(tools.context(), { network });
}

async function dhcpOfAbsent(driver: NetworkDriver, tools: ConformanceTools): Promise<void> {
  const call = driver.setDhcp?.(tools.context(), dhcpPlan(freshId(tools, "dhcp-absent"), "5"));
  if (call !== undefined) await mustAnswer("not_found", call);
}

async function floats(driver: NetworkDriver, tools: ConformanceTools): Promise<void> {
  const network = await ensured(driver, tools, "float");
  const plan: FloatingPlan = { network, floating: "203.0.113.77", fixed: "10.231.7.5" };
  for (let time = 1; time <= 2; time++) await driver.setFloating?.(tools.context(), plan);
  const found = await driver.inspectNetwork(tools.context(), { network });
  deepStrictEqual(found.floating, ["203.0.113.77"]);
  for (let time = 1; time <= 2; time++) await driver.clearFloating?.(tools.context(), plan);
  deepStrictEqual((await driver.inspectNetwork(tools.context(), { network })).floating, []);
  await driver.deleteNetwork(tools.context(), { network });
}

async function rulesAreTaken(driver: NetworkDriver, tools: ConformanceTools): Promise<void> {
  const network = await ensured(driver, tools, "rules");
  const plan = portPlan(network, tools, "rules");
  await driver.attachPort(tools.context(), plan);
  const rules: RulesPlan["ports"][number]["rules"] = [
    { direction: "ingress", action: "allow", protocol: "tcp", portFirst: 80, portLast: 90, peer: "10.231.0.0/16" },
    { direction: "ingress", action: "deny", protocol: "any" },
    { direction: "egress", action: "deny", protocol: "udp", portFirst: 53 },
    { direction: "egress", action: "allow", protocol: "icmp" },
  ];
  const one = { port: plan.port, mac: plan.mac, address: "10.231.7.5", rules };
  await driver.setRules?.(tools.context(), { network, ports: [one] });
  await driver.setRules?.(tools.context(), { network, ports: [{ ...one, rules: rules.slice(1) }] });
  await driver.setRules?.(tools.context(), { network, ports: [] });
  deepStrictEqual(await portsOf(driver, tools, network), [plan.port]);
  await driver.deleteNetwork(tools.context(), { network });
}

async function rulesOfAbsent(driver: NetworkDriver, tools: ConformanceTools): Promise<void> {
  const call = driver.setRules?.(tools.context(), { network: freshId(tools, "rules-absent"), ports: [] });
  if (call !== undefined) await mustAnswer("not_found", call);
}

async function cutAndAgain(driver: NetworkDriver, tools: ConformanceTools): Promise<void> {
  for (const timeoutMs of TIMEOUTS_MS) {
    const network = freshId(tools, "cut");
    const wanted = { network, label: "cut", gateway: "10.231.7.1", prefix: 24 };
    const plan = portPlan(network, tools, "cut");
    await mayBeCut(driver.ensureNetwork(tools.context(timeoutMs), wanted));
    await driver.ensureNetwork(tools.context(), wanted);
    await mayBeCut(driver.attachPort(tools.context(timeoutMs), plan));
    // A driver that keeps networks in its instance alone may have lost this one with it.
    await driver.ensureNetwork(tools.context(), wanted);
    await driver.attachPort(tools.context(), plan);
    deepStrictEqual(await portsOf(driver, tools, network), [plan.port]);
    await mayBeCut(driver.deleteNetwork(tools.context(timeoutMs), { network }));
    await driver.deleteNetwork(tools.context(), { network });
    await mustAnswer("not_found", driver.inspectNetwork(tools.context(), { network }));
    ok(!(await driver.listNetworks(tools.context())).networks.includes(network), "the list still shows it");
  }
}

/** Makes a network with a gateway address, and answers its name. */
async function ensured(driver: NetworkDriver, tools: ConformanceTools, hint: string): Promise<string> {
  const network = freshId(tools, hint);
  const plan = { network, label: hint, gateway: "10.231.7.1", prefix: 24 };
  strictEqual((await driver.ensureNetwork(tools.context(), plan)).network, network, "ensure answered another network");
  return network;
}

async function portsOf(driver: NetworkDriver, tools: ConformanceTools, network: string): Promise<string[]> {
  return (await driver.inspectNetwork(tools.context(), { network })).ports.map(({ port }) => port);
}

function portPlan(network: string, tools: ConformanceTools, hint: string): PortPlan {
  const port = freshId(tools, `port-${hint}`);
  const mac = `02:68:${(port.match(/../g) ?? []).join(":")}`;
  const device = tools.device?.();
  return { network, port, label: hint, mac, ...(device === undefined ? {} : { device }) };
}

function dhcpPlan(network: string, last: string): DhcpPlan {
  const reservations = [{ mac: `02:68:66:00:00:0${last}`, address: `10.231.7.${last}` }];
  return { network, server: "10.231.7.1", prefix: 24, leaseSeconds: 3600, reservations };
}

function freshId(tools: ConformanceTools, hint: string): string {
  return idOf(tools.freshName(hint));
}

/** Eight hexadecimal digits made of a fresh name (FNV-1a): where the kind wants short names. */
function idOf(freshName: string): string {
  let hash = 0x811c9dc5;
  for (const unit of freshName) hash = Math.imul(hash ^ (unit.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return hash.toString(16).padStart(8, "0");
}

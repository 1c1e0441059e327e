// The network half of a mixed workload: a manager over a switch, random changes, and whether records and switch agree to the letter.
import { readFileSync } from "node:fs";
import { get } from "node:https";
import { json } from "node:stream/consumers";
import type { NetworkDriver } from "@holdfast/sdk";
import type { RequestContext } from "#host/context";
import type { Database } from "#host/db/connection";
import { listFloating } from "#host/db/floating-addresses-table";
import { listAddresses } from "#host/db/network-addresses-table";
import { listPorts } from "#host/db/network-ports-table";
import { listRules } from "#host/db/network-rules-table";
import { listNetworks } from "#host/db/networks-table";
import type { DriverSet } from "#host/manager/manager";
import { FlatDHCPManager } from "#host/network/flat-dhcp-manager";
import type { Journal } from "#host/operation/journal";
import type { Dice } from "./dice.ts";
import type { Config } from "./restconf-tree.ts";

/** The simulated switch, as the process that is killed knows it. */
export interface SwitchAccess {
  readonly url: string;
  readonly authority: string;
  readonly authorization: string;
}

export interface NetworkWork {
  readonly manager: FlatDHCPManager;
  change(ctx: RequestContext, dice: Dice): Promise<unknown>;
  differences(): Promise<string[]>;
}

const RETRY = { retryMs: 1, retryMsMax: 1 };
const SETTINGS = {
  vlan: { first: 100, last: 199 },
  floating: { range: "203.0.113.0/29" },
  leaseMs: 3_600_000,
  quota: { networks: 0, ports: 0 },
  waitingMax: 100,
};

export function networkWork(parts: {
  readonly database: Database;
  readonly journal: Journal;
  readonly drivers: DriverSet<NetworkDriver>;
  readonly access: SwitchAccess;
}): NetworkWork {
  const { access, ...domain } = parts;
  const manager = new FlatDHCPManager({
    host: "edge-1",
    domain: { ...domain, defaultDriver: "switch", settings: SETTINGS, retry: RETRY },
  });
  return {
    manager,
    change: (ctx, dice) => change(manager, ctx, dice),
    differences: () => differences(parts.database, access),
  };
}

async function change(manager: FlatDHCPManager, ctx: RequestContext, dice: Dice): Promise<unknown> {
  const at = dice.upTo(3);
  const [network, port] = [`n${at}`, `p${dice.upTo(3)}`];
  const address = `203.0.113.${1 + dice.upTo(4)}`;
  const rules = async () => (await manager.listRules(ctx, { network, port })).rules;
  const attach = () => manager.attachPort(ctx, { network, port, device: `Gi1/0/${1 + dice.upTo(6)}` });
  const create = () => manager.create(ctx, { name: network, cidr: `10.${at}.0.0/24` });
  const direction = dice.pick(["ingress", "egress"] as const);
  const changes: readonly (() => Promise<unknown>)[] = [
    ...[create, create, attach, attach, attach],
    () => manager.delete(ctx, { name: network }),
    () => manager.detachPort(ctx, { network, port }),
    () =>
      manager.addRule(ctx, { network, port, direction, action: "deny", protocol: "tcp", portFirst: 1 + dice.upTo(99) }),
    async () => Promise.all((await rules()).slice(0, 1).map(({ id }) => manager.removeRule(ctx, { id }))),
    () => manager.allocateAddress(ctx, { network, leaseMs: 600_000 }),
    () => manager.releaseAddress(ctx, { network, address: `10.${at}.0.${2 + dice.upTo(6)}` }),
    () => manager.allocateFloating(ctx, { address }),
    () => manager.associateFloating(ctx, { address, network, port }),
    () => manager.disassociateFloating(ctx, { address }),
    () => manager.releaseFloating(ctx, { address }),
  ];
  return dice.pick(changes)();
}

/** What records and switch say differently, and records that are not at rest. */
async function differences({ handle }: Database, access: SwitchAccess): Promise<string[]> {
  const found: string[] = [];
  const wanted: string[] = [];
  const floating = await listFloating(handle);
  for (const network of await listNetworks(handle)) {
    const ports = await listPorts(handle, network.id);
    const rules = await listRules(
      handle,
      ports.map(({ id }) => id),
    );
    const restless = [network, ...ports, ...rules].filter(
      ({ state }) => !["available", "attached", "active"].includes(state),
    );
    found.push(...restless.map((one) => `${JSON.stringify(one)} is not at rest`));
    wanted.push(
      `vlan ${network.device} hf-${network.id}`,
      `foot ${network.device} ${network.gateway} holdfast ${network.id} dhcp`,
    );
    const addresses = new Set((await listAddresses(handle, network.id)).map(({ address }) => address));
    if (addresses.size < ports.length) found.push(`${network.name} has fewer addresses than ports`);
    for (const port of ports) {
      if (!addresses.has(port.address)) found.push(`the address of ${network.name}/${port.name} is not taken`);
      const own = rules.filter(({ portId }) => portId === port.id);
      wanted.push(`port ${port.wantedDevice} ${network.device} holdfast ${network.id} ${port.id} ${port.mac}`);
      wanted.push(`pool hf-${network.id} ${port.address} ${port.mac}`);
      for (const [way, direction] of own.length === 0 ? [] : [["in", "egress"] as const, ["out", "ingress"] as const])
        wanted.push(
          `list hf-${port.id}-${way} ${own.filter((rule) => rule.direction === direction).map(({ portFirst }) => portFirst)}`,
        );
      for (const { address, portId } of floating) if (portId === port.id) wanted.push(`nat ${port.address} ${address}`);
    }
  }
  for (const { state, address } of floating)
    if (state !== "free" && state !== "associated") found.push(`the outer address ${address} is ${state}`);
  const there = linesOf(await readDevice(access));
  const only = (lines: readonly string[], others: readonly string[]) => lines.filter((line) => !others.includes(line));
  found.push(...only(wanted, there).map((line) => `not on the switch: ${line}`));
  found.push(...only(there, wanted).map((line) => `not in the records: ${line}`));
  return found;
}

function readDevice({ url, authority, authorization }: SwitchAccess): Promise<Config> {
  return new Promise((resolve, reject) => {
    const options = { ca: readFileSync(authority), headers: { authorization }, agent: false as const };
    const path = `${url}/restconf/data/Cisco-IOS-XE-native:native`;
    get(path, options, (response) => {
      json(response).then((body) => resolve(Object.values(body as Config)[0] as Config), reject);
    }).on("error", reject);
  });
}

/** All that the driver can have made there, a line each. */
function linesOf(config: Config): string[] {
  const lists = config["ip"]?.["access-list"]?.["Cisco-IOS-XE-acl:extended"] ?? [];
  const nat = config["ip"]?.["Cisco-IOS-XE-nat:nat"]?.inside?.source?.static?.["nat-static-transport-list"] ?? [];
  const plain = (value: string) => value.replaceAll(/[.:]/g, "");
  const ports = config["interface"]["GigabitEthernet"].filter(
    (one: Config) => one["description"] || one["switchport-config"],
  );
  const names = (entries: readonly Config[]) => entries.slice(3, -1).map((entry) => entry["ace-rule"]["dst-eq"]);
  return [
    ...config["vlan"]["Cisco-IOS-XE-vlan:vlan-list"].slice(1).map(({ id, name }: Config) => `vlan Vlan${id} ${name}`),
    ...(config["interface"]["Vlan"] ?? []).map(
      ({ name, description, ip }: Config) => `foot Vlan${name} ${ip.address.primary.address} ${description}`,
    ),
    ...ports.map((one: Config) => {
      const tag = one["switchport-config"]?.switchport["Cisco-IOS-XE-switch:access"].vlan.vlan;
      return `port Gi${one["name"]} Vlan${tag} ${one["description"]}`;
    }),
    ...(config["ip"]?.dhcp?.["Cisco-IOS-XE-dhcp:pool"] ?? []).map((pool: Config) => {
      const mac = plain(pool["hardware-address"]["hardware-address-val"]).match(/../g)?.join(":");
      return `pool ${pool["id"].slice(0, 11)} ${pool["host"].number} ${mac}`;
    }),
    ...lists.map((list: Config) => `list ${list["name"]} ${names(list["access-list-seq-rule"])}`),
    ...nat.map((one: Config) => `nat ${one["local-ip"]} ${one["global-ip"]}`),
  ];
}

// DHCP by the switch: a pool of one address for each hardware address that has one.
import type { DhcpPlan, Lease } from "../../sdk/guest/typescript/generated/network.ts";
import { change, type Edit, listOf, read, readNative, type Tree, textOf, treeOf } from "./device.ts";
import { maskOf, numberOf } from "./ipv4.ts";
import { footPath, readSwitch, requireTag, served } from "./switch.ts";

/** The pools of a network, by their names. */
export type Pools = ReadonlyMap<string, Tree>;

export function setDhcp(plan: DhcpPlan): void {
  const { network, server, prefix, leaseSeconds } = plan;
  const tag = requireTag(readSwitch(), network);
  const foot = { "Cisco-IOS-XE-native:Vlan": [{ name: tag, description: served(network) }] };
  const pools = plan.reservations.map(({ mac, address }) => ({
    id: `hf-${network}-${numberOf(address).toString(16).padStart(8, "0")}`,
    host: { number: address, mask: maskOf(prefix) },
    "hardware-address": { "hardware-address-val": dotted(mac) },
    "default-router": { "default-router-list": [server] },
    lease: { "lease-value": leaseOf(leaseSeconds) },
  }));
  change([{ operation: "merge", target: footPath(tag), value: foot }, ...poolEdits(readPools(network), pools)]);
}

export function readPools(network: string): Pools {
  const pools = listOf(readNative("/ip/dhcp")["Cisco-IOS-XE-dhcp:pool"]);
  return new Map(
    pools.map((pool) => [textOf(pool["id"]), pool] as const).filter(([id]) => id.startsWith(`hf-${network}-`)),
  );
}

/** From the pools that are there to those that shall be. */
export function poolEdits(there: Pools, wanted: readonly { readonly id: string }[]): Edit[] {
  const gone = [...there.keys()].filter((id) => !wanted.some((pool) => pool.id === id));
  return [
    ...gone.map((id): Edit => ({ operation: "remove", target: poolPath(id) })),
    ...wanted.map(
      (pool): Edit => ({
        operation: "replace",
        target: poolPath(pool.id),
        value: { "Cisco-IOS-XE-dhcp:pool": [pool] },
      }),
    ),
  ];
}

/** What the switch has given out; whom an address is for stands in its pool. */
export function listLeases(network: string): Lease[] {
  requireTag(readSwitch(), network);
  const pools = readPools(network);
  const given = listOf(read("/Cisco-IOS-XE-dhcp-oper:dhcp-oper-data")["dhcpv4-server-oper"]);
  return given.flatMap((one) => {
    const pool = pools.get(textOf(one["pool-name"]));
    if (pool === undefined) return [];
    const mac = textOf(treeOf(pool["hardware-address"])["hardware-address-val"]).replaceAll(".", "");
    const lease = { mac: (mac.match(/../g) ?? []).join(":"), address: textOf(one["client-ip"]) };
    const expires = Date.parse(textOf(treeOf(one["expiration"])["time"]));
    return [Number.isNaN(expires) ? lease : { ...lease, expiresSeconds: Math.floor(expires / 1000) }];
  });
}

function poolPath(id: string): string {
  return `/ip/dhcp/Cisco-IOS-XE-dhcp:pool=${id}`;
}

/** 0268.660a.0b0c for 02:68:66:0a:0b:0c. */
function dotted(mac: string): string {
  return (mac.replaceAll(":", "").match(/.{4}/g) ?? []).join(".");
}

/** Leases are in days, hours and minutes. */
function leaseOf(seconds: number): { readonly days: number; readonly hours: number; readonly minutes: number } {
  const minutes = Math.ceil(seconds / 60);
  return { days: Math.floor(minutes / 1440), hours: Math.floor(minutes / 60) % 24, minutes: minutes % 60 };
}

// Which addresses a driver may reach: public ones, those ranges that the operator named, and never the host's own listeners.
import { lookup } from "node:dns/promises";
import { BlockList, isIP, isIPv4 } from "node:net";
import { networkInterfaces } from "node:os";
import { DriverStatusError } from "@holdfast/sdk";
import type { HttpGrant } from "./host-grants.ts";

/** Answers all addresses of a name. */
export type Resolve = (hostname: string) => Promise<readonly string[]>;

export const resolveBySystem: Resolve = async (hostname) =>
  (await lookup(hostname, { all: true, verbatim: true })).map(({ address }) => address);

// What belongs to this machine, its neighbours or nobody: only a grant that names it opens it.
const PRIVATE = [
  ...["0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24"],
  ...[
    "192.0.2.0/24",
    "192.168.0.0/16",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/4",
    "240.0.0.0/4",
  ],
  ...["::/127", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16"],
  ...["fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8"],
];
const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/**
 * The address to connect to. Every address of the name must be allowed, not only one: who controls a name could mix them. What is
 * connected to is the very address that was looked at, so that a second answer of the name changes nothing.
 */
export async function allowedAddress(
  url: URL,
  {
    grant,
    resolve,
    ownPorts,
  }: { readonly grant: HttpGrant; readonly resolve: Resolve; readonly ownPorts: ReadonlySet<number> },
): Promise<string> {
  const hostname = url.hostname.replace(/^\[|\]$/g, "");
  const addresses = isIP(hostname) ? [hostname] : await resolve(hostname);
  const [first] = addresses;
  if (first === undefined) throw new DriverStatusError("failed", `${hostname} has no address`);
  const granted = blockListOf(grant.addresses ?? []);
  const port = Number(url.port || (url.protocol === "https:" ? 443 : 80));
  for (const address of addresses.map(plainAddress)) {
    const open = !within(PRIVATE_LIST, address) || within(granted, address);
    if (!open) throw denied(`${hostname} leads to the private address ${address}, which the grant does not name`);
    if (ownPorts.has(port) && isOwn(address)) throw denied(`${hostname}:${port} is a listener of the host itself`);
  }
  return plainAddress(first);
}

/** An IPv4 address in the form of an IPv6 one is that IPv4 address. */
function plainAddress(address: string): string {
  const [, mapped] = MAPPED.exec(address) ?? [];
  if (mapped !== undefined) return mapped;
  // The same in hexadecimal, as URLs write it.
  const [, high, low] = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/i.exec(address) ?? [];
  if (high === undefined || low === undefined) return address;
  const bits = Number.parseInt(high, 16) * 65_536 + Number.parseInt(low, 16);
  return [24, 16, 8, 0].map((shift) => (bits >>> shift) & 255).join(".");
}

/** This machine's, by whatever of its names: the loopback ranges and the addresses of its interfaces. */
function isOwn(address: string): boolean {
  if (within(LOOPBACK_LIST, address)) return true;
  return Object.values(networkInterfaces()).some((all) => all?.some((one) => one.address === address));
}

function within(list: BlockList, address: string): boolean {
  return list.check(address, isIPv4(address) ? "ipv4" : "ipv6");
}

function blockListOf(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = "", length = ""] = range.split("/");
    if (isIP(address) !== 0) list.addSubnet(address, Number(length), isIPv4(address) ? "ipv4" : "ipv6");
  }
  return list;
}

const PRIVATE_LIST = blockListOf(PRIVATE);
const LOOPBACK_LIST = blockListOf(["127.0.0.0/8", "0.0.0.0/8", "::/127"]);

function denied(what: string): DriverStatusError {
  return new DriverStatusError("permission_denied", what);
}

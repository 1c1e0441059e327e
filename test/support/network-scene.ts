// A machine with a host that manages networks in it: the host with a driver and its rules, namespaces, packets, and what is left of all that.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { commandLine } from "./command-line.ts";
import { temporaryFiles } from "./files.ts";
import { BIN } from "./host-process.ts";
import type { Machine } from "./machine.ts";

const DRIVERS = join(process.cwd(), "drivers-wasm");
const READY_MS = 60_000;

/** What the drivers that run commands need. */
export const NETWORK_TOOLS: Readonly<Record<string, readonly string[]>> = {
  "network-linux": ["ip", "nft", "dnsmasq", "unshare", "nsenter"],
  "network-openvswitch": ["ip", "ovs-vsctl", "ovs-vswitchd", "ethtool", "dnsmasq", "unshare", "nsenter"],
};

/** Where a host runs: in a machine of the test's own, or on this one. */
export type Place = Pick<Machine, "enter" | "directory" | "holdfast">;

/** A place for what needs no root and no kernel. */
export function plainPlace(t: TestContext): Place {
  const directory = temporaryFiles(t);
  return { enter: [], directory, holdfast: commandLine(t, join(directory, "data")) };
}

export interface SceneHost {
  log(): string;
  /** How it ended, once it has. */
  readonly code: Promise<number>;
  stop(): Promise<number>;
}

export interface SceneDriver {
  readonly driver: string;
  /** The driver's own configuration. */
  readonly config?: Readonly<Record<string, string>>;
  readonly grants?: Readonly<Record<string, unknown>>;
}

export interface SceneOptions {
  readonly manager: string;
  /** By the names that configuration gives them. */
  readonly drivers: Readonly<Record<string, SceneDriver>>;
  readonly network?: Readonly<Record<string, unknown>>;
}

/** Starts a host there, with drivers and the rules that ship beside them, on directories of the test's own. */
export async function networkHost(t: TestContext, place: Place, options: SceneOptions): Promise<SceneHost> {
  const { manager, network = {} } = options;
  const file = join(place.directory, "holdfast.yaml");
  const chosen = Object.entries(options.drivers).map(([name, one]) => ({ name, ...driverOf(place, one) }));
  const settings = {
    dataDir: join(place.directory, "data"),
    hub: { listen: "127.0.0.1:0" },
    executor: { rules: chosen.flatMap(({ rules }) => rules) },
    network: {
      ...{ manager, floating: { range: "203.0.113.0/29" }, ...network },
      drivers: Object.fromEntries(chosen.map(({ name, section }) => [name, section])),
    },
  };
  writeFileSync(file, JSON.stringify(settings));
  const [program = "", ...line] = [...place.enter, process.execPath, BIN, "up", "--json", "--config", file];
  const child = spawn(program, line, { stdio: ["ignore", "pipe", "pipe"] });
  t.after(() => void child.kill("SIGKILL"));
  let log = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    log += text;
  });
  const code = once(child, "exit").then(([exit]) => Number(exit));
  const timer = setTimeout(() => child.kill("SIGKILL"), READY_MS);
  await Promise.race([once(child.stdout, "data"), code]);
  clearTimeout(timer);
  // What nsenter runs is its child: a signal to nsenter would not reach it.
  const stop = async () => {
    const { pid = 0 } = child;
    const [inner] = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ");
    process.kill(place.enter.length === 0 ? pid : Number(inner), "SIGTERM");
    return code;
  };
  return { log: () => log, code, stop };
}

/** The section of a driver, and its rules file with its directories below the test's own, if it has one. */
function driverOf(place: Place, { driver, config, grants = {} }: SceneDriver) {
  const { rules, ids } = rulesOf(place, driver);
  const own = { ...(ids.length === 0 ? {} : { exec: ids }), ...(config ? { config: true } : {}), ...grants };
  return { rules, section: { path: `builtin:${driver}`, ...(config ? { config } : {}), grants: own } };
}

function rulesOf(place: Place, driver: string): { readonly rules: string[]; readonly ids: string[] } {
  if (!readdirSync(join(DRIVERS, driver)).includes("rules.yaml")) return { rules: [], ids: [] };
  const leases = join(place.directory, "leases");
  mkdirSync(leases, { recursive: true });
  const file = join(place.directory, `${driver}.yaml`);
  const shipped = readFileSync(join(DRIVERS, driver, "rules.yaml"), "utf8");
  writeFileSync(file, shipped.replace("/var/lib/holdfast/leases", leases));
  chmodSync(file, 0o600);
  return { rules: [file], ids: [...shipped.matchAll(/^ {2}([a-z]+(?:-[a-z]+)+):$/gm)].map(([, id]) => id ?? "") };
}

/** Open vSwitch with its userspace datapath, in that machine alone: an empty database and a daemon that ends with the machine. */
export async function openVSwitch(place: Machine): Promise<void> {
  const database = join(place.directory, "switches.db");
  const log = (name: string) => `--log-file=${join(place.directory, name)}`;
  for (const line of [
    ["mkdir", "-p", "/run/openvswitch"],
    ["mount", "-t", "tmpfs", "none", "/run/openvswitch"],
    ["ovsdb-tool", "create", database, "/usr/share/openvswitch/vswitch.ovsschema"],
    ...[
      ["ovsdb-server", database, "--remote=punix:/run/openvswitch/db.sock", log("ovsdb.log"), "--detach", "--no-chdir"],
    ],
    ["ovs-vsctl", "--no-wait", "init"],
    ["ovs-vswitchd", "--disable-system", log("vswitchd.log"), "--detach", "--no-chdir", "--pidfile"],
  ])
    await place.must(...line);
}

/** Namespaces with names, as containers would have. */
export async function namespaces(place: Machine, ...names: string[]): Promise<void> {
  for (const name of names) {
    await place.must("ip", "netns", "add", name);
    await place.must("ip", "-n", name, "link", "set", "lo", "up");
  }
}

/** A namespace that stands for the outside, which finds the outer addresses in its own net: somebody must answer for them on `out0`. */
export async function outside(place: Machine): Promise<void> {
  await namespaces(place, "world");
  const inWorld = ["ip", "-n", "world"];
  for (const line of [
    ["ip", "link", "add", "out0", "type", "veth", "peer", "name", "eth0", "netns", "world"],
    ["ip", "address", "add", "198.51.100.1/24", "dev", "out0"],
    ["ip", "link", "set", "out0", "up"],
    [...inWorld, "address", "add", "198.51.100.2/24", "dev", "eth0"],
    [...inWorld, "link", "set", "eth0", "up"],
    [...inWorld, "route", "add", "203.0.113.0/24", "dev", "eth0"],
    ["sh", "-c", "echo 1 > /proc/sys/net/ipv4/ip_forward"],
  ])
    await place.must(...line);
}

/** Has a namespace ask for an address by DHCP, and puts it on `eth0`. Answers it. */
export async function dhcp(place: Machine, netns: string): Promise<string> {
  const script = join(place.directory, "dhclient-script");
  const set = "ip address add $new_ip_address/24 dev $interface; ip route add default via $new_routers";
  writeFileSync(script, `#!/bin/sh\n[ -n "$new_ip_address" ] && { ${set}; }\nexit 0\n`, { mode: 0o755 });
  const files = ["-lf", join(place.directory, `${netns}.leases`), "-pf", join(place.directory, `${netns}.pid`)];
  await place.must("ip", "netns", "exec", netns, "dhclient", "-1", "-sf", script, ...files, "eth0");
  const shown = await place.must("ip", "-n", netns, "-o", "-4", "address", "show", "dev", "eth0");
  return /inet ([0-9.]+)\//.exec(shown)?.[1] ?? shown;
}

export async function pings(place: Machine, netns: string, address: string): Promise<boolean> {
  return (await place.run("ip", "netns", "exec", netns, "ping", "-c", "1", "-W", "2", address)).code === 0;
}

/** Links, addresses, routes, tables of nftables, switches and files, to be compared. */
export async function kernelState(place: Machine) {
  const shown = async (...command: string[]) => (await place.run(...command)).out;
  return {
    links: (await place.must("ip", "-o", "link")).split("\n").map((line) => line.split(":")[1]),
    addresses: await place.must("ip", "-o", "-4", "address"),
    // Whether a device has a carrier is told late.
    routes: (await place.must("ip", "route")).replaceAll(" linkdown", ""),
    answers: await place.must("ip", "neighbour", "show", "proxy"),
    tables: await shown("nft", "list", "ruleset"),
    switches: await shown("ovs-vsctl", "--timeout=2", "list-br"),
    files: readdirSync(join(place.directory, "leases")),
  };
}

/** Rehearses the making of a network and answers the commands that would run; the machine must stay as it is. */
export async function plannedCommands(place: Machine, ...line: string[]): Promise<string[]> {
  const before = await kernelState(place);
  const { plan } = await place.holdfast(...line, "--dry-run");
  assert.deepEqual(await kernelState(place), before, "a dry run changed the machine");
  const steps: readonly { readonly what: string; readonly argv?: string[]; readonly stdin?: string }[] = plan.steps;
  return steps.map(({ what, argv, stdin }) => [argv?.join(" ") ?? what, stdin ?? ""].join("\n").trim());
}

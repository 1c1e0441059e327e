// Real packets over network-linux, in a machine of the test's own: bridges, DHCP, outer addresses, rules, and nothing left afterwards.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { BIN } from "../support/host-process.ts";
import { type Machine, machine, noMachine } from "../support/machine.ts";

const DRIVER = join(process.cwd(), "drivers-wasm/network-linux");
const READY_MS = 60_000;
const why = noMachine(["ip", "nft", "dnsmasq", "ping", "dhclient", "unshare", "nsenter"]);

/** Starts a host there, with the driver and the rules that ship beside it, on directories of the test's own. */
async function up(
  t: TestContext,
  place: Machine,
  manager: string,
): Promise<{ readonly log: () => string; readonly code: Promise<number> }> {
  const rules = join(place.directory, "rules.yaml");
  const leases = join(place.directory, "leases");
  mkdirSync(leases, { recursive: true });
  const shipped = readFileSync(join(DRIVER, "rules.yaml"), "utf8");
  writeFileSync(rules, shipped.replace("/var/lib/holdfast/leases", leases));
  chmodSync(rules, 0o600);
  const ids = [...shipped.matchAll(/^ {2}(linux-[a-z-]+):$/gm)].map(([, id]) => id);
  const config = {
    dataDir: join(place.directory, "data"),
    hub: { listen: "127.0.0.1:0" },
    executor: { rules: [rules] },
    network: {
      manager,
      floating: { range: "203.0.113.0/29" },
      drivers: { linux: { path: "builtin:network-linux", grants: { exec: ids } } },
    },
  };
  const file = join(place.directory, "holdfast.yaml");
  writeFileSync(file, JSON.stringify(config));
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
  return { log: () => log, code };
}

/** A namespace with a name, as a container would have. */
async function namespaces(place: Machine, ...names: string[]): Promise<void> {
  for (const name of names) {
    await place.must("ip", "netns", "add", name);
    await place.must("ip", "-n", name, "link", "set", "lo", "up");
  }
}

/** A namespace that stands for the outside, which reaches the outer addresses by way of the machine. */
async function outside(place: Machine): Promise<void> {
  await namespaces(place, "world");
  const inWorld = ["ip", "-n", "world"];
  for (const line of [
    ["ip", "link", "add", "out0", "type", "veth", "peer", "name", "eth0", "netns", "world"],
    ["ip", "address", "add", "198.51.100.1/24", "dev", "out0"],
    ["ip", "link", "set", "out0", "up"],
    [...inWorld, "address", "add", "198.51.100.2/24", "dev", "eth0"],
    [...inWorld, "link", "set", "eth0", "up"],
    [...inWorld, "route", "add", "203.0.113.0/24", "via", "198.51.100.1"],
    ["sh", "-c", "echo 1 > /proc/sys/net/ipv4/ip_forward"],
  ])
    await place.must(...line);
}

/** What dhclient got, and put on the device. */
async function dhcp(place: Machine, netns: string): Promise<string> {
  const script = join(place.directory, "dhclient-script");
  const set = "ip address add $new_ip_address/24 dev $interface; ip route add default via $new_routers";
  writeFileSync(script, `#!/bin/sh\n[ -n "$new_ip_address" ] && { ${set}; }\nexit 0\n`, { mode: 0o755 });
  const files = ["-lf", join(place.directory, `${netns}.leases`), "-pf", join(place.directory, `${netns}.pid`)];
  await place.must("ip", "netns", "exec", netns, "dhclient", "-1", "-sf", script, ...files, "eth0");
  const shown = await place.must("ip", "-n", netns, "-o", "-4", "address", "show", "dev", "eth0");
  return /inet ([0-9.]+)\//.exec(shown)?.[1] ?? shown;
}

async function pings(place: Machine, netns: string, address: string): Promise<boolean> {
  return (await place.run("ip", "netns", "exec", netns, "ping", "-c", "1", "-W", "2", address)).code === 0;
}

/** Links, tables of nftables and files, to be compared. */
async function state(place: Machine) {
  const links = (await place.must("ip", "-o", "link")).split("\n").map((line) => line.split(":")[1]);
  const files = readdirSync(join(place.directory, "leases"));
  return {
    links,
    files,
    tables: await place.must("nft", "list", "ruleset"),
    addresses: await place.must("ip", "-o", "-4", "address"),
  };
}

test("packets: DHCP gives the addresses, ports reach each other, an outer address answers, a rule blocks, and nothing is left", async (t) => {
  if (why !== undefined) return t.skip(why);
  const place = await machine(t);
  await outside(place);
  await namespaces(place, "blue", "green");
  const { log } = await up(t, place, "FlatDHCPManager");
  const { holdfast } = place;
  const before = await state(place);
  const made = await holdfast("network", "create", "lan", "--cidr", "10.231.0.0/24").catch((error: Error) =>
    assert.fail(`${error.message}\n${log()}`),
  );
  assert.equal(made.network.state, "available");
  const ports: Record<string, { address: string; mac: string }> = {};
  for (const netns of ["blue", "green"]) {
    ports[netns] = (await holdfast("port", "attach", "lan", netns, "--netns", netns, "--device", "eth0")).port;
    assert.equal(await dhcp(place, netns), ports[netns]?.address);
  }
  const { blue, green } = ports;
  assert.ok(blue && green);
  assert.ok(await pings(place, "blue", green.address), "blue does not reach green");
  const { leases } = await holdfast("address", "leases", "lan");
  assert.deepEqual(leases.map(({ mac }: { mac: string }) => mac).toSorted(), [blue.mac, green.mac].toSorted());

  const { floating } = await holdfast("floating", "allocate");
  await holdfast("floating", "associate", floating.address, "lan", "green");
  assert.ok(await pings(place, "world", floating.address), "the outer address does not answer");

  const deny = ["--direction", "ingress", "--action", "deny", "--protocol", "icmp", "--peer", "10.231.0.0/24"];
  const { rule } = await holdfast("rule", "add", "lan", "green", ...deny);
  assert.ok(!(await pings(place, "blue", green.address)), "the rule does not block");
  assert.ok(await pings(place, "green", blue.address), "a reply is blocked");
  assert.ok(await pings(place, "world", floating.address), "the rule blocks what it does not name");
  await holdfast("rule", "remove", rule.id);
  assert.ok(await pings(place, "blue", green.address), "the rule blocks after it was removed");

  await holdfast("floating", "disassociate", floating.address);
  assert.ok(!(await pings(place, "world", floating.address)), "the outer address answers after it was taken back");
  for (const netns of ["blue", "green"]) {
    await holdfast("port", "detach", "lan", netns);
    assert.doesNotMatch(await place.must("ip", "-n", netns, "-o", "link"), /eth0/);
  }
  await holdfast("network", "delete", "lan");
  assert.deepEqual(await state(place), before);
});

test("VlanManager is refused at the start where the kernel has no 8021q, and says so", async (t) => {
  if (why !== undefined) return t.skip(why);
  const place = await machine(t);
  await place.must("ip", "link", "add", "trial", "type", "bridge");
  const hasVlan =
    (await place.run("ip", "link", "add", "link", "trial", "name", "trial.1", "type", "vlan", "id", "1")).code === 0;
  if (hasVlan) return t.skip("this kernel has 8021q, and root may use it: nothing is to be refused");
  const { log, code } = await up(t, place, "VlanManager");
  assert.notEqual(await code, 0);
  assert.match(
    log(),
    /VlanManager needs what the network driver linux cannot do here: vlan \(unavailable: the kernel has no 8021q\)/,
  );
});

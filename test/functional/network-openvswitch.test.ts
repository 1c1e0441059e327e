// Real packets over network-openvswitch, on the userspace datapath in a machine of the test's own: tags, DHCP, outer addresses, flows for rules.
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Machine, machine, noMachine } from "../support/machine.ts";
import {
  dhcp,
  kernelState,
  NETWORK_TOOLS,
  namespaces,
  networkHost,
  openVSwitch,
  outside,
  pings,
  plannedCommands,
} from "../support/network-scene.ts";

const DRIVER = "network-openvswitch";
const why = noMachine([...(NETWORK_TOOLS[DRIVER] ?? []), "ping", "dhclient", "python3"]);
const drivers = { lan: { driver: DRIVER, config: { datapath: "netdev" } } };

/** Opens a TCP connection from one namespace to another and sends a word: what arrived. */
const TCP = `
import socket, subprocess, sys
server, client, address, patience = sys.argv[1:]
python = lambda netns, code: subprocess.Popen(["ip", "netns", "exec", netns, sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
waiting = python(server, "import socket; s = socket.create_server(('', 7777)); print('ready', flush=True); print(s.accept()[0].recv(99).decode())")
waiting.stdout.readline()
if python(client, f"import socket; socket.create_connection(('{address}', 7777), {patience}).sendall(b'whole')").wait() != 0: waiting.kill()
print(waiting.stdout.read().strip())
`;

/** `way` is who sends to whom, such as `blue green`. */
async function sends(place: Machine, way: string, address: string, patienceSeconds = 20): Promise<boolean> {
  const [from = "", to = ""] = way.split(" ");
  return (await place.must("python3", "-c", TCP, to, from, address, String(patienceSeconds))).trim() === "whole";
}

test("packets in Open vSwitch: DHCP gives the addresses, an outer address answers, a rule blocks, and nothing is left", async (t) => {
  if (why !== undefined) return t.skip(why);
  const place = await machine(t);
  await openVSwitch(place);
  await outside(place);
  await namespaces(place, "blue", "green");
  const network = { floating: { range: "203.0.113.0/29", device: "out0" } };
  const { log } = await networkHost(t, place, { manager: "FlatDHCPManager", drivers, network });
  const { holdfast } = place;
  const before = await kernelState(place);
  const making = await plannedCommands(place, "network", "create", "lan", "--cidr", "10.231.0.0/24");
  assert.match(
    making.join("\n"),
    /bin\/ovs-vsctl .* hfn[0-9a-f]{8} [\s\S]*starts the daemon [a-z]+-dhcp [0-9a-f]{8} for 0 address[\s\S]*\/usr\/sbin\/dnsmasq .*--interface=hfn[0-9a-f]{8} .*--dhcp-range=/m,
  );
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
  assert.ok(await sends(place, "blue green", green.address), "TCP from blue does not reach green");
  const { leases } = await holdfast("address", "leases", "lan");
  assert.deepEqual(leases.map(({ mac }: { mac: string }) => mac).toSorted(), [blue.mac, green.mac].toSorted());

  const { floating } = await holdfast("floating", "allocate");
  await holdfast("floating", "associate", floating.address, "lan", "green");
  assert.ok(await pings(place, "world", floating.address), "the outer address does not answer");
  assert.ok(await sends(place, "world green", floating.address), "TCP from the outside does not arrive");
  assert.ok(await pings(place, "green", "198.51.100.2"), "green does not reach the outside");

  const deny = ["--direction", "ingress", "--action", "deny", "--protocol", "icmp", "--peer", "10.231.0.0/24"];
  const ruling = await plannedCommands(place, "rule", "add", "lan", "green", ...deny);
  assert.match(ruling.join("\n"), /icmp,nw_src=10\.231\.0\.0\/24,.*actions=drop$/m);
  const { rule } = await holdfast("rule", "add", "lan", "green", ...deny);
  const tcp = ["--direction", "egress", "--action", "deny", "--protocol", "tcp", "--ports", "7000-7777"];
  const { rule: outwards } = await holdfast("rule", "add", "lan", "blue", ...tcp);
  assert.ok(!(await pings(place, "blue", green.address)), "the rule does not block");
  assert.ok(await pings(place, "green", blue.address), "a reply is blocked");
  assert.ok(await pings(place, "world", floating.address), "the rule blocks what it does not name");
  assert.ok(!(await sends(place, "blue green", green.address, 2)), "the rule does not block the port");
  assert.ok(await sends(place, "green blue", blue.address), "the rule blocks the other direction");
  for (const { id } of [rule, outwards]) await holdfast("rule", "remove", id);
  assert.ok(await pings(place, "blue", green.address), "the rule blocks after it was removed");

  await holdfast("floating", "disassociate", floating.address);
  assert.ok(!(await pings(place, "world", floating.address)), "the outer address answers after it was taken back");
  for (const netns of ["blue", "green"]) {
    await holdfast("port", "detach", "lan", netns);
    assert.doesNotMatch(await place.must("ip", "-n", netns, "-o", "link"), /eth0/);
  }
  assert.match((await plannedCommands(place, "network", "delete", "lan")).join("\n"), /ends the daemon/);
  await holdfast("network", "delete", "lan");
  assert.deepEqual(await kernelState(place), before);
});

test("tags keep VLANs apart in one switch of the userspace datapath: the same port reaches its neighbour once it has the neighbour's tag", async (t) => {
  if (why !== undefined) return t.skip(why);
  const place = await machine(t);
  await openVSwitch(place);
  await namespaces(place, "one", "two", "other");
  await networkHost(t, place, { manager: "VlanManager", drivers });
  const { holdfast } = place;
  const before = await kernelState(place);
  const tags: Record<string, number> = {};
  for (const [name, cidr] of [
    ["red", "10.231.0.0/24"],
    ["black", "10.232.0.0/24"],
  ] as const)
    tags[name] = (await holdfast("network", "create", name, "--cidr", cidr)).network.vlan;
  assert.notEqual(tags["red"], tags["black"]);
  const attach = async (network: string, netns: string) =>
    (await holdfast("port", "attach", network, netns, "--netns", netns, "--device", "eth0")).port;
  const one = await attach("red", "one");
  await attach("red", "two");
  const other = await attach("black", "other");
  for (const [netns, address] of [
    ["one", one.address],
    ["two", "10.231.0.200"],
    ["other", "10.231.0.201"],
  ] as const)
    await place.must("ip", "-n", netns, "address", "add", `${address}/24`, "dev", "eth0");
  assert.ok(await pings(place, "two", one.address), "two ports of one VLAN do not reach each other");
  assert.ok(!(await pings(place, "other", one.address)), "a port of another VLAN reaches this one");
  assert.ok(!(await pings(place, "one", "10.231.0.201")), "this VLAN reaches a port of another one");
  // The canary: nothing but the tag was in the way.
  await place.must("ovs-vsctl", "set", "Port", `hfp${other.id}`, `tag=${tags["red"]}`);
  assert.ok(await pings(place, "other", one.address), "the port does not even reach its neighbour with its tag");
  assert.equal((await place.must("ovs-vsctl", "list-br")).trim().split("\n").length, 1, "they are not in one switch");
  for (const [network, port] of [
    ["red", "one"],
    ["red", "two"],
    ["black", "other"],
  ] as const)
    await holdfast("port", "detach", network, port);
  for (const network of ["red", "black"]) await holdfast("network", "delete", network);
  assert.deepEqual(await kernelState(place), before);
});

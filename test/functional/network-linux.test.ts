// Real packets over network-linux, in a machine of the test's own: bridges, DHCP, outer addresses, rules, and nothing left afterwards.
import assert from "node:assert/strict";
import { test } from "node:test";
import { machine, noMachine } from "../support/machine.ts";
import {
  dhcp,
  kernelState,
  NETWORK_TOOLS,
  namespaces,
  networkHost,
  outside,
  pings,
  plannedCommands,
} from "../support/network-scene.ts";

const driver = "network-linux";
const drivers = { lan: { driver } };
const why = noMachine([...(NETWORK_TOOLS[driver] ?? []), "ping", "dhclient"]);

test("packets: DHCP gives the addresses, ports reach each other, an outer address answers, a rule blocks, and nothing is left", async (t) => {
  if (why !== undefined) return t.skip(why);
  const place = await machine(t);
  await outside(place);
  await namespaces(place, "blue", "green");
  const network = { floating: { range: "203.0.113.0/29", device: "out0" } };
  const { log } = await networkHost(t, place, { manager: "FlatDHCPManager", drivers, network });
  const { holdfast } = place;
  const before = await kernelState(place);
  const making = await plannedCommands(place, "network", "create", "lan", "--cidr", "10.231.0.0/24");
  assert.match(
    making.join("\n"),
    /bin\/ip link add name hfn[0-9a-f]{8} type bridge$[\s\S]*starts the daemon [a-z]+-dhcp [0-9a-f]{8} for 0 address[\s\S]*\/usr\/sbin\/dnsmasq .*--interface=hfn[0-9a-f]{8} .*--dhcp-range=/m,
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
  const { leases } = await holdfast("address", "leases", "lan");
  assert.deepEqual(leases.map(({ mac }: { mac: string }) => mac).toSorted(), [blue.mac, green.mac].toSorted());

  const { floating } = await holdfast("floating", "allocate");
  await holdfast("floating", "associate", floating.address, "lan", "green");
  assert.ok(await pings(place, "world", floating.address), "the outer address does not answer");

  const deny = ["--direction", "ingress", "--action", "deny", "--protocol", "icmp", "--peer", "10.231.0.0/24"];
  const ruling = await plannedCommands(place, "rule", "add", "lan", "green", ...deny);
  assert.match(ruling.join("\n"), /ip saddr 10\.231\.0\.0\/24 meta l4proto icmp drop$/m);
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
  assert.match((await plannedCommands(place, "network", "delete", "lan")).join("\n"), /ends the daemon/);
  await holdfast("network", "delete", "lan");
  assert.deepEqual(await kernelState(place), before);
});

test("VlanManager is refused at the start where the kernel has no 8021q, and says so", async (t) => {
  if (why !== undefined) return t.skip(why);
  const place = await machine(t);
  await place.must("ip", "link", "add", "trial", "type", "bridge");
  const hasVlan =
    (await place.run("ip", "link", "add", "link", "trial", "name", "trial.1", "type", "vlan", "id", "1")).code === 0;
  if (hasVlan) return t.skip("this kernel has 8021q, and root may use it: nothing is to be refused");
  const { log, code } = await networkHost(t, place, { manager: "VlanManager", drivers });
  assert.notEqual(await code, 0);
  assert.match(
    log(),
    /VlanManager needs what the network driver lan cannot do here: vlan \(unavailable: the kernel has no 8021q\)/,
  );
});

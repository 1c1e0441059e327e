// Networks on a whole host with the driver that keeps them in memory: the command line, the refusal at the start, several who ask at once.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { conformanceCases, type NetworkDriver } from "@holdfast/sdk";
import { connect } from "#host/client";
import { toolsUnder } from "../support/conformance-tools.ts";
import { withDrivers } from "../support/drivers.ts";
import { committedDriver } from "../support/guests.ts";
import { type TestHost, testHost } from "../support/host-process.ts";

const FAKE = [
  "network.drivers.fake.path=builtin:network-fake",
  "network.drivers.fake.grants.config=true",
  "network.floating.range=203.0.113.0/29",
];

async function done(host: TestHost, ...args: string[]) {
  const result = await host.run(...args, "--json");
  assert.equal(result.code, 0, result.err);
  return result.json;
}

test("networks, ports, addresses, outer addresses and rules are had from the command line, and survive a power cut", async (t) => {
  const host = testHost(t);
  await host.up({ set: FAKE });
  const { network } = await done(
    host,
    "network",
    "create",
    "lan",
    "--cidr",
    "10.0.0.0/24",
    "--pool",
    "10.0.0.10-10.0.0.20",
  );
  assert.deepEqual([network.state, network.gateway, network.poolFirst], ["available", "10.0.0.1", "10.0.0.10"]);
  const { port } = await done(host, "port", "attach", "lan", "a", "--netns", "blue", "--device", "eth0");
  assert.deepEqual([port.state, port.address, port.device], ["attached", "10.0.0.10", "eth0"]);
  const { address } = await done(host, "address", "allocate", "lan", "--owner", "printer", "--lease", "1h");
  assert.deepEqual([address.address, address.owner], ["10.0.0.11", "printer"]);
  assert.deepEqual((await done(host, "address", "leases", "lan")).leases, [{ mac: port.mac, address: "10.0.0.10" }]);
  assert.equal((await done(host, "floating", "allocate")).floating.address, "203.0.113.1");
  await done(host, "floating", "associate", "203.0.113.1", "lan", "a");
  const { rule } = await done(
    host,
    ...["rule", "add", "lan", "a", "--direction", "ingress", "--action", "allow"],
    ...["--protocol", "tcp", "--ports", "80-90", "--peer", "10.0.0.0/25"],
  );
  assert.deepEqual([rule.portFirst, rule.portLast, rule.state], [80, 90, "active"]);
  await host.kill();
  await host.up({ set: FAKE });
  const text = await host.run("network", "list");
  assert.match(text.out, /^lan +10\.0\.0\.0\/24 {2}10\.0\.0\.1 {2}- +available {2}fake@[0-9a-f]{12} {2}fake/m);
  assert.match((await host.run("port", "list", "lan")).out, /lan\/a {2}10\.0\.0\.10 .* error: the device is gone/);
  assert.match((await host.run("floating", "list")).out, /203\.0\.113\.1 {2}associated {2}lan\/a/);
  const busy = await host.run("network", "delete", "lan", "--json");
  assert.equal(JSON.parse(busy.err).error.code, "FAILED_PRECONDITION");
  await done(host, "floating", "disassociate", "203.0.113.1");
  await done(host, "floating", "release", "203.0.113.1");
  await done(host, "port", "detach", "lan", "a");
  await done(host, "network", "delete", "lan");
  assert.deepEqual(await done(host, "network", "list"), { networks: [] });
  assert.equal(await host.stop(), 0);
});

test("a driver that lacks what the manager needs is refused at the start, with the ability and the reason", async (t) => {
  const host = testHost(t);
  const lacks = [
    "network.drivers.fake.config.lacks=vlan",
    "network.drivers.fake.config.reason=the kernel has no 8021q",
  ];
  await assert.rejects(host.up({ set: [...FAKE, ...lacks, "network.manager=VlanManager"] }));
  assert.match(
    host.log(),
    /VlanManager needs what the network driver fake cannot do here: vlan \(unavailable: the kernel has no 8021q\)/,
  );
  await host.up({ set: [...FAKE, ...lacks, "network.manager=FlatDHCPManager"] });
  assert.equal(await host.stop(), 0);
});

test("two hosts that share one network ask its one manager over the hub, and no address is given out twice", async (t) => {
  const host = testHost(t);
  const url = await host.up({ set: FAKE });
  await done(host, "network", "create", "shared", "--cidr", "10.0.0.0/24");
  const token = readFileSync(join(host.dataDir, "token"), "utf8").trim();
  const peers = await Promise.all([connect(url, token), connect(url, token)]);
  t.after(() => Promise.all(peers.map((peer) => peer.close())));
  const asks = Array.from({ length: 240 }, (_, at) => {
    const peer = peers[at % 2];
    assert.ok(peer);
    const attach = () => peer.call("network.attachPort", { network: "shared", port: `p${at}` });
    const allocate = () => peer.call("network.allocateAddress", { network: "shared" });
    return (at % 8 === 0 ? attach() : allocate()) as Promise<{
      port?: { address: string };
      address?: { address: string };
    }>;
  });
  const given = (await Promise.all(asks)).map(({ port, address }) => port?.address ?? address?.address);
  assert.equal(new Set(given).size, 240);
  const { addresses } = await done(host, "address", "list", "shared");
  assert.deepEqual(
    addresses.map(({ address }: { address: string }) => address).toSorted(),
    [...given, "10.0.0.1"].toSorted(),
  );
  const rest = await Promise.allSettled(
    Array.from({ length: 20 }, (_, at) => peers[at % 2]?.call("network.allocateAddress", { network: "shared" })),
  );
  const refused = rest.filter((one) => one.status === "rejected").map((one) => one.reason.code);
  assert.deepEqual(
    refused,
    Array.from({ length: 20 - 13 }, () => "RESOURCE_EXHAUSTED"),
  );
  assert.equal(await host.stop(), 0);
});

for (const one of conformanceCases("network")) {
  test(`network-fake keeps to the contract: ${one.name}`, async () => {
    await withDrivers(async (bench) => {
      const path = await bench.file("fake", committedDriver("network-fake"));
      const spec = { kind: "network", name: "fake", path, grants: { config: true } };
      await bench.within(20_000, (ctx) => bench.supervisor.add(ctx, spec));
      const driver = bench.supervisor.set<NetworkDriver>("network").get("fake");
      await bench.within(20_000, (ctx) => one.run(driver, toolsUnder(ctx)));
    });
  });
}

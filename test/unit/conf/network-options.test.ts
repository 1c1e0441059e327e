import assert from "node:assert/strict";
import { test } from "node:test";
import { loadConfig } from "#host/conf/load";
import { isHostError } from "#host/errors";

const load = (...flags: string[]) => loadConfig({ env: {}, flags, cwd: "/srv" }).config.network;
const refused = (pattern: RegExp, ...flags: string[]) =>
  assert.throws(
    () => load(...flags),
    (error) => isHostError(error, "CONFIG_INVALID") && pattern.test(error.message),
  );

test("a network driver can be given as its path, and a manager by its name or by its path", () => {
  const network = load("network.drivers.lab=lab.wasm", "network.manager=VlanManager");
  assert.equal(network.drivers["lab"]?.path, "/srv/lab.wasm");
  assert.equal(network.manager, "VlanManager");
  assert.equal(load("network.manager=mine.js#Manager").manager, "/srv/mine.js#Manager");
});

test("what cannot work is refused with its place", () => {
  refused(
    /network\.defaultDriver.*no driver of that name/,
    "network.defaultDriver=lab",
    "network.drivers.other=other.wasm",
  );
  refused(/network\.vlan\.first.*above/, "network.vlan.first=200", "network.vlan.last=100");
  refused(/network\.vlan\.last/, "network.vlan.last=4095");
  refused(/network\.floating\.range.*expected a block/, "network.floating.range=10.0.0.1");
  refused(/network\.leaseMs/, "network.leaseMs=1s");
  refused(/network\.uplink/, "network.uplink=a/b");
  refused(/network\.drivers\.lab\.path/, "network.drivers.lab=lab.js");
});

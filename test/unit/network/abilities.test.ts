import assert from "node:assert/strict";
import { test } from "node:test";
import { askAbilities, lacking, requireAbility } from "#host/network/abilities";
import { context } from "../../support/journal.ts";
import { plainNetworkDriver } from "../../support/network-driver.ts";

test("what is missing is named with the driver's own reasons, all of it at once", async (t) => {
  const driver = plainNetworkDriver();
  driver.lacks.set("vlan", "the kernel has no 8021q").set("dhcp", "there is no dnsmasq");
  const has = await askAbilities(context(t), driver);
  assert.equal(lacking("FlatManager", "linux", ["bridge"], has), undefined);
  assert.equal(
    lacking("VlanManager", "linux", ["bridge", "vlan", "dhcp"], has),
    "VlanManager needs what the network driver linux cannot do here: vlan (unavailable: the kernel has no 8021q), " +
      "dhcp (unavailable: there is no dnsmasq)",
  );
});

test("an ability that a driver does not speak of is not there", () => {
  const ask = () => requireAbility("linux", "rules", new Map());
  assert.throws(ask, { code: "UNSUPPORTED", message: /rules \(unavailable: not offered\)/ });
  requireAbility("linux", "rules", new Map([["rules", { available: true }]]));
});

import assert from "node:assert/strict";
import { test } from "node:test";
import * as messages from "#host/network/messages";

const takes = (schema: { safeParse(value: unknown): { success: boolean } }, value: unknown) =>
  schema.safeParse(value).success;

test("a network needs a name that can stand anywhere and a block of addresses", () => {
  const lan = { name: "lan", cidr: "10.0.0.0/24" };
  assert.ok(takes(messages.CREATE_PARAMS, lan));
  for (const name of ["", "-x", "a b", "a/b", "ü", "x".repeat(64), "a\n"])
    assert.ok(!takes(messages.CREATE_PARAMS, { ...lan, name }), name);
  for (const cidr of ["10.0.0.1/24", "fe80::/64", "10.0.0.0"])
    assert.ok(!takes(messages.CREATE_PARAMS, { ...lan, cidr }));
  for (const more of [{ vlan: 0 }, { vlan: 4095 }, { uplink: "much-too-long-name" }, { gateway: "x" }, { surprise: 1 }])
    assert.ok(!takes(messages.CREATE_PARAMS, { ...lan, ...more }), JSON.stringify(more));
});

test("a hardware address is one machine's, written one way", () => {
  const port = (mac: string) => takes(messages.ATTACH_PARAMS, { network: "lan", port: "a", mac });
  assert.deepEqual(
    ["02:68:66:0a:0b:0c", "01:00:5e:00:00:01", "02:68:66:0A:0B:0C", "02-68-66-0a-0b-0c", "02:68:66:0a:0b"].map(port),
    [true, false, false, false, false],
  );
});

test("only tcp and udp have ports, and a range does not end before it begins", () => {
  const rule = (more: object) =>
    takes(messages.RULE_PARAMS, { network: "lan", port: "a", direction: "ingress", action: "deny", ...more });
  const tcp = { protocol: "tcp" };
  assert.deepEqual(
    [
      {},
      { ...tcp, portFirst: 80 },
      { ...tcp, portFirst: 80, portLast: 90 },
      { protocol: "icmp", peer: "10.0.0.0/8" },
    ].map(rule),
    [true, true, true, true],
  );
  const wrong = [
    { protocol: "icmp", portFirst: 1 },
    { portFirst: 1 },
    { ...tcp, portLast: 1 },
    { ...tcp, portFirst: 9, portLast: 8 },
    { ...tcp, portFirst: 0 },
    { peer: "10.0.0.1" },
    { action: "maybe" },
  ];
  assert.deepEqual(
    wrong.map(rule),
    wrong.map(() => false),
  );
});

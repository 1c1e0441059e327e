// network-cisco against a simulated switch: what it writes into the native model, what it refuses, and answers that get lost.
import assert from "node:assert/strict";
import { after, type TestContext, test } from "node:test";
import { createLog } from "#host/log";
import { freshConfig, type RestconfDevice, restconfDevice } from "../support/restconf-device.ts";
import { type SwitchOptions, switchScene, switchSupervisor } from "../support/switch-scene.ts";
import { until } from "../support/until.ts";

const BASIC = `Basic ${Buffer.from("holdfast:secret-token").toString("base64")}`;
const lines: string[] = [];
const supervisor = switchSupervisor(
  createLog({ level: "trace", destination: { write: (line) => void lines.push(line) } }),
);
after(() => supervisor.close());

const scene = (t: TestContext, device: RestconfDevice, options: SwitchOptions) =>
  switchScene(t, supervisor, device, options);

const vlans = (device: RestconfDevice) => device.config()["vlan"]["Cisco-IOS-XE-vlan:vlan-list"];
const gigabit = (device: RestconfDevice) => device.config()["interface"]["GigabitEthernet"];

test("a switch is configured and left as it was: VLAN, gateway, ports, DHCP, access lists, translation", async (t) => {
  const device = await restconfDevice(t, { authorization: BASIC });
  const { holdfast } = await scene(t, device, { config: { access_lists: "stateless", nat: "static" } });
  const fresh = JSON.stringify(device.config());
  const planned = await holdfast("network", "create", "lan", "--cidr", "10.7.0.0/24", "--dry-run");
  assert.match(planned.plan.steps[0].what, /^PATCH, merge \/vlan\/.*=3900: .*"name":"hf-[0-9a-f]{8}"/);
  assert.match(planned.plan.steps.at(-1).what, /serves DHCP/);
  assert.equal(JSON.stringify(device.config()), fresh, "a dry run changed the switch");
  await holdfast("network", "create", "lan", "--cidr", "10.7.0.0/24");
  const [, vlan] = vlans(device);
  assert.deepEqual([vlan.id, /^hf-[0-9a-f]{8}$/.test(vlan.name)], [3900, true]);
  const { port } = await holdfast("port", "attach", "lan", "desk", "--device", "Gi1/0/3");
  const [pool] = device.config()["ip"]["dhcp"]["Cisco-IOS-XE-dhcp:pool"];
  assert.deepEqual(pool.host, { number: port.address, mask: "255.255.255.0" });
  assert.equal(pool["hardware-address"]["hardware-address-val"].replaceAll(".", ""), port.mac.replaceAll(":", ""));
  const socket = () => gigabit(device)[2];
  assert.equal(socket()["switchport-config"].switchport["Cisco-IOS-XE-switch:access"].vlan.vlan, 3900);

  device.leases.push({ "pool-name": pool.id, "client-ip": port.address, expiration: { time: "2030-01-01T00:00:00Z" } });
  const { leases } = await holdfast("address", "leases", "lan");
  assert.deepEqual(leases, [{ mac: port.mac, address: port.address, expiresSeconds: 1893456000 }]);

  const ssh = ["--direction", "ingress", "--action", "allow", "--protocol", "tcp", "--ports", "22-23"];
  await holdfast("rule", "add", "lan", "desk", ...ssh, "--peer", "10.9.0.0/16");
  await holdfast("rule", "add", "lan", "desk", "--direction", "ingress", "--action", "deny", "--protocol", "tcp");
  const lists = device.config()["ip"]["access-list"]["Cisco-IOS-XE-acl:extended"];
  const entries = lists.find(({ name }: { name: string }) => name.endsWith("-out"))["access-list-seq-rule"];
  assert.deepEqual(
    entries.slice(3).map((entry: Record<string, unknown>) => entry["ace-rule"]),
    [
      {
        action: "permit",
        protocol: "tcp",
        "ipv4-address": "10.9.0.0",
        mask: "0.0.255.255",
        "dst-any": [null],
        "dst-range1": 22,
        "dst-range2": 23,
      },
      { action: "deny", protocol: "tcp", any: [null], "dst-any": [null] },
      { action: "permit", protocol: "ip", any: [null], "dst-any": [null] },
    ],
  );
  assert.ok(socket().ip["access-group"].out.acl["acl-name"].endsWith("-out"));

  const { floating } = await holdfast("floating", "allocate");
  await holdfast("floating", "associate", floating.address, "lan", "desk");
  const nat = device.config()["ip"]["Cisco-IOS-XE-nat:nat"].inside.source.static["nat-static-transport-list"];
  assert.deepEqual(nat, [{ "local-ip": port.address, "global-ip": floating.address }]);
  await holdfast("floating", "disassociate", floating.address);
  await holdfast("port", "detach", "lan", "desk");
  assert.deepEqual(socket(), { name: "1/0/3", ip: {} });
  const gone = (await holdfast("network", "delete", "lan", "--dry-run")).plan.steps;
  assert.deepEqual(
    gone.map(({ what }: { what: string }) => what.split(" ").slice(0, 2).join(" ")),
    [...["PATCH, remove", "PATCH, remove"]],
  );
  await holdfast("network", "delete", "lan");
  assert.deepEqual(vlans(device), vlans({ config: () => freshConfig() } as RestconfDevice));
  assert.doesNotMatch(JSON.stringify(device.config()), /hf-|holdfast/);
});

test("what is somebody else's is left alone: a VLAN, a described interface, an interface that is not there", async (t) => {
  const device = await restconfDevice(t, { authorization: BASIC });
  vlans(device).push({ id: 100, name: "office" });
  gigabit(device)[0].description = "printer";
  const { holdfast } = await scene(t, device, { manager: "VlanManager" });
  const changes = device.changes();
  await assert.rejects(
    holdfast("network", "create", "lan", "--cidr", "10.7.0.0/24", "--vlan", "100"),
    /VLAN 100 is somebody else's.*office/,
  );
  await holdfast("network", "create", "lan", "--cidr", "10.7.0.0/24", "--vlan", "101");
  await assert.rejects(
    holdfast("port", "attach", "lan", "desk", "--device", "Gi1/0/1"),
    /Gi1\/0\/1 is in use.*printer/,
  );
  await assert.rejects(holdfast("port", "attach", "lan", "desk", "--device", "Gi1/0/9"), /no interface Gi1\/0\/9/);
  await assert.rejects(
    holdfast("port", "attach", "lan", "desk", "--device", "Gi1/0/2", "--netns", "blue"),
    /no namespaces/,
  );
  await assert.rejects(holdfast("port", "attach", "lan", "desk"), /--device/);
  assert.equal(gigabit(device)[0].description, "printer");
  // Two for the network: the VLAN with its address, and DHCP.
  assert.equal(device.changes() - changes, 2);
});

test("an answer that is lost is found out by looking; a switch that another holds is busy, and nothing is left", async (t) => {
  const device = await restconfDevice(t, { authorization: BASIC });
  const { holdfast, settle } = await scene(t, device, { manager: "FlatManager" });
  device.fail("lost");
  const lost = await holdfast("network", "create", "lan", "--cidr", "10.7.0.0/24").catch(
    (error: Error) => error.message,
  );
  assert.match(JSON.stringify(lost), /unknown|lan/);
  await until("the network is found", async () => {
    await settle();
    return (await holdfast("network", "list")).networks[0]?.state === "available";
  });
  device.fail("locked");
  const attach = ["port", "attach", "lan", "desk", "--device", "Gi1/0/3"];
  await assert.rejects(holdfast(...attach), /locked/);
  assert.deepEqual((await holdfast("port", "list", "lan")).ports, []);
  await holdfast(...attach);
  assert.match(gigabit(device)[2].description, /^holdfast /);
});

test("a wrong password, a device without yang-patch and rules that would hold up replies are refused by name", async (t) => {
  const device = await restconfDevice(t, { authorization: BASIC });
  await assert.rejects(scene(t, device, { token: "guess" }), {
    ...{ code: "START_FAILED" },
    message:
      /FlatDHCPManager needs what the network driver lan cannot do here: bridge \(unavailable: .*401: access denied/,
  });
  const old = await restconfDevice(t, { authorization: BASIC, withoutPatch: true });
  await assert.rejects(scene(t, old, {}), /no yang-patch/);
  const { holdfast } = await scene(t, device, {});
  await holdfast("network", "create", "lan", "--cidr", "10.7.0.0/24");
  await holdfast("port", "attach", "lan", "desk", "--device", "Gi1/0/3");
  const deny = ["rule", "add", "lan", "desk", "--direction", "ingress", "--action", "deny"];
  await assert.rejects(holdfast(...deny), /rules \(unavailable: access lists of ports keep no state/);
});

const TOKEN = "tok-5f2e1c9a";
const WAYS = [
  { way: "http with a bearer token", over: "plain", bearer: true },
  { way: "TLS with a bearer token", bearer: true },
  { way: "http with a password", over: "plain", bearer: false },
] as const;

for (const { way, bearer, ...device } of WAYS)
  test(`over ${way} a network is made and removed, and a wrong secret is refused and told nobody`, async (t) => {
    const password = Buffer.from(`holdfast:${TOKEN}`).toString("base64");
    const authorization = bearer ? `Bearer ${TOKEN}` : `Basic ${password}`;
    const there = await restconfDevice(t, { authorization, ...device });
    const wrong = `${TOKEN}-not`;
    const said: string[] = [];
    await assert.rejects(scene(t, there, { bearer, token: wrong }), (error: Error) => {
      said.push(JSON.stringify({ ...error }), error.message);
      return /401: access denied/.test(error.message);
    });
    assert.equal(there.changes(), 0);
    assert.ok(lines.length > 0, "nothing was logged at all");
    const { holdfast } = await scene(t, there, { bearer, token: TOKEN });
    await holdfast("network", "create", "lan", "--cidr", "10.7.0.0/24");
    assert.match(vlans(there)[1].name, /^hf-/);
    said.push(JSON.stringify(await holdfast("explain", "network/lan")));
    await holdfast("network", "delete", "lan");
    assert.equal(vlans(there).length, 1);
    said.push(JSON.stringify(await holdfast("network", "list")), ...lines);
    for (const secret of [TOKEN, password, Buffer.from(`holdfast:${wrong}`).toString("base64")])
      assert.ok(!said.some((text) => text.includes(secret)), "a secret was told");
  });

test("a device whose certificate has expired, or that no trusted authority vouches for, is told no secret", async (t) => {
  const authorization = `Bearer ${TOKEN}`;
  const refused = async (device: RestconfDevice, options: SwitchOptions, reason: RegExp) => {
    await assert.rejects(scene(t, device, { ...options, bearer: true, token: TOKEN }), reason);
    assert.equal(device.requests(), 0);
  };
  await refused(await restconfDevice(t, { authorization, over: "expired" }), {}, /certificate has expired/);
  await refused(await restconfDevice(t, { authorization }), { stranger: true }, /certificate/);
});

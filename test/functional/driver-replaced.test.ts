// One driver in the place of another by configuration alone: the same names and the same commands, and nothing is told to the manager.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { commandLine } from "../support/command-line.ts";
import { temporaryFiles } from "../support/files.ts";
import { hostInside } from "../support/host-inside.ts";
import { machine, noMachine } from "../support/machine.ts";
import { dhcp, NETWORK_TOOLS, namespaces, networkHost, openVSwitch, pings } from "../support/network-scene.ts";

const why = noMachine([...Object.values(NETWORK_TOOLS).flat(), "ping", "dhclient"]);
const QEMU = "/usr/bin/qemu-img";

test("networks of the Linux driver are Open vSwitch's after a restart with another path: made again from the records, with packets", async (t) => {
  if (why !== undefined) return t.skip(why);
  const first = await machine(t);
  await namespaces(first, "blue");
  const linux = { lan: { driver: "network-linux" } };
  const host = await networkHost(t, first, { manager: "FlatDHCPManager", drivers: linux });
  const made = (await first.holdfast("network", "create", "lan", "--cidr", "10.233.0.0/24")).network;
  await first.holdfast("port", "attach", "lan", "blue", "--netns", "blue", "--device", "eth0");
  assert.equal(await host.stop(), 0, host.log());

  // The node is started anew with the other driver: its devices are gone, its records are not.
  const second = await machine(t);
  await openVSwitch(second);
  await namespaces(second, "blue", "green");
  const holdfast = commandLine(t, join(first.directory, "data"), second.enter);
  const place = { ...second, directory: first.directory, holdfast };
  const drivers = { lan: { driver: "network-openvswitch", config: { datapath: "netdev" } } };
  const { log } = await networkHost(t, place, { manager: "FlatDHCPManager", drivers });
  const network = await holdfast("network", "show", "lan");
  assert.deepEqual([network.id, network.state, network.cidr], [made.id, "available", made.cidr], log());
  assert.match(await second.must("ovs-vsctl", "show"), new RegExp(`Port hfn${made.id}`));
  const [lost] = (await holdfast("port", "list", "lan")).ports;
  assert.match(`${lost.state}: ${lost.error}`, /error: the device is gone from this machine/);
  await holdfast("port", "detach", "lan", "blue");
  for (const netns of ["blue", "green"]) {
    const { port } = await holdfast("port", "attach", "lan", netns, "--netns", netns, "--device", "eth0");
    assert.equal(await dhcp(second, netns), port.address);
  }
  assert.ok(await pings(second, "green", lost.address), "the ports do not reach each other");
});

test("volumes are images after a restart with volume-qcow2 for volume-file; what the old driver kept is not taken for lost", async (t) => {
  if (!existsSync(QEMU)) return t.skip("install qemu-utils: there is no /usr/bin/qemu-img");
  const host = hostInside(t);
  const files = temporaryFiles(t);
  const place = (name: string) => join(files, name);
  for (const name of ["plain", "images"]) mkdirSync(place(name));
  const rules = place("roots.yaml");
  writeFileSync(rules, `version: 1\nroots: { qcow2: ${place("images")} }\nrules: {}\n`, { mode: 0o600 });
  const shipped = join(process.cwd(), "drivers-wasm/volume-qcow2");
  const exec = JSON.parse(readFileSync(join(shipped, "manifest.json"), "utf8")).permissions[1].rules;
  const config = (name: string, driver: object) => {
    writeFileSync(
      place(name),
      JSON.stringify({
        volume: { drivers: { disk: driver } },
        executor: { rules: [join(shipped, "rules.yaml"), rules] },
      }),
    );
    return { config: place(name) };
  };
  const fs = (name: string) => [{ guest: "/volumes", host: place(name), mode: "rw" }];
  const asFiles = config("files.yaml", { path: "builtin:volume-file", grants: { fs: fs("plain") } });
  const asImages = config("images.yaml", { path: "builtin:volume-qcow2", grants: { fs: fs("images"), exec } });
  const run = async (...args: string[]) => {
    const { code, json, err } = await host.run(...args, "--json");
    assert.equal(code, 0, `${args.join(" ")}: ${err}`);
    return json;
  };
  await host.up(asFiles);
  await run("volume", "create", "db1", "--size", "1MiB", "--driver", "disk");
  await host.stop();
  await host.up(asImages);
  await run("volume", "create", "db2", "--size", "1MiB", "--driver", "disk");
  const info = JSON.parse(
    execFileSync(QEMU, ["info", "--output=json", join(place("images"), "v.db2.qcow2")], { encoding: "utf8" }),
  );
  assert.deepEqual([info.format, info["virtual-size"]], ["qcow2", 2 ** 20]);
  assert.ok(existsSync(join(place("plain"), "db1")), "the other driver's volume was touched");
  const states = async () =>
    new Map((await run("volume", "list")).volumes.map((one: { name: string; state: string }) => [one.name, one.state]));
  assert.equal((await states()).get("db2"), "available");
  await run("volume", "delete", "db2");
  await host.stop();
  await host.up(asFiles);
  assert.equal((await states()).get("db1"), "available");
});

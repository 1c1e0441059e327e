// Every manager of networks with every driver: each pair does what an operator asks for, or is refused at the start by the name of what is missing.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { release } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { machine, noMachine } from "../support/machine.ts";
import {
  NETWORK_TOOLS,
  namespaces,
  networkHost,
  openVSwitch,
  outside,
  type Place,
  plainPlace,
  type SceneDriver,
} from "../support/network-scene.ts";
import { ciscoDriver, restconfDevice } from "../support/restconf-device.ts";

const MANAGERS = ["FlatManager", "FlatDHCPManager", "VlanManager"] as const;
const IS_LONG = process.env["HOLDFAST_PROVE"] === "1";
/** The short form takes the manager that asks the most; the others start in the tests of the drivers. */
const TRIED = IS_LONG ? MANAGERS : (["VlanManager"] as const);
const FILE = join(process.cwd(), "drivers-wasm/network-matrix.md");
/** What one kernel has and another has not: such cells are as true on another machine, but other. */
const OF_THE_KERNEL = /the kernel has no|no bridge netfilter|ip_forward/;

type Drivers = Readonly<Record<string, SceneDriver>>;
/** What came of a pair. */
type Cells = Map<string, string>;

test("each manager works with each driver that needs no commands, or refuses it by the name of what is missing", async (t) => {
  const device = await restconfDevice(t, { authorization: `Basic ${Buffer.from("holdfast:t").toString("base64")}` });
  const place = plainPlace(t);
  const token = join(place.directory, "token");
  writeFileSync(token, "t", { mode: 0o600 });
  const drivers = { fake: { driver: "network-fake" }, cisco: ciscoDriver(device, token) };
  compare(t, await everyPair(t, { place, drivers, device: (name) => (name === "cisco" ? ["--device"] : []) }));
});

test("each manager works with each driver that runs commands, or refuses it by the name of what is missing", async (t) => {
  const why = noMachine(Object.values(NETWORK_TOOLS).flat());
  if (why !== undefined) return t.skip(why);
  const place = await machine(t);
  await openVSwitch(place);
  await outside(place);
  await namespaces(place, "blue", "green");
  const drivers = {
    linux: { driver: "network-linux" },
    openvswitch: { driver: "network-openvswitch", config: { datapath: "netdev" } },
  };
  compare(t, await everyPair(t, { place, drivers, device: () => ["--netns", "blue"] }));
});

interface Suite {
  readonly place: Place;
  readonly drivers: Drivers;
  /** Where the ports of a driver go. */
  device(name: string): readonly string[];
}

async function everyPair(t: TestContext, suite: Suite): Promise<Cells> {
  const cells: Cells = new Map();
  for (const manager of TRIED) await oneManager(t, manager, { suite, cells });
  return cells;
}

/** All drivers at one host; those that it refuses are left out of the next try. */
async function oneManager(
  t: TestContext,
  manager: string,
  { suite, cells }: { readonly suite: Suite; readonly cells: Cells },
): Promise<void> {
  let drivers: Drivers = suite.drivers;
  for (;;) {
    const host = await networkHost(t, suite.place, { manager, drivers });
    const refused = Object.keys(drivers).flatMap((name) => {
      const reason = new RegExp(`network driver ${name} cannot do here: ([^;"]*)`).exec(host.log())?.[1];
      return reason === undefined ? [] : [[name, reason] as const];
    });
    for (const [name, reason] of refused) cells.set(`${manager} ${name}`, `refused: ${reason}`);
    if (refused.length > 0) {
      assert.notEqual(await host.code, 0, "a host that refuses a driver goes on");
      drivers = Object.fromEntries(
        Object.entries(drivers).filter(([name]) => !refused.some(([other]) => other === name)),
      );
      continue;
    }
    for (const [at, name] of Object.keys(drivers).entries())
      cells.set(`${manager} ${name}`, await onePair(suite, { name, at, log: host.log }));
    assert.equal(await host.stop(), 0, host.log());
    return;
  }
}

/** What an operator does with a network, from its making to its end. Answers which of the abilities that may be missing there were. */
async function onePair(
  { place: { holdfast }, device }: Suite,
  { name, at, log }: { readonly name: string; readonly at: number; readonly log: () => string },
): Promise<string> {
  const place = (port: number) => {
    const [flag, value] = device(name);
    return flag === undefined ? [] : flag === "--device" ? ["--device", `Gi1/0/${port}`] : [flag, value ?? ""];
  };
  try {
    const made = await holdfast("network", "create", name, "--cidr", `10.${20 + at}.0.0/24`, "--driver", name);
    assert.equal(made.network.state, "available");
    const one = (await holdfast("port", "attach", name, "one", ...place(1))).port;
    const two = (await holdfast("port", "attach", name, "two", ...place(2))).port;
    assert.notEqual(one.address, two.address);
    const abilities = [await withRules(name, holdfast), await withFloating(name, holdfast)];
    for (const port of ["one", "two"]) await holdfast("port", "detach", name, port);
    await holdfast("network", "delete", name);
    assert.deepEqual((await holdfast("network", "list")).networks, []);
    return `works; ${abilities.join("; ")}`;
  } catch (error) {
    throw new Error(`${name}: ${(error as Error).message}\n${log().slice(-2000)}`, { cause: error });
  }
}

type Holdfast = Place["holdfast"];

async function withRules(name: string, holdfast: Holdfast): Promise<string> {
  const deny = ["--direction", "ingress", "--action", "deny", "--protocol", "tcp", "--ports", "22"];
  const added = await orMissing(holdfast("rule", "add", name, "one", ...deny));
  if (typeof added === "string") return `no rules (${added})`;
  await holdfast("rule", "remove", added.rule.id);
  return "rules";
}

async function withFloating(name: string, holdfast: Holdfast): Promise<string> {
  const { floating } = await holdfast("floating", "allocate");
  const led = await orMissing(holdfast("floating", "associate", floating.address, name, "two"));
  if (typeof led !== "string") await holdfast("floating", "disassociate", floating.address);
  await holdfast("floating", "release", floating.address);
  return typeof led === "string" ? `no outer addresses (${led})` : "outer addresses";
}

/** The answer, or why there is no such thing. Other errors are thrown on. */
// biome-ignore lint/suspicious/noExplicitAny: a test looks into answers of every shape
async function orMissing(call: Promise<any>): Promise<any> {
  return call.catch((error: Error) => {
    const reason = /"code":"UNSUPPORTED","message":"(.*?)","/.exec(error.message)?.[1];
    if (reason === undefined) throw error;
    return /unavailable: (.*)\)/.exec(reason)?.[1] ?? reason;
  });
}

/** Against what is committed; the long form writes it anew. */
function compare(t: TestContext, cells: Cells): void {
  const text = readFileSync(FILE, "utf8");
  const rows = new Map(
    [...text.matchAll(/^\| (\w+) \| network-(\w+) \| (.*) \|$/gm)].map(([, manager, name, cell]) => [
      `${manager} ${name}`,
      cell,
    ]),
  );
  if (IS_LONG) {
    write(new Map([...rows, ...cells] as [string, string][]));
    return;
  }
  for (const [pair, cell] of cells) {
    const committed = rows.get(pair);
    if (committed !== cell && OF_THE_KERNEL.test(`${committed} ${cell}`)) t.diagnostic(`${pair} here: ${cell}`);
    else
      assert.equal(
        cell,
        committed,
        `${pair}: write drivers-wasm/network-matrix.md anew with npm run prove network-matrix`,
      );
  }
}

function write(cells: ReadonlyMap<string, string>): void {
  const rows = [...cells].toSorted(([one], [other]) => order(one) - order(other) || one.localeCompare(other));
  const table = rows.map(([pair, cell]) => {
    const [manager, name] = pair.split(" ");
    return `| ${manager} | network-${name} | ${cell} |`;
  });
  const head = readFileSync(FILE, "utf8")
    .split("\n| Manager")[0]
    ?.replace(/Linux [\w.-]+/, `Linux ${release().split("-")[0]}`);
  writeFileSync(FILE, `${head}\n| Manager | Driver | What came of it |\n|---|---|---|\n${table.join("\n")}\n`);
}

function order(pair: string): number {
  return MANAGERS.findIndex((manager) => pair.startsWith(`${manager} `));
}

import assert from "node:assert/strict";
import { test } from "node:test";
import { type Answers, answeringHost } from "../../support/answering-host.ts";

const gone = { operationId: null, network: null, port: null, floating: null, rule: null };
const port = {
  ...{ id: "0a0b0c0d", network: "lan", name: "one", state: "attached", error: null, mac: "02:68:66:00:00:01" },
  ...{ address: "10.0.0.2", netns: "blue", device: "eth0", createdAt: "then" },
};

/** Runs command lines one after the other; answers the params of the last one asked. */
async function asks(t: Parameters<typeof answeringHost>[0], answers: Answers) {
  const host = await answeringHost(t, answers);
  const last = async (...args: string[]) => {
    const { code, err } = await host.run(...args);
    assert.equal(code, 0, err);
    return host.asked.at(-1)?.params;
  };
  return { ...host, last };
}

test("flags are the params of the method: units, ranges, numbers and choices are read as its schema has them", async (t) => {
  const { last, run, asked } = await asks(t, {
    ...{
      "network.create": gone,
      "network.addRule": gone,
      "network.allocateAddress": { address: { address: "10.0.0.5" } },
    },
  });
  const lan = { name: "lan", cidr: "10.0.0.0/24" };
  const pool = ["--pool", "10.0.0.100-10.0.0.199"];
  assert.deepEqual(
    await last("network", "create", "lan", "--cidr", "10.0.0.0/24", ...pool, "--vlan", "7", "--dry-run"),
    {
      ...{ ...lan, poolFirst: "10.0.0.100", poolLast: "10.0.0.199", vlan: 7, dryRun: true },
    },
  );
  assert.deepEqual(await last("address", "allocate", "lan", "--lease", "12h", "--owner", "a b"), {
    ...{ network: "lan", leaseMs: 43_200_000, owner: "a b" },
  });
  const rule = ["rule", "add", "lan", "one", "--direction", "ingress", "--action", "deny", "--protocol", "tcp"];
  const deny = { network: "lan", port: "one", direction: "ingress", action: "deny", protocol: "tcp" };
  assert.deepEqual(await last(...rule, "--ports", "22"), { ...deny, portFirst: 22 });
  assert.deepEqual(await last(...rule, "--ports", "8000-8099"), { ...deny, portFirst: 8000, portLast: 8099 });
  const count = asked.length;
  for (const wrong of [
    ["network", "create", "lan"],
    ["network", "create", "lan", "--cidr", "10.0.0.0/24", "--vlan", "seven"],
    ["network", "create", "lan", "--cidr", "10.0.0.0/24", "--pool", "a-b-c"],
    ["network", "create", "lan", "--cidr", "10.0.0.0/24", "--after", "x"],
    ["rule", "add", "lan", "one", "--direction", "sideways", "--action", "deny"],
    ["address", "allocate", "lan", "--lease", "soon"],
  ])
    assert.equal((await run(...wrong)).code, 2, wrong.join(" "));
  assert.equal(asked.length, count, "nothing was asked");
});

test("help tells every flag in the words of the schema, and says of a change how it is planned and repeated", async (t) => {
  const { run } = await answeringHost(t, {});
  const { out } = await run("rule", "add", "--help");
  assert.match(out, /--direction <direction> +ingress \(to the port\) or egress/);
  assert.match(out, /--protocol <protocol>[\s\S]*\(default:\s+"any"\)/);
  assert.match(out, /--dry-run +show what would be done/);
  assert.match(out, /--idempotency-key/);
  const list = await run("network", "list", "--help");
  assert.doesNotMatch(list.out, /--limit|--after|--idempotency-key|--dry-run/);
});

test("ports are a table for people, one or several, and a plan shows commands with what they read", async (t) => {
  const plan = { driver: "linux", steps: [{ what: "runs the rule x", argv: ["nft", "-f", "-"], stdin: "table t\n" }] };
  const { run } = await answeringHost(t, {
    ...{ "network.attachPort": { operationId: "op", port }, "network.listPorts": { ports: [port] } },
    ...{ "network.detachPort": { ...gone, plan }, "network.releaseAddress": { released: false } },
    "network.releaseFloating": { released: false, plan: { driver: null, steps: [{ what: "goes back" }] } },
  });
  assert.match((await run("port", "attach", "lan", "one")).out, /^lan\/one +10\.0\.0\.2 .* attached +blue +eth0$/m);
  assert.match((await run("port", "ls", "lan")).out, /^lan\/one /m);
  const planned = (await run("port", "detach", "lan", "one", "--dry-run")).out;
  assert.match(planned, /the driver linux would do this:\n1\. runs the rule x\n {3}nft -f -\n {3}< table t\n/);
  assert.equal((await run("address", "release", "lan", "10.0.0.9")).out, "it was free\n");
  assert.match(
    (await run("floating", "release", "203.0.113.1", "--dry-run")).out,
    /the manager would do this:\n1\. goes/,
  );
});

test("a method of any manager takes its own flags, as the manager itself describes them", async (t) => {
  const { last, run } = await asks(t, { "volume.create": { operationId: null, volume: null } });
  const given = ["--name", "db1", "--size", "2GiB", "--needs", "clone", "stats", "--dry-run"];
  assert.deepEqual(await last("call", "volume.create", ...given), {
    ...{ name: "db1", sizeBytes: 2 ** 31, needs: ["clone", "stats"], dryRun: true },
  });
  assert.match((await run("call", "volume.create", "--flags")).out, /--size <size> +exact size, with unit/);
  const { json } = await run("call", "volume.create", "--flags", "--json");
  assert.deepEqual(json.flags.map(({ flag }: { flag: string }) => flag).slice(0, 2), [
    "--name <name>",
    "--size <size>",
  ]);
  for (const wrong of [
    ["--nmae", "db1"],
    ["--name"],
    ["--size", "1MiB"],
    ["--name", "x", "--size", "big"],
    ["{}", "{}"],
  ]) {
    const { code, err } = await run("call", "volume.create", ...wrong);
    assert.equal(code, 2, `${wrong.join(" ")}: ${err}`);
  }
});

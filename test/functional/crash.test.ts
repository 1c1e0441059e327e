import assert from "node:assert/strict";
import { mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { temporaryFiles } from "../support/files.ts";
import { type TestHost, testHost } from "../support/host-process.ts";
import { until } from "../support/until.ts";

interface Operation {
  readonly id: string;
  readonly state: string;
  readonly transitions: readonly { readonly state: string; readonly at: string; readonly outcome: string | null }[];
}

/** A driver that writes real files, slowly: the file is there `before` or only `after` the long wait. */
const SLOW_DRIVER = `
import { existsSync, readdirSync, statSync, unlinkSync, writeFileSync, truncateSync } from "node:fs";
const at = (name) => process.env.SLOW_DIRECTORY + "/" + name;
const shown = (name) => ({ name, sizeBytes: statSync(at(name)).size });
const missing = () => Object.assign(new Error("absent"), { name: "DriverStatusError", status: "not_found", details: {} });
const wait = () => new Promise((resolve) => setTimeout(resolve, 60_000));
export const driver = {
  async createVolume(_ctx, { name, sizeBytes }) {
    if (name.startsWith("late")) await wait();
    writeFileSync(at(name), "");
    truncateSync(at(name), sizeBytes);
    if (name.startsWith("early")) await wait();
    return shown(name);
  },
  async deleteVolume(_ctx, { name }) { if (existsSync(at(name))) unlinkSync(at(name)); },
  async extendVolume(_ctx, { name, sizeBytes }) { truncateSync(at(name), sizeBytes); return shown(name); },
  async inspectVolume(_ctx, { name }) { if (!existsSync(at(name))) throw missing(); return shown(name); },
  async listVolumes() { return { volumes: readdirSync(process.env.SLOW_DIRECTORY).map(shown) }; },
};
`;

async function operations(host: TestHost): Promise<Operation[]> {
  const { json } = await host.run("operation", "list", "--json");
  const shown = json.operations.map(
    async ({ id }: { id: string }) => (await host.run("operation", "show", id, "--json")).json,
  );
  return Promise.all(shown);
}

/** `elsewhere`: the next run has another configuration for the driver. */
async function killedDuring(t: TestContext, name: string, driver: string, elsewhere = false): Promise<TestHost> {
  const host = testHost(t);
  const files = temporaryFiles(t, {
    "slow.js": SLOW_DRIVER,
    "package.json": '{"type":"module"}',
    "holdfast.yaml": config("slow.js"),
  });
  process.env["SLOW_DIRECTORY"] = join(files, "volumes-slow");
  mkdirSync(process.env["SLOW_DIRECTORY"]);
  const up = { config: join(files, "holdfast.yaml") };
  await host.up(up);
  const interrupted = host.run("volume", "create", name, "--size", "1MiB", "--driver", driver);
  await until("the create is running", async () => {
    const { json } = await host.run("operation", "list", "--state", "started", "--json");
    return json.operations.length === 1;
  });
  if (name.startsWith("early"))
    await until("the file is there", () => readdirSync(process.env["SLOW_DIRECTORY"] ?? "").length === 1);
  await host.kill();
  assert.equal((await interrupted).code, 1);
  if (elsewhere) writeFileSync(up.config, config("slow.js", 30_001));
  await host.up(up);
  return host;
}

const config = (path: string, millionSteps = 30_000) => `volume:
  drivers:
    slow: { path: ${path}, export: driver, trusted: true }
    fake: { config: { slow_million_steps: "${millionSteps}" }, limits: { callTimeoutMs: 60s, fuelMax: 1000000000000 } }
`;

for (const [name, driver, outcome] of [
  ["early-1", "slow", "done"],
  ["late-1", "slow", "failed"],
] as const) {
  test(`a create that was cut off (${name} on ${driver}) goes started, unknown, settled: ${outcome}`, async (t) => {
    const host = await killedDuring(t, name, driver);
    const [operation] = await operations(host);
    assert.deepEqual(
      operation?.transitions.map(({ state }) => state),
      ["started", "unknown", "settled"],
    );
    assert.equal(operation?.state, outcome);
    const times = operation?.transitions.map(({ at }) => Date.parse(at)) ?? [];
    assert.deepEqual(
      times,
      times.toSorted((a, b) => a - b),
    );
    const { volumes } = (await host.run("volume", "list", "--json")).json;
    assert.equal(volumes.length, outcome === "done" ? 1 : 0);
    if (driver === "slow") assert.equal(readdirSync(process.env["SLOW_DIRECTORY"] ?? "").length, volumes.length);
  });
}

test("a create that was cut off needs attention while its driver is configured otherwise, until an operator believes it", async (t) => {
  const host = await killedDuring(t, "slow-1", "fake", true);
  const [operation] = await operations(host);
  assert.equal(operation?.state, "unknown");
  assert.match((await host.run("operation", "list")).out, /slow-1 +fake +unknown, needs attention/);
  const explained = (await host.run("explain", "volume/slow-1")).out;
  assert.match(explained, /needs attention: the driver fake has another configuration, directory or server/);
  const id = operation?.id ?? "";
  assert.equal((await host.run("operation", "retry", id)).code, 1);
  assert.equal((await host.run("operation", "retry", id, "--believe")).code, 0);
  assert.deepEqual(
    (await operations(host))[0]?.transitions.map(({ state }) => state),
    ["started", "unknown", "settled"],
  );
});

test("killed again and again in a storm of changes, records and files agree after each start", async (t) => {
  const host = testHost(t);
  const directory = join(host.dataDir, "volumes");
  let seed = 20_261_123;
  const random = (below: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return seed % below;
  };
  let number = 0;
  for (let round = 0; round < 4; round++) {
    await host.up();
    await agree(host, directory);
    number = await eventsGoOn(host, number, round > 0);
    const storm = Array.from({ length: 6 }, (_, index) =>
      host.run("volume", "create", `v${round}-${index}`, "--size", `${1 + random(64)}MiB`),
    );
    const { volumes } = (await host.run("volume", "list", "--json")).json;
    const present = volumes.filter(() => random(2) === 0).slice(0, 3);
    storm.push(...present.map(({ name }: { name: string }) => host.run("volume", "delete", name)));
    await new Promise((resolve) => setTimeout(resolve, random(150)));
    await host.kill();
    await Promise.all(storm);
  }
  await host.up();
  await agree(host, directory);
});

const SLOW = ["config.slow_million_steps=30000", "limits.callTimeoutMs=60s", "limits.fuelMax=1000000000000"].map(
  (option) => `volume.drivers.fake.${option}`,
);

test("a host that was killed and comes back under another name settles what it had begun and keeps its volumes", async (t) => {
  const host = testHost(t);
  await host.up({ set: ["host.name=first", ...SLOW] });
  await host.run("volume", "create", "kept", "--size", "1MiB");
  const cutOff = host.run("volume", "create", "slow-2", "--size", "1MiB", "--driver", "fake");
  await until("the create is running", async () => {
    const { json } = await host.run("operation", "list", "--state", "started", "--json");
    return json.operations.length === 1;
  });
  await host.kill();
  await cutOff;
  await host.up({ set: ["host.name=second", ...SLOW] });
  await agree(host, join(host.dataDir, "volumes"));
  const { services } = (await host.run("service", "list", "--json")).json;
  assert.deepEqual([...new Set(services.map((service: { host: string }) => service.host))], ["second"]);
  assert.match(host.log(), /"from":"first","to":"second"/);
});

/** Who reads on from his last number gets new ones only, and is told that the run before did not end in order. */
async function eventsGoOn(host: TestHost, after: number, wasKilled: boolean): Promise<number> {
  const { events, lost, next } = (await host.run("events", "--after", String(after), "--json")).json;
  const numbers: number[] = events.map(({ sequence }: { sequence: number }) => sequence);
  assert.deepEqual(
    numbers,
    [...new Set(numbers)].sort((a, b) => a - b),
  );
  assert.ok((numbers[0] ?? 0) > after);
  const restarts = events.filter(({ kind, to }: { kind: string; to: string }) => kind === "host" && to === "restarted");
  assert.deepEqual([restarts.length, lost], [wasKilled ? 1 : 0, 0]);
  return next;
}

/** No record without its file, no file without its record, no operation left open. */
async function agree(host: TestHost, directory: string): Promise<void> {
  const { volumes } = (await host.run("volume", "list", "--json")).json as {
    volumes: { name: string; sizeBytes: number; state: string }[];
  };
  const recorded = volumes.map(({ name, sizeBytes, state }) => `${name} ${sizeBytes} ${state}`);
  const files = readdirSync(directory).map((name) => `${name} ${statSync(join(directory, name)).size} available`);
  assert.deepEqual(recorded.sort(), files.sort(), host.log());
  for (const state of ["started", "unknown"]) {
    const { json } = await host.run("operation", "list", "--state", state, "--json");
    assert.deepEqual(json.operations, [], `operations left ${state}`);
  }
}

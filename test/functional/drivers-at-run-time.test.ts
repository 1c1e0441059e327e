import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { temporaryFiles } from "../support/files.ts";
import { hostileFile } from "../support/guest-wat.ts";
import { hostInside, type InsideHost } from "../support/host-inside.ts";
import { until } from "../support/until.ts";

const DRIVERS = fileURLToPath(new URL("../../../drivers-wasm/", import.meta.url));
const FILE_DRIVER = join(DRIVERS, "volume-file", "volume-file.wasm");

function granted(t: TestContext): { directory: string; grants: string[] } {
  const directory = join(temporaryFiles(t), "second");
  mkdirSync(directory);
  return { directory, grants: ["--grant", "log", "--grant", `fs:/volumes=${directory}:rw`] };
}

async function stateOf(host: InsideHost, name: string): Promise<string | undefined> {
  const { drivers } = (await host.run("driver", "list", "--json")).json;
  return drivers.find((driver: { name: string }) => driver.name === name)?.state;
}

test("a driver added by path serves at once, and again after a restart", async (t) => {
  const host = hostInside(t);
  await host.up();
  const { directory, grants } = granted(t);
  const added = await host.run("driver", "add", "second", FILE_DRIVER, ...grants, "--json");
  assert.equal(added.code, 0, added.err);
  assert.deepEqual([added.json.state, added.json.source], ["serving", "added"]);
  assert.equal((await host.run("volume", "create", "a", "--size", "1MiB", "--driver", "second")).code, 0);
  assert.deepEqual(readdirSync(directory), ["a"]);
  await host.stop();
  await host.up();
  assert.equal((await host.run("volume", "create", "b", "--size", "1MiB", "--driver", "second")).code, 0);
  assert.deepEqual(readdirSync(directory), ["a", "b"]);
});

test("a driver that holds volumes is not taken away, and an added one that holds nothing is", async (t) => {
  const host = hostInside(t);
  await host.up();
  const { grants } = granted(t);
  await host.run("driver", "add", "second", FILE_DRIVER, ...grants);
  await host.run("volume", "create", "a", "--size", "1MiB", "--driver", "second");
  const refused = await host.run("driver", "remove", "second");
  assert.equal(refused.code, 1);
  assert.match(refused.err, /1 volume is held by the driver second/);
  await host.run("volume", "delete", "a");
  assert.equal((await host.run("driver", "remove", "second")).code, 0);
  assert.equal(await stateOf(host, "second"), undefined);
  await host.stop();
  await host.up();
  assert.equal(await stateOf(host, "second"), undefined);
});

test("a driver of the configuration is changed there and nowhere else", async (t) => {
  const host = hostInside(t);
  await host.up();
  const { code, err } = await host.run("driver", "remove", "file");
  assert.equal(code, 1);
  assert.match(err, /comes from the configuration/);
  assert.equal(await stateOf(host, "file"), "serving");
});

test("a driver without the grants it needs is refused with the words to add, and leaves nothing behind", async (t) => {
  const host = hostInside(t);
  await host.up();
  const refused = await host.run("driver", "add", "second", FILE_DRIVER, "--json");
  assert.equal(refused.code, 1);
  assert.equal(JSON.parse(refused.err).error.code, "DRIVER_GRANT_MISSING");
  assert.equal(await stateOf(host, "second"), undefined);
  const { grants } = granted(t);
  assert.equal((await host.run("driver", "add", "second", FILE_DRIVER, ...grants)).code, 0);
});

test("a file that was swapped after it was added is not run at the next start", async (t) => {
  const host = hostInside(t);
  await host.up();
  const { directory, grants } = granted(t);
  const path = join(directory, "..", "mine.wasm");
  copyFileSync(FILE_DRIVER, path);
  assert.equal((await host.run("driver", "add", "mine", path, ...grants)).code, 0);
  await host.stop();
  copyFileSync(join(DRIVERS, "volume-fake", "volume-fake.wasm"), path);
  await host.up();
  const { json } = await host.run("driver", "show", "mine", "--json");
  assert.deepEqual([json.state, json.error.code], ["broken", "DRIVER_DIGEST_MISMATCH"]);
  assert.equal((await host.run("volume", "create", "a", "--size", "1MiB")).code, 0, "the other drivers serve");
});

test("hostile drivers get their named errors from a running host, which goes on serving", async (t) => {
  const host = hostInside(t);
  await host.up();
  const files = temporaryFiles(t);
  const expected: Readonly<Record<string, string>> = {
    "start-traps": "DRIVER_START_TRAP",
    "start-loops": "DRIVER_OUT_OF_FUEL",
    "import-missing": "DRIVER_IMPORT_REFUSED",
    "describe-loops": "DRIVER_OUT_OF_FUEL",
  };
  for (const [name, code] of Object.entries(expected)) {
    const path = join(files, `${name}.wasm`);
    writeFileSync(path, await hostileFile(name));
    const limits = ["--limit", "startTimeoutMs=30s", "--limit", "callTimeoutMs=500ms", "--limit", "fuelMax=50000000"];
    const refused = await host.run("driver", "add", name, path, ...limits, "--json");
    assert.equal(refused.code, 1);
    assert.equal(JSON.parse(refused.err).error.code, code, `${name}: ${refused.err}`);
    assert.equal((await host.run("volume", "create", name, "--size", "1MiB")).code, 0);
  }
});

const CALLS: Readonly<Record<string, string>> = {
  loops: "DRIVER_OUT_OF_FUEL",
  traps: "DRIVER_TRAP",
  "grows-memory": "DRIVER_MEMORY_EXCEEDED",
  "answers-64-mib": "DRIVER_OUTPUT_TOO_LARGE",
};

test("a call into a hostile driver ends in its named error, and the next driver does not notice", async (t) => {
  const host = hostInside(t);
  await host.up();
  const files = temporaryFiles(t);
  for (const [name, code] of Object.entries(CALLS)) {
    const path = join(files, `${name}.wasm`);
    writeFileSync(path, await hostileFile(name));
    const added = await host.run(
      "driver",
      "add",
      name,
      path,
      "--limit",
      "callTimeoutMs=1s",
      "--limit",
      "fuelMax=50000000",
    );
    assert.equal(added.code, 0, `${name}: ${added.err}`);
    const [broken, fine] = await Promise.all([
      host.run("volume", "create", `${name}-1`, "--size", "1MiB", "--driver", name, "--json"),
      host.run("volume", "create", `${name}-2`, "--size", "1MiB"),
    ]);
    assert.equal(JSON.parse(broken.err).error.code, code, broken.err);
    assert.equal(fine.code, 0, fine.err);
    assert.equal(await stateOf(host, name), "serving", "a fresh instance serves");
  }
});

test("the record of a service tells what its drivers can do, and an event when that changes", async (t) => {
  const host = hostInside(t);
  await host.up();
  const { grants } = granted(t);
  const recorded = async () => {
    const { services } = (await host.run("service", "list", "--json")).json;
    const { drivers } = services.find(({ topic }: { topic: string }) => topic === "volume");
    return new Map(drivers.map(({ name, capabilities }: Record<string, string[]>) => [name, capabilities]));
  };
  assert.ok([...(await recorded()).keys()].includes("file"));
  assert.equal((await host.run("driver", "add", "second", FILE_DRIVER, ...grants, "--watch")).code, 0);
  const { capabilities, watched } = (await host.run("driver", "show", "second", "--json")).json;
  assert.ok(capabilities.includes("clone_volume") && watched, JSON.stringify(capabilities));
  await until("the record has the driver", async () => (await recorded()).has("second"));
  assert.deepEqual((await recorded()).get("second"), capabilities);
  assert.equal((await host.run("driver", "remove", "second")).code, 0);
  await until("the record has it no more", async () => !(await recorded()).has("second"));
  const { events } = (await host.run("events", "--json")).json;
  const told = events.filter(
    ({ kind, driver }: Record<string, string>) => kind === "capabilities" && driver === "second",
  );
  const text = capabilities.join(" ");
  assert.deepEqual(
    told.map(({ from, to }: Record<string, string>) => [from, to]),
    [
      [undefined, text],
      [text, "removed"],
    ],
  );
});

test("a driver is swapped and rolled back from the command line, and remembered as it was left", async (t) => {
  const host = hostInside(t);
  await host.up();
  const { directory, grants } = granted(t);
  const path = join(directory, "..", "mine.wasm");
  const other = join(directory, "..", "other.wasm");
  copyFileSync(FILE_DRIVER, path);
  // The same driver in another file: a custom section more.
  writeFileSync(other, Buffer.concat([readFileSync(FILE_DRIVER), Buffer.from([0, 3, 1, 0x78, 0x79])]));
  const added = (await host.run("driver", "add", "second", path, ...grants, "--json")).json;
  const swapped = await host.run("driver", "swap", "second", other, "--watch", "1ms", "--json");
  assert.equal(swapped.code, 0, swapped.err);
  assert.notEqual(swapped.json.digest, added.digest);
  assert.equal(swapped.json.swap.from, added.digest);
  assert.match((await host.run("driver", "show", "second")).out, /^swap +(kept|watched), from .*4 smoke cases passed/m);
  const back = await host.run("driver", "rollback", "second", "--json");
  assert.deepEqual([back.json.digest, back.json.swap.state], [added.digest, "rolled-back"]);
  assert.equal((await host.run("driver", "rollback", "second")).code, 1);
  assert.equal((await host.run("driver", "swap", "second", other, "--watch", "1ms")).code, 0);
  await until("the new file is remembered", async () => {
    const { drivers } = (await host.run("driver", "list", "--json")).json;
    return drivers.find(({ name }: { name: string }) => name === "second").swap.state === "kept";
  });
  await host.stop();
  await host.up();
  const { digest, state } = (await host.run("driver", "show", "second", "--json")).json;
  assert.deepEqual([digest, state], [swapped.json.digest, "serving"]);
});

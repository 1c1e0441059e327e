// What an author does with nothing of ours but the two packed packages: start a driver, build it, test it, and let a host use it.
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { copyFileSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { GUEST_LANGUAGES } from "@holdfast/sdk/author";
import { findCompiler } from "#scripts/build-drivers-recipe";
import { temporaryFiles } from "../support/files.ts";
import { BIN, testHost } from "../support/host-process.ts";
import { dropPackedPlace, sharedPackedPlace } from "../support/packed.ts";
import { until } from "../support/until.ts";

after(dropPackedPlace);

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

interface WatchEvent {
  readonly event: string;
  readonly message?: string;
  readonly failed?: readonly { readonly name: string; readonly reason: string }[];
}

/** Runs the command in a folder. */
function holdfast(cwd: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, ...args], { cwd, encoding: "utf8" });
  return { status, out: stdout, err: stderr };
}

/** A fresh driver that finds the compilers of this checkout. */
function freshDriver(t: TestContext, language: string): string {
  const place = temporaryFiles(t);
  symlinkSync(join(ROOT, "scripts/toolchains/node_modules"), join(place, "node_modules"));
  const made = holdfast(place, "driver", "new", "mydisk", "--lang", language, "--no-install");
  strictEqual(made.status, 0, made.err);
  return join(place, "mydisk");
}

// All before the first test: a file that waits between two tests counts as over in the meantime.
const compilers = await Promise.all(
  GUEST_LANGUAGES.map(async ({ name }) => ({ name, compiler: await findCompiler(ROOT, name) })),
);
const built: string[] = [];
for (const { name, compiler } of compilers) {
  const skip = "missing" in compiler && compiler.missing;
  test(`in an empty folder with the two packed packages a new driver in ${name} builds and conforms as it is`, {
    skip,
  }, async () => {
    const { folder, holdfast } = await sharedPackedPlace();
    const ran = (cwd: string, ...args: string[]) => {
      const { status, out, err } = holdfast(cwd, "driver", ...args, "--json");
      strictEqual(status, 0, out + err);
      return JSON.parse(out);
    };
    const driver = `my-${name}`;
    ran(folder, "new", driver, "--lang", name, "--kind", "volume", "--no-install");
    const disk = join(folder, driver);
    strictEqual(ran(disk, "build").toolchain, "toolchain" in compiler ? compiler.toolchain : "");
    const report = ran(disk, "test");
    deepStrictEqual([report.driver.name, report.kind, report.failed], [driver, "volume", 0]);
    ok(report.passed >= 20, JSON.stringify(report));
    built.push(driver);
  });
}

test("then a host of the packed packages creates a volume with each of them, by path", async (t) => {
  if (built.length === 0) return t.skip("no compiler of any language is installed");
  const place = await sharedPackedPlace();
  place.addNativeCode();
  const drivers = Object.fromEntries(built.map((name) => [name, `./${name}/${name}.wasm`]));
  writeFileSync(join(place.folder, "holdfast.yaml"), JSON.stringify({ volume: { drivers } }));
  const host = testHost(t, place.bin);
  await host.up({ config: join(place.folder, "holdfast.yaml") });
  for (const name of built) {
    const created = await host.run("volume", "create", `of ${name}`, "--size", "4KiB", "--driver", name, "--json");
    strictEqual(created.code, 0, created.err + host.log());
  }
  const { volumes } = (await host.run("volume", "list", "--json")).json;
  deepStrictEqual(
    volumes.map((volume: { name: string; driver: string }) => [volume.name, volume.driver]).sort(),
    built.map((name) => [`of ${name}`, name]).sort(),
  );
  strictEqual(await host.stop(), 0);
});

const assemblyScript = compilers[0]?.compiler;
const skip = assemblyScript !== undefined && "missing" in assemblyScript && assemblyScript.missing;

test("a built driver is judged, shown and measured, without native code", { skip }, async () => {
  const { folder, holdfast } = await sharedPackedPlace();
  const disk = join(folder, "my-assemblyscript");
  strictEqual(holdfast(disk, "driver", "check", "my-assemblyscript.wasm").status, 0);
  const info = JSON.parse(holdfast(disk, "driver", "info", "my-assemblyscript.wasm", "--json").out);
  strictEqual(info.manifest.name, "my-assemblyscript");
  ok(info.exports.some((one: { name: string }) => one.name === "create_volume"));
  match(
    holdfast(disk, "driver", "info", "my-assemblyscript.wasm").out,
    /asks for {2}log, if it may: Says what it makes/,
  );
  const bench = JSON.parse(holdfast(disk, "driver", "bench", "my-assemblyscript.wasm", "--calls", "50", "--json").out);
  strictEqual(bench.calls, 50);
  ok(bench.medianUs > 0 && bench.p99Us >= bench.medianUs);
});

test("what the author got wrong is said: a name, a language, a kind, a folder, a compiler, his own code", {
  skip,
}, (t) => {
  const folder = temporaryFiles(t);
  const refused = (...args: string[]) => {
    const ran = holdfast(folder, "driver", ...args);
    ok(ran.status !== 0, ran.out);
    return ran.err;
  };
  match(refused("new", "My Disk", "--lang", "c"), /no name of a driver: a-z, 0-9 and -/);
  match(refused("new", "disk", "--lang", "cobol"), /no kit for "cobol": there are assemblyscript, .*\bc, /);
  match(refused("new", "disk", "--lang", "assemblyscrip"), /did you mean assemblyscript\?/);
  match(refused("new", "disk", "--lang", "c", "--kind", "volum"), /no kind "volum".*did you mean volume\?/);
  match(refused("build"), /no recipe\.json: run it in a driver's folder/);
  match(refused("test"), /is not there: run `holdfast driver build` first/);
  const disk = freshDriver(t, "assemblyscript");
  match(holdfast(join(disk, ".."), "driver", "new", "mydisk", "--lang", "c").err, /exists; choose another name/);
  match(holdfast(disk, "driver", "info", "driver.ts").err, /cannot be read as WebAssembly/);
});

test("watching builds and tests at once and at each save: code that does not compile and a broken promise are told", {
  skip,
}, async (t) => {
  const disk = freshDriver(t, "assemblyscript");
  const source = readFileSync(join(disk, "driver.ts"), "utf8");
  const { events, next } = watching(t, disk);
  await next("tested", 1);
  writeFileSync(join(disk, "driver.ts"), `${source}\nlet wrong: i32 = "text";\n`);
  await next("failed", 1);
  const worse = source.replace("if (this.sizes.has(input.name)) return failure", "if (false) return failure");
  ok(worse !== source, "the canary changed nothing");
  writeFileSync(join(disk, "driver.ts"), worse);
  await next("tested", 2);
  const [good, broken, bad] = events();
  deepStrictEqual([good?.event, good?.failed], ["tested", []]);
  deepStrictEqual([broken?.event, bad?.event], ["failed", "tested"]);
  match(broken?.message ?? "", /not assignable to type 'i32'[\s\S]*driver\.ts/);
  const twice = "creating a name that exists is already_exists and changes nothing";
  match(bad?.failed?.find((one) => one.name === twice)?.reason ?? "", /'ok'[\s\S]*'already_exists'/);
  const tested = holdfast(disk, "driver", "test", "mydisk.draft.wasm", "--only", "creat");
  strictEqual(tested.status, 1);
  match(tested.out, /FAIL creating a name that exists/);
  match(tested.out, /ok +a created volume is answered and then found/);
  match(tested.out, /mydisk 0\.1\.0 does not conform to volume/);
});

test("watching with --swap puts each build that passes into the place of the one that a host runs", {
  skip,
}, async (t) => {
  const disk = freshDriver(t, "assemblyscript");
  strictEqual(holdfast(disk, "driver", "build").status, 0);
  const host = testHost(t);
  await host.up({ set: [`volume.drivers.mine=${join(disk, "mydisk.wasm")}`] });
  const seen = async () => (await host.run("driver", "show", "mine", "--json")).json;
  const source = readFileSync(join(disk, "driver.ts"), "utf8");
  const { events, next } = watching(t, disk, "--swap", "mine", "--data-dir", host.dataDir);
  await next("swapped", 1);
  const before = await seen();
  const changed = source.replace("No volume has this name", "There is none of this name");
  writeFileSync(join(disk, "driver.ts"), changed === source ? `${source}\nexport const more = 1;\n` : changed);
  await next("swapped", 2);
  const after = await seen();
  ok(after.digest !== before.digest, JSON.stringify(events()));
  deepStrictEqual([after.state, after.swap.from], ["serving", before.digest]);
  strictEqual(await host.stop(), 0);
});

/** `driver watch` in a folder, what it said, and a wait for the n-th event of a name. */
function watching(t: TestContext, folder: string, ...args: string[]) {
  const child = spawn(process.execPath, [BIN, "driver", "watch", "--json", ...args], {
    cwd: folder,
    stdio: ["ignore", "pipe", "inherit"],
  });
  t.after(() => child.kill("SIGKILL"));
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  const events = () =>
    said
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line) as WatchEvent);
  const next = (name: string, count: number) =>
    until(`${count} times ${name}`, () => events().filter(({ event }) => event === name).length >= count, 60_000);
  return { events, next };
}

test("a manifest is put into a file that any compiler made; what does not fit leaves the file as it was", (t) => {
  const folder = temporaryFiles(t);
  const file = join(folder, "made.wasm");
  copyFileSync(join(ROOT, "drivers-wasm/volume-fake-c/volume-fake-c.wasm"), file);
  const manifest = JSON.parse(readFileSync(join(ROOT, "drivers-wasm/volume-fake-c/manifest.json"), "utf8"));
  const attach = (value: unknown) => {
    writeFileSync(join(folder, "manifest.json"), typeof value === "string" ? value : JSON.stringify(value));
    return holdfast(folder, "driver", "attach", "made.wasm", "manifest.json", "--json");
  };
  strictEqual(JSON.parse(attach({ ...manifest, version: "9.9.9" }).out).bytes, readFileSync(file).length);
  strictEqual(JSON.parse(holdfast(folder, "driver", "info", "made.wasm", "--json").out).manifest.version, "9.9.9");
  const before = readFileSync(file);
  match(attach({ ...manifest, version: "nine" }).err, /version/);
  match(attach({ ...manifest, permision: [] }).err, /permision/);
  match(attach("{").err, /cannot be read as JSON/);
  ok(readFileSync(file).equals(before));
  deepStrictEqual(readdirSync(folder).sort(), ["made.wasm", "manifest.json"]);
  match(
    holdfast(folder, "driver", "attach", "manifest.json", "manifest.json").err,
    /cannot be read as WebAssembly|as JSON/,
  );
});

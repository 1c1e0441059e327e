// What an author does with nothing of ours but the two packed packages: start a driver, build it, test it, and let a host use it.
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { GUEST_LANGUAGES } from "@holdfast/sdk/author";
import { findCompiler } from "#scripts/build-drivers-recipe";
import { temporaryFiles } from "../support/files.ts";
import { BIN, testHost } from "../support/host-process.ts";
import { until } from "../support/until.ts";

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

// AssemblyScript goes the whole way from packed packages, below.
for (const { name } of GUEST_LANGUAGES.filter((language) => language.name !== "assemblyscript")) {
  const compiler = await findCompiler(ROOT, name);
  const skip = "missing" in compiler && compiler.missing;
  test(`a new driver in ${name} builds and conforms as it is`, { skip }, (t) => {
    const folder = freshDriver(t, name);
    const built = holdfast(folder, "driver", "build", "--json");
    strictEqual(built.status, 0, built.err);
    ok(existsSync(join(folder, "mydisk.wasm")));
    strictEqual(JSON.parse(built.out).toolchain, compiler && "toolchain" in compiler ? compiler.toolchain : "");
    const tested = holdfast(folder, "driver", "test", "--json");
    strictEqual(tested.status, 0, tested.out + tested.err);
    const report = JSON.parse(tested.out);
    deepStrictEqual([report.driver.name, report.kind, report.failed], ["mydisk", "volume", 0]);
    ok(report.passed >= 20, tested.out);
  });
}

const assemblyScript = await findCompiler(ROOT, "assemblyscript");
const skip = "missing" in assemblyScript && assemblyScript.missing;

test("from two packed packages in an empty folder to a volume on a host, with nothing of ours besides", {
  skip,
}, async (t) => {
  const folder = temporaryFiles(t);
  const packed = spawnSync("npm", ["pack", "--workspace", "sdk", "--workspace", "host", "--pack-destination", folder], {
    cwd: ROOT,
    encoding: "utf8",
  });
  strictEqual(packed.status, 0, packed.stderr);
  for (const name of ["sdk", "host"]) {
    const file = readdirSync(folder).find((entry) => entry.startsWith(`holdfast-${name}-`)) ?? "";
    const place = join(folder, "node_modules/@holdfast", name);
    mkdirSync(place, { recursive: true });
    strictEqual(spawnSync("tar", ["-xzf", join(folder, file), "-C", place, "--strip-components=1"]).status, 0);
  }
  // What npm would have fetched from a registry: no native code for the author's commands, the host's own for the host.
  const link = (name: string, from: string) => symlinkSync(join(ROOT, from, name), join(folder, "node_modules", name));
  const native = ["better-sqlite3", "bindings"];
  const installed = readdirSync(join(ROOT, "node_modules")).filter(
    (name) => name !== "@holdfast" && !name.startsWith("."),
  );
  for (const name of installed.filter((one) => !native.includes(one))) link(name, "node_modules");
  for (const name of ["assemblyscript", "binaryen", "long"]) {
    if (!existsSync(join(folder, "node_modules", name))) link(name, "scripts/toolchains/node_modules");
  }
  const bin = join(folder, "node_modules/@holdfast/host/bin/holdfast.js");
  const run = (cwd: string, ...args: string[]) =>
    spawnSync(process.execPath, [bin, ...args], { cwd, encoding: "utf8" });
  const made = run(folder, "driver", "new", "mydisk", "--lang", "assemblyscript", "--kind", "volume", "--no-install");
  strictEqual(made.status, 0, made.stderr);
  const disk = join(folder, "mydisk");
  for (const command of [["build"], ["check", "mydisk.wasm"], ["test"]]) {
    const ran = run(disk, "driver", ...command);
    strictEqual(ran.status, 0, ran.stdout + ran.stderr);
  }
  const info = JSON.parse(run(disk, "driver", "info", "mydisk.wasm", "--json").stdout);
  strictEqual(info.manifest.name, "mydisk");
  ok(info.exports.some((one: { name: string }) => one.name === "create_volume"));
  match(run(disk, "driver", "info", "mydisk.wasm").stdout, /asks for {2}log, if it may: Says what it makes/);
  const bench = JSON.parse(run(disk, "driver", "bench", "mydisk.wasm", "--calls", "50", "--json").stdout);
  strictEqual(bench.calls, 50);
  ok(bench.medianUs > 0 && bench.p99Us >= bench.medianUs);
  for (const name of native) link(name, "node_modules");
  const host = testHost(t, bin);
  writeFileSync(join(folder, "holdfast.yaml"), "volume: { drivers: { mine: { path: ./mydisk/mydisk.wasm } } }\n");
  await host.up({ config: join(folder, "holdfast.yaml") });
  const created = await host.run("volume", "create", "db1", "--size", "4KiB", "--driver", "mine", "--json");
  strictEqual(created.code, 0, created.err + host.log());
  const { volumes } = (await host.run("volume", "list", "--json")).json;
  deepStrictEqual(
    volumes.map((volume: { name: string; driver: string }) => [volume.name, volume.driver]),
    [["db1", "mine"]],
  );
  strictEqual(await host.stop(), 0);
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
  const child = spawn(process.execPath, [BIN, "driver", "watch", "--json"], {
    cwd: disk,
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
  const next = (count: number) => until(`event ${count}`, () => events().length >= count, 60_000);
  await next(1);
  writeFileSync(join(disk, "driver.ts"), `${source}\nlet wrong: i32 = "text";\n`);
  await next(2);
  const worse = source.replace("if (this.sizes.has(input.name)) return failure", "if (false) return failure");
  ok(worse !== source, "the canary changed nothing");
  writeFileSync(join(disk, "driver.ts"), worse);
  await next(3);
  const [good, broken, bad] = events();
  deepStrictEqual([good?.event, good?.failed], ["tested", []]);
  deepStrictEqual([broken?.event, bad?.event], ["failed", "tested"]);
  match(broken?.message ?? "", /not assignable to type 'i32'[\s\S]*driver\.ts/);
  const twice = "creating a name that exists is already_exists and changes nothing";
  match(bad?.failed?.find((one) => one.name === twice)?.reason ?? "", /'ok'[\s\S]*'already_exists'/);
  const tested = holdfast(disk, "driver", "test", "--only", "creat");
  strictEqual(tested.status, 1);
  match(tested.out, /FAIL creating a name that exists/);
  match(tested.out, /ok +a created volume is answered and then found/);
  match(tested.out, /mydisk 0\.1\.0 does not conform to volume/);
});

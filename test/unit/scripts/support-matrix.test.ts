// The table of what the drivers that ship can do: it is what the signed reports say, and these are what a new run finds.
import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { keptReports, MATRIX, matrixPage, standIns, testArguments } from "#scripts/support-matrix";
import { temporaryFiles } from "../../support/files.ts";
import { commandLine } from "../../support/own-command.ts";

const kept = keptReports();
/** What a driver needs beside Node. */
const TOOLS: Readonly<Record<string, string>> = { "volume-qcow2": "/usr/bin/qemu-img" };

test("every driver that ships has a report", () => {
  const shipped = readdirSync("drivers-wasm").filter((name) => existsSync(join("drivers-wasm", name, "manifest.json")));
  deepStrictEqual(kept.map(({ manifest }) => manifest.name).sort(), shipped.sort());
});

test("the page is what the reports say, and no driver with a report fails a case", () => {
  strictEqual(readFileSync(MATRIX, "utf8"), matrixPage(kept), "run `npm run reports`");
  for (const { manifest, report } of kept) deepStrictEqual([report.failed, report.only], [0, undefined], manifest.name);
});

test("each report is of the very file that is committed, so that nobody reads of another build", () => {
  for (const { manifest, report } of kept) {
    const { sha256 } = JSON.parse(readFileSync(join("drivers-wasm", manifest.name, "build.json"), "utf8"));
    strictEqual(report.driver.digest, sha256, `run \`npm run reports -- KEY ${manifest.name}\``);
  }
});

test("a report of another maker is told on the page beside those of the first", () => {
  const [first, ...others] = kept;
  ok(first);
  const page = matrixPage([{ ...first, key: "another" }, ...others]);
  ok(page.includes(`| \`another\` | ${first.manifest.name} |`), page);
});

test("a report that was changed by hand is found", (t) => {
  const folder = temporaryFiles(t);
  const text = readFileSync("test/conformance/volume-file.json", "utf8");
  writeFileSync(join(folder, "volume-file.json"), text.replace('"outcome": "skipped"', '"outcome": "passed"'));
  throws(() => keptReports(folder), /volume-file\.json: bad-signature/);
});

// One of a kind each, and one that runs commands; the other languages are held to volume-fake elsewhere.
// LVM's stand-ins are hundreds of processes: that run is for `npm run prove`, and test/functional/volume-lvm.test.ts has the parts.
const PROVED = process.env["HOLDFAST_PROVE"] === "1" ? ["volume-lvm"] : [];
for (const name of ["volume-file", "volume-fake", "network-fake", "volume-qcow2", "network-cisco", ...PROVED]) {
  const tool = TOOLS[name];
  const skip = tool !== undefined && !existsSync(tool) && `install what has ${tool}`;
  test(`${name} passes and leaves out what its report says`, { skip }, async (t) => {
    const tested = kept.find(({ manifest }) => manifest.name === name);
    ok(tested, "there is no report: run `npm run reports`");
    const stand = await standIns(name);
    t.after(() => stand?.end());
    const { args } = stand ?? testArguments(tested.manifest, temporaryFiles(t));
    const { json, err } = await commandLine(["driver", "test", ...args, "--json"], { cwd: process.cwd() });
    strictEqual(json.note, tested.report.note);
    const now = new Map(json.cases.map((one: { name: string; outcome: string }) => [one.name, one.outcome]));
    for (const one of tested.report.cases) strictEqual(now.get(one.name), one.outcome, `${one.name}: ${err}`);
  });
}

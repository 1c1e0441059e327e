// The generator as a gate: what is committed is what the contracts say, and each way to break that is refused.
import { deepStrictEqual, match, ok, strictEqual, throws } from "node:assert/strict";
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { generate } from "#scripts/generate-abi";
import { temporaryFiles } from "../../support/files.ts";

const SDK = fileURLToPath(new URL("../../../../sdk", import.meta.url));

/** A copy of sdk/abi with everything generated from it. */
function copy(t: TestContext): string {
  const sdk = temporaryFiles(t);
  cpSync(path.join(SDK, "abi"), path.join(sdk, "abi"), { recursive: true });
  cpSync(path.join(SDK, "package.json"), path.join(sdk, "package.json"));
  deepStrictEqual(generate({ sdk, check: false }).problems, []);
  return sdk;
}

function edit(sdk: string, file: string, change: (text: string) => string): void {
  const place = path.join(sdk, file);
  const before = readFileSync(place, "utf8");
  const after = change(before);
  ok(after !== before, "the canary changed nothing");
  writeFileSync(place, after);
}

test("what is committed is what the contracts say", () => {
  deepStrictEqual(generate({ sdk: SDK, check: true }), { written: [], problems: [] });
});

test("generating twice writes nothing the second time", (t) => {
  const sdk = copy(t);
  deepStrictEqual(generate({ sdk, check: false }), { written: [], problems: [] });
  deepStrictEqual(generate({ sdk, check: true }), { written: [], problems: [] });
});

test("a generated file that was edited by hand fails the check and is written anew", (t) => {
  const sdk = copy(t);
  edit(sdk, "src/generated/volume.ts", (text) => `${text}// by hand\n`);
  deepStrictEqual(generate({ sdk, check: true }).problems, [
    "sdk/src/generated/volume.ts is not what the contracts say: run `npm run generate` and commit it",
  ]);
  deepStrictEqual(generate({ sdk, check: false }).written, ["src/generated/volume.ts"]);
});

test("a file that is not generated any more fails the check and is removed", (t) => {
  const sdk = copy(t);
  writeFileSync(path.join(sdk, "src/generated/gone.ts"), "");
  match(generate({ sdk, check: true }).problems[0] ?? "", /sdk\/src\/generated\/gone\.ts is not generated any more/);
  generate({ sdk, check: false });
  strictEqual(existsSync(path.join(sdk, "src/generated/gone.ts")), false);
});

test("a changed shape under an old version is refused, and nothing is written", (t) => {
  const sdk = copy(t);
  const before = readFileSync(path.join(sdk, "src/generated/volume.ts"), "utf8");
  edit(sdk, "abi/volume.yaml", (text) => text.replace("x-timeoutMs: 30000", "x-timeoutMs: 31000"));
  for (const check of [true, false]) {
    const { problems, written } = generate({ sdk, check });
    strictEqual(problems.length, 1);
    match(problems[0] ?? "", /^the contract volume 1\.1 has another shape/);
    deepStrictEqual(written, []);
  }
  strictEqual(readFileSync(path.join(sdk, "src/generated/volume.ts"), "utf8"), before);
});

test("the changed shape passes under a new version, which is recorded beside the old one", (t) => {
  const sdk = copy(t);
  edit(sdk, "abi/volume.yaml", (text) =>
    text
      .replace("x-timeoutMs: 30000", "x-timeoutMs: 31000")
      .replace('name: volume, version: "1.1"', 'name: volume, version: "1.2"'),
  );
  const { problems, written } = generate({ sdk, check: false });
  deepStrictEqual(problems, []);
  ok(written.includes("src/generated/volume.ts"));
  const recorded = JSON.parse(readFileSync(path.join(sdk, "abi/fingerprints.json"), "utf8"));
  deepStrictEqual(Object.keys(recorded.volume), ["1.0", "1.1", "1.2"]);
});

test("a step that breaks old drivers is refused under a minor version, with what breaks", (t) => {
  const sdk = copy(t);
  edit(sdk, "abi/volume.yaml", (text) =>
    text
      .replace("x-timeoutMs: 30000", "x-timeoutMs: 29000")
      .replace('name: volume, version: "1.1"', 'name: volume, version: "1.2"'),
  );
  const { problems, written } = generate({ sdk, check: false });
  match(
    problems.join("\n"),
    /volume 1\.2 is a major change of 1\.0 and must be 2\.0 at least: create_volume\.x-timeoutMs/,
  );
  deepStrictEqual(written, []);
});

test("the shape of an old version cannot be altered or lost", (t) => {
  const sdk = copy(t);
  edit(sdk, "abi/generated/versions/volume-1.0.json", (text) => text.replace("30000", "1"));
  match(
    generate({ sdk, check: true }).problems[0] ?? "",
    /volume-1\.0\.json is not the shape that .* records: restore it/,
  );
  rmSync(path.join(sdk, "abi/generated/versions/volume-1.0.json"));
  match(generate({ sdk, check: false }).problems[0] ?? "", /volume-1\.0\.json is not the shape/);
});

test("a changed word needs no new version, but must be generated", (t) => {
  const sdk = copy(t);
  edit(sdk, "abi/volume.yaml", (text) => text.replace("Room, in bytes.", "The room there is, in bytes."));
  match(generate({ sdk, check: true }).problems[0] ?? "", /is not what the contracts say/);
  deepStrictEqual(generate({ sdk, check: false }).problems, []);
});

test("a contract with errors is refused with all of them", (t) => {
  const sdk = copy(t);
  edit(sdk, "abi/driver.yaml", (text) =>
    text.replace("x-timeoutMs: 2000", "x-timeoutMs: 0").replace("x-mutates: false", "x-mutate: false"),
  );
  throws(() => generate({ sdk, check: true }), {
    name: "ContractError",
    message: /2 problem\(s\)[\s\S]*describe\.x-timeoutMs[\s\S]*describe\.x-mutates/,
  });
});

test("what the host of each version speaks is noted: this one's as it is, an earlier one's as it was", (t) => {
  const sdk = copy(t);
  const hosts = () => JSON.parse(readFileSync(path.join(sdk, "abi/hosts.json"), "utf8"));
  const now = hosts();
  edit(sdk, "package.json", (text) => text.replace('"version": "0.1.0"', '"version": "0.2.0"'));
  match(generate({ sdk, check: true }).problems[0] ?? "", /hosts\.json is not what the contracts say/);
  generate({ sdk, check: false });
  deepStrictEqual(hosts(), { ...now, "0.2.0": now["0.1.0"] });
});

// The starts of drivers for kinds without a template: whole, named, and with every required function of the contract.
import { ok, strictEqual } from "node:assert/strict";
import { test } from "node:test";
import { ASSEMBLYSCRIPT } from "#sdk/build/assemblyscript";
import { C } from "#sdk/build/c";
import { parseManifest } from "#sdk/manifest";
import { shippedContracts } from "../../../support/contracts.ts";

for (const language of [ASSEMBLYSCRIPT, C]) {
  test(`a start in ${language.title} has a manifest, a good recipe, and each required function`, () => {
    for (const contract of shippedContracts().filter((one) => one.extends !== undefined)) {
      const files = new Map(language.skeleton?.(contract).map(({ path, text }) => [path, text]));
      const manifest = parseManifest(JSON.parse((files.get("manifest.json") ?? "").replace("__NAME__", "mine")), {
        unknownKeys: "refuse",
      });
      strictEqual(manifest.kind, contract.name);
      strictEqual(manifest.abi, contract.version);
      strictEqual(language.recipeProblem(JSON.parse(files.get("recipe.json") ?? "")), undefined);
      const [, source = ""] = [...files].find(([path]) => path.startsWith("driver.")) ?? [];
      for (const fn of contract.functions) strictEqual(source.includes(fn.name), !fn.optional, fn.name);
      ok((files.get("README.md") ?? "").includes(contract.name));
    }
  });
}

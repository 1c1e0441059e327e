// Drivers in languages without a kit of their own: the commands of their READMEs make them, and they keep to the contract of their kind.
import { ok, strictEqual } from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { conformanceCases, readManifest, type VolumeDriver } from "@holdfast/sdk";
import { openComponentStore } from "#host/driver/component/component-store";
import { buildIn, buildRecipe, missingFor, missingTools, recipeFile, recipeNames } from "#scripts/build-recipes";
import { withDrivers } from "../support/drivers.ts";
import { ROOT } from "../support/guests.ts";

const LIMIT_MS = 60_000;

const scratch = mkdtempSync(join(tmpdir(), "holdfast-recipes-"));
after(() => rmSync(scratch, { recursive: true, force: true }));
const components = openComponentStore(scratch);

/** Each case on a fresh instance. */
async function conforms(bytes: Uint8Array): Promise<void> {
  for (const one of conformanceCases("volume")) {
    await withDrivers(
      async (bench) => {
        await bench.add("recipe", bytes);
        const volume = bench.volume("recipe");
        if (one.needs !== undefined && volume[one.needs as keyof VolumeDriver] === undefined) return;
        let fresh = 0;
        await bench.within(LIMIT_MS, (ctx) =>
          one.run(volume, { context: () => ctx, freshName: (hint) => `${hint}${fresh++}` }),
        );
      },
      { components },
    );
  }
}

const COMPONENTS = join(ROOT, "test/fixtures/components");
const missing = missingFor(ROOT, COMPONENTS);
test("the component that misbehaves is what the commands beside it make, byte for byte", {
  skip: missing.length > 0 && `${missing.join(" and ")} not in PATH`,
}, (t) => {
  try {
    ok(
      readFileSync(join(COMPONENTS, "misbehaving.wasm")).equals(buildIn(ROOT, COMPONENTS)),
      "run them again and commit",
    );
  } catch (error) {
    // The registry that has the adapter is another machine.
    if (!/npm (error|ERR!) (code |network )*(E[A-Z]+|ENOTFOUND)/.test(String(error))) throw error;
    t.skip("the registry cannot be reached, so the adapter is missing");
  }
});

for (const name of recipeNames(ROOT)) {
  describe(`the recipe for ${name}`, () => {
    test("made a driver that keeps to the contract", async () => {
      const committed = readFileSync(recipeFile(ROOT, name));
      strictEqual(readManifest(committed)?.name, `recipe-${name}`);
      await conforms(committed);
    });

    const missing = missingTools(ROOT, name);
    const skip = missing.length > 0 && `${missing.join(" and ")} not in PATH`;
    test("makes one by the commands in its README", { skip }, async () => {
      const built = buildRecipe(ROOT, name);
      // The same bytes were seen to conform above.
      if (!readFileSync(recipeFile(ROOT, name)).equals(built)) await conforms(built);
    });
  });
}

// The cases about abilities: an able driver passes all of them, and each lie is caught by the case that is for it.
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { test } from "node:test";
import type { ConformanceTools } from "#sdk/conformance/conformance";
import { VOLUME_ABILITY_CASES } from "#sdk/conformance/volume-ability-cases";
import type { VolumeDriver } from "#sdk/generated/volume";
import { ableVolumeDriver } from "../../../support/able-volume-driver.ts";

function tools(): ConformanceTools {
  let count = 0;
  return {
    context: (timeoutMs = 1000) => ({ signal: new AbortController().signal, remainingMs: () => timeoutMs }),
    freshName: (hint) => `${hint}-${count++}`,
  };
}

test("an able driver passes every case and is left empty", async () => {
  const driver = ableVolumeDriver("able");
  for (const { run } of VOLUME_ABILITY_CASES) await run(driver, tools());
  strictEqual(driver.held.size, 0);
});

type Lie = readonly [string, (able: ReturnType<typeof ableVolumeDriver>) => Partial<VolumeDriver>, string];
const LIES: readonly Lie[] = [
  ["forgets what is written", () => ({ writeVolume: async () => {} }), "what is written is read again"],
  [
    "grows a volume that is written beyond its end",
    (able) => ({
      writeVolume: async (ctx, input) => {
        const { sizeBytes } = await able.inspectVolume(ctx, input);
        const end = input.offset + input.data.length;
        if (end > sizeBytes) await able.extendVolume(ctx, { name: input.name, sizeBytes: end });
        await able.writeVolume(ctx, input);
      },
    }),
    "what is written is read again",
  ],
  [
    "lets clone and source share their bytes",
    (able) => ({
      cloneVolume: async (ctx, input) => {
        await able.extendVolume(ctx, { name: input.source, sizeBytes: 2 ** 21 });
        const volume = await able.cloneVolume(ctx, input);
        const [source, clone] = [able.held.get(input.source), able.held.get(input.name)];
        if (source && clone) clone.bytes = source.bytes;
        return volume;
      },
    }),
    "each goes its own way",
  ],
  [
    "clones over what is there",
    (able) => ({
      cloneVolume: async (ctx, input) => {
        await able.deleteVolume(ctx, { name: input.name });
        return able.cloneVolume(ctx, input);
      },
    }),
    "onto what exists",
  ],
  [
    "does not restore",
    (able) => ({ restoreSnapshot: (ctx, { volume }) => able.inspectVolume(ctx, { name: volume }) }),
    "brings back",
  ],
  [
    "uses a snapshot up",
    (able) => ({
      restoreSnapshot: async (ctx, input) => {
        const volume = await able.restoreSnapshot(ctx, input);
        await able.deleteSnapshot(ctx, input);
        return volume;
      },
    }),
    "brings back",
  ],
  [
    "takes a snapshot's name twice",
    (able) => ({
      createSnapshot: async (ctx, input) => {
        await able.deleteSnapshot(ctx, input);
        return able.createSnapshot(ctx, input);
      },
    }),
    "name is taken once",
  ],
];

test("each case has a driver that fails it", () => {
  const missing = VOLUME_ABILITY_CASES.filter(({ name }) => !LIES.some(([, , caught]) => name.includes(caught)));
  deepStrictEqual(missing, []);
});

for (const [lie, make, caught] of LIES) {
  test(`a driver that ${lie} is caught`, async () => {
    const able = ableVolumeDriver("liar");
    const liar = { ...able, ...make(able) } as VolumeDriver;
    const failed: string[] = [];
    for (const { name, run } of VOLUME_ABILITY_CASES)
      await run(liar, tools()).catch((error: unknown) => {
        ok(error instanceof Error);
        failed.push(name);
      });
    ok(
      failed.some((name) => name.includes(caught)),
      `it was caught by: ${failed.join(" | ") || "nothing"}`,
    );
  });
}

// The cases about interruption and lack of room: each has a driver that fails it.
import { deepStrictEqual, ok } from "node:assert/strict";
import { test } from "node:test";
import type { DriverContext } from "#sdk/abi";
import { VOLUME_TROUBLE_CASES } from "#sdk/conformance/volume-trouble-cases";
import type { VolumeDriver } from "#sdk/generated/volume";
import { DriverStatusError } from "#sdk/status";
import { failedCases, honestVolumeDriver } from "../../../support/honest-volume-driver.ts";

type Lie = readonly [string, (honest: VolumeDriver) => Partial<VolumeDriver>, string];
const LIES: readonly Lie[] = [
  [
    "grows as far as it can before it says that there is no room",
    (honest) => ({
      extendVolume: async (ctx, input) => {
        if (input.sizeBytes < 2 ** 50) return honest.extendVolume(ctx, input);
        await honest.extendVolume(ctx, { ...input, sizeBytes: 2 ** 40 });
        throw new DriverStatusError("resource_exhausted", "no room");
      },
    }),
    "extending far beyond the room",
  ],
  ["leaves half a volume when it is interrupted", (honest) => cutShort(honest, "createVolume"), "a create that is"],
  ["forgets the size when it is interrupted", (honest) => cutShort(honest, "extendVolume"), "an extension that is"],
  ["empties what it should delete", (honest) => cutShort(honest, "deleteVolume"), "a delete that is"],
];

for (const [lie, make, caught] of LIES) {
  test(`a driver that ${lie} is caught`, async () => {
    const honest = honestVolumeDriver();
    const names = await failedCases(VOLUME_TROUBLE_CASES, { ...honest, ...make(honest) });
    ok(
      names.some((name) => name.startsWith(caught)),
      `it was caught by: ${names.join(" | ") || "nothing"}`,
    );
  });
}

test("each case has a driver that fails it", () => {
  const missing = VOLUME_TROUBLE_CASES.filter(({ name }) => !LIES.some(([, , caught]) => name.startsWith(caught)));
  deepStrictEqual(missing, []);
});

test("a driver that keeps its volumes in its instance alone, and loses all of them with it, is not judged by that", async () => {
  const honest = honestVolumeDriver();
  const forgetful: VolumeDriver = {
    ...honest,
    extendVolume: async (ctx, input) => {
      if (ctx.remainingMs() > 5) return honest.extendVolume(ctx, input);
      honest.volumes.clear();
      throw new Error("a new instance");
    },
  };
  deepStrictEqual(await failedCases(VOLUME_TROUBLE_CASES, forgetful), []);
});

/** Every other call of the function is cut in the middle: it has written its name down, and nothing else yet. */
function cutShort(
  honest: VolumeDriver,
  method: "createVolume" | "extendVolume" | "deleteVolume",
): Partial<VolumeDriver> {
  return {
    [method]: async (ctx: DriverContext, input: { name: string; sizeBytes: number }) => {
      if (ctx.remainingMs() > 5) return honest[method](ctx, input);
      await honest.deleteVolume(ctx, input);
      await honest.createVolume(ctx, { ...input, sizeBytes: 0 });
      throw new Error("the caller went away");
    },
  };
}

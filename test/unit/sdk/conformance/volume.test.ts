// The conformance cases themselves: an honest driver passes all of them, and each lie is caught by the case that is for it.
import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import { test } from "node:test";
import { type ConformanceCase, conformanceCases } from "#sdk/conformance/conformance";
import { VOLUME_ABILITY_CASES } from "#sdk/conformance/volume-ability-cases";
import { VOLUME_TROUBLE_CASES } from "#sdk/conformance/volume-trouble-cases";
import type { VolumeDriver } from "#sdk/generated/volume";
import { DriverStatusError } from "#sdk/status";
import { failedCases, honestVolumeDriver, plainTools } from "../../../support/honest-volume-driver.ts";

const honest = honestVolumeDriver();
const CASES = conformanceCases("volume").filter(({ needs }) => needs === undefined || needs in honest);

function caseNamed(part: string): ConformanceCase<VolumeDriver> {
  const found = CASES.find((one) => one.name.includes(part));
  ok(found, part);
  return found;
}

test("an honest driver passes every case and is left empty", async () => {
  const driver = honestVolumeDriver();
  for (const { run } of CASES) await run(driver, plainTools());
  strictEqual(driver.volumes.size, 0);
});

test("cases have names of their own, and what they need is a function of the interface", () => {
  strictEqual(new Set(CASES.map((one) => one.name)).size, CASES.length);
  deepStrictEqual(
    CASES.flatMap((one) => one.needs ?? []),
    ["getStats"],
  );
});

test("each lie is caught by the case that is for it", async () => {
  const lies: [string, (honest: VolumeDriver) => Partial<VolumeDriver>, string][] = [
    [
      "rounds sizes up",
      (honest) => ({
        createVolume: (ctx, input) =>
          honest.createVolume(ctx, { ...input, sizeBytes: Math.ceil(input.sizeBytes / 512) * 512 }),
      }),
      "exactly the size",
    ],
    [
      "takes a name twice",
      (honest) => ({
        createVolume: async (ctx, input) => {
          await honest.deleteVolume(ctx, input);
          return honest.createVolume(ctx, input);
        },
      }),
      "creating a name that exists",
    ],
    [
      "finds what is absent",
      (honest) => ({
        inspectVolume: (ctx, { name }) => honest.inspectVolume(ctx, { name }).catch(() => ({ name, sizeBytes: 0 })),
      }),
      "what is absent cannot be inspected",
    ],
    [
      "never lets go of a name",
      (honest) => {
        const used = new Set<string>();
        return {
          createVolume: (ctx, input) => {
            if (used.has(input.name)) throw new DriverStatusError("already_exists", "once");
            used.add(input.name);
            return honest.createVolume(ctx, input);
          },
        };
      },
      "a deleted name can be used again",
    ],
    [
      "refuses to extend to the present size",
      (honest) => ({
        extendVolume: async (ctx, input) => {
          if ((await honest.inspectVolume(ctx, input)).sizeBytes === input.sizeBytes)
            throw new DriverStatusError("invalid_argument", "no change");
          return honest.extendVolume(ctx, input);
        },
      }),
      "extending to the present size",
    ],
    [
      "makes what it has no room for, and says that it did not",
      (honest) => ({
        createVolume: async (ctx, input) => {
          const volume = await honest.createVolume(ctx, input);
          if (input.sizeBytes > 2 ** 50) throw new DriverStatusError("resource_exhausted", "no room");
          return volume;
        },
      }),
      "a very large volume",
    ],
    ["makes two volumes of one name at once", racing, "two creates of one name"],
    [
      "says already_exists for nothing",
      () => ({
        createVolume: async () => {
          throw new DriverStatusError("already_exists", "m");
        },
      }),
      "exactly the size",
    ],
    ["forgets to delete", () => ({ deleteVolume: async () => undefined }), "gone from inspect"],
    [
      "misses what is absent when deleting",
      (honest) => ({
        deleteVolume: async (ctx, input) => {
          await honest.inspectVolume(ctx, input);
          await honest.deleteVolume(ctx, input);
        },
      }),
      "deleting what is absent",
    ],
    [
      "shrinks",
      (honest) => ({
        extendVolume: async (ctx, input) => {
          await honest.inspectVolume(ctx, input);
          await honest.deleteVolume(ctx, input);
          return honest.createVolume(ctx, input);
        },
      }),
      "extending to less",
    ],
    [
      "does not extend",
      (honest) => ({
        extendVolume: async (_ctx, input) => ({
          ...input,
          ...(await honest.inspectVolume(_ctx, input)),
          sizeBytes: input.sizeBytes,
        }),
      }),
      "extending gives",
    ],
    [
      "makes what it should extend",
      (honest) => ({
        extendVolume: async (ctx, input) => {
          await honest.deleteVolume(ctx, input);
          return honest.createVolume(ctx, input);
        },
      }),
      "extending what is absent",
    ],
    ["lists nothing", () => ({ listVolumes: async () => ({ volumes: [] }) }), "the list shows each"],
    [
      "lists twice",
      (honest) => ({
        listVolumes: async (ctx) => {
          const { volumes } = await honest.listVolumes(ctx);
          return { volumes: [...volumes, ...volumes] };
        },
      }),
      "the list shows each",
    ],
    ["folds case", (honest) => lowerCase(honest), "differ in case"],
    ["normalises", (honest) => mapped(honest, (name) => name.normalize("NFC")), "differ in case"],
    ["decodes per cent", (honest) => mapped(honest, (name) => name.replace("%2F", "/")), "differ in case"],
    ["cuts at NUL", (honest) => mapped(honest, (name) => name.split("\0")[0] ?? ""), "looks like a path"],
    ["reads paths", (honest) => mapped(honest, (name) => name.replace(/^.*\//, "")), "looks like a path"],
    [
      "replaces what is not ASCII",
      (honest) => mapped(honest, (name) => name.replace(/[^\0-~]/g, "?")),
      "in any script",
    ],
    ["takes names of any length", (honest) => mapped(honest, (name) => name.slice(0, 255)), "256 bytes"],
    ["takes the empty name", (honest) => mapped(honest, (name) => name || "empty"), "the empty name"],
    [
      "has more free than there is",
      () => ({ getStats: async () => ({ totalBytes: 1, freeBytes: 2 }) }),
      "stats are consistent",
    ],
  ];
  for (const [lie, make, caught] of lies) {
    const honest = honestVolumeDriver();
    const names = await failedCases(CASES, { ...honest, ...make(honest) });
    ok(
      names.some((name) => name.includes(caught)),
      `a driver that ${lie} was caught by: ${names.join(" | ") || "nothing"}`,
    );
  }
  const elsewhere = [...VOLUME_TROUBLE_CASES, ...VOLUME_ABILITY_CASES].map(({ name }) => name);
  const covered = lies.map(([, , caught]) => caught);
  deepStrictEqual(
    CASES.map(({ name }) => name).filter((name) => !covered.some((part) => name.includes(part))),
    elsewhere.filter((name) => CASES.some((one) => one.name === name)),
    "each case has a driver that fails it",
  );
  // What the honest driver cannot do is for the able one's test, which looks over its own cases in the same way.
  const known = [...CASES, ...VOLUME_ABILITY_CASES].map(({ name }) => name);
  deepStrictEqual(
    conformanceCases("volume").filter(({ name }) => !known.includes(name)),
    [],
  );
});

function racing(honest: VolumeDriver): Partial<VolumeDriver> {
  return {
    createVolume: async (ctx, input) => {
      const there = (await honest.listVolumes(ctx)).volumes.some(({ name }) => name === input.name);
      await new Promise((resolve) => setImmediate(resolve));
      if (there) throw new DriverStatusError("already_exists", "m");
      await honest.deleteVolume(ctx, input);
      return honest.createVolume(ctx, input);
    },
  };
}

test("an accident is not taken for an answer", async () => {
  const honest = honestVolumeDriver();
  const trapping = { ...honest, inspectVolume: async () => Promise.reject(new Error("trap")) };
  await rejects(caseNamed("cannot be inspected").run(trapping, plainTools()), { message: "trap" });
});

/** The honest driver behind a translation of names that it should not make. */
function mapped(honest: VolumeDriver, map: (name: string) => string): VolumeDriver {
  return {
    ...honest,
    createVolume: (ctx, input) => honest.createVolume(ctx, { ...input, name: map(input.name) }),
    deleteVolume: (ctx, input) => honest.deleteVolume(ctx, { name: map(input.name) }),
    extendVolume: (ctx, input) => honest.extendVolume(ctx, { ...input, name: map(input.name) }),
    inspectVolume: (ctx, input) => honest.inspectVolume(ctx, { name: map(input.name) }),
  };
}

function lowerCase(honest: VolumeDriver): VolumeDriver {
  return mapped(honest, (name) => name.toLowerCase());
}

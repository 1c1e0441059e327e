// volume-fake in every language that has a kit: the same driver, which must give the same answers.
import { type DriverContext, DriverStatusError, type VolumeDriver } from "@holdfast/sdk";
import type { ExtismRuntimeName } from "#host/driver/runtime";
import { rollDice } from "./dice.ts";
import type { DriverBench } from "./drivers.ts";
import { committedDriver } from "./guests.ts";

/** One file on one runtime; a plain AssemblyScript guest has its own. */
export interface FakeDriver {
  readonly language: string;
  readonly driver: string;
  readonly runtime?: ExtismRuntimeName;
}

/** The first is what all others are held against. A new language is a row. */
const FAKES = [
  { language: "AssemblyScript", driver: "volume-fake", plain: true },
  { language: "TypeScript", driver: "volume-fake-typescript", plain: false },
  { language: "C", driver: "volume-fake-c", plain: false },
  { language: "C++", driver: "volume-fake-cpp", plain: false },
  { language: "Rust", driver: "volume-fake-rust", plain: false },
  { language: "Go", driver: "volume-fake-go", plain: false },
  { language: "Zig", driver: "volume-fake-zig", plain: false },
] as const;

export const REFERENCE: FakeDriver = { language: FAKES[0].language, driver: FAKES[0].driver };

/** All but the reference, on each runtime that can run them. */
export const FAKE_DRIVERS: readonly FakeDriver[] = FAKES.filter(({ plain }) => !plain).flatMap(({ language, driver }) =>
  (["linked", "extism"] as const).map((runtime) => ({ language, driver, runtime })),
);

export async function addFake(
  bench: DriverBench,
  { driver, runtime }: FakeDriver,
  config: Readonly<Record<string, string>> = {},
): Promise<VolumeDriver> {
  const wanted = runtime === undefined ? {} : { runtime };
  await bench.add("fake", committedDriver(driver), { grants: { log: true, config: true }, config, ...wanted });
  return bench.volume("fake");
}

/** What a call came to, as a manager sees it. */
export type Outcome = { readonly result: unknown } | { readonly status: string; readonly message: string };

export async function outcomeOf(call: Promise<unknown>): Promise<Outcome> {
  try {
    return { result: (await call) ?? null };
  } catch (error) {
    if (!(error instanceof DriverStatusError)) throw error;
    return { status: error.status, message: error.message };
  }
}

/** Names of every plane, as long as they may be, and such as languages trip over. */
export const ODD_NAMES: readonly string[] = [
  ..."\0 \x01 \x7f ' \" \\ / é ß 中 \ufeff \ufffd \uffff".split(" "),
  ...Array.from({ length: 16 }, (_, plane) => String.fromCodePoint((plane + 1) << 16, ((plane + 1) << 16) + 0xffff)),
  "x".repeat(255),
  "𝄞".repeat(63),
  "__proto__",
  "constructor",
  "toString",
  "null",
  "%s%n",
  "../x",
  "a\nb",
];

/** A seeded sequence of calls in which names meet again and the room runs out; answers what each came to. */
export async function runCalls(bench: DriverBench, driver: VolumeDriver, count: number): Promise<Outcome[]> {
  const chance = rollDice(20_260);
  const outcomes: Outcome[] = [];
  for (let at = 0; at < count; at++) {
    const name = chance.pick(chance.chance(0.5) ? ODD_NAMES.slice(-6) : ODD_NAMES);
    const sizeBytes = 1 + chance.upTo(6) * 2 ** 38;
    const calls: readonly ((ctx: DriverContext) => Promise<unknown>)[] = [
      (ctx) => driver.createVolume(ctx, { name, sizeBytes }),
      (ctx) => driver.createVolume(ctx, { name, sizeBytes: sizeBytes % 4096 || 1 }),
      (ctx) => driver.extendVolume(ctx, { name, sizeBytes }),
      (ctx) => driver.extendVolume(ctx, { name, sizeBytes: 1 }),
      (ctx) => driver.inspectVolume(ctx, { name }),
      (ctx) => driver.deleteVolume(ctx, { name }),
      (ctx) => driver.listVolumes(ctx),
      (ctx) => driver.getStats?.(ctx) ?? Promise.resolve("no stats"),
    ];
    const call = chance.pick(calls);
    outcomes.push(await bench.within(20_000, (ctx) => outcomeOf(call(ctx))));
  }
  return outcomes;
}

// Files that were damaged at random: whatever the bytes, reading them ends soon, and in a verdict.
import { ok } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { attachManifest, MANIFEST_SECTION } from "#sdk/manifest";
import { verdictOf } from "#sdk/verdict";
import { createRandom, type Random } from "../../support/random.ts";
import { DRIVERS, HOST_TERMS, MANIFEST } from "../../support/verdict-samples.ts";

const MUTANTS_PER_DRIVER = 1250;
const MS_MAX = 5000;
const OUTCOMES = ["loads", "needs-grants", "refused"];

type Mutate = (bytes: Uint8Array, random: Random) => Uint8Array;

const MUTATIONS: readonly Mutate[] = [
  // A few bytes anywhere.
  (bytes, random) => {
    for (let left = random.below(8) + 1; left > 0; left--) bytes[random.below(bytes.length)] = random.below(256);
    return bytes;
  },
  // In the first kilobyte stand the counts and lengths that a reader believes.
  (bytes, random) => {
    for (let left = random.below(4) + 1; left > 0; left--) {
      bytes[8 + random.below(1024)] = [0, 0x7f, 0x80, 0xff, random.below(256)][random.below(5)] ?? 0;
    }
    return bytes;
  },
  (bytes, random) => bytes.subarray(0, random.below(bytes.length)),
  // A piece of the file once more somewhere else, over what was there.
  (bytes, random) => {
    const from = random.below(bytes.length);
    bytes.copyWithin(random.below(bytes.length), from, from + random.below(200));
    return bytes;
  },
  // A piece taken out.
  (bytes, random) => {
    const at = random.below(bytes.length);
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + random.below(64))]);
  },
  // In the manifest, which stands last.
  (bytes, random) => {
    const start = Buffer.from(bytes).lastIndexOf(MANIFEST_SECTION);
    for (let left = random.below(3) + 1; left > 0; left--) {
      const at = start + random.below(bytes.length - start);
      bytes[at] = [0x22, 0x7b, 0x5b, 0x2c, 0xff, 0x30, random.below(256)][random.below(7)] ?? 0;
    }
    return bytes;
  },
];

for (const name of ["volume-file", "volume-fake"]) {
  test(`every one of ${MUTANTS_PER_DRIVER} damaged copies of ${name} gets a verdict, and soon`, () => {
    const whole = readFileSync(new URL(`${name}/${name}.wasm`, DRIVERS));
    const random = createRandom(0x5eed);
    const seen = new Map<string, number>();
    for (let index = 0; index < MUTANTS_PER_DRIVER; index++) {
      const mutate = MUTATIONS[index % MUTATIONS.length] as Mutate;
      const mutant = mutate(Uint8Array.from(whole), random);
      const startMs = performance.now();
      const { outcome, problems } = verdictOf(mutant, { host: HOST_TERMS, grants: {} });
      const tookMs = performance.now() - startMs;
      ok(
        OUTCOMES.includes(outcome) && (outcome === "loads") === (problems.length === 0),
        `mutant ${index}: ${outcome}`,
      );
      ok(
        problems.every(({ message, remedy }) => message !== "" && remedy !== ""),
        `mutant ${index} has no reason`,
      );
      ok(tookMs < MS_MAX, `mutant ${index} took ${tookMs} ms`);
      seen.set(outcome, (seen.get(outcome) ?? 0) + 1);
    }
    // Damage that only ever met the first check, or never any, would have tried nothing.
    ok((seen.get("refused") ?? 0) > 300, JSON.stringify([...seen]));
    ok(seen.get("refused") !== MUTANTS_PER_DRIVER, JSON.stringify([...seen]));
  });
}

test("a manifest of strange keys, great depth or great size is a verdict too", () => {
  const bare = Uint8Array.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
  const good = new TextDecoder().decode(attachManifest(bare, MANIFEST).subarray(8 + 3 + MANIFEST_SECTION.length));
  const inner = good.slice(good.indexOf("{") + 1);
  const texts = [
    `{"__proto__":{"name":"x"},${inner}`,
    `{"constructor":1,"toString":2,"hasOwnProperty":3,${inner}`,
    `{"config":${'{"a":'.repeat(10_000)}1${"}".repeat(10_000)},${inner}`,
    "[".repeat(60_000),
    `{"description":"${"x".repeat(70_000)}",${inner}`,
    '{"__proto__":null}',
    "null",
    '"text"',
    "",
  ];
  for (const text of texts) {
    const { outcome, problems } = verdictOf(withSection(bare, new TextEncoder().encode(text)), {
      host: HOST_TERMS,
      grants: {},
    });
    ok(outcome === "refused" && problems.length > 0, text.slice(0, 60));
  }
  const notUtf8 = verdictOf(withSection(bare, Uint8Array.of(0x7b, 0xff, 0x7d)), { host: HOST_TERMS, grants: {} });
  ok(notUtf8.problems[0]?.code === "DRIVER_MANIFEST_INVALID", JSON.stringify(notUtf8.problems));
  const twice = withSection(withSection(bare, new TextEncoder().encode("{}")), new TextEncoder().encode("{}"));
  ok(/stands 2 times/.test(verdictOf(twice, { host: HOST_TERMS, grants: {} }).problems[0]?.message ?? ""));
});

/** The file with one more manifest section, whatever is in it. */
function withSection(bytes: Uint8Array, payload: Uint8Array): Uint8Array {
  const name = new TextEncoder().encode(MANIFEST_SECTION);
  const content = [...leb(name.length), ...name];
  return Buffer.concat([bytes, Uint8Array.from([0, ...leb(content.length + payload.length), ...content]), payload]);
}

function leb(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...leb(value >>> 7)];
}

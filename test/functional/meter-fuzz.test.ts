// Modules with random bytes changed, and modules made at random: what the engine takes, it takes metered, and it computes the same.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { FuelTank } from "#host/driver/meter/fuel";
import { meterModule } from "#host/driver/meter/meter-module";
import { isHostError } from "#host/errors";
import { committedDriver, ROOT } from "../support/guests.ts";
import { type Call, outcome } from "../support/metered.ts";
import { wat } from "../support/wat.ts";

const FACTOR = process.env["HOLDFAST_PROVE"] === "1" ? 10 : 1;
const FUEL = 1_000_000;
// How often a driver is changed: 150 times, a large one as often as this many bytes allow.
const MUTATED_BYTES = 12_000_000 * FACTOR;
const isOldestEngine = process.versions.node.startsWith("20.");

/** A generator of the same numbers on every run: 0 to below `limit`. */
function numbers(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

/** Changes some bytes behind the header; more often than not in a way that stays near what was there. */
function mutate(bytes: Uint8Array, random: (limit: number) => number): Uint8Array {
  const changed = Uint8Array.from(bytes);
  for (let left = 1 + random(3); left > 0; left--) {
    const at = 8 + random(bytes.length - 8);
    const kind = random(3);
    if (kind === 0) changed[at] = random(256);
    else if (kind === 1) changed[at] = (bytes[at] as number) ^ (1 << random(8));
    else changed[at] = bytes[8 + random(bytes.length - 8)] as number;
  }
  return changed;
}

/** Answers the metered form, or undefined when metering refuses by its own error; any other error is a crash. */
function meterOrRefuse(bytes: Uint8Array): Uint8Array | undefined {
  try {
    return meterModule(bytes);
  } catch (error) {
    assert.ok(isHostError(error, "DRIVER_MALFORMED"), `it crashed: ${error}`);
    return undefined;
  }
}

const DRIVERS = readdirSync(join(ROOT, "drivers-wasm"), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== "shared")
  .map(({ name }) => name);

for (const driver of DRIVERS) {
  test(`mutations of ${driver}: what is valid stays valid, what is not stays invalid`, () => {
    const bytes = committedDriver(driver);
    const random = numbers(DRIVERS.indexOf(driver) + 1);
    const rounds = Math.min(150 * FACTOR, Math.ceil(MUTATED_BYTES / bytes.length));
    let valid = 0;
    for (let round = 0; round < rounds; round++) {
      const mutant = mutate(bytes, random);
      const isValid = WebAssembly.validate(mutant);
      const result = meterOrRefuse(mutant);
      if (isValid) {
        valid++;
        // A newer engine takes what metering refuses by name; of what Node 20 takes nothing may be refused.
        if (isOldestEngine) assert.ok(result, `round ${round}: a valid module was refused`);
      }
      if (result) assert.equal(WebAssembly.validate(result), isValid, `round ${round}`);
    }
    assert.ok(valid > 0 && valid < rounds, `${valid} of ${rounds} mutants were valid`);
  });
}

/** The text of a random expression of type i32, of statements that keep two locals busy, and of blocks around them. */
class Code {
  readonly #random: (limit: number) => number;
  /** Blocks that are open: true for loops. */
  readonly #labels: boolean[] = [];

  constructor(random: (limit: number) => number) {
    this.#random = random;
  }

  statements(depth: number): string {
    return Array.from({ length: 1 + this.#random(4) }, () => this.#statement(depth)).join("\n");
  }

  #statement(depth: number): string {
    const kind = this.#random(depth > 0 ? 13 : 5);
    if (kind === 0) return `(local.set ${this.#random(2)} ${this.#value(2)})`;
    if (kind === 1) return `(global.set $g ${this.#value(2)})`;
    if (kind === 2) return `(i32.store (i32.and ${this.#value(2)} (i32.const 1020)) ${this.#value(1)})`;
    if (kind === 3) return this.#jump();
    if (kind === 4) return `(global.set $g (i32.add (global.get $g) (call $callee ${this.#value(1)})))`;
    if (kind === 5) return this.#throwing(depth);
    if (kind === 6)
      return `(memory.fill (i32.const 512) ${this.#value(1)} (i32.and ${this.#value(1)} (i32.const 255)))`;
    if (kind === 7) return `(if ${this.#value(2)} (then (return ${this.#value(1)})))`;
    if (kind < 10) return this.#inside(false, (body) => `(block ${body})`, depth);
    if (kind < 12) return this.#inside(true, (body) => `(loop ${body})`, depth);
    const arm = () => this.#inside(false, (body) => body, depth);
    return `(if ${this.#value(2)} (then ${arm()}) (else ${arm()}))`;
  }

  #inside(isLoop: boolean, wrap: (body: string) => string, depth: number): string {
    this.#labels.unshift(isLoop);
    const text = wrap(this.statements(depth - 1));
    this.#labels.shift();
    return text;
  }

  #throwing(depth: number): string {
    const body = this.#inside(false, (text) => text, depth);
    const handler = this.#inside(false, (text) => text, depth);
    const thrower =
      this.#random(2) === 0 ? `(if ${this.#value(1)} (then (throw $t)))` : "(drop (call $thrower (local.get 0)))";
    return `(try (do ${body} ${thrower}) (catch_all ${handler}))`;
  }

  #jump(): string {
    if (this.#labels.length === 0) return "(nop)";
    const label = this.#random(this.#labels.length);
    const kind = this.#random(4);
    if (kind === 0) return `(br ${label})`;
    if (kind === 1)
      return `(br_table ${label} ${this.#random(this.#labels.length)} (i32.and ${this.#value(1)} (i32.const 3)))`;
    return `(br_if ${label} ${this.#value(2)})`;
  }

  #value(depth: number): string {
    const kind = this.#random(depth > 0 ? 7 : 3);
    if (kind === 0) return `(i32.const ${this.#random(9) - 4})`;
    if (kind === 1) return `(local.get ${this.#random(2)})`;
    if (kind === 2) return "(global.get $g)";
    if (kind === 3) return `(i32.load8_u (i32.and ${this.#value(depth - 1)} (i32.const 1023)))`;
    const operation = ["i32.add", "i32.sub", "i32.xor", "i32.lt_s", "i32.mul"][this.#random(5)];
    return `(${operation} ${this.#value(depth - 1)} ${this.#value(depth - 1)})`;
  }
}

// A counter that only the text itself carries ends what would not end, in both forms at the same place.
const LIMITED = (
  body: string,
) => `(module (memory (export "m") 1) (tag $t) (global $g (export "g") (mut i32) (i32.const 1))
  (global $left (mut i32) (i32.const 300))
  (func $step (if (i32.eqz (global.get $left)) (then (unreachable))) (global.set $left (i32.sub (global.get $left) (i32.const 1))))
  (func $callee (param i32) (result i32) (i32.add (local.get 0) (i32.const 3)))
  (func $thrower (param i32) (result i32) (local i32) (call $step) (local.set 1 (i32.const 9)) (loop (br_if 0 (local.tee 1 (i32.sub (local.get 1) (i32.const 1)))))
    (if (i32.and (local.get 0) (i32.const 1)) (then (throw $t))) (local.get 0))
  (func (export "f") (param i32 i32) (result i32) ${body.replaceAll("(loop ", "(loop (call $step) ")} (local.get 0)))`;

test("functions made at random compute, trap and leave their memory the same, and pay the same each time", async () => {
  const random = numbers(42);
  let paid = 0;
  for (let round = 0; round < 200 * FACTOR; round++) {
    const bytes = await wat(LIMITED(new Code(random).statements(5)));
    assert.ok(WebAssembly.validate(bytes));
    const metered = meterModule(bytes, { fuelInitial: FUEL * 1000 });
    const plain = await ran(bytes);
    const one = await ran(metered);
    assert.deepEqual(one.seen, plain.seen, `round ${round}`);
    assert.equal(one.left, (await ran(metered)).left, `round ${round} pays differently`);
    paid += one.left === FUEL * 1000 ? 0 : 1;
  }
  assert.ok(paid > 100 * FACTOR, `only ${paid} paid anything`);
});

/** Instantiates and calls; answers all that can be seen of it, and the fuel that is left, if any. */
async function ran(bytes: Uint8Array): Promise<{ seen: readonly string[]; left: number }> {
  const { exports } = await WebAssembly.instantiate(await WebAssembly.compile(bytes), {});
  const f = exports["f"] as Call;
  const results = [
    [1, 2],
    [-3, 0],
  ].map((input) => outcome(() => f(...input)));
  const memory = Buffer.from((exports["m"] as WebAssembly.Memory).buffer)
    .toString("hex")
    .replace(/(00)+$/, "");
  const global = String((exports["g"] as { value: number }).value);
  return { seen: [...results, memory, global], left: "holdfast:fuel" in exports ? new FuelTank(exports).left() : 0 };
}

test("functions made at random that may never end, end", async () => {
  const random = numbers(7);
  let exhausted = 0;
  for (let round = 0; round < 200 * FACTOR; round++) {
    const text = LIMITED(new Code(random).statements(5)).replaceAll("(call $step)", "");
    const { exports } = await WebAssembly.instantiate(await WebAssembly.compile(meterModule(await wat(text))), {});
    const tank = new FuelTank(exports);
    tank.fill(FUEL);
    outcome(() => (exports["f"] as Call)(1, 2));
    if (tank.isExhausted) exhausted++;
  }
  assert.ok(exhausted > 10, `only ${exhausted} would not have ended`);
});

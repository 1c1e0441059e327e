// The cases that a contract of one's own asks for: read strictly, run in order, tidied up whatever becomes of them, and each with a driver that fails it.
import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert/strict";
import { test } from "node:test";
import { parseContract } from "#sdk/abi";
import { allCases, smokeCases } from "#sdk/conformance/conformance";
import { contractCases } from "#sdk/conformance/contract-cases";
import { cleanSmoke, runSmoke, SmokeFailure } from "#sdk/conformance/smoke";
import { fingerprintOf } from "#sdk/generate/fingerprint";
import { DriverStatusError } from "#sdk/status";
import { problemsOf } from "../../../support/contract-problems.ts";
import { documentWith, exportWith } from "../../../support/contracts.ts";
import { plainTools } from "../../../support/honest-volume-driver.ts";

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const changes = { "x-mutates": true, "x-idempotent": true };
const PARTS = {
  exports: {
    put_lamp: exportWith({ ...changes, input: ref("Lamp"), output: ref("Lamp"), "x-errors": ["busy"] }),
    take_lamp: exportWith({ ...changes, input: ref("LampName") }),
    see_lamp: exportWith({ input: ref("LampName"), output: ref("Lamp"), "x-errors": ["not_found"] }),
    dim_lamp: exportWith({ ...changes, "x-optional": true, input: ref("LampName") }),
  },
  components: {
    schemas: {
      LampName: {
        description: "Which.",
        required: ["name"],
        properties: { name: { type: "string", "x-maxBytes": 40 } },
      },
      Lamp: {
        description: "A lamp.",
        required: ["name", "parts"],
        properties: {
          name: { type: "string" },
          lit_for_ms: { type: "integer" },
          parts: { type: "array", items: { type: "string" } },
        },
      },
    },
  },
};
const name = { name: "$fresh" };
const CASES = {
  "a lamp that was put is seen, with its parts": {
    smoke: true,
    steps: [
      { call: "put_lamp", input: { ...name, parts: ["a $fresh"], lit_for_ms: 5 } },
      { call: "see_lamp", input: name, result: { ...name, parts: ["a $fresh"], lit_for_ms: 5 } },
    ],
    finally: [{ call: "take_lamp", input: name }],
  },
  "a lamp that is not there is not found": {
    steps: [{ call: "see_lamp", input: name, answers: ["not_found", "unsupported"] }],
  },
  "a lamp can be dimmed": { steps: [{ call: "dim_lamp", input: name }] },
};
const contract = parseContract(documentWith({ ...PARTS, "x-cases": CASES }));

type Lamp = { readonly name: string; readonly parts: readonly string[]; readonly litForMs?: number };
function lamps() {
  const held = new Map<string, Lamp>();
  return {
    held,
    putLamp: async (_ctx: unknown, lamp: Lamp) => {
      held.set(lamp.name, lamp);
      return lamp;
    },
    takeLamp: async (_ctx: unknown, input: { name: string }) => void held.delete(input.name),
    seeLamp: async (_ctx: unknown, input: { name: string }) => {
      const lamp = held.get(input.name);
      if (lamp === undefined) throw new DriverStatusError("not_found", "no such lamp");
      return lamp;
    },
  };
}
const { context } = plainTools();
const smoke = (driver: object, cleaner: object = driver) =>
  runSmoke({ kind: contract.name, contract, driver, cleaner, stamp: "01234567", context, cleaningContext: context });

test("the cases are among those of a driver's test, and those that are marked among the smoke cases", () => {
  const names = Object.keys(CASES);
  const all = allCases(contract).map((one) => one.name);
  deepStrictEqual(all.slice(-3), names);
  deepStrictEqual(
    smokeCases(contract.name, contract).cases.map((one) => one.name),
    names.slice(0, 1),
  );
  strictEqual(contractCases(contract)[2]?.needs, "dimLamp");
});

test("an honest driver passes and keeps nothing of it", async () => {
  const driver = lamps();
  for (const { needs, run } of contractCases(contract))
    if (needs === undefined) await run(driver as never, plainTools());
  deepStrictEqual(await smoke(driver), { passed: Object.keys(CASES).slice(0, 1), skipped: [] });
  strictEqual(driver.held.size, 0);
});

test("each lie is told with the step that shows it, and what was made is gone", async () => {
  const lies: [(honest: ReturnType<typeof lamps>) => object, RegExp][] = [
    [
      () => ({ putLamp: async () => Promise.reject(new DriverStatusError("busy", "m")) }),
      /put_lamp answered busy, not ok/,
    ],
    [
      (honest) => ({ putLamp: (ctx: unknown, lamp: Lamp) => honest.putLamp(ctx, { ...lamp, litForMs: 6 }) }),
      /lit_for_ms is 6, not 5/,
    ],
    [
      (honest) => ({ putLamp: (ctx: unknown, lamp: Lamp) => honest.putLamp(ctx, { ...lamp, parts: [] }) }),
      /parts has 0 items, not 1/,
    ],
    [() => ({ seeLamp: async (_ctx: unknown, { name }: Lamp) => ({ name, parts: ["a", "b"] }) }), /./],
    [() => ({ seeLamp: async () => Promise.reject(new Error("a trap")) }), /a trap/],
    [() => ({ takeLamp: async () => Promise.reject(new Error("stuck")) }), /stuck/],
  ];
  for (const [lie, told] of lies) {
    const honest = lamps();
    await rejects(smoke({ ...honest, ...lie(honest) }, honest), (error: unknown) => {
      ok(error instanceof SmokeFailure);
      match(error.message, told);
      return true;
    });
    strictEqual(honest.held.size, 0);
  }
});

test("of a run that was cut off everything is taken away, whatever is not there any more", async () => {
  const errors = { "x-errors": ["not_found", "busy"] };
  const exports = {
    ...PARTS.exports,
    take_lamp: exportWith({ ...changes, input: ref("LampName"), ...errors }),
    drop_lamp: exportWith({ ...changes, input: ref("LampName"), ...errors }),
  };
  const [first] = Object.values(CASES);
  const taking = { ...first, finally: ["drop_lamp", "take_lamp"].map((call) => ({ call, input: name })) };
  const strict = parseContract(documentWith({ ...PARTS, exports, "x-cases": { taking } }));
  const status = (code: "not_found" | "busy") => Promise.reject(new DriverStatusError(code, "m"));
  const { held, ...honest } = lamps();
  const takeLamp = async (_ctx: unknown, input: { name: string }) => {
    if (!held.delete(input.name)) await status("not_found");
  };
  const clean = (dropLamp: () => Promise<void>) => {
    const cleaner = { ...honest, takeLamp, dropLamp };
    for (const made of ["smoke-01234567-0", "smoke-01234567-7", "smoke-mine-0"])
      held.set(made, { name: made, parts: [] });
    const run = { kind: strict.name, contract: strict, cleaner, stamp: "01234567", cleaningContext: context };
    return cleanSmoke(run);
  };
  await clean(() => status("not_found"));
  deepStrictEqual([...held.keys()], ["smoke-mine-0"]);
  await rejects(
    clean(() => status("busy")),
    /drop_lamp answered busy, not ok or not_found/,
  );
  ok(!held.has("smoke-01234567-0"), "what another step can take away is gone all the same");
});

test("a case that cannot be run is refused when the contract is read, with its place", () => {
  const problem = (one: object) => problemsOf(documentWith({ ...PARTS, "x-cases": { it: one } })).join("\n");
  const step = (one: object) => problem({ steps: [one] });
  match(problem({ steps: [] }), /x-cases\.it\.steps: must have a step/);
  match(problem({ steps: "see" }), /x-cases\.it\.steps: must be a list/);
  match(
    problem({ steps: [{ call: "see_lamp", input: name, answers: "not_found" }], finaly: [] }),
    /finaly: is not a key/,
  );
  match(step({ call: "break_lamp" }), /steps\[0\]\.call: there is no function break_lamp/);
  match(step({ call: "see_lamp", input: { name: 5 } }), /steps\[0\]\.input: .*name must be/);
  match(step({ call: "see_lamp", input: { name: "$fresh and far too much beside it" } }), /steps\[0\]\.input/);
  match(step({ call: "see_lamp", input: name, answers: "busy" }), /answers: see_lamp never answers busy/);
  match(step({ call: "take_lamp", input: name, result: {} }), /result: take_lamp answers no result/);
  match(step({ call: "take_lamp", input: name, expects: {} }), /expects: is not a key/);
});

test("cases are no part of the version's shape", () => {
  strictEqual(fingerprintOf(contract), fingerprintOf(parseContract(documentWith(PARTS))));
});

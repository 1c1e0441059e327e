// Fingerprints: a version keeps its shape, and words are not part of the shape.
import { deepStrictEqual, match, notStrictEqual, ok, strictEqual } from "node:assert/strict";
import { test } from "node:test";
import { type Contract, parseContract } from "#sdk/abi";
import { fingerprintOf, recordFingerprints } from "#sdk/generate/fingerprint";
import { documentWith, EVERY_TYPE, exportWith } from "../../../support/contracts.ts";

function sample(fn: Readonly<Record<string, unknown>> = {}, version = "1.0"): Contract {
  return parseContract(
    documentWith({ "x-interface": { name: "sample", version }, exports: { do_it: exportWith(fn) } }),
  );
}

/** A copy of the document with every occurrence of a text replaced. */
function edited(from: string, to: string): Contract {
  const text = JSON.stringify(EVERY_TYPE);
  ok(text.includes(from), `the canary is dead: ${from} does not occur`);
  return parseContract(JSON.parse(text.replace(from, to)));
}

test("descriptions are not part of the shape", () => {
  strictEqual(fingerprintOf(sample({ description: "One." })), fingerprintOf(sample({ description: "Another." })));
  strictEqual(fingerprintOf(edited("A record inside.", "Something else.")), fingerprintOf(parseContract(EVERY_TYPE)));
  match(fingerprintOf(sample()), /^sha256:[0-9a-f]{64}$/);
});

test("the order in which a file lists keys of one object is not part of the shape", () => {
  const turned = Object.fromEntries(Object.entries(exportWith()).reverse());
  strictEqual(fingerprintOf(sample(turned)), fingerprintOf(sample()));
});

test("every change that a driver could notice changes the fingerprint", () => {
  const before = fingerprintOf(parseContract(EVERY_TYPE));
  const changes: [string, string][] = [
    ['"plain_text":{', '"other_text":{'],
    ['"format":"uint8"', '"format":"uint16"'],
    ['"x-maxBytes":4', '"x-maxBytes":5'],
    ['"red"', '"pink"'],
    ['"nullable":true', '"nullable":false'],
    ['"x-errors":[]', '"x-errors":["failed"]'],
    ['"x-timeoutMs":1000', '"x-timeoutMs":1001'],
    ['"x-mutates":false', '"x-mutates":true'],
    ['"x-idempotent":true', '"x-idempotent":false'],
    ['"echo_all"', '"echo_everything"'],
  ];
  for (const [from, to] of changes) {
    // A renamed field is still named in `required`; both places change.
    const contract = from.includes("plain_text")
      ? parseContract(JSON.parse(JSON.stringify(EVERY_TYPE).replaceAll("plain_text", "other_text")))
      : edited(from, to);
    notStrictEqual(fingerprintOf(contract), before, `${from} → ${to}`);
  }
});

test("a new version is recorded beside the old one", () => {
  const first = recordFingerprints([sample()], {});
  deepStrictEqual(first, { fingerprints: { sample: { "1.0": fingerprintOf(sample()) } }, problems: [] });
  const grown = sample({ "x-optional": true }, "1.1");
  const second = recordFingerprints([grown], first.fingerprints);
  deepStrictEqual(second.problems, []);
  deepStrictEqual(Object.keys(second.fingerprints["sample"] ?? {}), ["1.0", "1.1"]);
});

test("a changed shape under a recorded version is refused, and the record stays as it was", () => {
  const recorded = recordFingerprints([sample()], {}).fingerprints;
  const { fingerprints, problems } = recordFingerprints([sample({ "x-timeoutMs": 5 })], recorded);
  deepStrictEqual(fingerprints, recorded);
  strictEqual(problems.length, 1);
  match(
    problems[0] ?? "",
    /^the contract sample 1\.0 has another shape than the one recorded .* raise x-interface\.version/,
  );
});

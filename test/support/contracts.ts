// Contracts for tests: the ones that ship, and one that has every type there is.
import { fileURLToPath } from "node:url";
import { readContracts } from "#scripts/generate-abi";
import { type Contract, parseContract } from "#sdk/abi";

/** The contracts in sdk/abi: driver, volume, host. */
export function shippedContracts(): Contract[] {
  return readContracts(fileURLToPath(new URL("../../../sdk/abi", import.meta.url)));
}

/** A minimal document that parses; `parts` replaces or adds keys at its top. */
export function documentWith(parts: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return { version: "v1-draft", "x-interface": { name: "sample", version: "1.0" }, ...parts };
}

/** An export that parses; `parts` replaces or adds keys. A key set to undefined is taken out. */
export function exportWith(parts: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const all = {
    description: "Does it.",
    "x-mutates": false,
    "x-idempotent": true,
    "x-timeoutMs": 1000,
    "x-errors": [],
    ...parts,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });

/** Every type and every way a field can be there, in a function that takes and answers the same record. */
export const EVERY_TYPE = documentWith({
  exports: { echo_all: exportWith({ input: ref("Everything"), output: ref("Everything") }) },
  components: {
    schemas: {
      Everything: {
        description: "One field of each type.",
        required: [
          "plain_text",
          "short_text",
          "moment",
          "flag",
          "small",
          "big",
          "ratio",
          "bytes",
          "color",
          "inner",
          "list",
          "matrix",
          "counts",
          "must_say",
        ],
        properties: {
          plain_text: { type: "string" },
          short_text: { type: "string", "x-minBytes": 1, "x-maxBytes": 4 },
          moment: { type: "string", format: "date-time" },
          flag: { type: "boolean" },
          small: { type: "integer", format: "uint8" },
          big: { type: "integer", format: "int64" },
          ratio: { type: "number", format: "double" },
          bytes: { type: "buffer", "x-maxBytes": 3 },
          color: ref("Color"),
          inner: ref("Inner"),
          list: { type: "array", items: ref("Inner") },
          matrix: { type: "array", items: { type: "array", items: { type: "integer", format: "int32" } } },
          counts: { additionalProperties: { type: "integer", "x-minimum": 0 } },
          must_say: { type: "string", nullable: true },
          may_be: { type: "integer", "x-minimum": -5, "x-maximum": 5 },
          may_be_inner: ref("Inner"),
          either: ref("Either"),
        },
      },
      Inner: {
        description: "A record inside.",
        required: ["item_name"],
        properties: { item_name: { type: "string" } },
      },
      Either: {
        description: "One of two.",
        "x-tag": "which",
        "x-union": { inner_one: ref("Inner"), nothing_much: ref("Empty") },
      },
      Empty: { description: "Nothing.", properties: {} },
      Color: { description: "A choice.", type: "string", enum: ["red", "green_blue"] },
    },
  },
});

export function everyTypeContract(): Contract {
  return parseContract(EVERY_TYPE);
}

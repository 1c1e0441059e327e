// Drivers that answer what they are given, in each language that has a kit, for a contract with every type.
import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { parseContract } from "#sdk/abi";
import { documentWith, EVERY_TYPE, exportWith } from "./contracts.ts";
import { SOURCES } from "./echo-sources.ts";
import { type BareGuest, compileAgainst, type HostAnswers, KITS, type Language } from "./guests.ts";

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const schemas = (EVERY_TYPE["components"] as { schemas: Record<string, unknown> }).schemas;

/** What EVERY_TYPE leaves out: every width, containers of containers, and every type as one that may be missing. */
const CONTRACT = parseContract(
  documentWith({
    exports: {
      echo_all: exportWith({ input: ref("Everything"), output: ref("Everything") }),
      echo_wide: exportWith({ input: ref("Wide"), output: ref("Wide") }),
      give_too_much: exportWith({ output: ref("Wide") }),
      refuse: exportWith({ "x-errors": ["busy"] }),
      refuse_with_facts: exportWith({ input: ref("Inner"), "x-errors": ["not_ready", "failed"] }),
      ask_host: exportWith({ input: ref("Inner"), output: ref("Wide"), "x-errors": ["permission_denied"] }),
      read_config: exportWith({ input: ref("Inner"), output: ref("Wide") }),
    },
    components: {
      schemas: {
        ...schemas,
        Hollow: { description: "Nothing inside.", properties: {} },
        Wide: {
          description: "Each field may be missing.",
          properties: {
            int8: { type: "integer", format: "int8" },
            int16: { type: "integer", format: "int16" },
            int32: { type: "integer", format: "int32" },
            int64: { type: "integer", format: "int64" },
            uint16: { type: "integer", format: "uint16" },
            uint32: { type: "integer", format: "uint32" },
            uint64: { type: "integer", format: "uint64" },
            single: { type: "number", format: "float" },
            double_one: { type: "number" },
            flag: { type: "boolean" },
            text: { type: "string" },
            bytes: { type: "buffer" },
            color: ref("Color"),
            hollow: ref("Hollow"),
            texts: { type: "array", items: { type: "string" } },
            colors: { type: "array", items: ref("Color") },
            doubles: { type: "array", items: { type: "number" } },
            of_lists: { additionalProperties: { type: "array", items: ref("Inner") } },
            of_maps: { type: "array", items: { additionalProperties: { type: "boolean" } } },
            errno: { type: "integer", nullable: true },
          },
        },
      },
    },
  }),
);

/** A value of the record that `echo_all` takes; every field that need not be missing is there. */
export const EVERYTHING = {
  plain_text: "plain",
  short_text: "ab",
  moment: "2026-01-02T03:04:05Z",
  flag: true,
  small: 255,
  big: Number.MAX_SAFE_INTEGER,
  ratio: 0.1,
  bytes: "AAH/",
  color: "green_blue",
  inner: { item_name: "inner" },
  list: [{ item_name: "a" }, { item_name: "b" }, { item_name: "c" }],
  matrix: [[1, -2, 3], [], [2147483647, -2147483648]],
  counts: { one: 1, two: 2, "": 0 },
  must_say: null,
};

export const CONFIG = { known: "välue 𝄞", empty: "" };
const made = new Map<Language, Promise<Uint8Array>>();

/** A fresh instance; the driver is compiled once for each language. */
export async function guestIn(language: Language, host?: HostAnswers): Promise<BareGuest> {
  return KITS[language].run(await echoBytes(language), CONFIG, host);
}

/** The driver as its compiler made it. */
export function echoBytes(language: Language): Promise<Uint8Array> {
  const bytes = made.get(language) ?? compileAgainst(CONTRACT, language, SOURCES[language]);
  made.set(language, bytes);
  return bytes;
}

/** The result of an echo; anything but ok fails the test with the guest's own words. */
export function echo(guest: BareGuest, input: unknown, name = "echo_all"): Record<string, unknown> {
  const answer = JSON.parse(guest.call(name, JSON.stringify(input)));
  strictEqual(answer.status, "ok", answer.message);
  return answer.result;
}

/** The message of an answer that must be invalid_argument. */
export function refusal(guest: BareGuest, input: string | Uint8Array, name = "echo_all"): string {
  const answer = JSON.parse(guest.call(name, input));
  deepStrictEqual(Object.keys(answer), ["status", "message"], JSON.stringify(answer).slice(0, 300));
  strictEqual(answer.status, "invalid_argument");
  return answer.message;
}

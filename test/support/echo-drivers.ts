// Drivers that answer what they are given, in each language that has a kit, for a contract with every type.
import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { parseContract } from "#sdk/abi";
import { documentWith, EVERY_TYPE, exportWith } from "./contracts.ts";
import { type BareGuest, compileAgainst, KITS, type Language } from "./guests.ts";

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

const ASSEMBLYSCRIPT = `
import { Answer, done, failure, Nothing, ok, Status, Box } from "../../sdk/guest/assemblyscript/answer";
import { Everything, Inner, SampleDriver, serve, Wide } from "../../sdk/guest/assemblyscript/generated/sample";
import { config, Level, log } from "../../sdk/guest/assemblyscript/host";
export { echo_all, echo_wide, give_too_much, read_config, refuse } from "../../sdk/guest/assemblyscript/generated/sample";
class Echo extends SampleDriver {
  echoAll(input: Everything): Answer<Everything> { return ok(input); }
  echoWide(input: Wide): Answer<Wide> { return ok(input); }
  giveTooMuch(): Answer<Wide> { const wide = new Wide(); wide.uint64 = new Box<u64>(9007199254740992); return ok(wide); }
  refuse(): Answer<Nothing> { return failure<Nothing>(Status.busy, "Someone has it: \\"wait\\"."); }
  readConfig(input: Inner): Answer<Wide> {
    const wide = new Wide(); wide.text = config(input.itemName); log(Level.warn, "read " + input.itemName); return ok(wide);
  }
}
serve(new Echo());
`;

const TYPESCRIPT = `
import { serve } from "../../sdk/guest/typescript/generated/sample.ts";
import { config, DriverFailure, log } from "../../sdk/guest/typescript/holdfast.ts";
serve({
  describe: () => ({ name: "under-test", version: "1.0.0", kind: "sample", abi: "1.0" }),
  probe: () => ({ health: "ready" }),
  echoAll: (input) => input,
  echoWide: async (input) => input,
  giveTooMuch: () => ({ uint64: 9007199254740992 }),
  refuse() { throw new DriverFailure("busy", 'Someone has it: "wait".'); },
  readConfig(input) { log("warn", "read " + input.itemName); const text = config(input.itemName); return text === undefined ? {} : { text }; },
} as Parameters<typeof serve>[0]);
`;

const C = `
#define SAMPLE_EXPORTS
#include "generated/sample.h"
hf_status sample_echo_all(const Everything *input, Everything *output) { *output = *input; return HF_OK; }
hf_status sample_echo_wide(const Wide *input, Wide *output) { *output = *input; return HF_OK; }
hf_status sample_give_too_much(Wide *output) { output->has_uint64 = true; output->uint64 = UINT64_C(9007199254740992); return HF_OK; }
hf_status sample_refuse(void) { return hf_fail(HF_BUSY, "Someone has it: \\"wait\\"."); }
hf_status sample_read_config(const Inner *input, Wide *output) {
  output->has_text = hf_config(input->item_name, &output->text);
  hf_text parts[] = {HF_TEXT("read "), input->item_name};
  hf_log(HF_WARN, hf_join(parts, 2));
  return HF_OK;
}
`;

const RUST = `
#[path = "../../sdk/guest/rust/generated/sample.rs"]
mod sample;
use holdfast::{config, log, Answer, Failure, Level, Status};
use sample::{Everything, Inner, SampleDriver, Wide};
#[derive(Default)]
struct Echo;
impl SampleDriver for Echo {
    fn echo_all(&mut self, input: Everything) -> Answer<Everything> { Ok(input) }
    fn echo_wide(&mut self, input: Wide) -> Answer<Wide> { Ok(input) }
    fn give_too_much(&mut self) -> Answer<Wide> { Ok(Wide { uint64: Some(9007199254740992), ..Wide::default() }) }
    fn refuse(&mut self) -> Answer<()> { Err(Failure::new(Status::Busy, "Someone has it: \\"wait\\".")) }
    fn read_config(&mut self, input: Inner) -> Answer<Wide> {
        log(Level::Warn, &format!("read {}", input.item_name));
        Ok(Wide { text: config(&input.item_name), ..Wide::default() })
    }
}
crate::export_sample!(Echo);
`;

const GO = `
package main

import (
  "holdfast"
  "holdfast/generated/sample"
  _ "holdfast/generated/sample/exports"
)

type echo struct{}

func (echo) EchoAll(input sample.Everything) (sample.Everything, error) { return input, nil }
func (echo) EchoWide(input sample.Wide) (sample.Wide, error)            { return input, nil }
func (echo) GiveTooMuch() (sample.Wide, error) {
  return sample.Wide{Uint64: holdfast.Some(uint64(9007199254740992))}, nil
}
func (echo) Refuse() error { return holdfast.Fail(holdfast.Busy, "Someone has it: \\"wait\\".") }
func (echo) ReadConfig(input sample.Inner) (wide sample.Wide, err error) {
  holdfast.Log(holdfast.Warn, "read "+input.ItemName)
  if value, given := holdfast.Config(input.ItemName); given {
    wide.Text = &value
  }
  return wide, nil
}
func init() { sample.Serve(echo{}) }
func main() {}
`;
const CPP = `
#define SAMPLE_EXPORTS
#include "generated/sample.hpp"
namespace sample = holdfast::sample;
using holdfast::Result;
class Echo final : public sample::Driver {
  Result<sample::Everything> echo_all(const sample::Everything &input) override { return input; }
  Result<sample::Wide> echo_wide(const sample::Wide &input) override { return input; }
  Result<sample::Wide> give_too_much() override { sample::Wide wide; wide.uint64 = UINT64_C(9007199254740992); return wide; }
  Result<holdfast::Nothing> refuse() override { return holdfast::Failure(holdfast::Status::busy, "Someone has it: \\"wait\\"."); }
  Result<sample::Wide> read_config(const sample::Inner &input) override {
    sample::Wide wide;
    wide.text = holdfast::config(input.item_name);
    holdfast::log(holdfast::Level::warn, "read " + input.item_name);
    return wide;
  }
};
sample::Driver &sample::driver() { static Echo echo; return echo; }
`;

const SOURCES: Readonly<Record<Language, string>> = {
  assemblyscript: ASSEMBLYSCRIPT,
  typescript: TYPESCRIPT,
  c: C,
  cpp: CPP,
  rust: RUST,
  go: GO,
};

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

const CONFIG = { known: "välue 𝄞", empty: "" };
const made = new Map<Language, Promise<Uint8Array>>();

/** A fresh instance; the driver is compiled once for each language. */
export async function guestIn(language: Language): Promise<BareGuest> {
  const bytes = made.get(language) ?? compileAgainst(CONTRACT, language, SOURCES[language]);
  made.set(language, bytes);
  return KITS[language].run(await bytes, CONFIG);
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

// Drivers as text and what a host says of them: samples for the tests of the verdict.
import { ok, strictEqual } from "node:assert/strict";
import { HOST } from "#sdk/generated/host";
import { KINDS } from "#sdk/generated/kinds";
import { attachManifest, type Manifest } from "#sdk/manifest";
import { type GivenGrants, type Verdict, verdictOf } from "#sdk/verdict";
import { wat } from "./wat.ts";

export const HOST_TERMS = { kinds: KINDS, hostFunctions: HOST, limits: { memoryPagesMax: 16, tableElementsMax: 1000 } };
export const DRIVERS = new URL("../../../drivers-wasm/", import.meta.url);
export const FUNCTIONS = [
  "describe",
  "probe",
  "create_volume",
  "delete_volume",
  "extend_volume",
  "inspect_volume",
  "list_volumes",
];
export const MANIFEST: Manifest = { name: "sample", version: "1.0.0", kind: "volume", abi: "1.0", permissions: [] };
export const OUTPUT_SET = '(import "extism:host/env" "output_set" (func (param i64 i64)))';

export interface Sample {
  /** Module fields that stand first: imports. */
  readonly imports?: string;
  readonly fields?: string;
  /** Functions of the kind to leave out. */
  readonly without?: readonly string[];
  readonly manifest?: Partial<Manifest> | null;
  readonly grants?: GivenGrants;
}

/** The verdict on an Extism guest that has everything, but for what the sample changes. */
export async function extism(sample: Sample = {}): Promise<Verdict> {
  const functions = FUNCTIONS.filter((name) => !sample.without?.includes(name));
  const exports = functions.map((name) => `(func (export "${name}") (result i32) (i32.const 0))`);
  return judge(`(module ${OUTPUT_SET} ${sample.imports ?? ""} ${exports.join("\n")} ${sample.fields ?? ""})`, sample);
}

/** The verdict on a plain AssemblyScript guest that has everything, but for what the sample changes. */
export async function assemblyScript(sample: Sample = {}): Promise<Verdict> {
  const functions = FUNCTIONS.filter((name) => !sample.without?.includes(name));
  const exports = functions.map((name) => `(func (export "${name}") (param i32) (result i32) (i32.const 0))`);
  const runtime = `(memory (export "memory") 1) (func (export "__new") (param i32 i32) (result i32) (i32.const 0))
    (func (export "__pin") (param i32) (result i32) (i32.const 0)) (func (export "__unpin") (param i32))`;
  return judge(`(module ${sample.imports ?? ""} ${runtime} ${exports.join("\n")} ${sample.fields ?? ""})`, sample);
}

export async function judge(text: string, { manifest = {}, grants = {} }: Sample): Promise<Verdict> {
  const bytes = await wat(text);
  const driver = manifest === null ? bytes : attachManifest(bytes, { ...MANIFEST, ...manifest });
  return verdictOf(driver, { host: HOST_TERMS, grants });
}

export function only(verdict: Verdict): string {
  strictEqual(verdict.problems.length, 1, JSON.stringify(verdict.problems));
  const [problem] = verdict.problems;
  ok(problem?.remedy, "a problem without a remedy");
  return `${problem.code}: ${problem.message}`;
}

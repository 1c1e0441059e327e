// Small guests, one or more for each function of `extism:host/env`, and what the two runtimes rightly say differently about some.
import { clampModule } from "#host/driver/clamp";
import { extismRuntime } from "#host/driver/extism-runtime";
import { linkedRuntime } from "#host/driver/linked-runtime";
import { type ExtismRuntimeName, type Guest, GuestFault, type GuestOptions } from "#host/driver/runtime";
import { GUEST_OPTIONS } from "./extism-guest.ts";
import { wat } from "./wat.ts";

/** A guest that asks one thing: its body may use every function of the ABI by `$name`, and two slots of its memory to answer with. */
export interface AbiGuest {
  /** What it shows, as a sentence. */
  readonly name: string;
  /** The body of `run`; locals $a, $b (i64) and $n (i32) are there; it leaves nothing on the stack. */
  readonly body: string;
  readonly input?: string;
  /** Fields of the module beside it. */
  readonly fields?: string;
}

/** A difference between the runtimes in which the ABI decides. */
export interface Divergence {
  readonly name: string;
  readonly extism: string;
  readonly linked: string;
  readonly reason: string;
}

const RUNTIMES = { linked: linkedRuntime, extism: extismRuntime } as const;
const TYPES: Readonly<Record<string, string>> = {
  ...{ alloc: "(param i64) (result i64)", free: "(param i64)" },
  ...{ length: "(param i64) (result i64)", length_unsafe: "(param i64) (result i64)" },
  ...{ load_u8: "(param i64) (result i32)", load_u64: "(param i64) (result i64)" },
  ...{ store_u8: "(param i64 i32)", store_u64: "(param i64 i64)" },
  ...{ input_offset: "(result i64)", input_length: "(result i64)" },
  ...{ input_load_u8: "(param i64) (result i32)", input_load_u64: "(param i64) (result i64)" },
  ...{ output_set: "(param i64 i64)", error_set: "(param i64)", error_get: "(result i64)" },
  ...{ config_get: "(param i64) (result i64)", get_log_level: "(result i32)" },
  ...{ log_trace: "(param i64)", log_debug: "(param i64)", log_info: "(param i64)" },
  ...{ log_warn: "(param i64)", log_error: "(param i64)" },
  ...{ var_get: "(param i64) (result i64)", var_set: "(param i64 i64)", http_request: "(param i64 i64) (result i64)" },
  ...{ http_status_code: "(result i32)", http_headers: "(result i64)" },
};

/** The names of the whole ABI. */
export const ABI_FUNCTIONS: readonly string[] = Object.keys(TYPES);

// $answer makes 16 bytes of two numbers the answer; $text makes a block of a literal in memory.
const PRELUDE = `
  (func $answer (param $x i64) (param $y i64) (local $block i64)
    (local.set $block (call $alloc (i64.const 16)))
    (call $store_u64 (local.get $block) (local.get $x))
    (call $store_u64 (i64.add (local.get $block) (i64.const 8)) (local.get $y))
    (call $output_set (local.get $block) (i64.const 16)))
  (func $text (param $at i32) (param $length i32) (result i64) (local $block i64) (local $i i32)
    (local.set $block (call $alloc (i64.extend_i32_u (local.get $length))))
    (block $end (loop $next (br_if $end (i32.ge_u (local.get $i) (local.get $length)))
      (call $store_u8 (i64.add (local.get $block) (i64.extend_i32_u (local.get $i)))
        (i32.load8_u (i32.add (local.get $at) (local.get $i))))
      (local.set $i (i32.add (local.get $i) (i32.const 1))) (br $next)))
    (local.get $block))`;

/** The whole text of such a guest; `more` are further fields. */
export function abiGuestText(body: string, more = ""): string {
  const imports = Object.entries(TYPES).map(
    ([name, type]) => `(import "extism:host/env" "${name}" (func $${name} ${type}))`,
  );
  const run = `(func (export "run") (result i32) (local $a i64) (local $b i64) (local $n i32) ${body} (i32.const 0))`;
  return ["(module", ...imports, '(memory (export "memory") 1)', more, PRELUDE, run, ")"].join("\n");
}

/** Calls `run` three times in a fresh guest of that runtime, and tells what came of each and what was logged. */
export async function whatComesOf(runtime: ExtismRuntimeName, guest: AbiGuest): Promise<string> {
  const lines: string[] = [];
  const told: string[] = [];
  const instance = await startInThread(runtime, await wat(abiGuestText(guest.body, guest.fields)), lines);
  for (let round = 0; round < 3; round++) {
    const outcome = await outcomeOf(instance, "run", new TextEncoder().encode(guest.input ?? "abcdefghij"));
    told.push(outcome);
    // After any fault but the driver's own an instance is thrown away.
    if (/^DRIVER_/.test(outcome) && !outcome.startsWith("DRIVER_FAILED")) break;
  }
  instance.close();
  return [...new Set(told), ...lines.slice(0, 4)].join(" | ");
}

/** A guest in this very thread. */
export async function startInThread(
  runtime: ExtismRuntimeName,
  bytes: Uint8Array,
  lines: string[] = [],
  options: Partial<GuestOptions> = {},
): Promise<Guest> {
  const { memoryPagesMax = 16 } = options;
  const module = await WebAssembly.compile(clampModule(bytes, { memoryPagesMax, tableElementsMax: 10_000 }));
  return RUNTIMES[runtime].instantiate(
    module,
    { ...GUEST_OPTIONS, ...options },
    { log: (level, message) => void lines.push(`${level} ${message}`) },
  );
}

/** The answer in hex, or the code of the fault, and the words of a failure that the guest chose itself. */
export async function outcomeOf(guest: Guest, exportName: string, input: Uint8Array): Promise<string> {
  try {
    return `answer ${Buffer.from(await guest.call(exportName, input)).toString("hex")}`;
  } catch (error) {
    if (!(error instanceof GuestFault)) throw error;
    return error.code === "DRIVER_FAILED" ? `${error.code} ${error.message}` : error.code;
  }
}

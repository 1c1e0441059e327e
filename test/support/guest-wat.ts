// Drivers of kind volume written in WebAssembly text: complete and well behaved, but for what a test or a fixture puts in place of it.
import { readdirSync, readFileSync } from "node:fs";
import { attachManifest, type Manifest } from "@holdfast/sdk";
import { wat } from "./wat.ts";

/** What a guest says of itself, in its manifest and in its answer to `describe`. */
export const GUEST = { name: "hostile", version: "1.0.0", kind: "volume", abi: "1.0" } as const;

const FIXTURES = new URL("../../fixtures/hostile/", import.meta.url);
const VOLUME = { name: "v", size_bytes: 1 };
const ok = (result?: unknown) => ({ status: "ok", result });
/** What is asked for before it is made must not be there. */
const ABSENT = { status: "not_found", message: "There is none." };
const ANSWERS: Readonly<Record<string, unknown>> = {
  describe: ok(GUEST),
  probe: ok({ health: "ready" }),
  create_volume: ok(VOLUME),
  delete_volume: ok(),
  extend_volume: ok(VOLUME),
  inspect_volume: ok(VOLUME),
  list_volumes: ok({ volumes: [] }),
};

/** The answers of a driver that has no volume yet. */
export const EMPTY = { ...ANSWERS, inspect_volume: ABSENT };

const IMPORTS = `
  (import "extism:host/env" "alloc" (func $alloc (param i64) (result i64)))
  (import "extism:host/env" "store_u8" (func $store_u8 (param i64 i32)))
  (import "extism:host/env" "output_set" (func $output_set (param i64 i64)))`;

// Copies text out of the guest's memory into a block of the host's and names it as the answer.
const REPLY = `
  (func $reply (param $at i32) (param $length i32) (result i32)
    (local $block i64) (local $done i32)
    (local.set $block (call $alloc (i64.extend_i32_u (local.get $length))))
    (block $end (loop $next
      (br_if $end (i32.ge_u (local.get $done) (local.get $length)))
      (call $store_u8
        (i64.add (local.get $block) (i64.extend_i32_u (local.get $done)))
        (i32.load8_u (i32.add (local.get $at) (local.get $done))))
      (local.set $done (i32.add (local.get $done) (i32.const 1)))
      (br $next)))
    (call $output_set (local.get $block) (i64.extend_i32_u (local.get $length)))
    (i32.const 0))`;

/**
 * The text of a whole driver. `fields` are module fields: what they export replaces the well-behaved function of that
 * name; imports of their own come first in them; `$alloc`, `$store_u8`, `$output_set` and `$reply` are there to use.
 */
export function guestText(fields = "", answers = ANSWERS): string {
  const parts = ["(module", IMPORTS, fields];
  if (!/\(memory\s/.test(fields)) parts.push('  (memory (export "memory") 1)');
  parts.push(REPLY);
  let at = 1024;
  for (const [name, answer] of Object.entries(answers)) {
    if (fields.includes(`(export "${name}")`)) continue;
    const text = JSON.stringify(answer);
    parts.push(`  (data (i32.const ${at}) "${text.replaceAll('"', '\\"')}")`);
    parts.push(`  (func (export "${name}") (result i32) (call $reply (i32.const ${at}) (i32.const ${text.length})))`);
    at += text.length;
  }
  return [...parts, ")"].join("\n");
}

/** A driver of that text, assembled, without a manifest. */
export function guestBytes(fields = ""): Promise<Uint8Array<ArrayBuffer>> {
  return wat(guestText(fields));
}

/** The names of all fixtures in test/fixtures/hostile. */
export function hostileNames(): string[] {
  return readdirSync(FIXTURES)
    .filter((file) => file.endsWith(".wat"))
    .map((file) => file.slice(0, -".wat".length))
    .sort();
}

/** A fixture's text: module fields, or a whole module when it says so itself. */
export function hostileText(name: string): string {
  const text = readFileSync(new URL(`${name}.wat`, FIXTURES), "utf8");
  return /^\(module/m.test(text) ? text : guestText(text, EMPTY);
}

/** A fixture as a file: assembled, with the manifest that its answers to `describe` repeat. */
export async function hostileFile(name: string): Promise<Uint8Array> {
  return withManifest(await wat(hostileText(name)));
}

/** A driver file out of module bytes. */
export function withManifest(bytes: Uint8Array, more: Partial<Manifest> = {}): Uint8Array {
  return attachManifest(bytes, { ...GUEST, permissions: [], ...more });
}

// What the loader wants of an AssemblyScript module: its allocator (here: one that never frees) and its memory.
const LOADER_RUNTIME = `
  (memory (export "memory") 1)
  (global $heap (mut i32) (i32.const 32768))
  (func $new (export "__new") (param $size i32) (param $id i32) (result i32) (local $at i32)
    (local.set $at (i32.add (global.get $heap) (i32.const 16)))
    (i32.store (i32.sub (local.get $at) (i32.const 8)) (local.get $id))
    (i32.store (i32.sub (local.get $at) (i32.const 4)) (local.get $size))
    (global.set $heap (i32.and (i32.add (i32.add (local.get $at) (local.get $size)) (i32.const 15)) (i32.const -16)))
    (local.get $at))
  (func (export "__pin") (param i32) (result i32) (local.get 0))
  (func (export "__unpin") (param i32))
  (func (export "__collect"))`;

/** Text as a plain AssemblyScript string in memory: a data field whose header lies before `at`, which is what a function answers. */
export function stringData(at: number, text: string): string {
  const units = Buffer.from(text, "utf16le");
  const header = Buffer.alloc(8);
  header.writeUInt32LE(2, 0);
  header.writeUInt32LE(units.length, 4);
  const escaped = [...header, ...units].map((byte) => `\\${byte.toString(16).padStart(2, "0")}`).join("");
  return `  (data (i32.const ${at - 8}) "${escaped}")`;
}

/** The text of a whole driver as a plain AssemblyScript module; `fields` replace its functions by name, imports come first in them. */
export function plainGuestText(fields = ""): string {
  const parts = ["(module", fields, LOADER_RUNTIME];
  let at = 1024;
  for (const [name, answer] of Object.entries(ANSWERS)) {
    if (fields.includes(`(export "${name}")`)) continue;
    const text = JSON.stringify(answer);
    parts.push(stringData(at, text));
    parts.push(`  (func (export "${name}") (param i32) (result i32) (i32.const ${at}))`);
    at += 16 * Math.ceil((text.length * 2 + 8) / 16);
  }
  return [...parts, ")"].join("\n");
}

// A driver of kind volume in WebAssembly text that keeps one volume in its instance: enough for the cases that a swap tries, and to tell files apart.
import { guestBytes, withManifest } from "./guest-wat.ts";

export interface RememberingParts {
  /** What `get_stats` answers as all the room there is: which file answered. */
  readonly room: number;
  /** What `extend_volume` does with a volume that is there, as text that leaves an i32; it answers what is asked for unless said. */
  readonly extend?: string;
  /** What `delete_volume` does before it answers ok; it forgets unless said. */
  readonly remove?: string;
  /** Module fields more; `$length` is the length of what is kept, at `$kept`, 0 for nothing. */
  readonly more?: string;
}

const INPUT = `
  (import "extism:host/env" "input_length" (func $input_length (result i64)))
  (import "extism:host/env" "input_load_u8" (func $input_load_u8 (param i64) (result i32)))`;

const BEFORE = '{"status":"ok","result":';
const TEXTS = { ok: '{"status":"ok"}', absent: '{"status":"not_found","message":"There is none."}' };
const AT = { ok: 16, absent: 64, stats: 128, answer: 512, kept: 512 + BEFORE.length };

/** The file: a driver that is asked well and answers well, but for what the parts say. */
export async function rememberingGuest(parts: RememberingParts): Promise<Uint8Array> {
  const { room, extend = "(call $show)", remove = "(global.set $length (i32.const 0))", more = "" } = parts;
  const stats = JSON.stringify({ status: "ok", result: { total_bytes: room, free_bytes: 0 } });
  const fields = `${INPUT}
  (memory (export "memory") 1)
  ${data(AT.ok, TEXTS.ok)}${data(AT.absent, TEXTS.absent)}${data(AT.stats, stats)}${data(AT.answer, BEFORE)}
  (global $length (mut i32) (i32.const 0))
  (global $kept i32 (i32.const ${AT.kept}))
  (func $keep (local $done i32)
    (global.set $length (i32.wrap_i64 (call $input_length)))
    (block $end (loop $next
      (br_if $end (i32.ge_u (local.get $done) (global.get $length)))
      (i32.store8 (i32.add (global.get $kept) (local.get $done)) (call $input_load_u8 (i64.extend_i32_u (local.get $done))))
      (local.set $done (i32.add (local.get $done) (i32.const 1)))
      (br $next)))
    (i32.store8 (i32.add (global.get $kept) (global.get $length)) (i32.const ${"}".charCodeAt(0)})))
  (func $show (result i32)
    (if (result i32) (global.get $length)
      (then (call $reply (i32.const ${AT.answer}) (i32.add (i32.const ${BEFORE.length + 1}) (global.get $length))))
      (else (call $reply (i32.const ${AT.absent}) (i32.const ${TEXTS.absent.length})))))
  (func (export "create_volume") (result i32) (call $keep) (call $show))
  (func (export "inspect_volume") (result i32) (call $show))
  (func (export "extend_volume") (result i32)
    (if (result i32) (global.get $length) (then ${extend}) (else (call $show))))
  (func (export "delete_volume") (result i32)
    ${remove}
    (call $reply (i32.const ${AT.ok}) (i32.const ${TEXTS.ok.length})))
  (func (export "get_stats") (result i32) (call $reply (i32.const ${AT.stats}) (i32.const ${stats.length})))
  ${more}`;
  return withManifest(await guestBytes(fields));
}

function data(at: number, text: string): string {
  return `(data (i32.const ${at}) "${text.replaceAll('"', '\\"')}")\n  `;
}

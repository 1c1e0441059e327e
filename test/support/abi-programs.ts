// Random programs over the Extism environment: one guest that does what its input says, and a seeded writer of such inputs.
import { abiGuestText } from "./abi-guests.ts";
import { wat } from "./wat.ts";

/** A guest whose `run` takes a program as input and keeps a checksum of all it saw, which `sum` answers. */
export function programGuest(): Promise<Uint8Array> {
  return wat(abiGuestText(RUN, `${FIELDS}\n${STEP}`));
}

const STEP_BYTES = 16;
const SLOTS = 8;
// Numbers of the steps, as the guest below knows them.
const STEP_KINDS = [
  ...["alloc", "free", "length", "store_u8", "store_u64", "load_u8", "load_u64"],
  ...["input_load_u8", "input_load_u64", "output_set", "error_set", "clear_error", "config_get", "log_info"],
] as const;

const FIELDS = `
  (global $sum (mut i64) (i64.const 1469598103934665603))
  (func $see (param i64)
    (global.set $sum (i64.mul (i64.xor (global.get $sum) (local.get 0)) (i64.const 1099511628211))))
  (func $slot (param i32) (result i32) (i32.add (i32.const 256) (i32.shl (local.get 0) (i32.const 3))))
  (func (export "sum") (result i32) (call $answer (global.get $sum) (i64.const 0)) (i32.const 0))`;

// One step: kind, slot, a byte, padding, a 32-bit offset and a 64-bit number.
const STEP = `
  (func $step (param $at i64)
    (local $kind i32) (local $slot i32) (local $byte i32) (local $offset i64) (local $number i64) (local $handle i64)
    (local.set $kind (call $input_load_u8 (local.get $at)))
    (local.set $slot (call $slot (call $input_load_u8 (i64.add (local.get $at) (i64.const 1)))))
    (local.set $byte (call $input_load_u8 (i64.add (local.get $at) (i64.const 2))))
    (local.set $offset (i64.shr_u (call $input_load_u64 (local.get $at)) (i64.const 32)))
    (local.set $number (call $input_load_u64 (i64.add (local.get $at) (i64.const 8))))
    (local.set $handle (i64.load (local.get $slot)))
    ${STEP_KINDS.map((_, kind) => `(block $k${kind}`)
      .reverse()
      .join(" ")}
    (br_table ${STEP_KINDS.map((_, kind) => `$k${kind}`).join(" ")} (local.get $kind))
    ${[
      "(i64.store (local.get $slot) (call $alloc (local.get $number))) (call $see (i64.extend_i32_u (i64.ne (i64.load (local.get $slot)) (i64.const 0))))",
      "(call $free (local.get $handle)) (i64.store (local.get $slot) (i64.const 0))",
      "(call $see (call $length (local.get $handle))) (call $see (call $length_unsafe (local.get $handle)))",
      "(call $store_u8 (i64.add (local.get $handle) (local.get $offset)) (local.get $byte))",
      "(call $store_u64 (i64.add (local.get $handle) (local.get $offset)) (local.get $number))",
      "(call $see (i64.extend_i32_u (call $load_u8 (i64.add (local.get $handle) (local.get $offset)))))",
      "(call $see (call $load_u64 (i64.add (local.get $handle) (local.get $offset))))",
      "(call $see (i64.extend_i32_u (call $input_load_u8 (local.get $offset))))",
      "(call $see (call $input_load_u64 (local.get $offset)))",
      "(call $output_set (i64.add (local.get $handle) (local.get $offset)) (local.get $number))",
      "(call $error_set (local.get $handle))",
      "(call $error_set (i64.const 0))",
      "(call $see (call $length (call $config_get (local.get $handle))))",
      "(call $log_info (local.get $handle))",
    ]
      .map((body) => `) ${body} (return)`)
      .join("\n    ")}
    )`;

// Handles of an earlier call mean nothing any more.
const RUN = `
  (memory.fill (i32.const 256) (i32.const 0) (i32.const ${SLOTS * 8}))
  (local.set $b (call $input_length))
  (loop $next
    (call $step (local.get $a))
    (local.set $a (i64.add (local.get $a) (i64.const ${STEP_BYTES})))
    (br_if $next (i64.lt_u (local.get $a) (local.get $b))))`;

/** A source of whole numbers below a bound, the same for the same seed. */
export function seeded(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** A program that keeps to the rules: every access is inside of a live block, so both runtimes must agree on everything. */
export function writeProgram(random: (below: number) => number): Uint8Array {
  const steps = 4 + random(40);
  const program = Buffer.alloc(steps * STEP_BYTES);
  const writing: Writing = { random, lengths: new Map(), bytes: program.length, answer: undefined };
  for (let step = 0; step < steps; step++) {
    writeStep(program.subarray(step * STEP_BYTES, (step + 1) * STEP_BYTES), writing);
  }
  return program;
}

interface Writing {
  readonly random: (below: number) => number;
  /** The blocks that are live at this point of the program, by slot. */
  readonly lengths: Map<number, number>;
  readonly bytes: number;
  /** The slot of the block that was last named as the answer: freeing it would be a fault. */
  answer: number | undefined;
}

function writeStep(step: Buffer, writing: Writing): void {
  const { random, lengths, bytes } = writing;
  const slot = random(SLOTS);
  const length = lengths.get(slot) ?? 0;
  const kind = kindFor(length, writing.answer === slot, random);
  const within = (width: number, total: number) => random(total - width + 1);
  step[0] = STEP_KINDS.indexOf(kind);
  step[1] = slot;
  step[2] = random(256);
  step.writeBigUInt64LE((BigInt(random(2 ** 32)) << 32n) | BigInt(random(2 ** 32)), 8);
  if (kind === "alloc") {
    const size = random(4) === 0 ? random(9) : random(2000);
    lengths.set(slot, size);
    if (writing.answer === slot) writing.answer = undefined;
    step.writeBigUInt64LE(BigInt(size), 8);
  } else if (kind === "free") lengths.delete(slot);
  else if (kind.startsWith("input_")) step.writeUInt32LE(within(kind.endsWith("64") ? 8 : 1, bytes), 4);
  else if (kind === "output_set") {
    const size = random(length + 1);
    writing.answer = slot;
    step.writeUInt32LE(within(size, length), 4);
    step.writeBigUInt64LE(BigInt(size), 8);
  } else if (kind.includes("load_") || kind.includes("store_")) {
    step.writeUInt32LE(within(kind.endsWith("64") ? 8 : 1, length), 4);
  }
}

/** A step that a block of that length, none if 0, allows. */
function kindFor(length: number, isAnswer: boolean, random: (below: number) => number): (typeof STEP_KINDS)[number] {
  for (;;) {
    const kind = STEP_KINDS[random(STEP_KINDS.length)] ?? "alloc";
    if (kind === "free" && isAnswer) continue;
    if (kind === "error_set" && (length === 0 || random(6) > 0)) continue;
    if (/^(load|store)_u8$|^(config_get|log_info|free)$/.test(kind) && length < 1) continue;
    if (/^(load|store)_u64$/.test(kind) && length < 8) continue;
    return kind;
  }
}

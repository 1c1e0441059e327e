// WebAssembly text that uses vector instructions of every family and mixes what they compute into one number.

const LANES = ["i8x16", "i16x8", "i32x4", "i64x2"];

/** Module fields that export `f`, of one i32 to another. */
export function vectors(): string {
  const v = (code: string) => `(local.set 1 (v128.xor (local.get 1) ${code}))`;
  const x = "(local.get 0)";
  const splats = LANES.slice(0, 3).map((lane) => v(`(${lane}.splat (i32.const 77))`));
  const two = [
    "i8x16.add",
    "i16x8.mul",
    "i32x4.sub",
    "i64x2.mul",
    "f32x4.add",
    "f64x2.max",
    "i8x16.swizzle",
    "i32x4.dot_i16x8_s",
    "i16x8.q15mulr_sat_s",
    "i16x8.extmul_low_i8x16_s",
    "i64x2.eq",
    "f32x4.pmin",
    "i8x16.narrow_i16x8_s",
    "f32x4.div",
    "v128.andnot",
  ];
  const one = [
    "i8x16.abs",
    "i8x16.popcnt",
    "i16x8.extadd_pairwise_i8x16_u",
    "i32x4.neg",
    "f32x4.sqrt",
    "f64x2.ceil",
    "f32x4.convert_i32x4_s",
    "i32x4.trunc_sat_f32x4_s",
    "f64x2.promote_low_f32x4",
    "f32x4.demote_f64x2_zero",
    "v128.not",
    "i64x2.extend_low_i32x4_u",
  ];
  const loads = ["v128.load", "v128.load8x8_s", "v128.load16_splat", "v128.load32_zero", "v128.load64_zero"].map(
    (name) => v(`(${name} offset=3 (i32.const 16))`),
  );
  return `(memory 1) (data (i32.const 16) "abcdefghijklmnopqrstuvwxyz012345")
    (func (export "f") (param i32) (result i32) (local v128 v128)
      (local.set 1 (v128.const i32x4 1 2 3 4)) (local.set 2 (i32x4.splat (local.get 0)))
      ${[...splats, ...loads].join("\n").replaceAll(x, "(local.get 2)")}
      ${two.map((name) => v(`(${name} (local.get 1) (local.get 2))`)).join("\n")}
      ${one.map((name) => v(`(${name} (local.get 2))`)).join("\n")}
      ${v("(i8x16.shuffle 0 17 2 19 4 21 6 23 8 25 10 27 12 29 14 31 (local.get 1) (local.get 2))")}
      ${v("(i32x4.replace_lane 2 (local.get 1) (i32.const 9))")}
      ${v("(v128.load8_lane offset=1 7 (i32.const 16) (local.get 2))")}
      ${v("(v128.bitselect (local.get 1) (local.get 2) (local.get 1))")}
      ${v("(i16x8.shl (local.get 1) (i32.const 3))")}
      (v128.store8_lane 3 (i32.const 64) (local.get 1)) (v128.store (i32.const 80) (local.get 1))
      (i32.add (i32.add (i32x4.extract_lane 0 (local.get 1)) (i32x4.extract_lane 3 (local.get 1)))
        (i32.add (i32.add (i8x16.bitmask (local.get 1)) (i32x4.all_true (local.get 1)))
          (i32.add (v128.any_true (local.get 2)) (i32.load (i32.const 64))))))`;
}

// Floating-point numbers that languages trip over.

/** The ends of the range, halves of last bits, and a thousand in all by a seed. */
export function hardDoubles(): number[] {
  const doubles = [
    0,
    -0,
    0.1,
    1 / 3,
    5e-324,
    2.2250738585072014e-308,
    2.225073858507201e-308,
    Number.MAX_VALUE,
    -Number.MAX_VALUE,
  ];
  doubles.push(1e21, 1e22, 1e23, 123456789.12345679, 1e-7, 4.35, 2 ** 70, 1e300, 8.41e21, 9.5e-300);
  const random = new DataView(new ArrayBuffer(8));
  let seed = 0x2545f491n;
  while (doubles.length < 1000) {
    seed = (seed * 6364136223846793005n + 1442695040888963407n) & 0xffffffffffffffffn;
    random.setBigUint64(0, seed ^ (seed >> 29n));
    if (Number.isFinite(random.getFloat64(0))) doubles.push(random.getFloat64(0));
  }
  return doubles;
}

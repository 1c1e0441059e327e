// Decimal forms read to the nearest double, exactly: the language's own parser is off by many decimal places for some numbers.

// Enough for 10^1125, the divisor of a number near the smallest with 800 digits, and 64 bits of quotient above it.
const WORDS: i32 = 136;
const DIGITS_MAX: i32 = 800;

/** A natural number, lowest word first. */
class Natural {
  words: StaticArray<u32> = new StaticArray<u32>(WORDS);
  count: i32 = 0;

  multiplyAdd(factor: u32, addend: u32): void {
    let carry: u64 = addend;
    for (let at = 0; at < this.count; at++) {
      carry += <u64>this.words[at] * factor;
      this.words[at] = <u32>carry;
      carry >>= 32;
    }
    if (carry > 0) this.words[this.count++] = <u32>carry;
  }

  multiplyByPowerOfTen(exponent: i32): void {
    let left = exponent;
    for (; left >= 9; left -= 9) this.multiplyAdd(1000000000, 0);
    for (; left > 0; left--) this.multiplyAdd(10, 0);
  }

  shiftLeft(bits: i32): void {
    const words = bits >> 5;
    this.multiplyAdd((<u32>1) << (bits & 31), 0);
    if (words === 0 || this.count === 0) return;
    for (let at = this.count - 1; at >= 0; at--) this.words[at + words] = this.words[at];
    for (let at = 0; at < words; at++) this.words[at] = 0;
    this.count += words;
  }

  bitLength(): i32 {
    return this.count === 0 ? 0 : (this.count << 5) - clz<i32>(this.words[this.count - 1]);
  }

  compare(other: Natural): i32 {
    if (this.count !== other.count) return this.count < other.count ? -1 : 1;
    for (let at = this.count - 1; at >= 0; at--) {
      if (this.words[at] !== other.words[at]) return this.words[at] < other.words[at] ? -1 : 1;
    }
    return 0;
  }

  subtract(other: Natural): void {
    let borrow: i64 = 0;
    for (let at = 0; at < this.count; at++) {
      borrow += <i64>this.words[at] - (at < other.count ? <i64>other.words[at] : 0);
      this.words[at] = <u32>borrow;
      borrow >>= 32;
    }
    while (this.count > 0 && this.words[this.count - 1] === 0) this.count--;
  }
}

/** The number nearest to a decimal form that is known to be well-formed JSON; infinity when it is too large. */
export function parseNumber(source: string, start: i32, end: i32): f64 {
  const digits = new Natural();
  const negative = source.charCodeAt(start) === 0x2d;
  let exponent = 0;
  let used = 0;
  let fraction = false;
  let dropped = false;
  let at = negative ? start + 1 : start;
  for (; at < end && (source.charCodeAt(at) | 0x20) !== 0x65; at++) {
    const digit = source.charCodeAt(at) - 0x30;
    if (digit < 0) {
      fraction = true;
    } else if (used === DIGITS_MAX) {
      dropped = dropped || digit > 0;
      if (!fraction) exponent++;
    } else {
      if (digit > 0 || used > 0) used++;
      digits.multiplyAdd(10, digit);
      if (fraction) exponent--;
    }
  }
  // One digit more that is not zero stands for all that were dropped: it breaks ties and nothing else.
  if (dropped) {
    digits.multiplyAdd(10, 1);
    exponent--;
  }
  exponent += writtenExponent(source, at + 1, end);
  let value: f64 = 0;
  if (digits.count > 0 && exponent + used > 310) value = Infinity;
  else if (digits.count > 0 && exponent + used > -326) value = assemble(digits, exponent);
  return negative ? -value : value;
}

function writtenExponent(source: string, start: i32, end: i32): i32 {
  let exponent = 0;
  for (let at = start; at < end; at++) {
    const digit = source.charCodeAt(at) - 0x30;
    if (digit >= 0 && exponent < 100000) exponent = exponent * 10 + digit;
  }
  return start < end && source.charCodeAt(start) === 0x2d ? -exponent : exponent;
}

/** Digits times ten to the exponent, as the nearest double. */
function assemble(digits: Natural, exponent: i32): f64 {
  const by = new Natural();
  by.multiplyAdd(1, 1);
  if (exponent > 0) digits.multiplyByPowerOfTen(exponent);
  else by.multiplyByPowerOfTen(-exponent);
  // 53 bits of quotient, one more at times, or fewer below the smallest normal number.
  let binary = max(digits.bitLength() - by.bitLength() - 53, -1074);
  if (binary < 0) digits.shiftLeft(-binary);
  else by.shiftLeft(binary);
  if (tooLong(digits, by)) {
    by.shiftLeft(1);
    binary++;
  }
  const mantissa = divideRounded(digits, by);
  if (binary > 971 || (binary === 971 && mantissa === (<u64>1) << 53)) return Infinity;
  let value = <f64>mantissa;
  for (; binary > 0; binary--) value *= 2;
  // Halving is exact: the mantissa was cut to the bits that there are.
  for (; binary < 0; binary++) value /= 2;
  return value;
}

/** True when the quotient has more than 53 bits. */
function tooLong(number: Natural, by: Natural): bool {
  const limit = new Natural();
  limit.count = by.count;
  memory.copy(changetype<usize>(limit.words), changetype<usize>(by.words), WORDS << 2);
  limit.shiftLeft(53);
  return number.compare(limit) >= 0;
}

/** The quotient, rounded half to even; both numbers are used up. */
function divideRounded(number: Natural, by: Natural): u64 {
  const bits = max(number.bitLength() - by.bitLength(), 0);
  by.shiftLeft(bits);
  let quotient: u64 = 0;
  for (let bit = bits; bit >= 0; bit--) {
    quotient <<= 1;
    if (number.compare(by) >= 0) {
      number.subtract(by);
      quotient |= 1;
    }
    // The number moves in step with the divisor's head start, so that what is left at the end compares with half of it.
    number.shiftLeft(1);
  }
  const half = number.compare(by);
  return half > 0 || (half === 0 && (quotient & 1) === 1) ? quotient + 1 : quotient;
}

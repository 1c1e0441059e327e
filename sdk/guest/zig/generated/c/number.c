// Generated from sdk/guest/c/number.c by `npm run generate`. Do not edit: change it there and generate again.
// Decimal forms of numbers. Floating-point ones are read to the nearest double and written as short as reads back the same.
#include "holdfast.h"

// Enough for 10^1124 (a number near the smallest, with 800 digits) and 64 bits of quotient above it.
#define WORDS 136
#define DIGITS_MAX 800

/** A natural number of any size, lowest word first. */
typedef struct {
  uint32_t words[WORDS];
  int count;
} big;

static void multiply_add(big *number, uint32_t factor, uint32_t addend) {
  uint64_t carry = addend;
  for (int at = 0; at < number->count; at++) {
    carry += (uint64_t)number->words[at] * factor;
    number->words[at] = (uint32_t)carry;
    carry >>= 32;
  }
  if (carry > 0) number->words[number->count++] = (uint32_t)carry;
}

static void power_of_ten(big *number, int exponent) {
  for (; exponent >= 9; exponent -= 9) multiply_add(number, 1000000000, 0);
  for (; exponent > 0; exponent--) multiply_add(number, 10, 0);
}

static void shift_left(big *number, int bits) {
  if (number->count == 0) return;
  int words = bits / 32;
  multiply_add(number, (uint32_t)1 << (bits % 32), 0);
  for (int at = number->count - 1; at >= 0; at--) number->words[at + words] = number->words[at];
  for (int at = 0; at < words; at++) number->words[at] = 0;
  number->count += words;
}

static int bit_length(const big *number) {
  if (number->count == 0) return 0;
  return number->count * 32 - __builtin_clz(number->words[number->count - 1]);
}

static int compare(const big *left, const big *right) {
  if (left->count != right->count) return left->count < right->count ? -1 : 1;
  for (int at = left->count - 1; at >= 0; at--) {
    if (left->words[at] != right->words[at]) return left->words[at] < right->words[at] ? -1 : 1;
  }
  return 0;
}

static void subtract(big *from, const big *what) {
  int64_t borrow = 0;
  for (int at = 0; at < from->count; at++) {
    int64_t word = (int64_t)from->words[at] - (at < what->count ? what->words[at] : 0) + borrow;
    from->words[at] = (uint32_t)word;
    borrow = word >> 32;
  }
  while (from->count > 0 && from->words[from->count - 1] == 0) from->count--;
}

/** The quotient, which must fit 63 bits, rounded half to even; both numbers are used up. */
static uint64_t divide_rounded(big *number, big *by) {
  int bits = bit_length(number) - bit_length(by);
  uint64_t quotient = 0;
  if (bits > 0) shift_left(by, bits);
  for (int bit = bits > 0 ? bits : 0; bit >= 0; bit--) {
    quotient <<= 1;
    if (compare(number, by) >= 0) {
      subtract(number, by);
      quotient |= 1;
    }
    if (bit > 0) shift_left(number, 1);
  }
  // The number was shifted in step with the divisor's head start, so what is left compares with the divisor itself.
  shift_left(number, 1);
  int half = compare(number, by);
  return quotient + (half > 0 || (half == 0 && (quotient & 1) == 1));
}

/** Digits times ten to the exponent, as the nearest double. */
static double assemble(big *digits, int exponent) {
  big by = {{1}, 1};
  if (exponent > 0) power_of_ten(digits, exponent);
  else power_of_ten(&by, -exponent);
  // 53 bits of quotient, or fewer below the smallest normal number.
  int binary = bit_length(digits) - bit_length(&by) - 53;
  for (;;) {
    if (binary < -1074) binary = -1074;
    big number = *digits;
    big divisor = by;
    if (binary < 0) shift_left(&number, -binary);
    else shift_left(&divisor, binary);
    uint64_t mantissa = divide_rounded(&number, &divisor);
    if (mantissa > (uint64_t)1 << 53) {
      binary++;
      continue;
    }
    if (binary > 971 || (binary == 971 && mantissa == (uint64_t)1 << 53)) return __builtin_inf();
    double value = (double)mantissa;
    for (; binary > 0; binary--) value *= 2;
    // Halving is exact: the mantissa was cut to the bits that there are.
    for (; binary < 0; binary++) value /= 2;
    return value;
  }
}

double hf_parse_number(const char *start, const char *end) {
  big digits = {{0}, 0};
  int exponent = 0;
  int used = 0;
  bool negative = start < end && *start == '-';
  bool fraction = false;
  bool dropped = false;
  const char *at = start + (negative ? 1 : 0);
  for (; at < end && *at != 'e' && *at != 'E'; at++) {
    if (*at == '.') {
      fraction = true;
      continue;
    }
    if (used == DIGITS_MAX) {
      dropped = dropped || *at != '0';
      exponent += fraction ? 0 : 1;
      continue;
    }
    if (*at != '0' || used > 0) used++;
    multiply_add(&digits, 10, (uint32_t)(*at - '0'));
    exponent -= fraction ? 1 : 0;
  }
  // One digit more that is not zero stands for all that were dropped: it breaks ties and nothing else.
  if (dropped) {
    multiply_add(&digits, 10, 1);
    exponent--;
  }
  int written = 0;
  bool small = at + 1 < end && at[1] == '-';
  for (at++; at < end; at++) {
    if (*at >= '0' && *at <= '9' && written < 100000) written = written * 10 + (*at - '0');
  }
  exponent += small ? -written : written;
  double value = 0;
  if (digits.count > 0 && exponent + used > 310) value = __builtin_inf();
  else if (digits.count > 0 && exponent + used > -326) value = assemble(&digits, exponent);
  return negative ? -value : value;
}

static size_t print_natural(uint64_t value, char *out) {
  char reversed[20];
  size_t length = 0;
  do reversed[length++] = (char)('0' + value % 10);
  while ((value /= 10) > 0);
  for (size_t at = 0; at < length; at++) out[at] = reversed[length - 1 - at];
  return length;
}

size_t hf_print_integer(int64_t value, char *out) {
  if (value >= 0) return print_natural((uint64_t)value, out);
  *out = '-';
  return 1 + print_natural(0 - (uint64_t)value, out + 1);
}

/** `value` with so many digits: writes them as one natural number and answers the exponent of ten that goes with it. */
static int round_to(double value, int digits, uint64_t *natural) {
  uint64_t bits;
  __builtin_memcpy(&bits, &value, sizeof bits);
  int binary = (int)(bits >> 52 & 2047);
  uint64_t mantissa = (bits & (((uint64_t)1 << 52) - 1)) | (binary > 0 ? (uint64_t)1 << 52 : 0);
  binary = (binary > 0 ? binary : 1) - 1075;
  int size = binary + 64 - __builtin_clzll(mantissa);
  // log10(2) as a fraction; at most one too small, which the loop mends.
  int exponent = (size - 1) * 30103 / 100000 - (size < 1 ? 1 : 0) - digits + 1;
  uint64_t limit = 1;
  for (int digit = 0; digit < digits; digit++) limit *= 10;
  for (;; exponent++) {
    big number = {{(uint32_t)mantissa, (uint32_t)(mantissa >> 32)}, mantissa >> 32 > 0 ? 2 : 1};
    big by = {{1}, 1};
    if (binary > 0) shift_left(&number, binary);
    else shift_left(&by, -binary);
    if (exponent > 0) power_of_ten(&by, exponent);
    else power_of_ten(&number, -exponent);
    *natural = divide_rounded(&number, &by);
    if (*natural < limit) return exponent;
  }
}

/** Digits with a point among them or an exponent behind them, whichever is shorter to the eye. */
static size_t print_scaled(uint64_t natural, int exponent, char *out) {
  size_t length = print_natural(natural, out);
  if (exponent == 0) return length;
  size_t behind = exponent < 0 ? (size_t)-exponent : 0;
  if (behind > 0 && behind < length + 6) {
    size_t padding = behind < length ? 0 : behind - length + 1;
    for (size_t at = length; at-- > 0;) out[at + padding] = out[at];
    for (size_t at = 0; at < padding; at++) out[at] = '0';
    length += padding;
    for (size_t at = length; at > length - behind; at--) out[at] = out[at - 1];
    out[length - behind] = '.';
    return length + 1;
  }
  out[length++] = 'e';
  if (exponent < 0) out[length++] = '-';
  return length + print_natural(exponent < 0 ? behind : (uint64_t)exponent, out + length);
}

size_t hf_print_number(double value, char *out) {
  size_t length = 0;
  if (value < 0 || (value == 0 && __builtin_signbit(value))) {
    out[length++] = '-';
    value = -value;
  }
  if (value < 9007199254740992.0 && value == (double)(uint64_t)value) return length + print_natural((uint64_t)value, out + length);
  for (int digits = 15;; digits++) {
    uint64_t natural = 0;
    int exponent = round_to(value, digits, &natural);
    while (natural % 10 == 0) {
      natural /= 10;
      exponent++;
    }
    size_t end = length + print_scaled(natural, exponent, out + length);
    if (digits == 17 || hf_parse_number(out + length, out + end) == value) return end;
  }
}

// Generated from sdk/guest/c/json-text.c by `npm run generate`. Do not edit: change it there and generate again.
// The texts of JSON: escapes, UTF-8 and Base64, decoded in place because none of them grows.
#include "json-text.h"

static int hex_digit(char digit) {
  if (digit >= '0' && digit <= '9') return digit - '0';
  int letter = digit | 0x20;
  return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}

/** Four hexadecimal digits, or -1. */
static int32_t hex_unit(const char *at, const char *end) {
  if (end - at < 4) return -1;
  int32_t unit = 0;
  for (int place = 0; place < 4; place++) {
    int digit = hex_digit(at[place]);
    if (digit < 0) return -1;
    unit = unit << 4 | digit;
  }
  return unit;
}

static char *put_character(char *out, uint32_t character) {
  if (character < 0x80) {
    *out++ = (char)character;
    return out;
  }
  if (character >= 0x10000) {
    *out++ = (char)(0xf0 | character >> 18);
    *out++ = (char)(0x80 | (character >> 12 & 63));
  } else if (character >= 0x800) {
    *out++ = (char)(0xe0 | character >> 12);
  } else {
    *out++ = (char)(0xc0 | character >> 6);
    *out++ = (char)(0x80 | (character & 63));
    return out;
  }
  *out++ = (char)(0x80 | (character >> 6 & 63));
  *out++ = (char)(0x80 | (character & 63));
  return out;
}

/** Takes what stands behind a backslash; a problem, or null. */
static const char *take_escape(char **at, const char *end, char **out) {
  static const char from[] = "\"\\/bfnrt";
  static const char to[] = "\"\\/\b\f\n\r\t";
  char kind = *at < end ? *(*at)++ : 0;
  for (int place = 0; place < 8; place++) {
    if (kind == from[place]) {
      *(*out)++ = to[place];
      return NULL;
    }
  }
  int32_t unit = kind == 'u' ? hex_unit(*at, end) : -1;
  if (unit < 0) return "holds an escape that JSON does not have";
  *at += 4;
  uint32_t character = (uint32_t)unit;
  if (unit >= 0xd800 && unit <= 0xdfff) {
    bool paired = unit < 0xdc00 && end - *at >= 6 && (*at)[0] == '\\' && (*at)[1] == 'u';
    int32_t low = paired ? hex_unit(*at + 2, end) : -1;
    if (low < 0xdc00 || low > 0xdfff) return "holds half a character (a lone surrogate)";
    *at += 6;
    character = 0x10000 + ((uint32_t)(unit - 0xd800) << 10) + (uint32_t)(low - 0xdc00);
  }
  *out = put_character(*out, character);
  return NULL;
}

const char *hf_unescape(char **at, char *end, hf_text *text) {
  char *start = ++*at;
  char *out = start;
  while (*at < end && **at != '"') {
    unsigned char next = (unsigned char)**at;
    if (next == '\\') {
      ++*at;
      const char *wrong = take_escape(at, end, &out);
      if (wrong != NULL) return wrong;
      continue;
    }
    size_t length = hf_character_length(*at, end);
    if (next < 0x20) return "holds a control character that is not escaped";
    if (length == 0) return "is not UTF-8";
    for (; length > 0; length--) *out++ = *(*at)++;
  }
  if (*at == end) return "is a string without an end";
  ++*at;
  // The closing quote makes room for it.
  *out = 0;
  *text = (hf_text){start, (size_t)(out - start)};
  return NULL;
}

size_t hf_character_length(const char *at, const char *end) {
  const unsigned char *bytes = (const unsigned char *)at;
  size_t room = (size_t)(end - at);
  if (room == 0) return 0;
  if (bytes[0] < 0x80) return 1;
  size_t length = bytes[0] >= 0xf0 ? 4 : bytes[0] >= 0xe0 ? 3 : 2;
  if (bytes[0] < 0xc2 || bytes[0] > 0xf4 || room < length) return 0;
  for (size_t place = 1; place < length; place++) {
    if ((bytes[place] & 0xc0) != 0x80) return 0;
  }
  // Overlong forms, surrogates and what lies beyond U+10FFFF.
  if (bytes[0] == 0xe0 && bytes[1] < 0xa0) return 0;
  if (bytes[0] == 0xed && bytes[1] > 0x9f) return 0;
  if (bytes[0] == 0xf0 && bytes[1] < 0x90) return 0;
  if (bytes[0] == 0xf4 && bytes[1] > 0x8f) return 0;
  return length;
}

static int sextet(char digit) {
  if (digit >= 'A' && digit <= 'Z') return digit - 'A';
  if (digit >= 'a' && digit <= 'z') return digit - 'a' + 26;
  if (digit >= '0' && digit <= '9') return digit - '0' + 52;
  if (digit == '+') return 62;
  return digit == '/' ? 63 : -1;
}

bool hf_decode_base64(hf_text text, hf_bytes *bytes) {
  size_t padding = 0;
  if (text.length > 1 && text.data[text.length - 1] == '=') padding = text.data[text.length - 2] == '=' ? 2 : 1;
  uint8_t *out = (uint8_t *)(uintptr_t)text.data;
  size_t used = 0;
  uint32_t group = 0;
  if (text.length % 4 != 0) return false;
  for (size_t at = 0; at < text.length; at++) {
    int value = at >= text.length - padding ? 0 : sextet(text.data[at]);
    if (value < 0) return false;
    group = group << 6 | (uint32_t)value;
    if (at % 4 != 3) continue;
    size_t count = at + 1 == text.length ? 3 - padding : 3;
    if (count < 3 && (group & (count == 2 ? 0xff : 0xffff)) != 0) return false;
    for (size_t byte = 0; byte < count; byte++) out[used++] = (uint8_t)(group >> (16 - 8 * byte));
    group = 0;
  }
  *bytes = (hf_bytes){out, used};
  return true;
}

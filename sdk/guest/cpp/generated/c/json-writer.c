// Generated from sdk/guest/c/json-writer.c by `npm run generate`. Do not edit: change it there and generate again.
// Writes JSON into one growing buffer; what cannot be written is noted as a problem instead.
#include "holdfast.h"

static void fail(hf_writer *writer, hf_text message) {
  if (writer->problem.length > 0) return;
  hf_text parts[] = {writer->last_key, HF_TEXT(" "), message};
  writer->problem = hf_join(parts, 3);
}

static void put(hf_writer *writer, const char *data, size_t length) {
  if (writer->room - writer->used < length) {
    size_t room = writer->room * 2 > writer->used + length ? writer->room * 2 : writer->used + length + 512;
    char *larger = hf_alloc(room);
    if (writer->used > 0) __builtin_memcpy(larger, writer->data, writer->used);
    writer->data = larger;
    writer->room = room;
  }
  if (length > 0) __builtin_memcpy(writer->data + writer->used, data, length);
  writer->used += length;
}

static void separate(hf_writer *writer) {
  if (writer->comma) put(writer, ",", 1);
  writer->comma = true;
}

static void put_word(hf_writer *writer, const char *data, size_t length) {
  separate(writer);
  put(writer, data, length);
}

void hf_write_begin(hf_writer *writer, char bracket) {
  put_word(writer, &bracket, 1);
  writer->comma = false;
}

void hf_write_end(hf_writer *writer, char bracket) {
  put(writer, &bracket, 1);
  writer->comma = true;
}

void hf_write_key(hf_writer *writer, hf_text key) {
  writer->last_key = key;
  hf_write_text(writer, key);
  put(writer, ":", 1);
  writer->comma = false;
}

void hf_write_null(hf_writer *writer) { put_word(writer, "null", 4); }

void hf_write_json(hf_writer *writer, hf_text json) { put_word(writer, json.data, json.length); }

void hf_write_boolean(hf_writer *writer, bool value) { put_word(writer, value ? "true" : "false", value ? 4 : 5); }

void hf_write_integer(hf_writer *writer, int64_t value, int64_t minimum, int64_t maximum) {
  if (value < minimum || value > maximum) fail(writer, HF_TEXT("is an integer outside the range that the contract gives it"));
  char text[24];
  put_word(writer, text, hf_print_integer(value, text));
}

void hf_write_number(hf_writer *writer, double value) {
  if (!__builtin_isfinite(value)) {
    fail(writer, HF_TEXT("must be a finite number"));
    return;
  }
  char text[32];
  put_word(writer, text, hf_print_number(value, text));
}

void hf_write_name(hf_writer *writer, int place, const char *const *names, int count) {
  if (place < 0 || place >= count) fail(writer, HF_TEXT("is no value of its enumeration"));
  else hf_write_text(writer, hf_text_of(names[place]));
}

void hf_write_text(hf_writer *writer, hf_text text) {
  put_word(writer, "\"", 1);
  const char *start = text.data;
  const char *end = text.data + text.length;
  for (const char *at = start; at < end;) {
    size_t length = hf_character_length(at, end);
    if (length == 0) {
      fail(writer, HF_TEXT("is not UTF-8"));
      break;
    }
    unsigned char next = (unsigned char)*at;
    if (next >= 0x20 && next != '"' && next != '\\') {
      at += length;
      continue;
    }
    put(writer, start, (size_t)(at - start));
    char escape[] = {'\\', 'u', '0', '0', (char)('0' + next / 16), "0123456789abcdef"[next % 16]};
    bool short_form = next >= 0x20 || next == '\n';
    if (short_form) escape[1] = next == '\n' ? 'n' : (char)next;
    put(writer, escape, short_form ? 2 : 6);
    start = ++at;
  }
  put(writer, start, (size_t)(end - start));
  put(writer, "\"", 1);
}

void hf_write_bytes(hf_writer *writer, hf_bytes bytes) {
  static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  put_word(writer, "\"", 1);
  for (size_t at = 0; at < bytes.length; at += 3) {
    size_t left = bytes.length - at;
    uint32_t group = (uint32_t)bytes.data[at] << 16;
    if (left > 1) group |= (uint32_t)bytes.data[at + 1] << 8;
    if (left > 2) group |= bytes.data[at + 2];
    char four[] = {digits[group >> 18], digits[group >> 12 & 63], digits[group >> 6 & 63], digits[group & 63]};
    if (left < 2) four[2] = '=';
    if (left < 3) four[3] = '=';
    put(writer, four, 4);
  }
  put(writer, "\"", 1);
}

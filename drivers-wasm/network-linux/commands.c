// Commands run through exec rules, and the reading of what they print.
#include "commands.h"

#include "plan.h"

#define ID_BYTES 8

hf_status run_rule(hf_text rule, ExecParameter *parameters, size_t count, hf_text stdin_text, ExecResult *result) {
  ExecRequest request = {.rule = rule,
                         .has_parameters = count > 0,
                         .parameters = {parameters, count},
                         .has_stdin_text = stdin_text.data != NULL,
                         .stdin_text = stdin_text,
                         .has_dry_run = is_told(rule),
                         .dry_run = true};
  ExecResult own;
  if (result == NULL) result = &own;
  hf_status status = host_exec(&request, result);
  if (status == HF_OK && request.has_dry_run) tell_command(rule, &result->argv, stdin_text);
  return status;
}

static bool next_part(hf_text *rest, hf_text *part, char divider) {
  if (rest->length == 0) return false;
  size_t at = 0;
  while (at < rest->length && rest->data[at] != divider) at++;
  *part = first(*rest, at);
  *rest = after(*rest, at < rest->length ? at + 1 : at);
  return true;
}

bool next_line(hf_text *rest, hf_text *line) { return next_part(rest, line, '\n'); }

bool next_word(hf_text *rest, hf_text *word) {
  do {
    if (!next_part(rest, word, ' ')) return false;
  } while (word->length == 0);
  return true;
}

bool starts_with(hf_text text, hf_text start) {
  return text.length >= start.length && hf_equal(first(text, start.length), start);
}

size_t find(hf_text text, hf_text part) {
  for (size_t at = 0; at + part.length <= text.length; at++)
    if (starts_with(after(text, at), part)) return at;
  return text.length;
}

hf_text after(hf_text text, size_t bytes) { return (hf_text){text.data + bytes, text.length - bytes}; }

hf_text first(hf_text text, size_t bytes) { return (hf_text){text.data, bytes}; }

hf_text number_text(int64_t value) {
  char *digits = hf_alloc(20);
  return (hf_text){digits, hf_print_integer(value, digits)};
}

bool is_id(hf_text text) {
  if (text.length != ID_BYTES) return false;
  for (size_t at = 0; at < ID_BYTES; at++) {
    char digit = text.data[at];
    if (!((digit >= '0' && digit <= '9') || (digit >= 'a' && digit <= 'f'))) return false;
  }
  return true;
}

bool parse_address(hf_text text, uint32_t *number) {
  uint32_t value = 0;
  int parts = 0;
  for (hf_text part; next_part(&text, &part, '.'); parts++) {
    uint32_t byte = 0;
    if (part.length == 0 || part.length > 3) return false;
    for (size_t at = 0; at < part.length; at++) {
      if (part.data[at] < '0' || part.data[at] > '9') return false;
      byte = byte * 10 + (uint32_t)(part.data[at] - '0');
    }
    if (byte > 255) return false;
    value = value << 8 | byte;
  }
  *number = value;
  return parts == 4;
}

hf_text address_text(uint32_t number) {
  hf_text dot = HF_TEXT(".");
  return JOIN(number_text(number >> 24), dot, number_text(number >> 16 & 255), dot, number_text(number >> 8 & 255), dot,
              number_text(number & 255));
}

uint32_t mask_of(int32_t prefix) { return prefix == 0 ? 0 : ~(uint32_t)0 << (32 - prefix); }

// Generated from sdk/guest/c/json-reader.c by `npm run generate`. Do not edit: change it there and generate again.
// Reads JSON strictly and value by value; texts and bytes that are read stay where the input is.
#include "json-text.h"

#define INTEGER_MAX INT64_C(9007199254740991)
#define KEY_SHOWN_MAX 64

static hf_text integer_text(int64_t value) {
  char *out = hf_alloc(24);
  return (hf_text){out, hf_print_integer(value, out)};
}

static hf_text names_text(const char *const *names, int count) {
  hf_text *parts = hf_alloc((size_t)count * 2 * sizeof *parts);
  for (int name = 0; name < count; name++) {
    parts[name * 2] = name == 0 ? HF_TEXT("must be one of ") : HF_TEXT(", ");
    parts[name * 2 + 1] = hf_text_of(names[name]);
  }
  return hf_join(parts, (size_t)count * 2);
}

/** Notes the first problem, at the key or item that is being read. */
static void problem(hf_reader *reader, hf_text message) {
  if (reader->problem.length > 0) return;
  hf_text parts[HF_DEPTH_MAX * 3 + 3];
  size_t count = 0;
  parts[count++] = HF_TEXT("input");
  for (size_t depth = 0; depth < reader->depth; depth++) {
    hf_step *step = &reader->path[depth];
    if (step->key.length > KEY_SHOWN_MAX) step->key = HF_TEXT("(a long key)");
    if (step->key.data != NULL) {
      parts[count++] = HF_TEXT(".");
      parts[count++] = step->key;
    } else if (step->index > 0) {
      parts[count++] = HF_TEXT("[");
      parts[count++] = integer_text((int64_t)step->index - 1);
      parts[count++] = HF_TEXT("]");
    }
  }
  parts[count++] = HF_TEXT(": ");
  parts[count++] = message;
  reader->problem = hf_join(parts, count);
  reader->at = reader->end;
}

void hf_problem(hf_reader *reader, const char *message) { problem(reader, hf_text_of(message)); }

/** The next character that is not white space, or -1 at the end. */
static int peek(hf_reader *reader) {
  while (reader->at < reader->end) {
    char next = *reader->at;
    if (next != ' ' && next != '\n' && next != '\r' && next != '\t') return (unsigned char)next;
    reader->at++;
  }
  return -1;
}

static void unexpected(hf_reader *reader, hf_text expected) {
  hf_text parts[] = {HF_TEXT("there must be "), expected, HF_TEXT(" at byte "), integer_text(reader->at - reader->start)};
  problem(reader, hf_join(parts, 4));
}

static void begin(hf_reader *reader, char bracket, const char *otherwise) {
  if (peek(reader) != bracket) {
    hf_problem(reader, otherwise);
  } else if (reader->depth == HF_DEPTH_MAX) {
    hf_problem(reader, "is nested more than 64 deep");
  } else {
    reader->at++;
    reader->path[reader->depth++] = (hf_step){{NULL, 0}, 0};
    reader->fresh = true;
  }
}

/** Stands on the next key or item and answers true, or passes the closing bracket and answers false. */
static bool more(hf_reader *reader, char bracket) {
  if (reader->problem.length > 0) return false;
  int next = peek(reader);
  if (next == bracket) {
    reader->at++;
    reader->depth--;
    reader->fresh = false;
    return false;
  }
  if (reader->fresh) reader->fresh = false;
  else if (next == ',') reader->at++;
  else unexpected(reader, HF_TEXT("a comma or the closing bracket"));
  return reader->problem.length == 0;
}

void hf_begin_object(hf_reader *reader) { begin(reader, '{', "must be an object"); }

void hf_begin_array(hf_reader *reader) { begin(reader, '[', "must be an array"); }

static hf_text read_text(hf_reader *reader) {
  hf_text text = {"", 0};
  const char *wrong = peek(reader) == '"' ? hf_unescape(&reader->at, reader->end, &text) : "must be a string";
  if (wrong != NULL) hf_problem(reader, wrong);
  return text;
}

bool hf_next_key(hf_reader *reader, hf_text *key) {
  if (!more(reader, '}')) return false;
  *key = read_text(reader);
  if (peek(reader) == ':') reader->at++;
  else unexpected(reader, HF_TEXT("a colon"));
  if (reader->problem.length > 0) return false;
  reader->path[reader->depth - 1].key = *key;
  return true;
}

bool hf_next_item(hf_reader *reader, size_t index) {
  if (!more(reader, ']')) return false;
  reader->path[reader->depth - 1].index = index + 1;
  return true;
}

bool hf_first(hf_reader *reader, bool *seen) {
  if (*seen) hf_problem(reader, "is given twice");
  *seen = true;
  return reader->problem.length == 0;
}

void hf_need(hf_reader *reader, bool seen, const char *name) {
  if (seen) return;
  hf_text parts[] = {hf_text_of(name), HF_TEXT(" is missing")};
  problem(reader, hf_join(parts, 2));
}

static bool word(hf_reader *reader, hf_text word) {
  if ((size_t)(reader->end - reader->at) < word.length || !hf_equal((hf_text){reader->at, word.length}, word)) {
    hf_problem(reader, "is no JSON value");
    return false;
  }
  reader->at += word.length;
  return true;
}

bool hf_take_null(hf_reader *reader) { return peek(reader) == 'n' && word(reader, HF_TEXT("null")); }

bool hf_read_boolean(hf_reader *reader) {
  int next = peek(reader);
  if (next == 't') return word(reader, HF_TEXT("true"));
  if (next == 'f') word(reader, HF_TEXT("false"));
  else hf_problem(reader, "must be true or false");
  return false;
}

static bool take_digits(hf_reader *reader) {
  char *start = reader->at;
  while (reader->at < reader->end && *reader->at >= '0' && *reader->at <= '9') reader->at++;
  return reader->at > start;
}

static char here(const hf_reader *reader) { return reader->at < reader->end ? *reader->at : 0; }

static bool take_number(hf_reader *reader) {
  if (peek(reader) == '-') reader->at++;
  char *start = reader->at;
  bool good = take_digits(reader) && (reader->at - start == 1 || *start != '0');
  if (here(reader) == '.') {
    reader->at++;
    good = take_digits(reader) && good;
  }
  if (here(reader) == 'e' || here(reader) == 'E') {
    reader->at++;
    if (here(reader) == '+' || here(reader) == '-') reader->at++;
    good = take_digits(reader) && good;
  }
  if (!good) hf_problem(reader, "must be a number");
  return good;
}

double hf_read_number(hf_reader *reader) {
  peek(reader);
  char *start = reader->at;
  if (!take_number(reader)) return 0;
  double value = hf_parse_number(start, reader->at);
  if (!__builtin_isfinite(value)) hf_problem(reader, "must be a finite number");
  return value;
}

/** "must be <before><minimum> to <maximum><behind>" */
static hf_text range_text(const char *before, int64_t minimum, int64_t maximum, const char *behind) {
  hf_text parts[] = {hf_text_of(before), integer_text(minimum), HF_TEXT(" to "), integer_text(maximum), hf_text_of(behind)};
  return hf_join(parts, 5);
}

int64_t hf_read_integer(hf_reader *reader, int64_t minimum, int64_t maximum) {
  bool negative = peek(reader) == '-';
  if (negative) reader->at++;
  char *start = reader->at;
  bool good = take_digits(reader) && (reader->at - start == 1 || *start != '0');
  int64_t value = 0;
  for (char *at = start; at < reader->at && value <= INTEGER_MAX; at++) value = value * 10 + (*at - '0');
  if (negative) value = -value;
  char next = here(reader);
  if (!good || next == '.' || next == 'e' || next == 'E' || value < minimum || value > maximum) {
    problem(reader, range_text("must be an integer from ", minimum, maximum, ", written with digits only"));
    return 0;
  }
  return value;
}

static bool within(hf_reader *reader, size_t length, size_t bytes_min, size_t bytes_max) {
  if (length >= bytes_min && length <= bytes_max) return true;
  problem(reader, range_text("must be ", (int64_t)bytes_min, (int64_t)bytes_max, " bytes long"));
  return false;
}

hf_text hf_read_text(hf_reader *reader, size_t bytes_min, size_t bytes_max) {
  hf_text text = read_text(reader);
  if (reader->problem.length == 0) within(reader, text.length, bytes_min, bytes_max);
  return text;
}

int hf_read_name(hf_reader *reader, const char *const *names, int count) {
  hf_text text = read_text(reader);
  for (int place = 0; place < count; place++) {
    if (hf_equal(text, hf_text_of(names[place]))) return place;
  }
  problem(reader, names_text(names, count));
  return 0;
}

hf_bytes hf_read_bytes(hf_reader *reader, size_t bytes_min, size_t bytes_max) {
  hf_bytes bytes = {NULL, 0};
  if (!hf_decode_base64(read_text(reader), &bytes)) hf_problem(reader, "must be Base64 with padding");
  else if (reader->problem.length == 0) within(reader, bytes.length, bytes_min, bytes_max);
  return bytes;
}

void hf_skip(hf_reader *reader) {
  int next = peek(reader);
  hf_text key;
  if (next == '{') {
    hf_begin_object(reader);
    while (hf_next_key(reader, &key)) hf_skip(reader);
  } else if (next == '[') {
    hf_begin_array(reader);
    for (size_t index = 0; hf_next_item(reader, index); index++) hf_skip(reader);
  } else if (next == '"') {
    read_text(reader);
  } else if (next == 't' || next == 'f') {
    hf_read_boolean(reader);
  } else if (next == 'n') {
    word(reader, HF_TEXT("null"));
  } else {
    take_number(reader);
  }
}

bool hf_end(hf_reader *reader) {
  if (reader->problem.length == 0 && peek(reader) != -1) unexpected(reader, HF_TEXT("the end"));
  return reader->problem.length == 0;
}

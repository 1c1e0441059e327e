// The way from JavaScript to the host. The linker of drivers gives each slot the import that the driver uses; one of three types each.
#include "engine.h"

#define IMPORT(module, name) __attribute__((import_module(module), import_name(name))) extern
#define SLOT(name) IMPORT("holdfast:slot", #name)

IMPORT("extism:host/env", "alloc") uint64_t env_alloc(uint64_t bytes);
IMPORT("extism:host/env", "free") void env_free(uint64_t handle);
IMPORT("extism:host/env", "length") uint64_t env_length(uint64_t handle);
IMPORT("extism:host/env", "load_u8") uint32_t env_load_u8(uint64_t handle);
IMPORT("extism:host/env", "load_u64") uint64_t env_load_u64(uint64_t handle);
IMPORT("extism:host/env", "store_u8") void env_store_u8(uint64_t handle, uint32_t value);
IMPORT("extism:host/env", "store_u64") void env_store_u64(uint64_t handle, uint64_t value);

#define CALLS(each) \
  each(0) each(1) each(2) each(3) each(4) each(5) each(6) each(7) each(8) each(9) each(10) each(11) each(12) each(13) \
  each(14) each(15) each(16) each(17) each(18) each(19) each(20) each(21) each(22) each(23) each(24) each(25) each(26) \
  each(27) each(28) each(29) each(30) each(31)
#define TELLS(each) each(0) each(1) each(2) each(3) each(4) each(5) each(6) each(7)
#define ASKS(each) each(0) each(1) each(2) each(3)

#define DECLARE_CALL(n) SLOT(call##n) uint64_t call##n(uint64_t input);
#define DECLARE_TELL(n) SLOT(tell##n) void tell##n(uint64_t input);
#define DECLARE_ASK(n) SLOT(ask##n) uint64_t ask##n(void);
#define CASE_CALL(n) case n: return call##n(input);
#define CASE_TELL(n) case n: tell##n(input); return 0;
#define CASE_ASK(n) case n: return ask##n();

CALLS(DECLARE_CALL)
TELLS(DECLARE_TELL)
ASKS(DECLARE_ASK)

// The slots of a type follow on those of the type before.
#define TELL_FIRST 32
#define ASK_FIRST 40

static uint64_t through_slot(uint32_t slot, uint64_t input) {
  switch (slot) { CALLS(CASE_CALL) }
  switch (slot - TELL_FIRST) { TELLS(CASE_TELL) }
  switch (slot - ASK_FIRST) { ASKS(CASE_ASK) }
  return 0;
}

uint64_t give_host(hf_text text) {
  if (text.length == 0) return 0;
  uint64_t handle = env_alloc(text.length);
  if (handle == 0) __builtin_trap();
  size_t at = 0;
  for (; at + 8 <= text.length; at += 8) {
    uint64_t word;
    __builtin_memcpy(&word, text.data + at, 8);
    env_store_u64(handle + at, word);
  }
  for (; at < text.length; at++) env_store_u8(handle + at, (uint8_t)text.data[at]);
  return handle;
}

hf_text take_from_host(uint64_t handle) {
  size_t length = handle == 0 ? 0 : (size_t)env_length(handle);
  char *data = hf_alloc(length + 1);
  size_t at = 0;
  for (; at + 8 <= length; at += 8) {
    uint64_t word = env_load_u64(handle + at);
    __builtin_memcpy(data + at, &word, 8);
  }
  for (; at < length; at++) data[at] = (char)env_load_u8(handle + at);
  if (handle != 0) env_free(handle);
  return (hf_text){data, length};
}

/** The host answers as drivers do: {"status": …, "message": …, "result": …}. */
static JSValue answer_of(JSContext *context, hf_text json, const type *output) {
  hf_reader *reader = hf_alloc(sizeof *reader);
  hf_text status = {"", 0}, message = {"", 0}, key;
  JSValue result = JS_UNDEFINED;
  reader->start = reader->at = (char *)json.data;
  reader->end = reader->at + json.length;
  hf_begin_object(reader);
  while (hf_next_key(reader, &key)) {
    if (hf_equal(key, HF_TEXT("status"))) status = hf_read_text(reader, 0, SIZE_MAX);
    else if (hf_equal(key, HF_TEXT("message"))) message = hf_read_text(reader, 0, SIZE_MAX);
    else if (hf_equal(key, HF_TEXT("result")) && output != NULL && JS_IsUndefined(result))
      result = read_value(context, reader, output);
    else hf_skip(reader);
  }
  if (hf_end(reader) && hf_equal(status, HF_TEXT("ok"))) return result;
  JS_FreeValue(context, result);
  return reader->problem.length > 0 ? throw_status(context, HF_TEXT("failed"), reader->problem)
                                    : throw_status(context, status, message);
}

JSValue call_host(JSContext *context, JSValueConst self, int count, JSValueConst *arguments) {
  (void)self;
  int32_t slot = -1;
  if (count < 4 || JS_ToInt32(context, &slot, arguments[0]) != 0)
    return JS_ThrowTypeError(context, "call takes a slot, the types of input and output, and a value");
  hf_writer *writer = hf_alloc(sizeof *writer);
  const type *output = NULL;
  if (!JS_IsNull(arguments[1])) {
    const type *input = type_at(context, arguments[1]);
    if (input == NULL || !write_value(context, writer, input, arguments[3])) return JS_EXCEPTION;
    if (writer->problem.length > 0) return throw_status(context, HF_TEXT("invalid_argument"), writer->problem);
  }
  if (!JS_IsNull(arguments[2])) {
    output = type_at(context, arguments[2]);
    if (output == NULL) return JS_EXCEPTION;
  }
  uint64_t given = give_host((hf_text){writer->data, writer->used});
  uint64_t answer = through_slot((uint32_t)slot, given);
  if (given != 0) env_free(given);
  return slot >= TELL_FIRST && slot < ASK_FIRST ? JS_UNDEFINED : answer_of(context, take_from_host(answer), output);
}

JSValue write_log(JSContext *context, JSValueConst self, int count, JSValueConst *arguments) {
  (void)self;
  int32_t slot = -1;
  hf_text message;
  if (count < 2 || JS_ToInt32(context, &slot, arguments[0]) != 0 || !text_of(context, arguments[1], &message))
    return JS_EXCEPTION;
  uint64_t line = give_host(message);
  if (line != 0) through_slot((uint32_t)slot, line);
  return JS_UNDEFINED;
}

JSValue read_config(JSContext *context, JSValueConst self, int count, JSValueConst *arguments) {
  (void)self;
  int32_t slot = -1;
  hf_text key;
  if (count < 2 || JS_ToInt32(context, &slot, arguments[0]) != 0 || !text_of(context, arguments[1], &key))
    return JS_EXCEPTION;
  uint64_t value = through_slot((uint32_t)slot, give_host(key));
  return value == 0 ? JS_UNDEFINED : string_of(context, take_from_host(value));
}

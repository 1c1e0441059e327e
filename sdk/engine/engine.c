// QuickJS as a guest: a driver's script is evaluated once, when the driver is linked; each export then calls one of its functions.
#include "engine.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define IMPORT(name) __attribute__((import_module("extism:host/env"), import_name(name))) extern
IMPORT("error_set") void env_error_set(uint64_t message);

// Far less than the stack of the module: what JavaScript sees is an error that it can catch, never a trap.
#define SCRIPT_STACK_BYTES (192 * 1024)
#define FUNCTION_MAX 64

typedef struct {
  const type *input;
  const type *output;
} served;

static JSContext *context;
static JSValue call_function = JS_UNDEFINED;
static served functions[FUNCTION_MAX];
static size_t function_count;
/** The functions' names, with a space behind each. */
static char names[FUNCTION_MAX * 66 + 1];
JSValue uint8_array;

/** In place of the C library's, which would link its streams and so import the host's. There are none to flush. */
void __stdio_exit_needed(void);
void __stdio_exit_needed(void) {}

// A guest without memory traps: the host then says that the limit was met.
static void *take(JSMallocState *state, size_t size) {
  (void)state;
  void *memory = malloc(size);
  if (memory == NULL) __builtin_trap();
  return memory;
}

static void give_back(JSMallocState *state, void *memory) {
  (void)state;
  free(memory);
}

static void *resize(JSMallocState *state, void *memory, size_t size) {
  (void)state;
  void *moved = realloc(memory, size == 0 ? 1 : size);
  if (moved == NULL) __builtin_trap();
  return moved;
}

static size_t usable(const void *memory) { return malloc_usable_size((void *)memory); }

JSValue string_of(JSContext *in, hf_text text) { return JS_NewStringLen(in, text.data, text.length); }

bool text_of(JSContext *in, JSValueConst value, hf_text *text) {
  const char *data = JS_ToCStringLen(in, &text->length, value);
  if (data == NULL) return false;
  char *copy = hf_alloc(text->length + 1);
  memcpy(copy, data, text->length);
  JS_FreeCString(in, data);
  text->data = copy;
  return true;
}

JSValue throw_status(JSContext *in, hf_text status, hf_text message) {
  JSValue error = JS_NewError(in);
  JS_DefinePropertyValueStr(in, error, "name", JS_NewString(in, "DriverFailure"), JS_PROP_C_W_E);
  JS_DefinePropertyValueStr(in, error, "status", string_of(in, status), JS_PROP_C_W_E);
  JS_DefinePropertyValueStr(in, error, "message", string_of(in, message), JS_PROP_C_W_E);
  return JS_Throw(in, error);
}

static void add_name(JSContext *in, JSValueConst name) {
  const char *text = JS_ToCString(in, name);
  if (text != NULL && strlen(text) <= 64) strcat(strcat(names, text), " ");
  JS_FreeCString(in, text);
}

/** `holdfast.serve(call, signatures)`: `call(place, input)` runs a function; a signature is its name and two types, null for none. */
static JSValue serve(JSContext *in, JSValueConst self, int count, JSValueConst *arguments) {
  (void)self;
  int32_t length = 0;
  if (count < 2 || !JS_IsFunction(in, arguments[0])) return JS_ThrowTypeError(in, "serve takes a function and signatures");
  JSValue size = JS_GetPropertyStr(in, arguments[1], "length");
  JS_ToInt32(in, &length, size);
  if (length > FUNCTION_MAX) return JS_ThrowRangeError(in, "a driver has at most %d functions", FUNCTION_MAX);
  JS_FreeValue(in, call_function);
  call_function = JS_DupValue(in, arguments[0]);
  function_count = (size_t)length;
  names[0] = 0;
  for (int32_t at = 0; at < length; at++) {
    JSValue signature = JS_GetPropertyUint32(in, arguments[1], (uint32_t)at);
    JSValue name = JS_GetPropertyUint32(in, signature, 0);
    JSValue types[] = {JS_GetPropertyUint32(in, signature, 1), JS_GetPropertyUint32(in, signature, 2)};
    add_name(in, name);
    functions[at].input = JS_IsNull(types[0]) ? NULL : type_at(in, types[0]);
    functions[at].output = JS_IsNull(types[1]) ? NULL : type_at(in, types[1]);
    bool good = (JS_IsNull(types[0]) || functions[at].input != NULL) && (JS_IsNull(types[1]) || functions[at].output != NULL);
    JS_FreeValue(in, name);
    JS_FreeValue(in, types[0]);
    JS_FreeValue(in, types[1]);
    JS_FreeValue(in, signature);
    if (!good) return JS_EXCEPTION;
  }
  return JS_UNDEFINED;
}

/** Runs what promises wait for, as far as it goes. */
static JSValue run_jobs(JSContext *in, JSValueConst self, int count, JSValueConst *arguments) {
  (void)self, (void)count, (void)arguments;
  JSContext *ran;
  int left;
  while ((left = JS_ExecutePendingJob(JS_GetRuntime(in), &ran)) > 0) continue;
  return left < 0 ? JS_EXCEPTION : JS_UNDEFINED;
}

static JSValue trap(JSContext *in, JSValueConst self, int count, JSValueConst *arguments) {
  (void)in, (void)self, (void)count, (void)arguments;
  __builtin_trap();
}

/** In place of QuickJS's own, which would begin at the same number in every instance. */
static JSValue random_number(JSContext *in, JSValueConst self, int count, JSValueConst *arguments) {
  (void)self, (void)count, (void)arguments;
  uint64_t bits = 0;
  if (getentropy(&bits, sizeof bits) != 0) __builtin_trap();
  return JS_NewFloat64(in, (double)(bits >> 11) * 0x1p-53);
}

static JSValue encode_utf8(JSContext *in, JSValueConst self, int count, JSValueConst *arguments) {
  (void)self;
  hf_text text;
  if (count < 1 || !text_of(in, arguments[0], &text)) return JS_EXCEPTION;
  JSValue buffer = JS_NewArrayBufferCopy(in, (const uint8_t *)text.data, text.length);
  JSValue array = JS_CallConstructor(in, uint8_array, 1, &buffer);
  JS_FreeValue(in, buffer);
  return array;
}

static JSValue decode_utf8(JSContext *in, JSValueConst self, int count, JSValueConst *arguments) {
  (void)self;
  size_t offset, length, width, room;
  JSValue buffer = count < 1 ? JS_EXCEPTION : JS_GetTypedArrayBuffer(in, arguments[0], &offset, &length, &width);
  if (JS_IsException(buffer)) return buffer;
  const uint8_t *data = JS_GetArrayBuffer(in, &room, buffer);
  JSValue text = JS_NewStringLen(in, data == NULL ? "" : (const char *)data + offset, length * width);
  JS_FreeValue(in, buffer);
  return text;
}

static void define(JSValueConst on, const char *name, JSCFunction *function, int count) {
  JS_SetPropertyStr(context, on, name, JS_NewCFunction(context, function, name, count));
}

static void make_context(void) {
  static const JSMallocFunctions memory = {take, give_back, resize, usable};
  JSRuntime *runtime = JS_NewRuntime2(&memory, NULL);
  JS_SetMaxStackSize(runtime, SCRIPT_STACK_BYTES);
  context = JS_NewContext(runtime);
  JSValue global = JS_GetGlobalObject(context);
  uint8_array = JS_GetPropertyStr(context, global, "Uint8Array");
  JSValue math = JS_GetPropertyStr(context, global, "Math");
  define(math, "random", random_number, 0);
  JSValue holdfast = JS_NewObject(context);
  define(holdfast, "defineTypes", define_types, 1);
  define(holdfast, "serve", serve, 2);
  define(holdfast, "call", call_host, 4);
  define(holdfast, "log", write_log, 2);
  define(holdfast, "config", read_config, 2);
  define(holdfast, "runJobs", run_jobs, 0);
  define(holdfast, "trap", trap, 0);
  define(holdfast, "encodeUtf8", encode_utf8, 1);
  define(holdfast, "decodeUtf8", decode_utf8, 1);
  JS_SetPropertyStr(context, global, "holdfast", holdfast);
  JS_FreeValue(context, math);
  JS_FreeValue(context, global);
}

/** What was thrown, for a person. */
static hf_text words_of(JSValueConst error) {
  hf_text words = HF_TEXT("an error that has no words"), stack = {"", 0};
  if (!text_of(context, error, &words)) JS_FreeValue(context, JS_GetException(context));
  JSValue trace = JS_IsError(context, error) ? JS_GetPropertyStr(context, error, "stack") : JS_UNDEFINED;
  if (JS_IsString(trace)) text_of(context, trace, &stack);
  JS_FreeValue(context, trace);
  hf_text parts[] = {words, HF_TEXT("\n"), stack};
  return hf_join(parts, stack.length > 0 ? 3 : 1);
}

static int32_t status_of(hf_text name) {
  static const char *const names[] = {"ok",          "invalid_argument",  "not_found",          "already_exists", "not_ready",
                                      "unsupported", "permission_denied", "resource_exhausted", "busy",           "failed"};
  for (int32_t at = HF_INVALID_ARGUMENT; at <= HF_FAILED; at++) {
    if (hf_equal(name, hf_text_of(names[at]))) return at;
  }
  return HF_OK;
}

/** The facts that a failure carries, as JSON; false with a pending exception when they cannot be written as that. */
static bool tell_details(JSValueConst failure) {
  hf_text json;
  JSValue details = JS_GetPropertyStr(context, failure, "details");
  JSValue text = JS_IsObject(details) ? JS_JSONStringify(context, details, JS_UNDEFINED, JS_UNDEFINED) : JS_UNDEFINED;
  bool good = !JS_IsException(details) && !JS_IsException(text);
  if (good && JS_IsString(text)) {
    good = text_of(context, text, &json);
    if (good) hf_details(HF_FAILED, json);
  }
  JS_FreeValue(context, text);
  JS_FreeValue(context, details);
  return good;
}

/** A thrown failure is an answer; any other error is the driver's mistake, and the host is told so. */
static int32_t answer_thrown(void) {
  JSValue error = JS_GetException(context);
  JSValue status = JS_IsObject(error) ? JS_GetPropertyStr(context, error, "status") : JS_UNDEFINED;
  hf_text name = {"", 0}, message = {"", 0};
  if (JS_IsString(status)) text_of(context, status, &name);
  JS_FreeValue(context, status);
  int32_t found = status_of(name);
  if (found == HF_OK) {
    env_error_set(give_host(words_of(error)));
    JS_FreeValue(context, error);
    return 1;
  }
  JSValue words = JS_GetPropertyStr(context, error, "message");
  if (!text_of(context, words, &message)) JS_FreeValue(context, JS_GetException(context));
  JS_FreeValue(context, words);
  hf_fail((hf_status)found, message.data == NULL ? "" : message.data);
  bool told = tell_details(error);
  JS_FreeValue(context, error);
  if (!told) return answer_thrown();
  hf_writer *writer = hf_alloc(sizeof *writer);
  hf_answer_begin(writer, (hf_status)found);
  return hf_answer_end(writer);
}

static int32_t answer(const type *output, JSValueConst result) {
  hf_writer *writer = hf_alloc(sizeof *writer);
  hf_answer_begin(writer, HF_OK);
  if (output != NULL) {
    hf_write_key(writer, HF_TEXT("result"));
    if (!write_value(context, writer, output, result)) return answer_thrown();
  }
  return hf_answer_end(writer);
}

__attribute__((export_name("holdfast_call"))) int32_t holdfast_call(uint32_t place) {
  static hf_reader reader;
  hf_begin(&reader);
  if (place >= function_count) __builtin_trap();
  JSValue arguments[] = {JS_NewInt32(context, (int32_t)place), JS_UNDEFINED};
  if (functions[place].input != NULL) {
    arguments[1] = read_value(context, &reader, functions[place].input);
    if (!hf_end(&reader)) {
      JS_FreeValue(context, arguments[1]);
      return hf_answer_refused(&reader);
    }
  }
  JSValue result = JS_Call(context, call_function, JS_UNDEFINED, 2, arguments);
  int32_t code = JS_IsException(result) ? answer_thrown() : answer(functions[place].output, result);
  JS_FreeValue(context, result);
  JS_FreeValue(context, arguments[1]);
  return code;
}

// For the linker of drivers, which then takes these exports away.

/** The names of what is served, in the order of their places. */
__attribute__((export_name("holdfast_names"))) const char *holdfast_names(void) { return names; }

__attribute__((export_name("holdfast_room"))) char *holdfast_room(size_t length) {
  char *room = malloc(length + 1);
  if (room == NULL) __builtin_trap();
  room[length] = 0;
  return room;
}

/** Evaluates the script; null when all is well, else what was thrown, zero-terminated. The script's room is wiped and freed. */
__attribute__((export_name("holdfast_load"))) const char *holdfast_load(char *script, size_t length) {
  if (context == NULL) make_context();
  JSValue result = JS_Eval(context, script, length, "driver", JS_EVAL_TYPE_GLOBAL | JS_EVAL_FLAG_STRICT);
  memset(script, 0, length);
  free(script);
  const char *problem = NULL;
  if (JS_IsException(result)) {
    JSValue error = JS_GetException(context);
    problem = words_of(error).data;
    JS_FreeValue(context, error);
  } else if (function_count == 0) {
    problem = "The script serves no driver: call serve(…) of the generated bindings.";
  }
  JS_FreeValue(context, result);
  JS_RunGC(JS_GetRuntime(context));
  return problem;
}

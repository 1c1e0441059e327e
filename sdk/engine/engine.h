// The parts of the JavaScript engine's border: types of a contract, values in and out of JSON, calls of the host.
#ifndef HOLDFAST_ENGINE_H
#define HOLDFAST_ENGINE_H

#include <holdfast.h>
#include <quickjs.h>

typedef enum {
  TYPE_STRING,
  TYPE_BUFFER,
  TYPE_BOOLEAN,
  TYPE_INTEGER,
  TYPE_FLOAT,
  TYPE_DOUBLE,
  TYPE_ENUM,
  TYPE_ARRAY,
  TYPE_MAP,
  TYPE_RECORD,
} type_kind;

typedef struct type type;

typedef struct {
  hf_text wire;
  /** What JavaScript calls it. */
  JSAtom name;
  const type *type;
  bool required;
  /** Null and absent are the same. */
  bool loose;
} field;

/** A type of a contract; made once, when the driver is loaded. */
struct type {
  type_kind kind;
  /** Bounds of an integer, or of a length in bytes. */
  int64_t minimum;
  int64_t maximum;
  const type *items;
  field *fields;
  /** The values of an enumeration. */
  const char **names;
  size_t count;
};

/** `holdfast.defineTypes(list)`: answers the place of the first one. */
JSValue define_types(JSContext *context, JSValueConst self, int count, JSValueConst *arguments);
/** Null and a pending exception for a place that has no type. */
const type *type_at(JSContext *context, JSValueConst place);

/** A value of the type, undefined after a problem of the reader. An exception only when the engine itself fails. */
JSValue read_value(JSContext *context, hf_reader *reader, const type *of);
/** What does not fit the type is a problem of the writer; false with a pending exception when a getter threw. */
bool write_value(JSContext *context, hf_writer *writer, const type *of, JSValueConst value);

/** `holdfast.call(slot, inputType, outputType, value)` and the other ways to the host. */
JSValue call_host(JSContext *context, JSValueConst self, int count, JSValueConst *arguments);
JSValue write_log(JSContext *context, JSValueConst self, int count, JSValueConst *arguments);
JSValue read_config(JSContext *context, JSValueConst self, int count, JSValueConst *arguments);

/** The constructor Uint8Array; freed never. */
extern JSValue uint8_array;
/** A text as a string of JavaScript. */
JSValue string_of(JSContext *context, hf_text text);
/** Copies a string of JavaScript into memory of the call; false with a pending exception. */
bool text_of(JSContext *context, JSValueConst value, hf_text *text);
/** Throws a DriverFailure: a status with its message. */
JSValue throw_status(JSContext *context, hf_text status, hf_text message);
/** Hands bytes to the host; 0 for none. */
uint64_t give_host(hf_text text);
/** Takes what the host gave, and frees it. */
hf_text take_from_host(uint64_t handle);

#endif

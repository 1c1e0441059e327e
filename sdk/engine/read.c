// Reads JSON into values of JavaScript, held to the types of a contract by the strict reader of the C kit.
#include "engine.h"

static JSValue read_record(JSContext *context, hf_reader *reader, const type *of) {
  JSValue record = JS_NewObject(context);
  bool *seen = hf_alloc(of->count * sizeof *seen);
  hf_text key;
  hf_begin_object(reader);
  while (hf_next_key(reader, &key)) {
    size_t at = 0;
    while (at < of->count && !hf_equal(of->fields[at].wire, key)) at++;
    if (at == of->count) {
      hf_skip(reader);
      continue;
    }
    const field *member = &of->fields[at];
    if (!hf_first(reader, &seen[at])) break;
    if (!member->loose || !hf_take_null(reader))
      JS_SetProperty(context, record, member->name, read_value(context, reader, member->type));
    else if (member->required) JS_SetProperty(context, record, member->name, JS_NULL);
  }
  for (size_t at = 0; at < of->count; at++) {
    if (of->fields[at].required) hf_need(reader, seen[at], of->fields[at].wire.data);
  }
  return record;
}

static JSValue read_array(JSContext *context, hf_reader *reader, const type *of) {
  JSValue array = JS_NewArray(context);
  hf_begin_array(reader);
  for (uint32_t at = 0; hf_next_item(reader, at); at++)
    JS_DefinePropertyValueUint32(context, array, at, read_value(context, reader, of->items), JS_PROP_C_W_E);
  return array;
}

/** Without a prototype: any key is one of the map's own. */
static JSValue read_map(JSContext *context, hf_reader *reader, const type *of) {
  JSValue map = JS_NewObjectProto(context, JS_NULL);
  hf_text key;
  hf_begin_object(reader);
  while (hf_next_key(reader, &key)) {
    JSAtom name = JS_NewAtomLen(context, key.data, key.length);
    if (JS_GetOwnProperty(context, NULL, map, name) == 1) hf_problem(reader, "is given twice");
    JS_DefinePropertyValue(context, map, name, read_value(context, reader, of->items), JS_PROP_C_W_E);
    JS_FreeAtom(context, name);
  }
  return map;
}

static JSValue read_buffer(JSContext *context, hf_reader *reader, const type *of) {
  hf_bytes bytes = hf_read_bytes(reader, (size_t)of->minimum, (size_t)of->maximum);
  JSValue buffer = JS_NewArrayBufferCopy(context, bytes.data, bytes.length);
  JSValue array = JS_CallConstructor(context, uint8_array, 1, &buffer);
  JS_FreeValue(context, buffer);
  return array;
}

JSValue read_value(JSContext *context, hf_reader *reader, const type *of) {
  switch (of->kind) {
    case TYPE_STRING:
      return string_of(context, hf_read_text(reader, (size_t)of->minimum, (size_t)of->maximum));
    case TYPE_BUFFER:
      return read_buffer(context, reader, of);
    case TYPE_BOOLEAN:
      return JS_NewBool(context, hf_read_boolean(reader));
    case TYPE_INTEGER:
      return JS_NewInt64(context, hf_read_integer(reader, of->minimum, of->maximum));
    case TYPE_FLOAT:
      return JS_NewFloat64(context, (float)hf_read_number(reader));
    case TYPE_DOUBLE:
      return JS_NewFloat64(context, hf_read_number(reader));
    case TYPE_ENUM:
      return JS_NewString(context, of->names[hf_read_name(reader, of->names, (int)of->count)]);
    case TYPE_ARRAY:
      return read_array(context, reader, of);
    case TYPE_MAP:
      return read_map(context, reader, of);
    case TYPE_RECORD:
      return read_record(context, reader, of);
  }
  return JS_UNDEFINED;
}

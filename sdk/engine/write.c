// Writes values of JavaScript as JSON; a value that is not of its type is a problem of the writer.
#include "engine.h"

static bool refuse(hf_writer *writer, hf_text message) {
  if (writer->problem.length > 0) return true;
  hf_text parts[] = {writer->last_key, HF_TEXT(" "), message};
  writer->problem = hf_join(parts, 3);
  return true;
}

static bool write_record(JSContext *context, hf_writer *writer, const type *of, JSValueConst value) {
  if (!JS_IsObject(value)) return refuse(writer, HF_TEXT("must be an object"));
  hf_write_begin(writer, '{');
  for (size_t at = 0; at < of->count; at++) {
    const field *member = &of->fields[at];
    JSValue inner = JS_GetProperty(context, value, member->name);
    if (JS_IsException(inner)) return false;
    bool none = JS_IsUndefined(inner) || JS_IsNull(inner);
    bool good = true;
    if (!none || member->required) hf_write_key(writer, member->wire);
    if (!none) good = write_value(context, writer, member->type, inner);
    else if (!member->loose) refuse(writer, HF_TEXT("is missing"));
    else if (member->required) hf_write_null(writer);
    JS_FreeValue(context, inner);
    if (!good) return false;
  }
  hf_write_end(writer, '}');
  return true;
}

static bool write_array(JSContext *context, hf_writer *writer, const type *of, JSValueConst value) {
  if (JS_IsArray(context, value) != 1) return refuse(writer, HF_TEXT("must be an array"));
  int64_t length = 0;
  JSValue count = JS_GetPropertyStr(context, value, "length");
  JS_ToInt64(context, &length, count);
  hf_write_begin(writer, '[');
  for (uint32_t at = 0; at < length; at++) {
    JSValue item = JS_GetPropertyUint32(context, value, at);
    bool good = !JS_IsException(item) && write_value(context, writer, of->items, item);
    JS_FreeValue(context, item);
    if (!good) return false;
  }
  hf_write_end(writer, ']');
  return true;
}

static bool write_entry(JSContext *context, hf_writer *writer, const type *of, JSValueConst map, JSAtom name) {
  JSValue key = JS_AtomToString(context, name);
  JSValue inner = JS_GetProperty(context, map, name);
  hf_text text;
  bool good = !JS_IsException(inner) && text_of(context, key, &text);
  if (good) hf_write_key(writer, text);
  good = good && write_value(context, writer, of->items, inner);
  JS_FreeValue(context, inner);
  JS_FreeValue(context, key);
  return good;
}

static bool write_map(JSContext *context, hf_writer *writer, const type *of, JSValueConst value) {
  if (!JS_IsObject(value)) return refuse(writer, HF_TEXT("must be an object"));
  JSPropertyEnum *names;
  uint32_t count;
  if (JS_GetOwnPropertyNames(context, &names, &count, value, JS_GPN_STRING_MASK | JS_GPN_ENUM_ONLY) != 0) return false;
  bool good = true;
  hf_write_begin(writer, '{');
  for (uint32_t at = 0; at < count; at++) {
    good = good && write_entry(context, writer, of, value, names[at].atom);
    JS_FreeAtom(context, names[at].atom);
  }
  js_free(context, names);
  hf_write_end(writer, '}');
  return good;
}

static bool write_string(JSContext *context, hf_writer *writer, JSValueConst value) {
  size_t length;
  if (!JS_IsString(value)) return refuse(writer, HF_TEXT("must be a string"));
  const char *data = JS_ToCStringLen(context, &length, value);
  if (data == NULL) return false;
  hf_write_text(writer, (hf_text){data, length});
  JS_FreeCString(context, data);
  return true;
}

static bool write_buffer(JSContext *context, hf_writer *writer, JSValueConst value) {
  size_t offset, length, width, room;
  JSValue buffer = JS_GetTypedArrayBuffer(context, value, &offset, &length, &width);
  if (JS_IsException(buffer) || width != 1) {
    JS_FreeValue(context, JS_GetException(context));
    JS_FreeValue(context, buffer);
    return refuse(writer, HF_TEXT("must be a Uint8Array"));
  }
  const uint8_t *data = JS_GetArrayBuffer(context, &room, buffer);
  hf_write_bytes(writer, (hf_bytes){data == NULL ? NULL : data + offset, length});
  JS_FreeValue(context, buffer);
  return true;
}

static bool write_number(JSContext *context, hf_writer *writer, const type *of, JSValueConst value) {
  double number;
  if (!JS_IsNumber(value)) return refuse(writer, HF_TEXT("must be a number"));
  JS_ToFloat64(context, &number, value);
  if (of->kind == TYPE_FLOAT) number = (float)number;
  if (of->kind != TYPE_INTEGER) {
    hf_write_number(writer, number);
    return true;
  }
  if (!(number == __builtin_trunc(number))) return refuse(writer, HF_TEXT("must be an integer"));
  // What no integer of 64 bits can hold is out of every range.
  if (number > 9e18 || number < -9e18) number = number > 0 ? 9e18 : -9e18;
  hf_write_integer(writer, (int64_t)number, of->minimum, of->maximum);
  return true;
}

static bool write_enum(JSContext *context, hf_writer *writer, const type *of, JSValueConst value) {
  hf_text text = {"", 0};
  if (JS_IsString(value) && !text_of(context, value, &text)) return false;
  int place = 0;
  while (place < (int)of->count && !hf_equal(hf_text_of(of->names[place]), text)) place++;
  hf_write_name(writer, place, of->names, (int)of->count);
  return true;
}

bool write_value(JSContext *context, hf_writer *writer, const type *of, JSValueConst value) {
  switch (of->kind) {
    case TYPE_STRING:
      return write_string(context, writer, value);
    case TYPE_BUFFER:
      return write_buffer(context, writer, value);
    case TYPE_BOOLEAN:
      if (!JS_IsBool(value)) return refuse(writer, HF_TEXT("must be true or false"));
      hf_write_boolean(writer, JS_ToBool(context, value) != 0);
      return true;
    case TYPE_INTEGER:
    case TYPE_FLOAT:
    case TYPE_DOUBLE:
      return write_number(context, writer, of, value);
    case TYPE_ENUM:
      return write_enum(context, writer, of, value);
    case TYPE_ARRAY:
      return write_array(context, writer, of, value);
    case TYPE_MAP:
      return write_map(context, writer, of, value);
    case TYPE_RECORD:
      return write_record(context, writer, of, value);
  }
  return true;
}

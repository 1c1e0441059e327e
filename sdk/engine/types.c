// The types of a contract as the generated code lists them: each a tuple that begins with its kind and names others by their places.
#include <stdlib.h>
#include <string.h>

#include "engine.h"

static type **types;
static size_t type_count;

static const char *const kind_names[] = {"string", "buffer", "boolean", "integer", "float",
                                         "double", "enum",   "array",   "map",     "record"};

static int64_t integer_at(JSContext *context, JSValueConst list, uint32_t place, int64_t otherwise) {
  int64_t value = otherwise;
  JSValue item = JS_GetPropertyUint32(context, list, place);
  if (JS_IsNumber(item)) JS_ToInt64(context, &value, item);
  JS_FreeValue(context, item);
  return value;
}

/** A copy that lasts as long as the instance. */
static const char *name_at(JSContext *context, JSValueConst list, uint32_t place) {
  JSValue item = JS_GetPropertyUint32(context, list, place);
  const char *shared = JS_ToCString(context, item);
  char *copy = strdup(shared == NULL ? "" : shared);
  JS_FreeCString(context, shared);
  JS_FreeValue(context, item);
  return copy;
}

static size_t length_of(JSContext *context, JSValueConst list) {
  int64_t length = 0;
  JSValue value = JS_GetPropertyStr(context, list, "length");
  JS_ToInt64(context, &length, value);
  JS_FreeValue(context, value);
  return (size_t)length;
}

static const type *other(JSContext *context, JSValueConst list, uint32_t place, size_t base) {
  return types[base + (size_t)integer_at(context, list, place, 0)];
}

/** [wire name, name in JavaScript, required, loose, place of the type] */
static field field_from(JSContext *context, JSValueConst tuple, size_t base) {
  field made;
  made.wire = hf_text_of(name_at(context, tuple, 0));
  const char *name = name_at(context, tuple, 1);
  made.name = JS_NewAtom(context, name);
  free((void *)name);
  made.required = integer_at(context, tuple, 2, 0) != 0;
  made.loose = integer_at(context, tuple, 3, 0) != 0;
  made.type = other(context, tuple, 4, base);
  return made;
}

static void add_members(JSContext *context, JSValueConst list, type *to, size_t base) {
  to->count = length_of(context, list);
  if (to->kind == TYPE_ENUM) to->names = calloc(to->count + 1, sizeof *to->names);
  else to->fields = calloc(to->count + 1, sizeof *to->fields);
  for (uint32_t at = 0; at < to->count; at++) {
    if (to->kind == TYPE_ENUM) {
      to->names[at] = name_at(context, list, at);
      continue;
    }
    JSValue member = JS_GetPropertyUint32(context, list, at);
    to->fields[at] = field_from(context, member, base);
    JS_FreeValue(context, member);
  }
}

static type *type_from(JSContext *context, JSValueConst tuple, size_t base) {
  type *made = calloc(1, sizeof *made);
  const char *kind = name_at(context, tuple, 0);
  while (made->kind < TYPE_RECORD && strcmp(kind, kind_names[made->kind]) != 0) made->kind++;
  free((void *)kind);
  if (made->kind == TYPE_ENUM || made->kind == TYPE_RECORD) {
    JSValue members = JS_GetPropertyUint32(context, tuple, 1);
    add_members(context, members, made, base);
    JS_FreeValue(context, members);
  } else if (made->kind == TYPE_ARRAY || made->kind == TYPE_MAP) {
    made->items = other(context, tuple, 1, base);
  } else {
    made->minimum = integer_at(context, tuple, 1, 0);
    made->maximum = integer_at(context, tuple, 2, SIZE_MAX);
  }
  return made;
}

JSValue define_types(JSContext *context, JSValueConst self, int count, JSValueConst *arguments) {
  (void)self;
  if (count < 1) return JS_ThrowTypeError(context, "defineTypes takes a list");
  size_t base = type_count;
  size_t more = length_of(context, arguments[0]);
  types = realloc(types, (base + more + 1) * sizeof *types);
  for (uint32_t at = 0; at < more; at++) {
    JSValue tuple = JS_GetPropertyUint32(context, arguments[0], at);
    types[type_count++] = type_from(context, tuple, base);
    JS_FreeValue(context, tuple);
  }
  return JS_NewInt64(context, (int64_t)base);
}

const type *type_at(JSContext *context, JSValueConst place) {
  int64_t at = -1;
  if (JS_ToInt64(context, &at, place) == 0 && at >= 0 && (size_t)at < type_count) return types[at];
  JS_ThrowTypeError(context, "there is no type at that place");
  return NULL;
}

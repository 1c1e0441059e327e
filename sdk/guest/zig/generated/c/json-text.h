// Generated from sdk/guest/c/json-text.h by `npm run generate`. Do not edit: change it there and generate again.
// What the JSON reader needs of the texts; no business of drivers.
#ifndef HOLDFAST_JSON_TEXT_H
#define HOLDFAST_JSON_TEXT_H

#include "holdfast.h"

/** Reads a string in place, from its opening quote to behind its closing one. Answers what is wrong with it, or null. */
const char *hf_unescape(char **at, char *end, hf_text *text);

/** Decodes over the digits themselves; false when they are no Base64 with padding. */
bool hf_decode_base64(hf_text text, hf_bytes *bytes);

#endif

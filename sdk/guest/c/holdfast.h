// What a Holdfast driver in C needs: texts, memory for the length of a call, statuses, host functions, JSON for generated code.
//
// Include the generated header of your kind, generated/<kind>.h, which includes this one, and compile the .c files of this folder
// along with your sources. Plain C11; with wasi-libc, or without any C library (-nostdlib -fno-builtin).
#ifndef HOLDFAST_H
#define HOLDFAST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Makes a function visible to the host under a name. */
#define HF_EXPORT(name) __attribute__((export_name(name)))

/** Bytes of UTF-8. They may hold any character, U+0000 too; a further zero byte stands behind the last one. */
typedef struct {
  const char *data;
  size_t length;
} hf_text;

/** A literal as a text. */
#define HF_TEXT(literal) ((hf_text){literal, sizeof(literal) - 1})

/** Any bytes. */
typedef struct {
  const uint8_t *data;
  size_t length;
} hf_bytes;

/** What a function answers; HF_OK means that its output is filled in. */
typedef enum {
  HF_OK,
  HF_INVALID_ARGUMENT,
  HF_NOT_FOUND,
  HF_ALREADY_EXISTS,
  HF_NOT_READY,
  HF_UNSUPPORTED,
  HF_PERMISSION_DENIED,
  HF_RESOURCE_EXHAUSTED,
  HF_BUSY,
  HF_FAILED,
} hf_status;

/** Says why a call failed: `return hf_fail(HF_NOT_FOUND, "There is no …");`. The message is not copied. */
hf_status hf_fail(hf_status status, const char *message);

/**
 * Add a fact for programs to what hf_fail answered, and answer the same: `return hf_retry_after(hf_fail(HF_NOT_READY, "…"), 1500);`.
 * Another hf_fail begins without facts.
 */
hf_status hf_detail_text(hf_status failure, hf_text key, hf_text value);
hf_status hf_detail_integer(hf_status failure, hf_text key, int64_t value);
hf_status hf_detail_boolean(hf_status failure, hf_text key, bool value);
/** Adds all members of a JSON object, which is sent as it is and not copied. */
hf_status hf_details(hf_status failure, hf_text object);
/** Says when coming back may help; with HF_NOT_READY, HF_BUSY and HF_RESOURCE_EXHAUSTED. */
hf_status hf_retry_after(hf_status failure, int64_t wait_ms);

/** Zeroed memory that lasts until the call is answered. Never null: a guest without memory traps. */
void *hf_alloc(size_t bytes);

/** Room for one item more behind `count` items, which may have moved. Start with items null and count 0. */
void *hf_grow(void *items, size_t count, size_t item_bytes);

/** A zero-terminated string as a text; the bytes are not copied. */
hf_text hf_text_of(const char *string);

bool hf_equal(hf_text left, hf_text right);

/** Severity of a line in the host's log. */
typedef enum { HF_TRACE, HF_DEBUG, HF_INFO, HF_WARN, HF_ERROR } hf_level;

/** Writes one line to the host's log; needs the permission `log`. A driver that never calls it does not import it. */
void hf_log(hf_level level, hf_text message);

/** The value of a key in the driver's own configuration; false when it is not set. Needs the permission `config`. */
bool hf_config(hf_text key, hf_text *value);

// What follows is for generated code.

#define HF_DEPTH_MAX 64

/** One step of the way to the value that is being read: a key, or a place in an array. */
typedef struct {
  hf_text key;
  size_t index;
} hf_step;

/** Reads JSON strictly. After the first problem every read answers zeroes and every loop ends. */
typedef struct {
  char *at;
  char *start;
  char *end;
  /** Empty as long as all is well. */
  hf_text problem;
  size_t depth;
  bool fresh;
  hf_step path[HF_DEPTH_MAX];
} hf_reader;

/** Starts a call: frees what the last one used and takes the input. */
void hf_begin(hf_reader *reader);
/** True when the whole input was one good value. */
bool hf_end(hf_reader *reader);
void hf_problem(hf_reader *reader, const char *message);

void hf_begin_object(hf_reader *reader);
bool hf_next_key(hf_reader *reader, hf_text *key);
void hf_begin_array(hf_reader *reader);
bool hf_next_item(hf_reader *reader, size_t index);
/** Notes that a field was given; false and a problem when it was given before. */
bool hf_first(hf_reader *reader, bool *seen);
void hf_need(hf_reader *reader, bool seen, const char *name);
bool hf_take_null(hf_reader *reader);
void hf_skip(hf_reader *reader);

hf_text hf_read_text(hf_reader *reader, size_t bytes_min, size_t bytes_max);
hf_bytes hf_read_bytes(hf_reader *reader, size_t bytes_min, size_t bytes_max);
bool hf_read_boolean(hf_reader *reader);
int64_t hf_read_integer(hf_reader *reader, int64_t minimum, int64_t maximum);
double hf_read_number(hf_reader *reader);
/** The place of a string in a list of names. */
int hf_read_name(hf_reader *reader, const char *const *names, int count);

/** Writes JSON; commas are its own business. */
typedef struct {
  char *data;
  size_t used;
  size_t room;
  bool comma;
  /** Empty as long as all is well. */
  hf_text problem;
  hf_text last_key;
} hf_writer;

/** Writes all of an answer but its result; true when a result must follow. */
bool hf_answer_begin(hf_writer *writer, hf_status status);
/** Hands the answer to the host; `failed` when it cannot be written as JSON. The export's return value. */
int32_t hf_answer_end(hf_writer *writer);
/** Answers that the input is not what the contract says. The export's return value. */
int32_t hf_answer_refused(const hf_reader *reader);

void hf_write_begin(hf_writer *writer, char bracket);
void hf_write_end(hf_writer *writer, char bracket);
void hf_write_key(hf_writer *writer, hf_text key);
void hf_write_null(hf_writer *writer);
/** Writes what is JSON already. */
void hf_write_json(hf_writer *writer, hf_text json);
void hf_write_text(hf_writer *writer, hf_text text);
void hf_write_bytes(hf_writer *writer, hf_bytes bytes);
void hf_write_boolean(hf_writer *writer, bool value);
void hf_write_integer(hf_writer *writer, int64_t value, int64_t minimum, int64_t maximum);
void hf_write_number(hf_writer *writer, double value);
void hf_write_name(hf_writer *writer, int place, const char *const *names, int count);

/** One question to the host, from its first byte to the last of the answer. */
typedef struct {
  hf_writer writer;
  hf_reader reader;
  hf_status status;
  hf_text message;
  bool answered;
} hf_asking;

void hf_ask_begin(hf_asking *asking);
/** The request as a block of the host; 0 when it cannot be written as JSON, and then the status says so. */
uint64_t hf_ask_request(hf_asking *asking);
void hf_ask_answer(hf_asking *asking, uint64_t answer);
/** True when the reader stands on the result, once. */
bool hf_ask_next(hf_asking *asking);
/** The host's status; its message is the driver's own from now on. */
hf_status hf_ask_end(hf_asking *asking);

/** Writes at most 20 bytes and answers how many. */
size_t hf_print_integer(int64_t value, char *out);
/** The shortest decimal form that reads back as the same number; at most 32 bytes. Answers its length. */
size_t hf_print_number(double value, char *out);
/** The number nearest to a decimal form that is known to be well-formed; infinity when it is too large. */
double hf_parse_number(const char *start, const char *end);
/** The bytes of the well-formed UTF-8 character at the start of these bytes; 0 when there is none. */
size_t hf_character_length(const char *at, const char *end);

/** Joins parts into one text that lasts until the call is answered. */
hf_text hf_join(const hf_text *parts, size_t count);

#endif

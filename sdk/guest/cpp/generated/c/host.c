// Generated from sdk/guest/c/host.c by `npm run generate`. Do not edit: change it there and generate again.
// The border to the host: input and output of a call, memory for its length, the log and the configuration.
#include "holdfast.h"

#define HOST(name) __attribute__((import_module("extism:host/env"), import_name(name))) extern

HOST("input_length") uint64_t host_input_length(void);
HOST("input_load_u8") uint32_t host_input_load_u8(uint64_t offset);
HOST("input_load_u64") uint64_t host_input_load_u64(uint64_t offset);
HOST("alloc") uint64_t host_alloc(uint64_t bytes);
HOST("free") void host_free(uint64_t handle);
HOST("length") uint64_t host_length(uint64_t handle);
HOST("load_u8") uint32_t host_load_u8(uint64_t handle);
HOST("load_u64") uint64_t host_load_u64(uint64_t handle);
HOST("store_u8") void host_store_u8(uint64_t handle, uint32_t value);
HOST("store_u64") void host_store_u64(uint64_t handle, uint64_t value);
HOST("output_set") void host_output_set(uint64_t handle, uint64_t length);
HOST("config_get") uint64_t host_config_get(uint64_t key);
HOST("log_trace") void host_log_trace(uint64_t message);
HOST("log_debug") void host_log_debug(uint64_t message);
HOST("log_info") void host_log_info(uint64_t message);
HOST("log_warn") void host_log_warn(uint64_t message);
HOST("log_error") void host_log_error(uint64_t message);

#define PAGE_BYTES 65536
#define ALIGNMENT 16
/** The largest that every reader of JSON keeps exact. */
#define INTEGER_MAX INT64_C(9007199254740991)

/** A piece of linear memory; the pieces are kept for the next call, since a guest cannot give memory back. */
typedef struct piece {
  struct piece *next;
  size_t used;
  size_t room;
} piece;

#define HEADER_BYTES ((sizeof(piece) + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT)

static piece *first_piece;
static const char *failure_message = "";
/** A JSON object, or nothing; and why it cannot be sent. */
static hf_text failure_details;
static hf_text details_problem;

hf_status hf_fail(hf_status status, const char *message) {
  failure_message = message;
  failure_details = details_problem = (hf_text){"", 0};
  return status;
}

hf_status hf_details(hf_status failure, hf_text object) {
  if (failure_details.length < 3) {
    failure_details = object;
  } else if (object.length > 2) {
    hf_text parts[] = {{failure_details.data, failure_details.length - 1}, HF_TEXT(","), {object.data + 1, object.length - 1}};
    failure_details = hf_join(parts, 3);
  }
  return failure;
}

static hf_writer begin_detail(hf_text key) {
  hf_writer writer;
  __builtin_memset(&writer, 0, sizeof writer);
  hf_write_begin(&writer, '{');
  hf_write_key(&writer, key);
  return writer;
}

static hf_status end_detail(hf_status failure, hf_writer *writer) {
  hf_write_end(writer, '}');
  if (writer->problem.length > 0) details_problem = writer->problem;
  return hf_details(failure, (hf_text){writer->data, writer->used});
}

hf_status hf_detail_text(hf_status failure, hf_text key, hf_text value) {
  hf_writer writer = begin_detail(key);
  hf_write_text(&writer, value);
  return end_detail(failure, &writer);
}

hf_status hf_detail_integer(hf_status failure, hf_text key, int64_t value) {
  hf_writer writer = begin_detail(key);
  hf_write_integer(&writer, value, -INTEGER_MAX, INTEGER_MAX);
  return end_detail(failure, &writer);
}

hf_status hf_detail_boolean(hf_status failure, hf_text key, bool value) {
  hf_writer writer = begin_detail(key);
  hf_write_boolean(&writer, value);
  return end_detail(failure, &writer);
}

hf_status hf_retry_after(hf_status failure, int64_t wait_ms) {
  return hf_detail_integer(failure, HF_TEXT("retry_after_ms"), wait_ms);
}

static piece *new_piece(size_t bytes) {
  size_t pages = (bytes + HEADER_BYTES + PAGE_BYTES - 1) / PAGE_BYTES;
  size_t page = __builtin_wasm_memory_grow(0, pages);
  if (page == SIZE_MAX) __builtin_trap();
  piece *fresh = (piece *)(page * PAGE_BYTES);
  fresh->room = pages * PAGE_BYTES - HEADER_BYTES;
  fresh->used = 0;
  fresh->next = first_piece;
  first_piece = fresh;
  return fresh;
}

void *hf_alloc(size_t bytes) {
  if (bytes > SIZE_MAX / 2) __builtin_trap();
  size_t rounded = (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  piece *in = first_piece;
  while (in != NULL && in->room - in->used < rounded) in = in->next;
  if (in == NULL) in = new_piece(rounded);
  char *memory = (char *)in + HEADER_BYTES + in->used;
  in->used += rounded;
  __builtin_memset(memory, 0, rounded);
  return memory;
}

void *hf_grow(void *items, size_t count, size_t item_bytes) {
  // The room is always the next power of two, so it is full exactly when the count is one.
  if ((count & (count - 1)) != 0) return items;
  void *larger = hf_alloc((count == 0 ? 1 : count * 2) * item_bytes);
  if (count > 0) __builtin_memcpy(larger, items, count * item_bytes);
  return larger;
}

void hf_begin(hf_reader *reader) {
  for (piece *each = first_piece; each != NULL; each = each->next) each->used = 0;
  hf_fail(HF_OK, "");
  size_t length = (size_t)host_input_length();
  char *input = hf_alloc(length + 1);
  size_t at = 0;
  for (; at + 8 <= length; at += 8) {
    uint64_t word = host_input_load_u64(at);
    __builtin_memcpy(input + at, &word, 8);
  }
  for (; at < length; at++) input[at] = (char)host_input_load_u8(at);
  __builtin_memset(reader, 0, sizeof *reader);
  reader->start = reader->at = input;
  reader->end = input + length;
}

/** Copies bytes into a block of the host; 0 for no bytes. */
static uint64_t to_host(const char *data, size_t length) {
  if (length == 0) return 0;
  uint64_t handle = host_alloc(length);
  if (handle == 0) __builtin_trap();
  size_t at = 0;
  for (; at + 8 <= length; at += 8) {
    uint64_t word;
    __builtin_memcpy(&word, data + at, 8);
    host_store_u64(handle + at, word);
  }
  for (; at < length; at++) host_store_u8(handle + at, (uint8_t)data[at]);
  return handle;
}

static const char *const names[] = {"ok",          "invalid_argument",  "not_found",          "already_exists", "not_ready",
                                    "unsupported", "permission_denied", "resource_exhausted", "busy",           "failed"};

bool hf_answer_begin(hf_writer *writer, hf_status status) {
  __builtin_memset(writer, 0, sizeof *writer);
  hf_write_begin(writer, '{');
  hf_write_key(writer, HF_TEXT("status"));
  hf_write_name(writer, (int)status, names, sizeof names / sizeof names[0]);
  if (status == HF_OK) return true;
  hf_write_key(writer, HF_TEXT("message"));
  hf_write_text(writer, hf_text_of(failure_message));
  if (failure_details.length == 0) return false;
  hf_write_key(writer, HF_TEXT("details"));
  hf_write_json(writer, failure_details);
  if (details_problem.length > 0) writer->problem = details_problem;
  return false;
}

int32_t hf_answer_end(hf_writer *writer) {
  hf_write_end(writer, '}');
  if (writer->problem.length > 0) {
    hf_text parts[] = {HF_TEXT("The driver made an answer that cannot be sent: "), writer->problem};
    hf_answer_begin(writer, hf_fail(HF_FAILED, hf_join(parts, 2).data));
    hf_write_end(writer, '}');
  }
  host_output_set(to_host(writer->data, writer->used), writer->used);
  return 0;
}

int32_t hf_answer_refused(const hf_reader *reader) {
  hf_writer writer;
  hf_answer_begin(&writer, hf_fail(HF_INVALID_ARGUMENT, reader->problem.data));
  return hf_answer_end(&writer);
}

void hf_log(hf_level level, hf_text message) {
  uint64_t handle = to_host(message.data, message.length);
  if (handle == 0) return;
  if (level == HF_TRACE) host_log_trace(handle);
  else if (level == HF_DEBUG) host_log_debug(handle);
  else if (level == HF_INFO) host_log_info(handle);
  else if (level == HF_WARN) host_log_warn(handle);
  else host_log_error(handle);
}

bool hf_config(hf_text key, hf_text *value) {
  uint64_t handle = host_config_get(to_host(key.data, key.length));
  if (handle == 0) return false;
  size_t length = (size_t)host_length(handle);
  char *data = hf_alloc(length + 1);
  for (size_t at = 0; at < length; at++) data[at] = (char)host_load_u8(handle + at);
  host_free(handle);
  *value = (hf_text){data, length};
  return true;
}

void hf_ask_begin(hf_asking *asking) {
  __builtin_memset(asking, 0, sizeof *asking);
  asking->status = HF_FAILED;
}

uint64_t hf_ask_request(hf_asking *asking) {
  hf_writer *writer = &asking->writer;
  if (writer->problem.length == 0) return to_host(writer->data, writer->used);
  hf_text parts[] = {HF_TEXT("The driver made a request that cannot be sent: "), writer->problem};
  asking->status = hf_fail(HF_INVALID_ARGUMENT, hf_join(parts, 2).data);
  return 0;
}

void hf_ask_answer(hf_asking *asking, uint64_t answer) {
  size_t length = (size_t)host_length(answer);
  char *data = hf_alloc(length + 1);
  size_t at = 0;
  for (; at + 8 <= length; at += 8) {
    uint64_t word = host_load_u64(answer + at);
    __builtin_memcpy(data + at, &word, 8);
  }
  for (; at < length; at++) data[at] = (char)host_load_u8(answer + at);
  host_free(answer);
  asking->reader.start = asking->reader.at = data;
  asking->reader.end = data + length;
  hf_begin_object(&asking->reader);
}

bool hf_ask_next(hf_asking *asking) {
  hf_text key;
  while (hf_next_key(&asking->reader, &key)) {
    if (hf_equal(key, HF_TEXT("result"))) {
      asking->answered = true;
      return true;
    }
    if (hf_equal(key, HF_TEXT("status"))) {
      asking->status = (hf_status)hf_read_name(&asking->reader, names, sizeof names / sizeof names[0]);
    } else if (hf_equal(key, HF_TEXT("message"))) {
      asking->message = hf_read_text(&asking->reader, 0, SIZE_MAX);
    } else {
      hf_skip(&asking->reader);
    }
  }
  return false;
}

hf_status hf_ask_end(hf_asking *asking) {
  if (!hf_end(&asking->reader) || (asking->status == HF_OK && !asking->answered)) {
    hf_text parts[] = {HF_TEXT("The host's answer cannot be read: "), asking->reader.problem};
    return hf_fail(HF_FAILED, hf_join(parts, 2).data);
  }
  if (asking->status == HF_OK) return HF_OK;
  return hf_fail(asking->status, asking->message.length == 0 ? "The host gave no reason." : asking->message.data);
}

hf_text hf_text_of(const char *string) {
  size_t length = 0;
  while (string[length] != 0) length++;
  return (hf_text){string, length};
}

bool hf_equal(hf_text left, hf_text right) {
  if (left.length != right.length) return false;
  for (size_t at = 0; at < left.length; at++) {
    if (left.data[at] != right.data[at]) return false;
  }
  return true;
}

hf_text hf_join(const hf_text *parts, size_t count) {
  size_t length = 0;
  for (size_t part = 0; part < count; part++) length += parts[part].length;
  char *data = hf_alloc(length + 1);
  size_t at = 0;
  for (size_t part = 0; part < count; part++) {
    if (parts[part].length > 0) __builtin_memcpy(data + at, parts[part].data, parts[part].length);
    at += parts[part].length;
  }
  return (hf_text){data, length};
}

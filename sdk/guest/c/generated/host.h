// Generated from sdk/abi/host.yaml, version 1.1, by `npm run generate`. Do not edit: change the contract and generate again.

// Include it wherever a host function is called. Each answers a status; other than HF_OK its message stands ready as the
// message of the driver's own answer, so that `return status;` hands it on. What is read lasts until the call is answered.

#ifndef HOLDFAST_HOST_H
#define HOLDFAST_HOST_H

#include "holdfast.h"

/** One value for a rule's parameter. A parameter that is a list is given several times, in order. */
typedef struct {
  /** The parameter's name in the rule. */
  hf_text name;
  /** The value as text; integers in decimal. */
  hf_text value;
} ExecParameter;

typedef struct {
  ExecParameter *items;
  size_t count;
} ExecParameterArray;

/** Which command to run, with what. */
typedef struct {
  /** The rule's id. */
  hf_text rule;
  /** Values for its parameters. */
  bool has_parameters;
  ExecParameterArray parameters;
  /** What the command reads from its standard input, if the rule lets it. */
  bool has_stdin_text;
  hf_text stdin_text;
  /** A shorter time-out than the rule's. */
  bool has_timeout_ms;
  int32_t timeout_ms;
  /** True runs nothing and answers the arguments. */
  bool has_dry_run;
  bool dry_run;
} ExecRequest;

#ifndef HF_HAS_TEXT_ARRAY
#define HF_HAS_TEXT_ARRAY
typedef struct {
  hf_text *items;
  size_t count;
} TextArray;
#endif

/** How the command ended. */
typedef struct {
  /** The program and its arguments. */
  TextArray argv;
  /** One of those that the rule calls a success. */
  int32_t exit_code;
  /** Its standard output; bytes that are no UTF-8 are replaced. */
  hf_text stdout_text;
  /** Its standard error. */
  hf_text stderr_text;
  /** True when output beyond the rule's limit was thrown away. */
  bool truncated;
  /** How long it ran. */
  int32_t duration_ms;
} ExecResult;

/** Which daemon to start, under which name, with what. */
typedef struct {
  /** The rule's id. */
  hf_text rule;
  /** Its name among the daemons of the rule: letters, digits, _ . and -, 63 at most. */
  hf_text instance;
  /** Values for the rule's parameters. */
  bool has_parameters;
  ExecParameterArray parameters;
  /** What it reads from its standard input, if the rule lets it. */
  bool has_stdin_text;
  hf_text stdin_text;
} DaemonRequest;

/** Names a daemon. */
typedef struct {
  /** The rule's id. */
  hf_text rule;
  /** Its name among the daemons of the rule. */
  hf_text instance;
} DaemonName;

/** Names a rule of the type daemon. */
typedef struct {
  /** The rule's id. */
  hf_text rule;
} DaemonRule;

/** Whether a daemon runs. */
typedef enum { DAEMON_STATE_RUNNING, DAEMON_STATE_EXITED, DAEMON_STATE_ABSENT } DaemonState;

/** A daemon as it is. */
typedef struct {
  /** Its name. */
  hf_text instance;
  /** exited when it ended by itself, absent when it was never started or was stopped. */
  DaemonState state;
  /** Its process id while it runs. */
  bool has_pid;
  int32_t pid;
  /** How it ended, if that is known. */
  bool has_exit_code;
  int32_t exit_code;
  /** The program and its arguments; empty when absent. */
  TextArray argv;
  /** The last of what it wrote. */
  hf_text output;
} Daemon;

typedef struct {
  Daemon *items;
  size_t count;
} DaemonArray;

/** The daemons of a rule. */
typedef struct {
  /** Each once, by name. */
  DaemonArray daemons;
} DaemonList;

/** What to do. */
typedef enum { HTTP_METHOD_GET, HTTP_METHOD_HEAD, HTTP_METHOD_POST, HTTP_METHOD_PUT, HTTP_METHOD_PATCH, HTTP_METHOD_DELETE } HttpMethod;

/** One header field. */
typedef struct {
  /** Its name. */
  hf_text name;
  /** Its value. */
  hf_text value;
} HttpHeader;

/** How to prove who asks. */
typedef enum { HTTP_SCHEME_BASIC, HTTP_SCHEME_BEARER } HttpScheme;

/** Who asks, proven by a secret that the driver never sees. */
typedef struct {
  /** basic takes a user too. */
  HttpScheme scheme;
  /** The user's name, for basic. */
  bool has_user;
  hf_text user;
  /** The name of a granted secret. */
  hf_text secret;
} HttpAuthorization;

typedef struct {
  HttpHeader *items;
  size_t count;
} HttpHeaderArray;

/** One request. */
typedef struct {
  /** The method. */
  HttpMethod method;
  /** Absolute, http or https. */
  hf_text url;
  /** Fields to send besides the host's own. */
  bool has_headers;
  HttpHeaderArray headers;
  /** What to send. */
  bool has_body;
  hf_text body;
  /** A shorter time-out than the host's. */
  bool has_timeout_ms;
  int32_t timeout_ms;
  /** Sent as the field Authorization, to the first server only. */
  bool has_authorization;
  HttpAuthorization authorization;
} HttpRequest;

/** What came back. */
typedef struct {
  /** The HTTP status. */
  int32_t status;
  /** Where it came from, after redirects. */
  hf_text url;
  /** Names are in lower case. */
  HttpHeaderArray headers;
  /** The content; bytes that are no UTF-8 are replaced. */
  hf_text body;
} HttpResponse;

/** A key. */
typedef struct {
  /** Any text. */
  hf_text key;
} KvKey;

/** What is kept under a key. */
typedef struct {
  /** Absent when nothing is kept. */
  bool has_value;
  hf_text value;
} KvValue;

/** A key and what to keep under it. */
typedef struct {
  /** Any text. */
  hf_text key;
  /** Any text. */
  hf_text value;
} KvEntry;

/** The keys that are asked for. */
typedef struct {
  /** How they begin; all when it is absent. */
  bool has_prefix;
  hf_text prefix;
} KvPrefix;

/** Keys. */
typedef struct {
  /** In the order of their bytes. */
  TextArray keys;
} KvKeys;

/** Nothing to tell. */
typedef struct {
  bool nothing;
} HostDone;

/** Nothing to say. */
typedef struct {
  bool nothing;
} ClockRequest;

/** The time. */
typedef struct {
  /** Milliseconds since 1970 in UTC. */
  int64_t wall_ms;
  /** Milliseconds on a clock that never goes back; only differences mean something. */
  int64_t monotonic_ms;
} ClockTime;

/** How much. */
typedef struct {
  /** In bytes. */
  int32_t length;
} RandomRequest;

/** The bytes. */
typedef struct {
  /** As many as were asked for. */
  hf_bytes bytes;
} RandomBytes;

/** Something that happened. */
typedef struct {
  /** What sort: a-z, 0-9, _ and dots, a letter first. */
  hf_text name;
  /** What it is about, such as a volume's name. */
  bool has_subject;
  hf_text subject;
  /** More about it, as the driver likes. */
  bool has_data;
  hf_text data;
} HostEvent;

/** Where it stands. */
typedef struct {
  /** Its number among the driver's events; gaps mean that some were lost. */
  int64_t sequence;
} EventNumber;

/** Names a secret. */
typedef struct {
  /** The name that the grant gives it. */
  hf_text name;
} SecretName;

/** Whether it is there. */
typedef struct {
  /** True when it can be used. */
  bool present;
} SecretPresence;

__attribute__((unused)) static void hf_host_write_exec_parameter(hf_writer *writer, const ExecParameter *from) {
  hf_write_begin(writer, '{');
  hf_write_key(writer, HF_TEXT("name"));
  hf_write_text(writer, from->name);
  hf_write_key(writer, HF_TEXT("value"));
  hf_write_text(writer, from->value);
  hf_write_end(writer, '}');
}

__attribute__((unused)) static void hf_host_write_exec_request(hf_writer *writer, const ExecRequest *from) {
  hf_write_begin(writer, '{');
  hf_write_key(writer, HF_TEXT("rule"));
  hf_write_text(writer, from->rule);
  if (from->has_parameters) {
    hf_write_key(writer, HF_TEXT("parameters"));
    hf_write_begin(writer, '[');
    for (size_t at0 = 0; at0 < from->parameters.count; at0++) {
      hf_host_write_exec_parameter(writer, &from->parameters.items[at0]);
    }
    hf_write_end(writer, ']');
  }
  if (from->has_stdin_text) {
    hf_write_key(writer, HF_TEXT("stdin_text"));
    hf_write_text(writer, from->stdin_text);
  }
  if (from->has_timeout_ms) {
    hf_write_key(writer, HF_TEXT("timeout_ms"));
    hf_write_integer(writer, (int64_t)from->timeout_ms, INT64_C(1), INT64_C(2147483647));
  }
  if (from->has_dry_run) {
    hf_write_key(writer, HF_TEXT("dry_run"));
    hf_write_boolean(writer, from->dry_run);
  }
  hf_write_end(writer, '}');
}

__attribute__((unused)) static void hf_host_read_exec_result(hf_reader *reader, ExecResult *out) {
  bool seen[6] = {false};
  hf_text key;
  hf_begin_object(reader);
  while (hf_next_key(reader, &key)) {
    if (hf_equal(key, HF_TEXT("argv"))) {
      if (!hf_first(reader, &seen[0])) break;
      hf_begin_array(reader);
      while (hf_next_item(reader, out->argv.count)) {
        out->argv.items = hf_grow(out->argv.items, out->argv.count, sizeof *out->argv.items);
        hf_text *item0 = &out->argv.items[out->argv.count++];
        (*item0) = hf_read_text(reader, 0, SIZE_MAX);
      }
    } else if (hf_equal(key, HF_TEXT("exit_code"))) {
      if (!hf_first(reader, &seen[1])) break;
      out->exit_code = (int32_t)hf_read_integer(reader, INT64_C(-2147483648), INT64_C(2147483647));
    } else if (hf_equal(key, HF_TEXT("stdout_text"))) {
      if (!hf_first(reader, &seen[2])) break;
      out->stdout_text = hf_read_text(reader, 0, SIZE_MAX);
    } else if (hf_equal(key, HF_TEXT("stderr_text"))) {
      if (!hf_first(reader, &seen[3])) break;
      out->stderr_text = hf_read_text(reader, 0, SIZE_MAX);
    } else if (hf_equal(key, HF_TEXT("truncated"))) {
      if (!hf_first(reader, &seen[4])) break;
      out->truncated = hf_read_boolean(reader);
    } else if (hf_equal(key, HF_TEXT("duration_ms"))) {
      if (!hf_first(reader, &seen[5])) break;
      out->duration_ms = (int32_t)hf_read_integer(reader, INT64_C(0), INT64_C(2147483647));
    } else {
      hf_skip(reader);
    }
  }
  hf_need(reader, seen[0], "argv");
  hf_need(reader, seen[1], "exit_code");
  hf_need(reader, seen[2], "stdout_text");
  hf_need(reader, seen[3], "stderr_text");
  hf_need(reader, seen[4], "truncated");
  hf_need(reader, seen[5], "duration_ms");
}

__attribute__((unused)) static void hf_host_write_daemon_request(hf_writer *writer, const DaemonRequest *from) {
  hf_write_begin(writer, '{');
  hf_write_key(writer, HF_TEXT("rule"));
  hf_write_text(writer, from->rule);
  hf_write_key(writer, HF_TEXT("instance"));
  hf_write_text(writer, from->instance);
  if (from->has_parameters) {
    hf_write_key(writer, HF_TEXT("parameters"));
    hf_write_begin(writer, '[');
    for (size_t at0 = 0; at0 < from->parameters.count; at0++) {
      hf_host_write_exec_parameter(writer, &from->parameters.items[at0]);
    }
    hf_write_end(writer, ']');
  }
  if (from->has_stdin_text) {
    hf_write_key(writer, HF_TEXT("stdin_text"));
    hf_write_text(writer, from->stdin_text);
  }
  hf_write_end(writer, '}');
}

__attribute__((unused)) static void hf_host_write_daemon_name(hf_writer *writer, const DaemonName *from) {
  hf_write_begin(writer, '{');
  hf_write_key(writer, HF_TEXT("rule"));
  hf_write_text(writer, from->rule);
  hf_write_key(writer, HF_TEXT("instance"));
  hf_write_text(writer, from->instance);
  hf_write_end(writer, '}');
}

__attribute__((unused)) static void hf_host_write_daemon_rule(hf_writer *writer, const DaemonRule *from) {
  hf_write_begin(writer, '{');
  hf_write_key(writer, HF_TEXT("rule"));
  hf_write_text(writer, from->rule);
  hf_write_end(writer, '}');
}

__attribute__((unused)) static const char *const hf_host_daemon_state_names[] = {"running", "exited", "absent"};

__attribute__((unused)) static void hf_host_read_daemon(hf_reader *reader, Daemon *out) {
  bool seen[6] = {false};
  hf_text key;
  hf_begin_object(reader);
  while (hf_next_key(reader, &key)) {
    if (hf_equal(key, HF_TEXT("instance"))) {
      if (!hf_first(reader, &seen[0])) break;
      out->instance = hf_read_text(reader, 0, SIZE_MAX);
    } else if (hf_equal(key, HF_TEXT("state"))) {
      if (!hf_first(reader, &seen[1])) break;
      out->state = (DaemonState)hf_read_name(reader, hf_host_daemon_state_names, 3);
    } else if (hf_equal(key, HF_TEXT("pid"))) {
      if (!hf_first(reader, &seen[2])) break;
      if (!hf_take_null(reader)) {
        out->has_pid = true;
        out->pid = (int32_t)hf_read_integer(reader, INT64_C(-2147483648), INT64_C(2147483647));
      }
    } else if (hf_equal(key, HF_TEXT("exit_code"))) {
      if (!hf_first(reader, &seen[3])) break;
      if (!hf_take_null(reader)) {
        out->has_exit_code = true;
        out->exit_code = (int32_t)hf_read_integer(reader, INT64_C(-2147483648), INT64_C(2147483647));
      }
    } else if (hf_equal(key, HF_TEXT("argv"))) {
      if (!hf_first(reader, &seen[4])) break;
      hf_begin_array(reader);
      while (hf_next_item(reader, out->argv.count)) {
        out->argv.items = hf_grow(out->argv.items, out->argv.count, sizeof *out->argv.items);
        hf_text *item0 = &out->argv.items[out->argv.count++];
        (*item0) = hf_read_text(reader, 0, SIZE_MAX);
      }
    } else if (hf_equal(key, HF_TEXT("output"))) {
      if (!hf_first(reader, &seen[5])) break;
      out->output = hf_read_text(reader, 0, SIZE_MAX);
    } else {
      hf_skip(reader);
    }
  }
  hf_need(reader, seen[0], "instance");
  hf_need(reader, seen[1], "state");
  hf_need(reader, seen[4], "argv");
  hf_need(reader, seen[5], "output");
}

__attribute__((unused)) static void hf_host_read_daemon_list(hf_reader *reader, DaemonList *out) {
  bool seen[1] = {false};
  hf_text key;
  hf_begin_object(reader);
  while (hf_next_key(reader, &key)) {
    if (hf_equal(key, HF_TEXT("daemons"))) {
      if (!hf_first(reader, &seen[0])) break;
      hf_begin_array(reader);
      while (hf_next_item(reader, out->daemons.count)) {
        out->daemons.items = hf_grow(out->daemons.items, out->daemons.count, sizeof *out->daemons.items);
        Daemon *item0 = &out->daemons.items[out->daemons.count++];
        hf_host_read_daemon(reader, &(*item0));
      }
    } else {
      hf_skip(reader);
    }
  }
  hf_need(reader, seen[0], "daemons");
}

__attribute__((unused)) static const char *const hf_host_http_method_names[] = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"};

__attribute__((unused)) static void hf_host_read_http_header(hf_reader *reader, HttpHeader *out) {
  bool seen[2] = {false};
  hf_text key;
  hf_begin_object(reader);
  while (hf_next_key(reader, &key)) {
    if (hf_equal(key, HF_TEXT("name"))) {
      if (!hf_first(reader, &seen[0])) break;
      out->name = hf_read_text(reader, 0, SIZE_MAX);
    } else if (hf_equal(key, HF_TEXT("value"))) {
      if (!hf_first(reader, &seen[1])) break;
      out->value = hf_read_text(reader, 0, SIZE_MAX);
    } else {
      hf_skip(reader);
    }
  }
  hf_need(reader, seen[0], "name");
  hf_need(reader, seen[1], "value");
}

__attribute__((unused)) static void hf_host_write_http_header(hf_writer *writer, const HttpHeader *from) {
  hf_write_begin(writer, '{');
  hf_write_key(writer, HF_TEXT("name"));
  hf_write_text(writer, from->name);
  hf_write_key(writer, HF_TEXT("value"));
  hf_write_text(writer, from->value);
  hf_write_end(writer, '}');
}

__attribute__((unused)) static const char *const hf_host_http_scheme_names[] = {"basic", "bearer"};

__attribute__((unused)) static void hf_host_write_http_authorization(hf_writer *writer, const HttpAuthorization *from) {
  hf_write_begin(writer, '{');
  hf_write_key(writer, HF_TEXT("scheme"));
  hf_write_name(writer, (int)from->scheme, hf_host_http_scheme_names, 2);
  if (from->has_user) {
    hf_write_key(writer, HF_TEXT("user"));
    hf_write_text(writer, from->user);
  }
  hf_write_key(writer, HF_TEXT("secret"));
  hf_write_text(writer, from->secret);
  hf_write_end(writer, '}');
}

__attribute__((unused)) static void hf_host_write_http_request(hf_writer *writer, const HttpRequest *from) {
  hf_write_begin(writer, '{');
  hf_write_key(writer, HF_TEXT("method"));
  hf_write_name(writer, (int)from->method, hf_host_http_method_names, 6);
  hf_write_key(writer, HF_TEXT("url"));
  hf_write_text(writer, from->url);
  if (from->has_headers) {
    hf_write_key(writer, HF_TEXT("headers"));
    hf_write_begin(writer, '[');
    for (size_t at0 = 0; at0 < from->headers.count; at0++) {
      hf_host_write_http_header(writer, &from->headers.items[at0]);
    }
    hf_write_end(writer, ']');
  }
  if (from->has_body) {
    hf_write_key(writer, HF_TEXT("body"));
    hf_write_text(writer, from->body);
  }
  if (from->has_timeout_ms) {
    hf_write_key(writer, HF_TEXT("timeout_ms"));
    hf_write_integer(writer, (int64_t)from->timeout_ms, INT64_C(1), INT64_C(2147483647));
  }
  if (from->has_authorization) {
    hf_write_key(writer, HF_TEXT("authorization"));
    hf_host_write_http_authorization(writer, &from->authorization);
  }
  hf_write_end(writer, '}');
}

__attribute__((unused)) static void hf_host_read_http_response(hf_reader *reader, HttpResponse *out) {
  bool seen[4] = {false};
  hf_text key;
  hf_begin_object(reader);
  while (hf_next_key(reader, &key)) {
    if (hf_equal(key, HF_TEXT("status"))) {
      if (!hf_first(reader, &seen[0])) break;
      out->status = (int32_t)hf_read_integer(reader, INT64_C(-2147483648), INT64_C(2147483647));
    } else if (hf_equal(key, HF_TEXT("url"))) {
      if (!hf_first(reader, &seen[1])) break;
      out->url = hf_read_text(reader, 0, SIZE_MAX);
    } else if (hf_equal(key, HF_TEXT("headers"))) {
      if (!hf_first(reader, &seen[2])) break;
      hf_begin_array(reader);
      while (hf_next_item(reader, out->headers.count)) {
        out->headers.items = hf_grow(out->headers.items, out->headers.count, sizeof *out->headers.items);
        HttpHeader *item0 = &out->headers.items[out->headers.count++];
        hf_host_read_http_header(reader, &(*item0));
      }
    } else if (hf_equal(key, HF_TEXT("body"))) {
      if (!hf_first(reader, &seen[3])) break;
      out->body = hf_read_text(reader, 0, SIZE_MAX);
    } else {
      hf_skip(reader);
    }
  }
  hf_need(reader, seen[0], "status");
  hf_need(reader, seen[1], "url");
  hf_need(reader, seen[2], "headers");
  hf_need(reader, seen[3], "body");
}

__attribute__((unused)) static void hf_host_write_kv_key(hf_writer *writer, const KvKey *from) {
  hf_write_begin(writer, '{');
  hf_write_key(writer, HF_TEXT("key"));
  hf_write_text(writer, from->key);
  hf_write_end(writer, '}');
}

__attribute__((unused)) static void hf_host_read_kv_value(hf_reader *reader, KvValue *out) {
  bool seen[1] = {false};
  hf_text key;
  hf_begin_object(reader);
  while (hf_next_key(reader, &key)) {
    if (hf_equal(key, HF_TEXT("value"))) {
      if (!hf_first(reader, &seen[0])) break;
      if (!hf_take_null(reader)) {
        out->has_value = true;
        out->value = hf_read_text(reader, 0, SIZE_MAX);
      }
    } else {
      hf_skip(reader);
    }
  }
}

__attribute__((unused)) static void hf_host_write_kv_entry(hf_writer *writer, const KvEntry *from) {
  hf_write_begin(writer, '{');
  hf_write_key(writer, HF_TEXT("key"));
  hf_write_text(writer, from->key);
  hf_write_key(writer, HF_TEXT("value"));
  hf_write_text(writer, from->value);
  hf_write_end(writer, '}');
}

__attribute__((unused)) static void hf_host_write_kv_prefix(hf_writer *writer, const KvPrefix *from) {
  hf_write_begin(writer, '{');
  if (from->has_prefix) {
    hf_write_key(writer, HF_TEXT("prefix"));
    hf_write_text(writer, from->prefix);
  }
  hf_write_end(writer, '}');
}

__attribute__((unused)) static void hf_host_read_kv_keys(hf_reader *reader, KvKeys *out) {
  bool seen[1] = {false};
  hf_text key;
  hf_begin_object(reader);
  while (hf_next_key(reader, &key)) {
    if (hf_equal(key, HF_TEXT("keys"))) {
      if (!hf_first(reader, &seen[0])) break;
      hf_begin_array(reader);
      while (hf_next_item(reader, out->keys.count)) {
        out->keys.items = hf_grow(out->keys.items, out->keys.count, sizeof *out->keys.items);
        hf_text *item0 = &out->keys.items[out->keys.count++];
        (*item0) = hf_read_text(reader, 0, SIZE_MAX);
      }
    } else {
      hf_skip(reader);
    }
  }
  hf_need(reader, seen[0], "keys");
}

__attribute__((unused)) static void hf_host_read_host_done(hf_reader *reader, HostDone *out) {
  (void)out;
  hf_text key;
  hf_begin_object(reader);
  while (hf_next_key(reader, &key)) {
    hf_skip(reader);
  }
}

__attribute__((unused)) static void hf_host_write_clock_request(hf_writer *writer, const ClockRequest *from) {
  (void)from;
  hf_write_begin(writer, '{');
  hf_write_end(writer, '}');
}

__attribute__((unused)) static void hf_host_read_clock_time(hf_reader *reader, ClockTime *out) {
  bool seen[2] = {false};
  hf_text key;
  hf_begin_object(reader);
  while (hf_next_key(reader, &key)) {
    if (hf_equal(key, HF_TEXT("wall_ms"))) {
      if (!hf_first(reader, &seen[0])) break;
      out->wall_ms = (int64_t)hf_read_integer(reader, INT64_C(-9007199254740991), INT64_C(9007199254740991));
    } else if (hf_equal(key, HF_TEXT("monotonic_ms"))) {
      if (!hf_first(reader, &seen[1])) break;
      out->monotonic_ms = (int64_t)hf_read_integer(reader, INT64_C(-9007199254740991), INT64_C(9007199254740991));
    } else {
      hf_skip(reader);
    }
  }
  hf_need(reader, seen[0], "wall_ms");
  hf_need(reader, seen[1], "monotonic_ms");
}

__attribute__((unused)) static void hf_host_write_random_request(hf_writer *writer, const RandomRequest *from) {
  hf_write_begin(writer, '{');
  hf_write_key(writer, HF_TEXT("length"));
  hf_write_integer(writer, (int64_t)from->length, INT64_C(1), INT64_C(1024));
  hf_write_end(writer, '}');
}

__attribute__((unused)) static void hf_host_read_random_bytes(hf_reader *reader, RandomBytes *out) {
  bool seen[1] = {false};
  hf_text key;
  hf_begin_object(reader);
  while (hf_next_key(reader, &key)) {
    if (hf_equal(key, HF_TEXT("bytes"))) {
      if (!hf_first(reader, &seen[0])) break;
      out->bytes = hf_read_bytes(reader, 0, SIZE_MAX);
    } else {
      hf_skip(reader);
    }
  }
  hf_need(reader, seen[0], "bytes");
}

__attribute__((unused)) static void hf_host_write_host_event(hf_writer *writer, const HostEvent *from) {
  hf_write_begin(writer, '{');
  hf_write_key(writer, HF_TEXT("name"));
  hf_write_text(writer, from->name);
  if (from->has_subject) {
    hf_write_key(writer, HF_TEXT("subject"));
    hf_write_text(writer, from->subject);
  }
  if (from->has_data) {
    hf_write_key(writer, HF_TEXT("data"));
    hf_write_text(writer, from->data);
  }
  hf_write_end(writer, '}');
}

__attribute__((unused)) static void hf_host_read_event_number(hf_reader *reader, EventNumber *out) {
  bool seen[1] = {false};
  hf_text key;
  hf_begin_object(reader);
  while (hf_next_key(reader, &key)) {
    if (hf_equal(key, HF_TEXT("sequence"))) {
      if (!hf_first(reader, &seen[0])) break;
      out->sequence = (int64_t)hf_read_integer(reader, INT64_C(1), INT64_C(9007199254740991));
    } else {
      hf_skip(reader);
    }
  }
  hf_need(reader, seen[0], "sequence");
}

__attribute__((unused)) static void hf_host_write_secret_name(hf_writer *writer, const SecretName *from) {
  hf_write_begin(writer, '{');
  hf_write_key(writer, HF_TEXT("name"));
  hf_write_text(writer, from->name);
  hf_write_end(writer, '}');
}

__attribute__((unused)) static void hf_host_read_secret_presence(hf_reader *reader, SecretPresence *out) {
  bool seen[1] = {false};
  hf_text key;
  hf_begin_object(reader);
  while (hf_next_key(reader, &key)) {
    if (hf_equal(key, HF_TEXT("present"))) {
      if (!hf_first(reader, &seen[0])) break;
      out->present = hf_read_boolean(reader);
    } else {
      hf_skip(reader);
    }
  }
  hf_need(reader, seen[0], "present");
}

__attribute__((import_module("extism:host/user"), import_name("exec"))) extern uint64_t hf_import_exec(uint64_t request);

/**
 * Runs a command by a rule of the executor. ok when it ended with one of the rule's exit codes; failed when it
 * ended with another, or not in time, and then nothing of it runs any more. permission_denied for a rule that is
 * not granted or not there, invalid_argument for a parameter that the rule refuses, not_ready when no executor
 * runs, busy when too much runs at once.
 */
__attribute__((unused)) static hf_status host_exec(const ExecRequest *input, ExecResult *output) {
  hf_asking asking;
  hf_ask_begin(&asking);
  hf_host_write_exec_request(&asking.writer, input);
  uint64_t request = hf_ask_request(&asking);
  if (request == 0) return asking.status;
  __builtin_memset(output, 0, sizeof *output);
  hf_ask_answer(&asking, hf_import_exec(request));
  while (hf_ask_next(&asking)) {
    hf_host_read_exec_result(&asking.reader, output);
  }
  return hf_ask_end(&asking);
}

__attribute__((import_module("extism:host/user"), import_name("daemon_start"))) extern uint64_t hf_import_daemon_start(uint64_t request);

/**
 * Starts what must outlive the call, by a rule of the type daemon. One that runs with the same arguments is left
 * alone; with other arguments it is already_exists. failed, with its last lines, when it ends at once.
 */
__attribute__((unused)) static hf_status host_daemon_start(const DaemonRequest *input, Daemon *output) {
  hf_asking asking;
  hf_ask_begin(&asking);
  hf_host_write_daemon_request(&asking.writer, input);
  uint64_t request = hf_ask_request(&asking);
  if (request == 0) return asking.status;
  __builtin_memset(output, 0, sizeof *output);
  hf_ask_answer(&asking, hf_import_daemon_start(request));
  while (hf_ask_next(&asking)) {
    hf_host_read_daemon(&asking.reader, output);
  }
  return hf_ask_end(&asking);
}

__attribute__((import_module("extism:host/user"), import_name("daemon_stop"))) extern uint64_t hf_import_daemon_stop(uint64_t request);

/** Ends a daemon and all that it started. Stopping what does not run is ok. */
__attribute__((unused)) static hf_status host_daemon_stop(const DaemonName *input, Daemon *output) {
  hf_asking asking;
  hf_ask_begin(&asking);
  hf_host_write_daemon_name(&asking.writer, input);
  uint64_t request = hf_ask_request(&asking);
  if (request == 0) return asking.status;
  __builtin_memset(output, 0, sizeof *output);
  hf_ask_answer(&asking, hf_import_daemon_stop(request));
  while (hf_ask_next(&asking)) {
    hf_host_read_daemon(&asking.reader, output);
  }
  return hf_ask_end(&asking);
}

__attribute__((import_module("extism:host/user"), import_name("daemon_reload"))) extern uint64_t hf_import_daemon_reload(uint64_t request);

/** Sends the rule's reload signal; not_found when it does not run. */
__attribute__((unused)) static hf_status host_daemon_reload(const DaemonName *input, Daemon *output) {
  hf_asking asking;
  hf_ask_begin(&asking);
  hf_host_write_daemon_name(&asking.writer, input);
  uint64_t request = hf_ask_request(&asking);
  if (request == 0) return asking.status;
  __builtin_memset(output, 0, sizeof *output);
  hf_ask_answer(&asking, hf_import_daemon_reload(request));
  while (hf_ask_next(&asking)) {
    hf_host_read_daemon(&asking.reader, output);
  }
  return hf_ask_end(&asking);
}

__attribute__((import_module("extism:host/user"), import_name("daemon_status"))) extern uint64_t hf_import_daemon_status(uint64_t request);

/** Says how a daemon is; absent is an answer, not an error. */
__attribute__((unused)) static hf_status host_daemon_status(const DaemonName *input, Daemon *output) {
  hf_asking asking;
  hf_ask_begin(&asking);
  hf_host_write_daemon_name(&asking.writer, input);
  uint64_t request = hf_ask_request(&asking);
  if (request == 0) return asking.status;
  __builtin_memset(output, 0, sizeof *output);
  hf_ask_answer(&asking, hf_import_daemon_status(request));
  while (hf_ask_next(&asking)) {
    hf_host_read_daemon(&asking.reader, output);
  }
  return hf_ask_end(&asking);
}

__attribute__((import_module("extism:host/user"), import_name("daemon_list"))) extern uint64_t hf_import_daemon_list(uint64_t request);

/** Lists the daemons of one rule that run or have ended by themselves. */
__attribute__((unused)) static hf_status host_daemon_list(const DaemonRule *input, DaemonList *output) {
  hf_asking asking;
  hf_ask_begin(&asking);
  hf_host_write_daemon_rule(&asking.writer, input);
  uint64_t request = hf_ask_request(&asking);
  if (request == 0) return asking.status;
  __builtin_memset(output, 0, sizeof *output);
  hf_ask_answer(&asking, hf_import_daemon_list(request));
  while (hf_ask_next(&asking)) {
    hf_host_read_daemon_list(&asking.reader, output);
  }
  return hf_ask_end(&asking);
}

__attribute__((import_module("extism:host/user"), import_name("http_request"))) extern uint64_t hf_import_http_request(uint64_t request);

/**
 * Asks a server that the grant names. Any HTTP status is ok. permission_denied when the address, a hop of a
 * redirect or a resolved address is not granted; failed when there is no connection, no trusted certificate, or too
 * much of an answer.
 */
__attribute__((unused)) static hf_status host_http_request(const HttpRequest *input, HttpResponse *output) {
  hf_asking asking;
  hf_ask_begin(&asking);
  hf_host_write_http_request(&asking.writer, input);
  uint64_t request = hf_ask_request(&asking);
  if (request == 0) return asking.status;
  __builtin_memset(output, 0, sizeof *output);
  hf_ask_answer(&asking, hf_import_http_request(request));
  while (hf_ask_next(&asking)) {
    hf_host_read_http_response(&asking.reader, output);
  }
  return hf_ask_end(&asking);
}

__attribute__((import_module("extism:host/user"), import_name("kv_get"))) extern uint64_t hf_import_kv_get(uint64_t request);

/** Reads a value that the driver kept; absent when there is none. */
__attribute__((unused)) static hf_status host_kv_get(const KvKey *input, KvValue *output) {
  hf_asking asking;
  hf_ask_begin(&asking);
  hf_host_write_kv_key(&asking.writer, input);
  uint64_t request = hf_ask_request(&asking);
  if (request == 0) return asking.status;
  __builtin_memset(output, 0, sizeof *output);
  hf_ask_answer(&asking, hf_import_kv_get(request));
  while (hf_ask_next(&asking)) {
    hf_host_read_kv_value(&asking.reader, output);
  }
  return hf_ask_end(&asking);
}

__attribute__((import_module("extism:host/user"), import_name("kv_set"))) extern uint64_t hf_import_kv_set(uint64_t request);

/**
 * Keeps a value under a key, durable when it answers ok. resource_exhausted when the quota is full; then nothing
 * changed.
 */
__attribute__((unused)) static hf_status host_kv_set(const KvEntry *input, HostDone *output) {
  hf_asking asking;
  hf_ask_begin(&asking);
  hf_host_write_kv_entry(&asking.writer, input);
  uint64_t request = hf_ask_request(&asking);
  if (request == 0) return asking.status;
  __builtin_memset(output, 0, sizeof *output);
  hf_ask_answer(&asking, hf_import_kv_set(request));
  while (hf_ask_next(&asking)) {
    hf_host_read_host_done(&asking.reader, output);
  }
  return hf_ask_end(&asking);
}

__attribute__((import_module("extism:host/user"), import_name("kv_delete"))) extern uint64_t hf_import_kv_delete(uint64_t request);

/** Forgets a key. Forgetting what is absent is ok. */
__attribute__((unused)) static hf_status host_kv_delete(const KvKey *input, HostDone *output) {
  hf_asking asking;
  hf_ask_begin(&asking);
  hf_host_write_kv_key(&asking.writer, input);
  uint64_t request = hf_ask_request(&asking);
  if (request == 0) return asking.status;
  __builtin_memset(output, 0, sizeof *output);
  hf_ask_answer(&asking, hf_import_kv_delete(request));
  while (hf_ask_next(&asking)) {
    hf_host_read_host_done(&asking.reader, output);
  }
  return hf_ask_end(&asking);
}

__attribute__((import_module("extism:host/user"), import_name("kv_list"))) extern uint64_t hf_import_kv_list(uint64_t request);

/** Lists the keys that begin with a prefix, in the order of their bytes. */
__attribute__((unused)) static hf_status host_kv_list(const KvPrefix *input, KvKeys *output) {
  hf_asking asking;
  hf_ask_begin(&asking);
  hf_host_write_kv_prefix(&asking.writer, input);
  uint64_t request = hf_ask_request(&asking);
  if (request == 0) return asking.status;
  __builtin_memset(output, 0, sizeof *output);
  hf_ask_answer(&asking, hf_import_kv_list(request));
  while (hf_ask_next(&asking)) {
    hf_host_read_kv_keys(&asking.reader, output);
  }
  return hf_ask_end(&asking);
}

__attribute__((import_module("extism:host/user"), import_name("clock_now"))) extern uint64_t hf_import_clock_now(uint64_t request);

/** Says what time it is. */
__attribute__((unused)) static hf_status host_clock_now(const ClockRequest *input, ClockTime *output) {
  hf_asking asking;
  hf_ask_begin(&asking);
  hf_host_write_clock_request(&asking.writer, input);
  uint64_t request = hf_ask_request(&asking);
  if (request == 0) return asking.status;
  __builtin_memset(output, 0, sizeof *output);
  hf_ask_answer(&asking, hf_import_clock_now(request));
  while (hf_ask_next(&asking)) {
    hf_host_read_clock_time(&asking.reader, output);
  }
  return hf_ask_end(&asking);
}

__attribute__((import_module("extism:host/user"), import_name("random_bytes"))) extern uint64_t hf_import_random_bytes(uint64_t request);

/** Answers bytes that nobody can foretell. */
__attribute__((unused)) static hf_status host_random_bytes(const RandomRequest *input, RandomBytes *output) {
  hf_asking asking;
  hf_ask_begin(&asking);
  hf_host_write_random_request(&asking.writer, input);
  uint64_t request = hf_ask_request(&asking);
  if (request == 0) return asking.status;
  __builtin_memset(output, 0, sizeof *output);
  hf_ask_answer(&asking, hf_import_random_bytes(request));
  while (hf_ask_next(&asking)) {
    hf_host_read_random_bytes(&asking.reader, output);
  }
  return hf_ask_end(&asking);
}

__attribute__((import_module("extism:host/user"), import_name("event_emit"))) extern uint64_t hf_import_event_emit(uint64_t request);

/**
 * Tells the host's users that something happened. resource_exhausted when the driver tells too much at once; then
 * it is not told.
 */
__attribute__((unused)) static hf_status host_event_emit(const HostEvent *input, EventNumber *output) {
  hf_asking asking;
  hf_ask_begin(&asking);
  hf_host_write_host_event(&asking.writer, input);
  uint64_t request = hf_ask_request(&asking);
  if (request == 0) return asking.status;
  __builtin_memset(output, 0, sizeof *output);
  hf_ask_answer(&asking, hf_import_event_emit(request));
  while (hf_ask_next(&asking)) {
    hf_host_read_event_number(&asking.reader, output);
  }
  return hf_ask_end(&asking);
}

__attribute__((import_module("extism:host/user"), import_name("secret_present"))) extern uint64_t hf_import_secret_present(uint64_t request);

/** Says whether a granted secret is there. Its value never enters the driver; http_request uses it by its name. */
__attribute__((unused)) static hf_status host_secret_present(const SecretName *input, SecretPresence *output) {
  hf_asking asking;
  hf_ask_begin(&asking);
  hf_host_write_secret_name(&asking.writer, input);
  uint64_t request = hf_ask_request(&asking);
  if (request == 0) return asking.status;
  __builtin_memset(output, 0, sizeof *output);
  hf_ask_answer(&asking, hf_import_secret_present(request));
  while (hf_ask_next(&asking)) {
    hf_host_read_secret_presence(&asking.reader, output);
  }
  return hf_ask_end(&asking);
}

#endif

// Generated from sdk/abi/host.yaml, version 1.1, by `npm run generate`. Do not edit: change the contract and generate again.

#ifndef HOLDFAST_HOST_HPP
#define HOLDFAST_HOST_HPP

#include "../holdfast.hpp"

namespace holdfast::host {

/** One value for a rule's parameter. A parameter that is a list is given several times, in order. */
struct ExecParameter {
  /** The parameter's name in the rule. */
  std::string name{};
  /** The value as text; integers in decimal. */
  std::string value{};
};

/** Which command to run, with what. */
struct ExecRequest {
  /** The rule's id. */
  std::string rule{};
  /** Values for its parameters. */
  std::optional<std::vector<ExecParameter>> parameters{};
  /** What the command reads from its standard input, if the rule lets it. */
  std::optional<std::string> stdin_text{};
  /** A shorter time-out than the rule's. */
  std::optional<std::int32_t> timeout_ms{};
  /** True runs nothing and answers the arguments. */
  std::optional<bool> dry_run{};
};

/** How the command ended. */
struct ExecResult {
  /** The program and its arguments. */
  std::vector<std::string> argv{};
  /** One of those that the rule calls a success. */
  std::int32_t exit_code{};
  /** Its standard output; bytes that are no UTF-8 are replaced. */
  std::string stdout_text{};
  /** Its standard error. */
  std::string stderr_text{};
  /** True when output beyond the rule's limit was thrown away. */
  bool truncated{};
  /** How long it ran. */
  std::int32_t duration_ms{};
};

/** Which daemon to start, under which name, with what. */
struct DaemonRequest {
  /** The rule's id. */
  std::string rule{};
  /** Its name among the daemons of the rule: letters, digits, _ . and -, 63 at most. */
  std::string instance{};
  /** Values for the rule's parameters. */
  std::optional<std::vector<ExecParameter>> parameters{};
  /** What it reads from its standard input, if the rule lets it. */
  std::optional<std::string> stdin_text{};
};

/** Names a daemon. */
struct DaemonName {
  /** The rule's id. */
  std::string rule{};
  /** Its name among the daemons of the rule. */
  std::string instance{};
};

/** Names a rule of the type daemon. */
struct DaemonRule {
  /** The rule's id. */
  std::string rule{};
};

/** Whether a daemon runs. */
enum class DaemonState { running, exited, absent };

/** A daemon as it is. */
struct Daemon {
  /** Its name. */
  std::string instance{};
  /** exited when it ended by itself, absent when it was never started or was stopped. */
  DaemonState state{};
  /** Its process id while it runs. */
  std::optional<std::int32_t> pid{};
  /** How it ended, if that is known. */
  std::optional<std::int32_t> exit_code{};
  /** The program and its arguments; empty when absent. */
  std::vector<std::string> argv{};
  /** The last of what it wrote. */
  std::string output{};
};

/** The daemons of a rule. */
struct DaemonList {
  /** Each once, by name. */
  std::vector<Daemon> daemons{};
};

/** What to do. */
enum class HttpMethod { GET, HEAD, POST, PUT, PATCH, DELETE };

/** One header field. */
struct HttpHeader {
  /** Its name. */
  std::string name{};
  /** Its value. */
  std::string value{};
};

/** How to prove who asks. */
enum class HttpScheme { basic, bearer };

/** Who asks, proven by a secret that the driver never sees. */
struct HttpAuthorization {
  /** basic takes a user too. */
  HttpScheme scheme{};
  /** The user's name, for basic. */
  std::optional<std::string> user{};
  /** The name of a granted secret. */
  std::string secret{};
};

/** One request. */
struct HttpRequest {
  /** The method. */
  HttpMethod method{};
  /** Absolute, http or https. */
  std::string url{};
  /** Fields to send besides the host's own. */
  std::optional<std::vector<HttpHeader>> headers{};
  /** What to send. */
  std::optional<std::string> body{};
  /** A shorter time-out than the host's. */
  std::optional<std::int32_t> timeout_ms{};
  /** Sent as the field Authorization, to the first server only. */
  std::optional<HttpAuthorization> authorization{};
};

/** What came back. */
struct HttpResponse {
  /** The HTTP status. */
  std::int32_t status{};
  /** Where it came from, after redirects. */
  std::string url{};
  /** Names are in lower case. */
  std::vector<HttpHeader> headers{};
  /** The content; bytes that are no UTF-8 are replaced. */
  std::string body{};
};

/** A key. */
struct KvKey {
  /** Any text. */
  std::string key{};
};

/** What is kept under a key. */
struct KvValue {
  /** Absent when nothing is kept. */
  std::optional<std::string> value{};
};

/** A key and what to keep under it. */
struct KvEntry {
  /** Any text. */
  std::string key{};
  /** Any text. */
  std::string value{};
};

/** The keys that are asked for. */
struct KvPrefix {
  /** How they begin; all when it is absent. */
  std::optional<std::string> prefix{};
};

/** Keys. */
struct KvKeys {
  /** In the order of their bytes. */
  std::vector<std::string> keys{};
};

/** Nothing to tell. */
struct HostDone {
};

/** Nothing to say. */
struct ClockRequest {
};

/** The time. */
struct ClockTime {
  /** Milliseconds since 1970 in UTC. */
  std::int64_t wall_ms{};
  /** Milliseconds on a clock that never goes back; only differences mean something. */
  std::int64_t monotonic_ms{};
};

/** How much. */
struct RandomRequest {
  /** In bytes. */
  std::int32_t length{};
};

/** The bytes. */
struct RandomBytes {
  /** As many as were asked for. */
  Bytes bytes{};
};

/** Something that happened. */
struct HostEvent {
  /** What sort: a-z, 0-9, _ and dots, a letter first. */
  std::string name{};
  /** What it is about, such as a volume's name. */
  std::optional<std::string> subject{};
  /** More about it, as the driver likes. */
  std::optional<std::string> data{};
};

/** Where it stands. */
struct EventNumber {
  /** Its number among the driver's events; gaps mean that some were lost. */
  std::int64_t sequence{};
};

/** Names a secret. */
struct SecretName {
  /** The name that the grant gives it. */
  std::string name{};
};

/** Whether it is there. */
struct SecretPresence {
  /** True when it can be used. */
  bool present{};
};

[[maybe_unused]] inline void write(hf_writer *writer, const ExecParameter &from) {
  hf_write_begin(writer, '{');
  hf_write_key(writer, HF_TEXT("name"));
  hf_write_text(writer, view(from.name));
  hf_write_key(writer, HF_TEXT("value"));
  hf_write_text(writer, view(from.value));
  hf_write_end(writer, '}');
}

[[maybe_unused]] inline void write(hf_writer *writer, const ExecRequest &from) {
  hf_write_begin(writer, '{');
  hf_write_key(writer, HF_TEXT("rule"));
  hf_write_text(writer, view(from.rule));
  if (from.parameters) {
    hf_write_key(writer, HF_TEXT("parameters"));
    hf_write_begin(writer, '[');
    for (const ExecParameter &item0 : (*from.parameters)) {
      write(writer, item0);
    }
    hf_write_end(writer, ']');
  }
  if (from.stdin_text) {
    hf_write_key(writer, HF_TEXT("stdin_text"));
    hf_write_text(writer, view((*from.stdin_text)));
  }
  if (from.timeout_ms) {
    hf_write_key(writer, HF_TEXT("timeout_ms"));
    hf_write_integer(writer, static_cast<std::int64_t>((*from.timeout_ms)), INT64_C(1), INT64_C(2147483647));
  }
  if (from.dry_run) {
    hf_write_key(writer, HF_TEXT("dry_run"));
    hf_write_boolean(writer, (*from.dry_run));
  }
  hf_write_end(writer, '}');
}

[[maybe_unused]] inline void read(hf_reader *reader, ExecResult &out) {
  bool seen[6] = {};
  hf_text key;
  hf_begin_object(reader);
  while (hf_next_key(reader, &key)) {
    if (hf_equal(key, HF_TEXT("argv"))) {
      if (!hf_first(reader, &seen[0])) break;
      hf_begin_array(reader);
      for (std::size_t at0 = 0; hf_next_item(reader, at0); at0++) {
        std::string item0{};
        item0 = string_of(hf_read_text(reader, 0, SIZE_MAX));
        out.argv.push_back(std::move(item0));
      }
    } else if (hf_equal(key, HF_TEXT("exit_code"))) {
      if (!hf_first(reader, &seen[1])) break;
      out.exit_code = static_cast<std::int32_t>(hf_read_integer(reader, INT64_C(-2147483648), INT64_C(2147483647)));
    } else if (hf_equal(key, HF_TEXT("stdout_text"))) {
      if (!hf_first(reader, &seen[2])) break;
      out.stdout_text = string_of(hf_read_text(reader, 0, SIZE_MAX));
    } else if (hf_equal(key, HF_TEXT("stderr_text"))) {
      if (!hf_first(reader, &seen[3])) break;
      out.stderr_text = string_of(hf_read_text(reader, 0, SIZE_MAX));
    } else if (hf_equal(key, HF_TEXT("truncated"))) {
      if (!hf_first(reader, &seen[4])) break;
      out.truncated = hf_read_boolean(reader);
    } else if (hf_equal(key, HF_TEXT("duration_ms"))) {
      if (!hf_first(reader, &seen[5])) break;
      out.duration_ms = static_cast<std::int32_t>(hf_read_integer(reader, INT64_C(0), INT64_C(2147483647)));
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

[[maybe_unused]] inline void write(hf_writer *writer, const DaemonRequest &from) {
  hf_write_begin(writer, '{');
  hf_write_key(writer, HF_TEXT("rule"));
  hf_write_text(writer, view(from.rule));
  hf_write_key(writer, HF_TEXT("instance"));
  hf_write_text(writer, view(from.instance));
  if (from.parameters) {
    hf_write_key(writer, HF_TEXT("parameters"));
    hf_write_begin(writer, '[');
    for (const ExecParameter &item0 : (*from.parameters)) {
      write(writer, item0);
    }
    hf_write_end(writer, ']');
  }
  if (from.stdin_text) {
    hf_write_key(writer, HF_TEXT("stdin_text"));
    hf_write_text(writer, view((*from.stdin_text)));
  }
  hf_write_end(writer, '}');
}

[[maybe_unused]] inline void write(hf_writer *writer, const DaemonName &from) {
  hf_write_begin(writer, '{');
  hf_write_key(writer, HF_TEXT("rule"));
  hf_write_text(writer, view(from.rule));
  hf_write_key(writer, HF_TEXT("instance"));
  hf_write_text(writer, view(from.instance));
  hf_write_end(writer, '}');
}

[[maybe_unused]] inline void write(hf_writer *writer, const DaemonRule &from) {
  hf_write_begin(writer, '{');
  hf_write_key(writer, HF_TEXT("rule"));
  hf_write_text(writer, view(from.rule));
  hf_write_end(writer, '}');
}

inline constexpr const char *DaemonState_names[] = {"running", "exited", "absent"};

[[maybe_unused]] inline void read(hf_reader *reader, Daemon &out) {
  bool seen[6] = {};
  hf_text key;
  hf_begin_object(reader);
  while (hf_next_key(reader, &key)) {
    if (hf_equal(key, HF_TEXT("instance"))) {
      if (!hf_first(reader, &seen[0])) break;
      out.instance = string_of(hf_read_text(reader, 0, SIZE_MAX));
    } else if (hf_equal(key, HF_TEXT("state"))) {
      if (!hf_first(reader, &seen[1])) break;
      out.state = static_cast<DaemonState>(hf_read_name(reader, DaemonState_names, 3));
    } else if (hf_equal(key, HF_TEXT("pid"))) {
      if (!hf_first(reader, &seen[2])) break;
      if (!hf_take_null(reader)) {
        std::int32_t value{};
        value = static_cast<std::int32_t>(hf_read_integer(reader, INT64_C(-2147483648), INT64_C(2147483647)));
        out.pid = std::move(value);
      }
    } else if (hf_equal(key, HF_TEXT("exit_code"))) {
      if (!hf_first(reader, &seen[3])) break;
      if (!hf_take_null(reader)) {
        std::int32_t value{};
        value = static_cast<std::int32_t>(hf_read_integer(reader, INT64_C(-2147483648), INT64_C(2147483647)));
        out.exit_code = std::move(value);
      }
    } else if (hf_equal(key, HF_TEXT("argv"))) {
      if (!hf_first(reader, &seen[4])) break;
      hf_begin_array(reader);
      for (std::size_t at0 = 0; hf_next_item(reader, at0); at0++) {
        std::string item0{};
        item0 = string_of(hf_read_text(reader, 0, SIZE_MAX));
        out.argv.push_back(std::move(item0));
      }
    } else if (hf_equal(key, HF_TEXT("output"))) {
      if (!hf_first(reader, &seen[5])) break;
      out.output = string_of(hf_read_text(reader, 0, SIZE_MAX));
    } else {
      hf_skip(reader);
    }
  }
  hf_need(reader, seen[0], "instance");
  hf_need(reader, seen[1], "state");
  hf_need(reader, seen[4], "argv");
  hf_need(reader, seen[5], "output");
}

[[maybe_unused]] inline void read(hf_reader *reader, DaemonList &out) {
  bool seen[1] = {};
  hf_text key;
  hf_begin_object(reader);
  while (hf_next_key(reader, &key)) {
    if (hf_equal(key, HF_TEXT("daemons"))) {
      if (!hf_first(reader, &seen[0])) break;
      hf_begin_array(reader);
      for (std::size_t at0 = 0; hf_next_item(reader, at0); at0++) {
        Daemon item0{};
        read(reader, item0);
        out.daemons.push_back(std::move(item0));
      }
    } else {
      hf_skip(reader);
    }
  }
  hf_need(reader, seen[0], "daemons");
}

inline constexpr const char *HttpMethod_names[] = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"};

[[maybe_unused]] inline void read(hf_reader *reader, HttpHeader &out) {
  bool seen[2] = {};
  hf_text key;
  hf_begin_object(reader);
  while (hf_next_key(reader, &key)) {
    if (hf_equal(key, HF_TEXT("name"))) {
      if (!hf_first(reader, &seen[0])) break;
      out.name = string_of(hf_read_text(reader, 0, SIZE_MAX));
    } else if (hf_equal(key, HF_TEXT("value"))) {
      if (!hf_first(reader, &seen[1])) break;
      out.value = string_of(hf_read_text(reader, 0, SIZE_MAX));
    } else {
      hf_skip(reader);
    }
  }
  hf_need(reader, seen[0], "name");
  hf_need(reader, seen[1], "value");
}

[[maybe_unused]] inline void write(hf_writer *writer, const HttpHeader &from) {
  hf_write_begin(writer, '{');
  hf_write_key(writer, HF_TEXT("name"));
  hf_write_text(writer, view(from.name));
  hf_write_key(writer, HF_TEXT("value"));
  hf_write_text(writer, view(from.value));
  hf_write_end(writer, '}');
}

inline constexpr const char *HttpScheme_names[] = {"basic", "bearer"};

[[maybe_unused]] inline void write(hf_writer *writer, const HttpAuthorization &from) {
  hf_write_begin(writer, '{');
  hf_write_key(writer, HF_TEXT("scheme"));
  hf_write_name(writer, static_cast<int>(from.scheme), HttpScheme_names, 2);
  if (from.user) {
    hf_write_key(writer, HF_TEXT("user"));
    hf_write_text(writer, view((*from.user)));
  }
  hf_write_key(writer, HF_TEXT("secret"));
  hf_write_text(writer, view(from.secret));
  hf_write_end(writer, '}');
}

[[maybe_unused]] inline void write(hf_writer *writer, const HttpRequest &from) {
  hf_write_begin(writer, '{');
  hf_write_key(writer, HF_TEXT("method"));
  hf_write_name(writer, static_cast<int>(from.method), HttpMethod_names, 6);
  hf_write_key(writer, HF_TEXT("url"));
  hf_write_text(writer, view(from.url));
  if (from.headers) {
    hf_write_key(writer, HF_TEXT("headers"));
    hf_write_begin(writer, '[');
    for (const HttpHeader &item0 : (*from.headers)) {
      write(writer, item0);
    }
    hf_write_end(writer, ']');
  }
  if (from.body) {
    hf_write_key(writer, HF_TEXT("body"));
    hf_write_text(writer, view((*from.body)));
  }
  if (from.timeout_ms) {
    hf_write_key(writer, HF_TEXT("timeout_ms"));
    hf_write_integer(writer, static_cast<std::int64_t>((*from.timeout_ms)), INT64_C(1), INT64_C(2147483647));
  }
  if (from.authorization) {
    hf_write_key(writer, HF_TEXT("authorization"));
    write(writer, (*from.authorization));
  }
  hf_write_end(writer, '}');
}

[[maybe_unused]] inline void read(hf_reader *reader, HttpResponse &out) {
  bool seen[4] = {};
  hf_text key;
  hf_begin_object(reader);
  while (hf_next_key(reader, &key)) {
    if (hf_equal(key, HF_TEXT("status"))) {
      if (!hf_first(reader, &seen[0])) break;
      out.status = static_cast<std::int32_t>(hf_read_integer(reader, INT64_C(-2147483648), INT64_C(2147483647)));
    } else if (hf_equal(key, HF_TEXT("url"))) {
      if (!hf_first(reader, &seen[1])) break;
      out.url = string_of(hf_read_text(reader, 0, SIZE_MAX));
    } else if (hf_equal(key, HF_TEXT("headers"))) {
      if (!hf_first(reader, &seen[2])) break;
      hf_begin_array(reader);
      for (std::size_t at0 = 0; hf_next_item(reader, at0); at0++) {
        HttpHeader item0{};
        read(reader, item0);
        out.headers.push_back(std::move(item0));
      }
    } else if (hf_equal(key, HF_TEXT("body"))) {
      if (!hf_first(reader, &seen[3])) break;
      out.body = string_of(hf_read_text(reader, 0, SIZE_MAX));
    } else {
      hf_skip(reader);
    }
  }
  hf_need(reader, seen[0], "status");
  hf_need(reader, seen[1], "url");
  hf_need(reader, seen[2], "headers");
  hf_need(reader, seen[3], "body");
}

[[maybe_unused]] inline void write(hf_writer *writer, const KvKey &from) {
  hf_write_begin(writer, '{');
  hf_write_key(writer, HF_TEXT("key"));
  hf_write_text(writer, view(from.key));
  hf_write_end(writer, '}');
}

[[maybe_unused]] inline void read(hf_reader *reader, KvValue &out) {
  bool seen[1] = {};
  hf_text key;
  hf_begin_object(reader);
  while (hf_next_key(reader, &key)) {
    if (hf_equal(key, HF_TEXT("value"))) {
      if (!hf_first(reader, &seen[0])) break;
      if (!hf_take_null(reader)) {
        std::string value{};
        value = string_of(hf_read_text(reader, 0, SIZE_MAX));
        out.value = std::move(value);
      }
    } else {
      hf_skip(reader);
    }
  }
}

[[maybe_unused]] inline void write(hf_writer *writer, const KvEntry &from) {
  hf_write_begin(writer, '{');
  hf_write_key(writer, HF_TEXT("key"));
  hf_write_text(writer, view(from.key));
  hf_write_key(writer, HF_TEXT("value"));
  hf_write_text(writer, view(from.value));
  hf_write_end(writer, '}');
}

[[maybe_unused]] inline void write(hf_writer *writer, const KvPrefix &from) {
  hf_write_begin(writer, '{');
  if (from.prefix) {
    hf_write_key(writer, HF_TEXT("prefix"));
    hf_write_text(writer, view((*from.prefix)));
  }
  hf_write_end(writer, '}');
}

[[maybe_unused]] inline void read(hf_reader *reader, KvKeys &out) {
  bool seen[1] = {};
  hf_text key;
  hf_begin_object(reader);
  while (hf_next_key(reader, &key)) {
    if (hf_equal(key, HF_TEXT("keys"))) {
      if (!hf_first(reader, &seen[0])) break;
      hf_begin_array(reader);
      for (std::size_t at0 = 0; hf_next_item(reader, at0); at0++) {
        std::string item0{};
        item0 = string_of(hf_read_text(reader, 0, SIZE_MAX));
        out.keys.push_back(std::move(item0));
      }
    } else {
      hf_skip(reader);
    }
  }
  hf_need(reader, seen[0], "keys");
}

[[maybe_unused]] inline void read(hf_reader *reader, HostDone &out) {
  static_cast<void>(out);
  hf_text key;
  hf_begin_object(reader);
  while (hf_next_key(reader, &key)) {
    hf_skip(reader);
  }
}

[[maybe_unused]] inline void write(hf_writer *writer, const ClockRequest &from) {
  static_cast<void>(from);
  hf_write_begin(writer, '{');
  hf_write_end(writer, '}');
}

[[maybe_unused]] inline void read(hf_reader *reader, ClockTime &out) {
  bool seen[2] = {};
  hf_text key;
  hf_begin_object(reader);
  while (hf_next_key(reader, &key)) {
    if (hf_equal(key, HF_TEXT("wall_ms"))) {
      if (!hf_first(reader, &seen[0])) break;
      out.wall_ms = static_cast<std::int64_t>(hf_read_integer(reader, INT64_C(-9007199254740991), INT64_C(9007199254740991)));
    } else if (hf_equal(key, HF_TEXT("monotonic_ms"))) {
      if (!hf_first(reader, &seen[1])) break;
      out.monotonic_ms = static_cast<std::int64_t>(hf_read_integer(reader, INT64_C(-9007199254740991), INT64_C(9007199254740991)));
    } else {
      hf_skip(reader);
    }
  }
  hf_need(reader, seen[0], "wall_ms");
  hf_need(reader, seen[1], "monotonic_ms");
}

[[maybe_unused]] inline void write(hf_writer *writer, const RandomRequest &from) {
  hf_write_begin(writer, '{');
  hf_write_key(writer, HF_TEXT("length"));
  hf_write_integer(writer, static_cast<std::int64_t>(from.length), INT64_C(1), INT64_C(1024));
  hf_write_end(writer, '}');
}

[[maybe_unused]] inline void read(hf_reader *reader, RandomBytes &out) {
  bool seen[1] = {};
  hf_text key;
  hf_begin_object(reader);
  while (hf_next_key(reader, &key)) {
    if (hf_equal(key, HF_TEXT("bytes"))) {
      if (!hf_first(reader, &seen[0])) break;
      out.bytes = bytes_of(hf_read_bytes(reader, 0, SIZE_MAX));
    } else {
      hf_skip(reader);
    }
  }
  hf_need(reader, seen[0], "bytes");
}

[[maybe_unused]] inline void write(hf_writer *writer, const HostEvent &from) {
  hf_write_begin(writer, '{');
  hf_write_key(writer, HF_TEXT("name"));
  hf_write_text(writer, view(from.name));
  if (from.subject) {
    hf_write_key(writer, HF_TEXT("subject"));
    hf_write_text(writer, view((*from.subject)));
  }
  if (from.data) {
    hf_write_key(writer, HF_TEXT("data"));
    hf_write_text(writer, view((*from.data)));
  }
  hf_write_end(writer, '}');
}

[[maybe_unused]] inline void read(hf_reader *reader, EventNumber &out) {
  bool seen[1] = {};
  hf_text key;
  hf_begin_object(reader);
  while (hf_next_key(reader, &key)) {
    if (hf_equal(key, HF_TEXT("sequence"))) {
      if (!hf_first(reader, &seen[0])) break;
      out.sequence = static_cast<std::int64_t>(hf_read_integer(reader, INT64_C(1), INT64_C(9007199254740991)));
    } else {
      hf_skip(reader);
    }
  }
  hf_need(reader, seen[0], "sequence");
}

[[maybe_unused]] inline void write(hf_writer *writer, const SecretName &from) {
  hf_write_begin(writer, '{');
  hf_write_key(writer, HF_TEXT("name"));
  hf_write_text(writer, view(from.name));
  hf_write_end(writer, '}');
}

[[maybe_unused]] inline void read(hf_reader *reader, SecretPresence &out) {
  bool seen[1] = {};
  hf_text key;
  hf_begin_object(reader);
  while (hf_next_key(reader, &key)) {
    if (hf_equal(key, HF_TEXT("present"))) {
      if (!hf_first(reader, &seen[0])) break;
      out.present = hf_read_boolean(reader);
    } else {
      hf_skip(reader);
    }
  }
  hf_need(reader, seen[0], "present");
}

extern "C" __attribute__((import_module("extism:host/user"), import_name("exec"))) std::uint64_t hf_cpp_import_exec(std::uint64_t request);

/**
 * Runs a command by a rule of the executor. ok when it ended with one of the rule's exit codes; failed when it
 * ended with another, or not in time, and then nothing of it runs any more. permission_denied for a rule that is
 * not granted or not there, invalid_argument for a parameter that the rule refuses, not_ready when no executor
 * runs, busy when too much runs at once. Needs the permission `exec`.
 */
[[maybe_unused]] inline Result<ExecResult> exec(const ExecRequest &input) {
  hf_asking asking;
  hf_ask_begin(&asking);
  write(&asking.writer, input);
  const std::uint64_t request = hf_ask_request(&asking);
  if (request == 0) return refused(asking, asking.status);
  ExecResult output{};
  hf_ask_answer(&asking, hf_cpp_import_exec(request));
  while (hf_ask_next(&asking)) read(&asking.reader, output);
  const hf_status status = hf_ask_end(&asking);
  if (status != HF_OK) return refused(asking, status);
  return output;
}

extern "C" __attribute__((import_module("extism:host/user"), import_name("daemon_start"))) std::uint64_t hf_cpp_import_daemon_start(std::uint64_t request);

/**
 * Starts what must outlive the call, by a rule of the type daemon. One that runs with the same arguments is left
 * alone; with other arguments it is already_exists. failed, with its last lines, when it ends at once. Needs the
 * permission `exec`.
 */
[[maybe_unused]] inline Result<Daemon> daemon_start(const DaemonRequest &input) {
  hf_asking asking;
  hf_ask_begin(&asking);
  write(&asking.writer, input);
  const std::uint64_t request = hf_ask_request(&asking);
  if (request == 0) return refused(asking, asking.status);
  Daemon output{};
  hf_ask_answer(&asking, hf_cpp_import_daemon_start(request));
  while (hf_ask_next(&asking)) read(&asking.reader, output);
  const hf_status status = hf_ask_end(&asking);
  if (status != HF_OK) return refused(asking, status);
  return output;
}

extern "C" __attribute__((import_module("extism:host/user"), import_name("daemon_stop"))) std::uint64_t hf_cpp_import_daemon_stop(std::uint64_t request);

/** Ends a daemon and all that it started. Stopping what does not run is ok. Needs the permission `exec`. */
[[maybe_unused]] inline Result<Daemon> daemon_stop(const DaemonName &input) {
  hf_asking asking;
  hf_ask_begin(&asking);
  write(&asking.writer, input);
  const std::uint64_t request = hf_ask_request(&asking);
  if (request == 0) return refused(asking, asking.status);
  Daemon output{};
  hf_ask_answer(&asking, hf_cpp_import_daemon_stop(request));
  while (hf_ask_next(&asking)) read(&asking.reader, output);
  const hf_status status = hf_ask_end(&asking);
  if (status != HF_OK) return refused(asking, status);
  return output;
}

extern "C" __attribute__((import_module("extism:host/user"), import_name("daemon_reload"))) std::uint64_t hf_cpp_import_daemon_reload(std::uint64_t request);

/** Sends the rule's reload signal; not_found when it does not run. Needs the permission `exec`. */
[[maybe_unused]] inline Result<Daemon> daemon_reload(const DaemonName &input) {
  hf_asking asking;
  hf_ask_begin(&asking);
  write(&asking.writer, input);
  const std::uint64_t request = hf_ask_request(&asking);
  if (request == 0) return refused(asking, asking.status);
  Daemon output{};
  hf_ask_answer(&asking, hf_cpp_import_daemon_reload(request));
  while (hf_ask_next(&asking)) read(&asking.reader, output);
  const hf_status status = hf_ask_end(&asking);
  if (status != HF_OK) return refused(asking, status);
  return output;
}

extern "C" __attribute__((import_module("extism:host/user"), import_name("daemon_status"))) std::uint64_t hf_cpp_import_daemon_status(std::uint64_t request);

/** Says how a daemon is; absent is an answer, not an error. Needs the permission `exec`. */
[[maybe_unused]] inline Result<Daemon> daemon_status(const DaemonName &input) {
  hf_asking asking;
  hf_ask_begin(&asking);
  write(&asking.writer, input);
  const std::uint64_t request = hf_ask_request(&asking);
  if (request == 0) return refused(asking, asking.status);
  Daemon output{};
  hf_ask_answer(&asking, hf_cpp_import_daemon_status(request));
  while (hf_ask_next(&asking)) read(&asking.reader, output);
  const hf_status status = hf_ask_end(&asking);
  if (status != HF_OK) return refused(asking, status);
  return output;
}

extern "C" __attribute__((import_module("extism:host/user"), import_name("daemon_list"))) std::uint64_t hf_cpp_import_daemon_list(std::uint64_t request);

/** Lists the daemons of one rule that run or have ended by themselves. Needs the permission `exec`. */
[[maybe_unused]] inline Result<DaemonList> daemon_list(const DaemonRule &input) {
  hf_asking asking;
  hf_ask_begin(&asking);
  write(&asking.writer, input);
  const std::uint64_t request = hf_ask_request(&asking);
  if (request == 0) return refused(asking, asking.status);
  DaemonList output{};
  hf_ask_answer(&asking, hf_cpp_import_daemon_list(request));
  while (hf_ask_next(&asking)) read(&asking.reader, output);
  const hf_status status = hf_ask_end(&asking);
  if (status != HF_OK) return refused(asking, status);
  return output;
}

extern "C" __attribute__((import_module("extism:host/user"), import_name("http_request"))) std::uint64_t hf_cpp_import_http_request(std::uint64_t request);

/**
 * Asks a server that the grant names. Any HTTP status is ok. permission_denied when the address, a hop of a
 * redirect or a resolved address is not granted; failed when there is no connection, no trusted certificate, or too
 * much of an answer. Needs the permission `http`.
 */
[[maybe_unused]] inline Result<HttpResponse> http_request(const HttpRequest &input) {
  hf_asking asking;
  hf_ask_begin(&asking);
  write(&asking.writer, input);
  const std::uint64_t request = hf_ask_request(&asking);
  if (request == 0) return refused(asking, asking.status);
  HttpResponse output{};
  hf_ask_answer(&asking, hf_cpp_import_http_request(request));
  while (hf_ask_next(&asking)) read(&asking.reader, output);
  const hf_status status = hf_ask_end(&asking);
  if (status != HF_OK) return refused(asking, status);
  return output;
}

extern "C" __attribute__((import_module("extism:host/user"), import_name("kv_get"))) std::uint64_t hf_cpp_import_kv_get(std::uint64_t request);

/** Reads a value that the driver kept; absent when there is none. Needs the permission `kv`. */
[[maybe_unused]] inline Result<KvValue> kv_get(const KvKey &input) {
  hf_asking asking;
  hf_ask_begin(&asking);
  write(&asking.writer, input);
  const std::uint64_t request = hf_ask_request(&asking);
  if (request == 0) return refused(asking, asking.status);
  KvValue output{};
  hf_ask_answer(&asking, hf_cpp_import_kv_get(request));
  while (hf_ask_next(&asking)) read(&asking.reader, output);
  const hf_status status = hf_ask_end(&asking);
  if (status != HF_OK) return refused(asking, status);
  return output;
}

extern "C" __attribute__((import_module("extism:host/user"), import_name("kv_set"))) std::uint64_t hf_cpp_import_kv_set(std::uint64_t request);

/**
 * Keeps a value under a key, durable when it answers ok. resource_exhausted when the quota is full; then nothing
 * changed. Needs the permission `kv`.
 */
[[maybe_unused]] inline Result<HostDone> kv_set(const KvEntry &input) {
  hf_asking asking;
  hf_ask_begin(&asking);
  write(&asking.writer, input);
  const std::uint64_t request = hf_ask_request(&asking);
  if (request == 0) return refused(asking, asking.status);
  HostDone output{};
  hf_ask_answer(&asking, hf_cpp_import_kv_set(request));
  while (hf_ask_next(&asking)) read(&asking.reader, output);
  const hf_status status = hf_ask_end(&asking);
  if (status != HF_OK) return refused(asking, status);
  return output;
}

extern "C" __attribute__((import_module("extism:host/user"), import_name("kv_delete"))) std::uint64_t hf_cpp_import_kv_delete(std::uint64_t request);

/** Forgets a key. Forgetting what is absent is ok. Needs the permission `kv`. */
[[maybe_unused]] inline Result<HostDone> kv_delete(const KvKey &input) {
  hf_asking asking;
  hf_ask_begin(&asking);
  write(&asking.writer, input);
  const std::uint64_t request = hf_ask_request(&asking);
  if (request == 0) return refused(asking, asking.status);
  HostDone output{};
  hf_ask_answer(&asking, hf_cpp_import_kv_delete(request));
  while (hf_ask_next(&asking)) read(&asking.reader, output);
  const hf_status status = hf_ask_end(&asking);
  if (status != HF_OK) return refused(asking, status);
  return output;
}

extern "C" __attribute__((import_module("extism:host/user"), import_name("kv_list"))) std::uint64_t hf_cpp_import_kv_list(std::uint64_t request);

/** Lists the keys that begin with a prefix, in the order of their bytes. Needs the permission `kv`. */
[[maybe_unused]] inline Result<KvKeys> kv_list(const KvPrefix &input) {
  hf_asking asking;
  hf_ask_begin(&asking);
  write(&asking.writer, input);
  const std::uint64_t request = hf_ask_request(&asking);
  if (request == 0) return refused(asking, asking.status);
  KvKeys output{};
  hf_ask_answer(&asking, hf_cpp_import_kv_list(request));
  while (hf_ask_next(&asking)) read(&asking.reader, output);
  const hf_status status = hf_ask_end(&asking);
  if (status != HF_OK) return refused(asking, status);
  return output;
}

extern "C" __attribute__((import_module("extism:host/user"), import_name("clock_now"))) std::uint64_t hf_cpp_import_clock_now(std::uint64_t request);

/** Says what time it is. Needs the permission `clock`. */
[[maybe_unused]] inline Result<ClockTime> clock_now(const ClockRequest &input) {
  hf_asking asking;
  hf_ask_begin(&asking);
  write(&asking.writer, input);
  const std::uint64_t request = hf_ask_request(&asking);
  if (request == 0) return refused(asking, asking.status);
  ClockTime output{};
  hf_ask_answer(&asking, hf_cpp_import_clock_now(request));
  while (hf_ask_next(&asking)) read(&asking.reader, output);
  const hf_status status = hf_ask_end(&asking);
  if (status != HF_OK) return refused(asking, status);
  return output;
}

extern "C" __attribute__((import_module("extism:host/user"), import_name("random_bytes"))) std::uint64_t hf_cpp_import_random_bytes(std::uint64_t request);

/** Answers bytes that nobody can foretell. Needs the permission `random`. */
[[maybe_unused]] inline Result<RandomBytes> random_bytes(const RandomRequest &input) {
  hf_asking asking;
  hf_ask_begin(&asking);
  write(&asking.writer, input);
  const std::uint64_t request = hf_ask_request(&asking);
  if (request == 0) return refused(asking, asking.status);
  RandomBytes output{};
  hf_ask_answer(&asking, hf_cpp_import_random_bytes(request));
  while (hf_ask_next(&asking)) read(&asking.reader, output);
  const hf_status status = hf_ask_end(&asking);
  if (status != HF_OK) return refused(asking, status);
  return output;
}

extern "C" __attribute__((import_module("extism:host/user"), import_name("event_emit"))) std::uint64_t hf_cpp_import_event_emit(std::uint64_t request);

/**
 * Tells the host's users that something happened. resource_exhausted when the driver tells too much at once; then
 * it is not told. Needs the permission `event`.
 */
[[maybe_unused]] inline Result<EventNumber> event_emit(const HostEvent &input) {
  hf_asking asking;
  hf_ask_begin(&asking);
  write(&asking.writer, input);
  const std::uint64_t request = hf_ask_request(&asking);
  if (request == 0) return refused(asking, asking.status);
  EventNumber output{};
  hf_ask_answer(&asking, hf_cpp_import_event_emit(request));
  while (hf_ask_next(&asking)) read(&asking.reader, output);
  const hf_status status = hf_ask_end(&asking);
  if (status != HF_OK) return refused(asking, status);
  return output;
}

extern "C" __attribute__((import_module("extism:host/user"), import_name("secret_present"))) std::uint64_t hf_cpp_import_secret_present(std::uint64_t request);

/**
 * Says whether a granted secret is there. Its value never enters the driver; http_request uses it by its name.
 * Needs the permission `secret`.
 */
[[maybe_unused]] inline Result<SecretPresence> secret_present(const SecretName &input) {
  hf_asking asking;
  hf_ask_begin(&asking);
  write(&asking.writer, input);
  const std::uint64_t request = hf_ask_request(&asking);
  if (request == 0) return refused(asking, asking.status);
  SecretPresence output{};
  hf_ask_answer(&asking, hf_cpp_import_secret_present(request));
  while (hf_ask_next(&asking)) read(&asking.reader, output);
  const hf_status status = hf_ask_end(&asking);
  if (status != HF_OK) return refused(asking, status);
  return output;
}

}  // namespace holdfast::host

#endif

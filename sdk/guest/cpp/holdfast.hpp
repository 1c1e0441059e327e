// What a Holdfast driver in C++ needs: results and failures, the log, the configuration, and what the generated bindings stand on.
//
// Include the generated header of your kind, generated/<kind>.hpp, which includes this one, and compile the .c files of
// generated/c along with your sources. C++17 with libc++, without exceptions.
#ifndef HOLDFAST_HPP
#define HOLDFAST_HPP

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

extern "C" {
#include "generated/c/holdfast.h"
}

namespace holdfast {

using Bytes = std::vector<std::uint8_t>;

/** What a function answers. */
enum class Status {
  ok,
  invalid_argument,
  not_found,
  already_exists,
  not_ready,
  unsupported,
  permission_denied,
  resource_exhausted,
  busy,
  failed,
};

/** A fact for programs that goes with a failure. */
struct Fact {
  enum class Type { text, integer, boolean };
  std::string key;
  Type type;
  std::string text;
  std::int64_t integer;
};

/** Why a call did not do what it was asked for: `return Failure(Status::not_found, "There is no …");`. */
struct Failure {
  Failure(Status why, std::string words) : status(why), message(std::move(words)) {}
  /** One that the contract lists for the function, and never ok. */
  Status status;
  std::string message;
  std::vector<Fact> details;

  /** The same with one fact more: text, an integer or a bool. */
  template <typename T>
  Failure detail(std::string_view key, const T &value) const {
    Failure more = *this;
    if constexpr (std::is_same_v<T, bool>) more.details.push_back({std::string(key), Fact::Type::boolean, {}, value});
    else if constexpr (std::is_integral_v<T>) more.details.push_back({std::string(key), Fact::Type::integer, {}, static_cast<std::int64_t>(value)});
    else more.details.push_back({std::string(key), Fact::Type::text, std::string(std::string_view(value)), 0});
    return more;
  }

  /** The same, saying when coming back may help; with not_ready, busy and resource_exhausted. */
  Failure retry_after(std::int64_t wait_ms) const { return detail("retry_after_ms", wait_ms); }
};

/** The result of a function that has none: `return done();`. */
struct Nothing {};

/** A value, or a failure in its place. */
template <typename T>
class Result {
 public:
  Result(T value) : value_(std::move(value)) {}
  Result(Failure failure) : failure_(std::move(failure)) {}

  explicit operator bool() const { return !failure_.has_value(); }
  /** The value; what an empty one is after a failure. */
  const T &value() const { return value_; }
  Status status() const { return failure_ ? failure_->status : Status::ok; }
  std::string message() const { return failure_ ? failure_->message : std::string(); }
  /** Hands the failure on as that of another function. */
  Failure failure() const { return failure_ ? *failure_ : Failure(Status::ok, {}); }

 private:
  T value_{};
  std::optional<Failure> failure_;
};

inline Result<Nothing> done() { return Nothing{}; }

/** Severity of a line in the host's log. */
enum class Level { trace, debug, info, warn, error };

inline hf_text view(std::string_view text) { return {text.data(), text.size()}; }
inline std::string string_of(hf_text text) { return std::string(text.data, text.length); }

/** Writes one line to the host's log; needs the permission `log`. A driver that never calls it does not import it. */
inline void log(Level level, std::string_view message) { hf_log(static_cast<hf_level>(level), view(message)); }

/** The value of a key in the driver's own configuration; needs the permission `config`. */
inline std::optional<std::string> config(std::string_view key) {
  hf_text value;
  if (!hf_config(view(key), &value)) return std::nullopt;
  return string_of(value);
}

/** A whole number from the configuration, or `fallback` when the key is not set or its value is no such number. */
inline std::int64_t config_number(std::string_view key, std::int64_t fallback) {
  const std::optional<std::string> text = config(key);
  if (!text || text->empty() || text->size() > 15) return fallback;
  std::int64_t value = 0;
  for (const char digit : *text) {
    if (digit < '0' || digit > '9') return fallback;
    value = value * 10 + (digit - '0');
  }
  return value;
}

// What follows is for generated code.

inline Bytes bytes_of(hf_bytes bytes) { return Bytes(bytes.data, bytes.data + bytes.length); }
inline hf_bytes view(const Bytes &bytes) { return {bytes.data(), bytes.size()}; }

/** Why the host did not do what it was asked for. */
inline Failure refused(const hf_asking &asking, hf_status status) {
  const hf_text problem = asking.writer.problem.length > 0 ? asking.writer.problem : asking.reader.problem;
  if (problem.length > 0) return Failure(static_cast<Status>(status), "The driver and the host misunderstood each other: " + string_of(problem));
  return Failure(static_cast<Status>(status), asking.message.length > 0 ? string_of(asking.message) : "The host gave no reason.");
}

inline void tell(hf_status status, const Fact &fact) {
  if (fact.type == Fact::Type::text) hf_detail_text(status, view(fact.key), view(fact.text));
  else if (fact.type == Fact::Type::integer) hf_detail_integer(status, view(fact.key), fact.integer);
  else hf_detail_boolean(status, view(fact.key), fact.integer != 0);
}

/** Notes why a call failed where it outlives the result. */
template <typename T>
hf_status answered(const Result<T> &result) {
  if (result) return HF_OK;
  const std::string message = result.message();
  char *kept = static_cast<char *>(hf_alloc(message.size() + 1));
  std::memcpy(kept, message.data(), message.size());
  const hf_status status = hf_fail(static_cast<hf_status>(result.status()), kept);
  for (const Fact &fact : result.failure().details) tell(status, fact);
  return status;
}

// For tools that compile headers in advance: code that drivers have in common is made then, and only then.
#ifdef HOLDFAST_PRELUDE

/** Never called; what drivers do with lists and maps. */
template <typename T>
void prelude_of(std::vector<T> &list, std::map<std::string, T> &map, const std::string &key, const T &value) {
  map[key] = value;
  if (map.find(key) == map.end() || map.count(key) == 0) map.erase(key);
  for (const auto &entry : map) list.push_back(entry.second);
  T copy = value;
  list.push_back(std::move(copy));
  for (T &item : list) item = value;
}

#define HOLDFAST_PRELUDE_RESULT(T) \
  template class holdfast::Result<T>; \
  template hf_status holdfast::answered(const holdfast::Result<T> &);
#define HOLDFAST_PRELUDE_VALUE(T) \
  template void holdfast::prelude_of(std::vector<T> &, std::map<std::string, T> &, const std::string &, const T &);

}  // namespace holdfast
HOLDFAST_PRELUDE_RESULT(holdfast::Nothing)
HOLDFAST_PRELUDE_VALUE(std::int64_t)
HOLDFAST_PRELUDE_VALUE(std::string)
namespace holdfast {
#endif

}  // namespace holdfast

#endif

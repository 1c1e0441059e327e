// What a good driver does, and the statuses that a name can ask for instead.
#include "volumes.hpp"

#include <algorithm>

using holdfast::config;
using holdfast::done;
using holdfast::Failure;
using holdfast::Status;

namespace {

constexpr std::int64_t kTebibyte = std::int64_t{1} << 40;

std::int64_t capacity_bytes() { return holdfast::config_number("capacity_bytes", kTebibyte); }

volume::Volume shown(const std::string &name, std::int64_t size_bytes) {
  volume::Volume shown;
  shown.name = name;
  shown.size_bytes = size_bytes;
  shown.allocated_bytes = 0;
  return shown;
}

Failure absent() { return Failure(Status::not_found, "There is no volume of that name in this instance's memory."); }

Failure full() {
  return Failure(Status::resource_exhausted, "There is not that much room: delete volumes, or raise capacity_bytes.");
}

/** `fail-<status>-…` asks for that status; an unknown one is the caller's mistake. */
std::optional<Failure> asked_for(const std::string &name) {
  static constexpr const char *kNames[] = {"ok",          "invalid_argument",  "not_found",          "already_exists", "not_ready",
                                           "unsupported", "permission_denied", "resource_exhausted", "busy",           "failed"};
  if (name.rfind("fail-", 0) != 0) return std::nullopt;
  const std::string wanted = name.substr(5, name.find('-', 5) - 5);
  for (int status = 1; status <= static_cast<int>(Status::failed); status++) {
    if (wanted == kNames[status]) return Failure(static_cast<Status>(status), "The name asked for this status.");
  }
  return Failure(Status::invalid_argument, wanted + " is no status that a name can ask for.");
}

}  // namespace

Result<volume::Description> MemoryVolumes::describe() {
  volume::Description description;
  description.name = "volume-fake-cpp";
  description.version = "1.0.0";
  description.kind = "volume";
  description.abi = "1.0";
  return description;
}

Result<volume::Probe> MemoryVolumes::probe() {
  volume::Probe probe;
  const std::string health = config("health").value_or("ready");
  if (health == "degraded") probe.health = volume::Health::degraded;
  if (health == "unavailable") probe.health = volume::Health::unavailable;
  probe.reason = config("reason");
  return probe;
}

Result<volume::Volume> MemoryVolumes::create_volume(const volume::CreateVolume &input) {
  if (const auto failure = asked_for(input.name)) return *failure;
  if (find(input.name) != nullptr) return Failure(Status::already_exists, "There is a volume of that name.");
  if (input.size_bytes > free_bytes()) return full();
  held_.push_back({input.name, input.size_bytes});
  used_bytes_ += input.size_bytes;
  return shown(input.name, input.size_bytes);
}

Result<Nothing> MemoryVolumes::delete_volume(const volume::VolumeName &input) {
  if (const Held *held = find(input.name)) {
    used_bytes_ -= held->size_bytes;
    held_.erase(held_.begin() + (held - held_.data()));
  }
  return done();
}

Result<volume::Volume> MemoryVolumes::extend_volume(const volume::ExtendVolume &input) {
  Held *held = find(input.name);
  if (held == nullptr) return absent();
  const std::int64_t growth = input.size_bytes - held->size_bytes;
  if (growth < 0) {
    return Failure(Status::invalid_argument, "A volume cannot shrink: ask for at least its present size.");
  }
  if (growth > free_bytes()) return full();
  held->size_bytes = input.size_bytes;
  used_bytes_ += growth;
  return shown(held->name, held->size_bytes);
}

Result<volume::Volume> MemoryVolumes::inspect_volume(const volume::VolumeName &input) {
  const Held *held = find(input.name);
  if (held == nullptr) return absent();
  return shown(held->name, held->size_bytes);
}

Result<volume::VolumeList> MemoryVolumes::list_volumes() {
  volume::VolumeList list;
  for (const Held &held : held_) list.volumes.push_back(shown(held.name, held.size_bytes));
  return list;
}

Result<volume::Stats> MemoryVolumes::get_stats() {
  volume::Stats stats;
  stats.total_bytes = capacity_bytes();
  stats.free_bytes = free_bytes();
  return stats;
}

MemoryVolumes::Held *MemoryVolumes::find(const std::string &name) {
  const auto found = std::find_if(held_.begin(), held_.end(), [&](const Held &held) { return held.name == name; });
  return found == held_.end() ? nullptr : &*found;
}

/** Never below zero, also when the capacity was configured smaller than what is there. */
std::int64_t MemoryVolumes::free_bytes() const { return std::max<std::int64_t>(0, capacity_bytes() - used_bytes_); }

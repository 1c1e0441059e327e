// What is asked of the driver as a whole: who it is, how it feels, how much room there is, what a change would do.
#include <cstdlib>
#include <fcntl.h>
#include <unistd.h>

#include "images.hpp"
#include "loop-volumes.hpp"

using holdfast::view;

namespace {

/** Removes what was not finished, and the mount points that nobody needs. */
void sweep() {
  const auto names = images::names();
  for (const std::string &name : names.value()) {
    if (name.rfind("t.", 0) == 0) drop(view(name));
    // Fails, as it should, for a mount point in use.
    if (name.rfind("m.", 0) == 0) unlinkat(directory(), name.c_str(), AT_REMOVEDIR);
  }
}

/** What `stat -f` said: the size of a block, how many there are, how many are free. */
volume::Stats stats_in(const std::string &said) {
  char *rest = nullptr;
  const std::int64_t block_bytes = std::strtoll(said.c_str(), &rest, 10);
  const std::int64_t blocks = std::strtoll(rest, &rest, 10);
  return {block_bytes * blocks, block_bytes * std::strtoll(rest, nullptr, 10)};
}

}  // namespace

Result<volume::Description> LoopVolumes::describe() { return volume::Description{"volume-loop", "1.0.0", "volume", "1.1"}; }

Result<volume::Probe> LoopVolumes::probe() {
  if (directory() < 0) {
    return volume::Probe{volume::Health::unavailable, "There is no directory /volumes: grant one to the driver under that name."};
  }
  if (!commands_.run("loop-probe", "Looking for the kernel's loop devices")) {
    return volume::Probe{volume::Health::unavailable,
                         "The kernel offers no loop devices (/dev/loop-control), or the executor does not have the rules of this driver."};
  }
  sweep();
  return volume::Probe{volume::Health::ready, std::nullopt};
}

Result<volume::Stats> LoopVolumes::get_stats() {
  const auto file = images::make_empty();
  if (!file) return file.failure();
  const auto said = commands_.run("loop-room", "Asking how much room there is", {{"file", file.value()}});
  drop(view(file.value()));
  if (!said) return said.failure();
  return stats_in(said.value());
}

Result<volume::Plan> LoopVolumes::plan_change(const volume::PlanChange &input) {
  commands_.begin_plan();
  const auto failure = try_change(input);
  const volume::Plan plan = commands_.end_plan();
  if (failure) return *failure;
  return plan;
}

/** Goes through a change; why it would fail, if it would. */
std::optional<Failure> LoopVolumes::try_change(const volume::PlanChange &input) {
  using Change = volume::ChangeFunction;
  const auto failure_of = [](const auto &result) { return result ? std::nullopt : std::optional(result.failure()); };
  const volume::ExportVolume exported{input.name, input.way.value_or(volume::ExportWay::path), std::nullopt};
  const std::int64_t size_bytes = input.size_bytes.value_or(0);
  switch (input.change) {
    case Change::create_volume: return failure_of(create_volume({input.name, size_bytes}));
    case Change::delete_volume: return failure_of(delete_volume({input.name}));
    case Change::extend_volume: return failure_of(extend_volume({input.name, size_bytes}));
    case Change::export_volume: return failure_of(export_volume(exported));
    case Change::unexport_volume: return failure_of(unexport_volume(exported));
    default: return Failure(Status::unsupported, "This driver has no such function.");
  }
}

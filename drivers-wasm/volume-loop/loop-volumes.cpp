// What is done with a volume: made, grown, mounted, looked at, removed.
#include "loop-volumes.hpp"

#include "images.hpp"

using holdfast::done;
using holdfast::view;

namespace {

constexpr std::int64_t kBlockBytes = 4096;
constexpr std::int64_t kSizeBytesMin = 1024 * 1024;

volume::Volume shown(const std::string &name, const std::string &file, std::int64_t size_bytes) {
  volume::Volume shown;
  shown.name = name;
  shown.size_bytes = size_bytes;
  shown.location = DIRECTORY "/" + file;
  return shown;
}

std::optional<Failure> problem_of_size(std::int64_t size_bytes) {
  if (size_bytes % kBlockBytes == 0 && size_bytes >= kSizeBytesMin) return std::nullopt;
  return Failure(Status::invalid_argument,
                 "An ext4 file system has at least 1 MiB here and is made of blocks: ask for a multiple of 4096 bytes.");
}

/** The file system was not touched: the room that was taken for it is given back. */
void give_back(const std::string &file, std::int64_t size_bytes) {
  // What is larger than its record says must be looked at.
  if (!images::cut(file, size_bytes)) __builtin_trap();
}

}  // namespace

Result<LoopVolumes::Found> LoopVolumes::find(const std::string &name) {
  Found found;
  const auto file = images::file_of(name);
  if (!file) return file.failure();
  const auto size_bytes = images::size_of(file.value());
  if (!size_bytes) return size_bytes.failure();
  const auto mount = mounts_.find(file.value());
  if (!mount) return mount.failure();
  return Found{file.value(), size_bytes.value(), mount.value()};
}

Result<std::string> LoopVolumes::allocate(const std::string &file, std::int64_t size_bytes) {
  return commands_.run("loop-allocate", "Taking the room", {{"image", file}, {"size", std::to_string(size_bytes)}});
}

Result<volume::Volume> LoopVolumes::create_volume(const volume::CreateVolume &input) {
  const auto file = images::file_of(input.name);
  if (!file) return file.failure();
  if (const auto problem = problem_of_size(input.size_bytes)) return *problem;
  const auto present = images::size_of(file.value());
  if (present) return Failure(Status::already_exists, "There is a volume of that name.");
  if (present.status() != Status::not_found) return present.failure();
  const std::string temporary = images::fresh_name();
  auto made = allocate(temporary, input.size_bytes);
  if (made) made = commands_.run("loop-make", "Making the file system", {{"image", temporary}});
  commands_.tell("The file gets its name.");
  if (!made) {
    if (!commands_.is_planning()) drop(view(temporary));
    return made.failure();
  }
  if (!commands_.is_planning()) {
    const auto named = images::result_of(publish(view(temporary), view(file.value())));
    if (!named) return named.failure();
  }
  return shown(input.name, file.value(), input.size_bytes);
}

Result<Nothing> LoopVolumes::delete_volume(const volume::VolumeName &input) {
  const auto file = images::file_of(input.name);
  if (!file) return file.failure();
  const auto mount = mounts_.find(file.value());
  if (!mount) return mount.failure();
  if (mount.value()) return Failure(Status::busy, "The volume is mounted: take its export back first.");
  commands_.tell("The file is removed.");
  return commands_.is_planning() ? done() : images::result_of(remove_file(view(file.value())));
}

Result<volume::Volume> LoopVolumes::extend_volume(const volume::ExtendVolume &input) {
  const auto looked = find(input.name);
  if (!looked) return looked.failure();
  const Found &found = looked.value();
  if (input.size_bytes < found.size_bytes) {
    return Failure(Status::invalid_argument, "A volume cannot shrink: ask for at least its present size.");
  }
  if (const auto problem = problem_of_size(input.size_bytes)) return *problem;
  const auto grown = grow(found, input.size_bytes);
  if (!grown) return grown.failure();
  if (!commands_.is_planning()) {
    const auto synced = images::result_of(sync_file(view(found.file)));
    if (!synced) return synced.failure();
  }
  return shown(input.name, found.file, input.size_bytes);
}

/** Grows the file, and the file system in it: where it is mounted while it is in use, otherwise after a check. */
Result<std::string> LoopVolumes::grow(const Found &found, std::int64_t size_bytes) {
  if (size_bytes > found.size_bytes) {
    const auto taken = allocate(found.file, size_bytes);
    if (!taken) return taken;
  }
  if (found.mount) return grow_mounted(found, *found.mount);
  const auto checked = commands_.run("loop-check", "Checking the file system", {{"image", found.file}});
  if (!checked) return checked;
  return commands_.run("loop-resize", "Growing the file system", {{"image", found.file}});
}

Result<std::string> LoopVolumes::grow_mounted(const Found &found, const Mount &mount) {
  const auto grown = mounts_.grow(mount);
  if (grown.status() != Status::permission_denied) return grown;
  give_back(found.file, found.size_bytes);
  mounts_.show_capacity(mount);
  return Failure(Status::permission_denied,
                 "The kernel lets only CAP_SYS_RESOURCE grow a mounted file system, which the executor lacks here.");
}

Result<volume::Volume> LoopVolumes::inspect_volume(const volume::VolumeName &input) {
  const auto found = find(input.name);
  if (!found) return found.failure();
  volume::Volume inspected = shown(input.name, found.value().file, found.value().size_bytes);
  inspected.exports.emplace();
  if (found.value().mount) inspected.exports->push_back(found.value().mount->as_export());
  return inspected;
}

Result<volume::VolumeList> LoopVolumes::list_volumes() {
  const auto names = images::names();
  if (!names) return names.failure();
  volume::VolumeList list;
  for (const std::string &file : names.value()) {
    const auto name = images::volume_of(file);
    if (!name) continue;
    if (const auto size_bytes = images::size_of(file)) list.volumes.push_back(shown(*name, file, size_bytes.value()));
  }
  return list;
}

Result<volume::Export> LoopVolumes::export_volume(const volume::ExportVolume &input) {
  const auto file = images::file_of(input.name);
  if (!file) return file.failure();
  const auto present = images::size_of(file.value());
  if (!present) return present.failure();
  if (input.way != volume::ExportWay::path) return Failure(Status::unsupported, "A file system is exported as path only.");
  const auto found = mounts_.find(file.value());
  if (!found) return found.failure();
  if (found.value()) return found.value()->as_export();
  const auto mount = mounts_.mount(file.value(), input.read_only.value_or(false));
  if (!mount) return mount.failure();
  return mount.value().as_export();
}

Result<Nothing> LoopVolumes::unexport_volume(const volume::ExportVolume &input) {
  const auto file = images::file_of(input.name);
  if (!file) return file.failure();
  return input.way == volume::ExportWay::path ? mounts_.unmount(file.value()) : done();
}

// The volume driver __NAME__: it keeps its volumes in the instance's memory. Put what it really shall do in their place.
#define VOLUME_EXPORTS
#define VOLUME_OFFERS_GET_STATS
#include "generated/volume.hpp"

namespace volume = holdfast::volume;
using holdfast::Failure;
using holdfast::Nothing;
using holdfast::Result;
using holdfast::Status;

namespace {

constexpr std::int64_t kCapacityBytes = std::int64_t{1} << 40;

class MemoryDisk final : public volume::Driver {
 public:
  // Must be what manifest.json says.
  Result<volume::Description> describe() override { return volume::Description{"__NAME__", "0.1.0", "volume", "1.0"}; }

  // A driver that cannot work here says `unavailable` and why.
  Result<volume::Probe> probe() override { return volume::Probe{}; }

  Result<volume::Volume> create_volume(const volume::CreateVolume &input) override {
    if (sizes_.count(input.name) != 0) return Failure(Status::already_exists, "There is a volume of that name.");
    if (input.size_bytes > free_bytes()) return full();
    sizes_[input.name] = input.size_bytes;
    return shown(input.name);
  }

  Result<Nothing> delete_volume(const volume::VolumeName &input) override {
    sizes_.erase(input.name);
    return holdfast::done();
  }

  Result<volume::Volume> extend_volume(const volume::ExtendVolume &input) override {
    if (sizes_.count(input.name) == 0) return absent();
    const std::int64_t growth = input.size_bytes - sizes_[input.name];
    if (growth < 0) return Failure(Status::invalid_argument, "A volume cannot shrink: ask for its present size or more.");
    if (growth > free_bytes()) return full();
    sizes_[input.name] = input.size_bytes;
    return shown(input.name);
  }

  Result<volume::Volume> inspect_volume(const volume::VolumeName &input) override {
    if (sizes_.count(input.name) == 0) return absent();
    return shown(input.name);
  }

  Result<volume::VolumeList> list_volumes() override {
    volume::VolumeList list;
    for (const auto &entry : sizes_) list.volumes.push_back(shown(entry.first));
    return list;
  }

  Result<volume::Stats> get_stats() override { return volume::Stats{kCapacityBytes, free_bytes()}; }

 private:
  static Failure absent() { return Failure(Status::not_found, "There is no volume of that name."); }
  static Failure full() { return Failure(Status::resource_exhausted, "There is not that much room."); }

  volume::Volume shown(const std::string &name) const {
    volume::Volume shown;
    shown.name = name;
    shown.size_bytes = sizes_.find(name)->second;
    return shown;
  }

  std::int64_t free_bytes() const {
    std::int64_t free_bytes = kCapacityBytes;
    for (const auto &entry : sizes_) free_bytes -= entry.second;
    return free_bytes;
  }

  std::map<std::string, std::int64_t> sizes_;
};

}  // namespace

volume::Driver &volume::driver() {
  static MemoryDisk disk;
  return disk;
}

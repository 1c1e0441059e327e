// A volume driver that keeps its volumes in the instance's memory: they are gone with the instance.
#ifndef VOLUME_FAKE_VOLUMES_HPP
#define VOLUME_FAKE_VOLUMES_HPP

#include "generated/volume.hpp"

namespace volume = holdfast::volume;
using holdfast::Nothing;
using holdfast::Result;

class MemoryVolumes final : public volume::Driver {
 public:
  Result<volume::Description> describe() override;
  Result<volume::Probe> probe() override;
  Result<volume::Volume> create_volume(const volume::CreateVolume &input) override;
  Result<Nothing> delete_volume(const volume::VolumeName &input) override;
  Result<volume::Volume> extend_volume(const volume::ExtendVolume &input) override;
  Result<volume::Volume> inspect_volume(const volume::VolumeName &input) override;
  Result<volume::VolumeList> list_volumes() override;
  Result<volume::Stats> get_stats() override;

 private:
  struct Held {
    std::string name;
    std::int64_t size_bytes;
  };

  Held *find(const std::string &name);
  std::int64_t free_bytes() const;

  /** In the order in which they were made. */
  std::vector<Held> held_;
  std::int64_t used_bytes_ = 0;
};

#endif

// A volume driver whose volumes are ext4 file systems in files, mounted through loop devices where programs need them.
#ifndef VOLUME_LOOP_LOOP_VOLUMES_HPP
#define VOLUME_LOOP_LOOP_VOLUMES_HPP

#include "mounts.hpp"

class LoopVolumes final : public volume::Driver {
 public:
  Result<volume::Description> describe() override;
  Result<volume::Probe> probe() override;
  Result<volume::Volume> create_volume(const volume::CreateVolume &input) override;
  Result<Nothing> delete_volume(const volume::VolumeName &input) override;
  Result<volume::Volume> extend_volume(const volume::ExtendVolume &input) override;
  Result<volume::Volume> inspect_volume(const volume::VolumeName &input) override;
  Result<volume::VolumeList> list_volumes() override;
  Result<volume::Export> export_volume(const volume::ExportVolume &input) override;
  Result<Nothing> unexport_volume(const volume::ExportVolume &input) override;
  Result<volume::Stats> get_stats() override;
  Result<volume::Plan> plan_change(const volume::PlanChange &input) override;

 private:
  /** A file, and where it is mounted, if it is. */
  struct Found {
    std::string file;
    std::int64_t size_bytes = 0;
    std::optional<Mount> mount;
  };

  Result<Found> find(const std::string &name);
  Result<std::string> allocate(const std::string &file, std::int64_t size_bytes);
  Result<std::string> grow(const Found &found, std::int64_t size_bytes);
  Result<std::string> grow_mounted(const Found &found, const Mount &mount);
  std::optional<Failure> try_change(const volume::PlanChange &input);

  Commands commands_;
  Mounts mounts_{commands_};
};

#endif

// Where volumes are mounted, the names m.HEX in the directory: asked of the kernel each time, never remembered.
#ifndef VOLUME_LOOP_MOUNTS_HPP
#define VOLUME_LOOP_MOUNTS_HPP

#include "commands.hpp"

/** A volume that is mounted. */
struct Mount {
  std::string device;
  /** The mount point as the node knows it. */
  std::string path;
  bool is_read_only = false;

  volume::Export as_export() const;
};

class Mounts {
 public:
  explicit Mounts(Commands &commands) : commands_(commands) {}

  /** Where a volume's file is mounted, if it is. */
  Result<std::optional<Mount>> find(const std::string &file);

  /** Mounts through a loop device that goes with the mount, and says where; in a plan nowhere. */
  Result<Mount> mount(const std::string &file, bool read_only);

  /** Ok when it is not mounted. */
  Result<Nothing> unmount(const std::string &file);

  /** Shows the loop device how large its file is now. */
  Result<std::string> show_capacity(const Mount &mount);

  /** Lets a mounted file system take what its file has. */
  Result<std::string> grow(const Mount &mount);

 private:
  Result<Mount> settle(const std::string &file);

  Commands &commands_;
};

#endif

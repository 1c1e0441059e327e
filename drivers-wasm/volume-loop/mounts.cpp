// Where volumes are mounted: asked of the kernel each time, never remembered.
#include "mounts.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "images.hpp"

namespace {

/** The next word; a path with blanks has them written otherwise by findmnt. */
std::string next_word(std::string_view &rest) {
  const std::size_t start = std::min(rest.find_first_not_of(" \n"), rest.size());
  const std::size_t end = std::min(rest.find_first_of(" \n", start), rest.size());
  std::string word(rest.substr(start, end - start));
  rest.remove_prefix(end);
  return word;
}

/** What findmnt said: device, mount point, options. */
std::optional<Mount> mount_in(std::string_view said) {
  Mount mount;
  mount.device = next_word(said);
  mount.path = next_word(said);
  const std::string options = next_word(said);
  mount.is_read_only = options == "ro" || options.rfind("ro,", 0) == 0;
  if (mount.device.empty()) return std::nullopt;
  return mount;
}

void remove_point(const std::string &point) { unlinkat(directory(), point.c_str(), AT_REMOVEDIR); }

}  // namespace

volume::Export Mount::as_export() const { return {volume::ExportWay::path, path, is_read_only}; }

Result<std::optional<Mount>> Mounts::find(const std::string &file) {
  const std::string point = images::mount_point_of(file);
  struct stat found;
  if (directory() < 0) return images::failure(fail_without_directory());
  // Without its directory it cannot be mounted, and nobody needs to be asked.
  if (fstatat(directory(), point.c_str(), &found, AT_SYMLINK_NOFOLLOW) != 0) return std::optional<Mount>();
  const auto said = commands_.look("loop-mounted", {{"point", point}});
  if (!said) return said.failure();
  return said.value() ? mount_in(*said.value()) : std::nullopt;
}

Result<Mount> Mounts::mount(const std::string &file, bool read_only) {
  const std::string point = images::mount_point_of(file);
  if (!commands_.is_planning() && mkdirat(directory(), point.c_str(), 0700) != 0 && errno != EEXIST) {
    return images::failure(fail_with("Making the mount point"));
  }
  const auto mounted = commands_.run("loop-mount", "Mounting the volume",
                                     {{"image", file}, {"point", point}, {"mode", read_only ? "loop,ro" : "loop,rw"}});
  if (!mounted) {
    if (!commands_.is_planning()) remove_point(point);
    return mounted.failure();
  }
  if (commands_.is_planning()) return Mount();
  return settle(file);
}

/** An extend that was cut off may have grown the file only. Where the kernel does not let that be made up for, it is mounted as it is. */
Result<Mount> Mounts::settle(const std::string &file) {
  const auto found = find(file);
  if (!found) return found.failure();
  if (!found.value()) return Failure(Status::failed, "The volume was mounted, and is not any more: look what unmounts it.");
  const Mount &mount = *found.value();
  if (mount.is_read_only) return mount;
  const auto grown = grow(mount);
  if (!grown && grown.status() != Status::permission_denied) return grown.failure();
  return mount;
}

Result<Nothing> Mounts::unmount(const std::string &file) {
  const auto found = find(file);
  if (!found) return found.failure();
  const std::string point = images::mount_point_of(file);
  if (found.value()) {
    const auto unmounted = commands_.run("loop-unmount", "Unmounting the volume", {{"point", point}});
    if (!unmounted) return unmounted.failure();
  }
  if (!commands_.is_planning()) remove_point(point);
  return holdfast::done();
}

Result<std::string> Mounts::show_capacity(const Mount &mount) {
  return commands_.run("loop-capacity", "Showing the loop device its new size", {{"device", mount.device}});
}

Result<std::string> Mounts::grow(const Mount &mount) {
  const auto shown = show_capacity(mount);
  if (!shown) return shown.failure();
  return commands_.run("loop-resize-mounted", "Growing the mounted file system", {{"device", mount.device}});
}

// The volumes' files: what volume-qcow2 does alike is in shared/images, what only this driver wants is here.
#include "images.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using holdfast::done;
using holdfast::Failure;
using holdfast::Nothing;
using holdfast::Result;
using holdfast::Status;
using holdfast::string_of;
using holdfast::view;

// What the names of the volumes' files end with.
extern "C" const char image_ending[] = ".ext4";

namespace {

/** An open file, which is closed with the block that it was opened in. */
class OpenFile {
 public:
  OpenFile(const std::string &name, int flags, mode_t mode = 0)
      : descriptor_(openat(directory(), name.c_str(), flags | O_NOFOLLOW, mode)) {}
  ~OpenFile() {
    if (descriptor_ >= 0) close(descriptor_);
  }
  OpenFile(const OpenFile &) = delete;
  OpenFile &operator=(const OpenFile &) = delete;

  explicit operator bool() const { return descriptor_ >= 0; }
  int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
};

}  // namespace

Failure images::failure(hf_status status) { return Failure(static_cast<Status>(status), last_failure()); }

Result<Nothing> images::result_of(hf_status status) {
  if (status != HF_OK) return failure(status);
  return done();
}

Result<std::string> images::file_of(const std::string &volume) {
  hf_text file;
  const hf_status status = image_of(view(volume), &file);
  if (status != HF_OK) return failure(status);
  return string_of(file);
}

std::optional<std::string> images::volume_of(const std::string &file) {
  hf_text volume;
  if (!::volume_of(view(file), &volume)) return std::nullopt;
  return string_of(volume);
}

std::string images::mount_point_of(const std::string &file) { return string_of(short_name("m.", view(file))); }

Result<std::int64_t> images::size_of(const std::string &file) {
  struct stat found;
  if (directory() < 0) return failure(fail_without_directory());
  if (fstatat(directory(), file.c_str(), &found, AT_SYMLINK_NOFOLLOW) != 0) {
    if (errno == ENOENT) return Failure(Status::not_found, "There is no volume of that name.");
    return failure(fail_with("Looking at the volume's file"));
  }
  if (S_ISREG(found.st_mode)) return std::int64_t{found.st_size};
  return Failure(Status::failed, "What stands in the volume's place is not a plain file: remove it by hand.");
}

Result<std::vector<std::string>> images::names() {
  Names found{};
  const hf_status status = list_names(&found);
  if (status != HF_OK) return failure(status);
  std::vector<std::string> names;
  for (std::size_t at = 0; at < found.count; at++) names.push_back(string_of(found.items[at]));
  return names;
}

std::string images::fresh_name() { return string_of(::fresh_name("t.", "")); }

Result<std::string> images::make_empty() {
  if (directory() < 0) return failure(fail_without_directory());
  const std::string name = fresh_name();
  if (OpenFile(name, O_WRONLY | O_CREAT | O_EXCL, 0600)) return name;
  return Failure(Status::failed, "A file cannot be made in /volumes.");
}

bool images::cut(const std::string &file, std::int64_t size_bytes) {
  const OpenFile opened(file, O_WRONLY);
  return opened && ftruncate(opened.descriptor(), size_bytes) == 0;
}

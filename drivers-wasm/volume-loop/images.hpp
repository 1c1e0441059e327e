// The volumes' files, as this driver asks for them: what it shares with volume-qcow2, with results instead of statuses.
#ifndef VOLUME_LOOP_IMAGES_HPP
#define VOLUME_LOOP_IMAGES_HPP

#include "generated/volume.hpp"
#include "image-files.h"

namespace images {

/** A failure of one of the shared functions. */
holdfast::Failure failure(hf_status status);

/** A volume's file; invalid_argument when no file can have its name. */
holdfast::Result<std::string> file_of(const std::string &volume);

/** The volume behind a file; none for what this driver would not have named so. */
std::optional<std::string> volume_of(const std::string &file);

/** The name of a volume's mount point. */
std::string mount_point_of(const std::string &file);

/** not_found when there is no such file. In bytes. */
holdfast::Result<std::int64_t> size_of(const std::string &file);

/** All names in the directory. */
holdfast::Result<std::vector<std::string>> names();

/** A name for what is not finished. */
std::string fresh_name();

/** Makes an empty file that is of no worth after the call. Its name. */
holdfast::Result<std::string> make_empty();

/** Cuts a file to a size; false when that cannot be done. */
bool cut(const std::string &file, std::int64_t size_bytes);

/** What a status of the shared functions is as a result. */
holdfast::Result<holdfast::Nothing> result_of(hf_status status);

}  // namespace images

#endif

// Where volumes are mounted: asked of the kernel each time, never remembered.
#include "mounts.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const char image_ending[] = ".ext4";

/** The next word; a path with blanks has them written otherwise by findmnt. */
static hf_text next_word(hf_text *rest) {
  size_t at = 0;
  while (at < rest->length && (rest->data[at] == ' ' || rest->data[at] == '\n')) at++;
  size_t end = at;
  while (end < rest->length && rest->data[end] != ' ' && rest->data[end] != '\n') end++;
  hf_text word = {rest->data + at, end - at};
  *rest = (hf_text){rest->data + end, rest->length - end};
  return word;
}

hf_status find_mount(hf_text file, Mount *mount) {
  struct stat found;
  *mount = (Mount){.point = short_name("m.", file)};
  if (directory() < 0) return fail_without_directory();
  // Without its directory it cannot be mounted, and nobody needs to be asked.
  if (fstatat(directory(), mount->point.data, &found, AT_SYMLINK_NOFOLLOW) != 0) return HF_OK;
  ExecRequest request = {.rule = HF_TEXT("loop-mounted"), .has_parameters = true};
  ExecParameter parameters[] = {text_value("point", mount->point)};
  request.parameters = (ExecParameterArray){parameters, 1};
  ExecResult result;
  // Looking is part of a plan too.
  hf_status status = host_exec(&request, &result);
  if (status != HF_OK || result.exit_code != 0) return status;
  hf_text rest = result.stdout_text;
  mount->device = next_word(&rest);
  mount->path = next_word(&rest);
  hf_text options = next_word(&rest);
  mount->is_read_only = starts_with(options, "ro,") || hf_equal(options, HF_TEXT("ro"));
  mount->is_mounted = mount->device.length > 0;
  return HF_OK;
}

hf_status mount_volume(hf_text file, bool read_only, Mount *mount) {
  if (!is_planning() && mkdirat(directory(), mount->point.data, 0700) != 0 && errno != EEXIST) {
    return fail_with("Making the mount point");
  }
  ExecParameter parameters[] = {text_value("image", file), text_value("point", mount->point),
                                text_value("mode", read_only ? HF_TEXT("loop,ro") : HF_TEXT("loop,rw"))};
  hf_status status = run("loop-mount", "Mounting the volume", parameters, 3, NULL);
  if (is_planning()) return status;
  if (status == HF_OK) status = find_mount(file, mount);
  // An extend that was cut off may have grown the file only. Where the kernel does not let that be made up for, it is mounted as it is.
  if (status == HF_OK && !read_only) status = grow_mounted(mount);
  if (status == HF_PERMISSION_DENIED && mount->is_mounted) return HF_OK;
  if (status != HF_OK && !mount->is_mounted) unlinkat(directory(), mount->point.data, AT_REMOVEDIR);
  return status;
}

hf_status unmount_volume(const Mount *mount) {
  ExecParameter parameters[] = {text_value("point", mount->point)};
  hf_status status = HF_OK;
  if (mount->is_mounted) status = run("loop-unmount", "Unmounting the volume", parameters, 1, NULL);
  if (is_planning()) return status;
  if (status == HF_OK) unlinkat(directory(), mount->point.data, AT_REMOVEDIR);
  return status;
}

hf_status show_capacity(const Mount *mount) {
  ExecParameter parameters[] = {text_value("device", mount->device)};
  return run("loop-capacity", "Showing the loop device its new size", parameters, 1, NULL);
}

hf_status grow_mounted(const Mount *mount) {
  ExecParameter parameters[] = {text_value("device", mount->device)};
  hf_status status = show_capacity(mount);
  return status == HF_OK ? run("loop-resize-mounted", "Growing the mounted file system", parameters, 1, NULL) : status;
}

void describe_export(const Mount *mount, Export *output) {
  *output = (Export){.way = EXPORT_WAY_PATH, .address = mount->path, .has_read_only = true, .read_only = mount->is_read_only};
}

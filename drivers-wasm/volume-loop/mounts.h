// Where volumes are mounted, the names m.HEX in the directory: asked of the kernel each time, never remembered.
#ifndef MOUNTS_H
#define MOUNTS_H

#include "commands.h"
#include "image-files.h"

typedef struct {
  bool is_mounted;
  bool is_read_only;
  /** The mount point's name in the directory, and as the node knows it. */
  hf_text point;
  hf_text path;
  hf_text device;
} Mount;

hf_status find_mount(hf_text file, Mount *mount);

/** Mounts through a loop device that goes with the mount. Afterwards `mount` says where. */
hf_status mount_volume(hf_text file, bool read_only, Mount *mount);

/** Ok when it is not mounted. */
hf_status unmount_volume(const Mount *mount);

/** Shows the loop device how large its file is now. */
hf_status show_capacity(const Mount *mount);

/** Lets a mounted file system take what its file has. */
hf_status grow_mounted(const Mount *mount);

void describe_export(const Mount *mount, Export *output);

#endif

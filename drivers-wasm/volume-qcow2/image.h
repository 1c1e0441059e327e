// What stands in the header of a qcow2 image: read, never written, which is qemu-img's. Beside volumes the directory has
//   b.HEX.qcow2   what volumes that were cloned have in common; nobody writes to it
//   s.HEX         the socket of a volume's export
#ifndef IMAGE_H
#define IMAGE_H

#include "generated/volume.h"
#include "image-files.h"

typedef struct {
  int64_t size_bytes;
  /** The image that this one lies on; empty when it stands alone. */
  hf_text backing;
  SnapshotArray snapshots;
} Image;

/** not_found when there is no such file; failed when it is no image of this kind. */
hf_status read_image(hf_text name, Image *image);

/** Removes common images on which nothing lies any more, and what was not finished when no call runs. */
hf_status sweep(bool temporary_too);

#endif

// What the exported functions share: volumes as images, exports as daemons, and the plan of a change.
#ifndef VOLUMES_H
#define VOLUMES_H

#include "commands.h"
#include "image.h"

/** The image of a volume. not_found, failed. */
hf_status find_volume(hf_text name, hf_text *file, Image *image);

/** busy while programs reach it: an image has one writer. */
hf_status require_idle(hf_text file);

/** Adds the exports that there are. */
hf_status show_exports(hf_text file, Volume *output);

void describe_volume(hf_text name, hf_text file, int64_t size_bytes, Volume *output);

/** An empty file, for a command that wants to be shown one. */
hf_status make_empty(hf_text name);

/** Goes through a change without doing it. */
hf_status plan(const PlanChange *input);

#endif

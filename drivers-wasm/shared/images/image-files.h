// The granted directory: which file is what, and how files come and go there whole.
//   v.NAME.ENDING  a volume; NAME is the volume's, with % and two digits for what is no letter, digit, _ or -
//   t.HEX          not finished, of no worth after the call
#ifndef IMAGE_FILES_H
#define IMAGE_FILES_H

#include "holdfast.h"

#ifdef __cplusplus
extern "C" {
#endif

#define DIRECTORY "/volumes"

/** What the name of an image ends with; the driver says it. */
extern const char image_ending[];

typedef struct {
  hf_text *items;
  size_t count;
} Names;

/** The directory's descriptor, the same through all of a call; below 0 when there is none. */
int directory(void);

/** What the last failure of this file's functions was told with; lasts until the call is answered. */
const char *last_failure(void);

hf_status fail_without_directory(void);

/** Why a change of the directory failed. */
hf_status fail_with(const char *doing);

/** The image's name of a volume; invalid_argument when no file can have it. */
hf_status image_of(hf_text volume, hf_text *image);

/** The volume's name behind an image's; false for what this driver would not have named so. */
bool volume_of(hf_text image, hf_text *volume);

/** A fresh name that begins and ends so. */
hf_text fresh_name(const char *prefix, const char *suffix);

/** A name that belongs to an image: the same for the same image, and short, as the path of a socket must be. */
hf_text short_name(const char *prefix, hf_text image);

bool starts_with(hf_text name, const char *prefix);

/** All names in the directory. */
hf_status list_names(Names *names);

/** Makes what a file holds durable. */
hf_status sync_file(hf_text name);

/** Gives a finished file its name, unless something has it: already_exists. The temporary name is gone in any case. */
hf_status publish(hf_text temporary, hf_text name);

/** Removes a file if it is there, durably. */
hf_status remove_file(hf_text name);

/** Removes a temporary file; what cannot be removed now is swept away later. */
void drop(hf_text name);

#ifdef __cplusplus
}
#endif

#endif

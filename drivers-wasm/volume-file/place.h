// Where a volume's file is, what stands there, and how a new one gets there whole.
#ifndef PLACE_H
#define PLACE_H

#include "file-name.h"

/** Where a volume is, or would be. */
typedef struct {
  int directory;
  hf_text file;
} Place;

/** Fills a new, empty file of which only its maker knows. HF_OK, or why it could not. */
typedef hf_status (*Filler)(int file, const void *with);

/** Opens the directory for a volume; after HF_OK it must be closed. */
hf_status enter(hf_text volume, Place *place);

/** Looks what is there under a file's name; HF_NOT_FOUND when nothing is, HF_FAILED when it is no plain file. */
hf_status look(int directory, hf_text file, int64_t *size_bytes);

/** Makes a file under a temporary name, has it filled, and links it to its own, so that it appears whole or not at all. */
hf_status make(int directory, hf_text file, Filler fill, const void *with);

/** The same in the place of what is there. */
hf_status replace(int directory, hf_text file, Filler fill, const void *with);

void describe_volume(hf_text name, hf_text file, int64_t size_bytes, Volume *output);

#endif

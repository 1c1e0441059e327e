// What volumes hold: copied from file to file without filling holes, read and written in parts.
#ifndef CONTENTS_H
#define CONTENTS_H

#include "place.h"

/** From where a new file is filled, and how large it becomes; -1 is a file of zeros. */
typedef struct {
  int source;
  int64_t size_bytes;
} Filling;

/** A Filler; `with` is a Filling. */
hf_status fill_file(int file, const void *with);

/** Makes `file` hold what `from` holds, and at least `size_bytes`. */
hf_status copy_file(int directory, hf_text from, hf_text file, int64_t size_bytes);

/** True when all are zero. */
bool is_zero(const unsigned char *bytes, size_t length);

#endif

// How a volume's name becomes the name of a file and back: one to one, and never a path.
#ifndef FILE_NAME_H
#define FILE_NAME_H

#include "generated/volume.h"

/** What file systems allow for one name. */
#define FILE_NAME_BYTES_MAX 255

/** Letters, digits, `_` and `-` stay; every other byte becomes `%` and two capital hexadecimal digits. */
hf_text file_name_of(hf_text volume_name);

/** The volume's name behind a file's; false for a file whose name this driver would not have given. */
bool volume_name_of(hf_text file_name, hf_text *volume_name);

#endif

// The granted directory: opening, listing and checking it, and what its errors mean to a caller.
#ifndef DIRECTORY_H
#define DIRECTORY_H

#include "generated/volume.h"

/** Where the guest sees the directory that the operator granted. */
#define DIRECTORY "/volumes"

/** Names in the directory. */
typedef struct {
  hf_text *items;
  size_t count;
} FileNames;

/** A descriptor, or -1. */
int open_directory(void);

/** The answer of a call that found no directory. */
hf_status fail_without_directory(void);

/** The answer for the present errno. `can_exhaust` when the function may answer resource_exhausted. */
hf_status fail_with(const char *doing, bool can_exhaust);

/** Makes the directory's entries durable; true also where a directory cannot be synced. */
bool sync_directory(int directory);

/** A fresh name that no volume can have. */
hf_text temporary_name(void);

/** All names but those that begin with a point. */
hf_status list_files(int directory, FileNames *files);

/** Removes what an interrupted create left behind and tries to write. Answers what is wrong, or null. */
const char *check_directory(void);

#endif

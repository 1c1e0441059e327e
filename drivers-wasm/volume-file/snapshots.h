// Snapshots and clones: whole copies of a volume's file; a snapshot's stands beside it as VOLUME@SNAPSHOT.
#ifndef SNAPSHOTS_H
#define SNAPSHOTS_H

#include "place.h"

/** The file of a snapshot; invalid_argument when no file can have that name. */
hf_status name_snapshot(hf_text file, hf_text snapshot, hf_text *name);

/** The snapshots of a volume, for inspect. */
hf_status list_snapshots(int directory, hf_text file, Volume *output);

/** Removes what is left of the snapshots of a volume that is gone. */
hf_status remove_snapshots(int directory, hf_text file);

/** Removes what interrupted deletes left: snapshots whose volume is gone. What cannot be removed now stays for the next time. */
void sweep_snapshots(void);

#endif

// Links of the kernel, by the names that this driver gives them: hfn… a network's bridge, hfp… a port's end on the host.
#ifndef LINKS_H
#define LINKS_H

#include "commands.h"

/** A link that this driver made, as `ip` shows it. */
typedef struct {
  /** Behind the three letters of its name. */
  hf_text id;
  /** What was noted on it when it was whole; empty before. */
  hf_text note;
} Link;

/** The bridges of all networks. Start with `rest` as RUN_PLAIN(…, "linux-bridges") printed it. */
bool next_link(hf_text *rest, hf_text letters, Link *link);

hf_text bridge_of(hf_text network);
/** HF_NOT_FOUND unless the network's bridge is there and whole. */
hf_status require_bridge(hf_text network);
/** Fills `list` with what `ip` prints of the ports of a bridge; HF_NOT_FOUND when there is no such bridge. */
hf_status list_ports(hf_text network, hf_text *list);
/** Deletes a link of ours; one that is not there is deleted already. */
hf_status delete_link(hf_text name);

#endif

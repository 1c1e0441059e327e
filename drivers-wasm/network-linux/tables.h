// Tables of nftables: one for the rules of a network (hfr…), one for each outer address (hff…n…).
#ifndef TABLES_H
#define TABLES_H

#include "commands.h"
#include "generated/network.h"

/** Whether nft works here. */
hf_status list_tables(hf_text *list);
/** The next table of a network that is for an outer address; `address` is that. */
bool next_floating(hf_text *rest, hf_text network, hf_text *address);
hf_status set_rules(const RulesPlan *plan);
hf_status set_floating(const FloatingPlan *plan);
hf_status clear_floating(hf_text network, hf_text floating);
/** Deletes the rules and all outer addresses of a network. */
hf_status delete_tables(hf_text network);

#endif

// DHCP by a dnsmasq for each network, which the executor keeps.
#ifndef DHCP_H
#define DHCP_H

#include "commands.h"
#include "generated/network.h"

/** Whether the network's dnsmasq runs. */
hf_status is_served(hf_text network, bool *served);
hf_status serve_dhcp(const DhcpPlan *plan);
/** Ends it and forgets its leases; where none runs nothing is done. */
hf_status end_dhcp(hf_text network);
hf_status read_leases(hf_text network, LeaseList *list);

#endif

// DHCP: dnsmasq serves what its arguments say and nothing else, so other reservations mean another dnsmasq.
#include "dhcp.h"

#include "plan.h"

#define RULE HF_TEXT("linux-dhcp")
#define OTHER_PARAMETERS 6

hf_status is_served(hf_text network, bool *served) {
  Daemon daemon;
  hf_status status = host_daemon_status(&(DaemonName){RULE, network}, &daemon);
  *served = status == HF_OK && daemon.state == DAEMON_STATE_RUNNING;
  return status;
}

/** Ends it; in a plan that is told, where one runs. */
static hf_status stop(hf_text network) {
  Daemon daemon;
  bool served = false;
  if (!is_planning()) return host_daemon_stop(&(DaemonName){RULE, network}, &daemon);
  hf_status status = is_served(network, &served);
  if (served) tell_words(JOIN(HF_TEXT("ends the daemon "), RULE, HF_TEXT(" "), network));
  return status;
}

static hf_status start(const DaemonRequest *request, size_t addresses) {
  Daemon daemon;
  if (!is_planning()) return host_daemon_start(request, &daemon);
  hf_status status = stop(request->instance);
  tell_words(JOIN(HF_TEXT("starts the daemon "), RULE, HF_TEXT(" "), request->instance, HF_TEXT(" for "), number_text((int64_t)addresses),
                  HF_TEXT(" address(es)")));
  return status == HF_OK ? run_rule(RULE, request->parameters.items, request->parameters.count, (hf_text){0}, NULL) : status;
}

hf_status serve_dhcp(const DhcpPlan *plan) {
  uint32_t server;
  if (!parse_address(plan->server, &server)) return hf_fail(HF_INVALID_ARGUMENT, "The server's address is none.");
  size_t count = plan->reservations.count;
  ExecParameter *parameters = hf_alloc((count + OTHER_PARAMETERS) * sizeof *parameters);
  for (size_t at = 0; at < count; at++) {
    const Reservation *one = &plan->reservations.items[at];
    parameters[at] = (ExecParameter)P("host", JOIN(one->mac, HF_TEXT(","), one->address));
  }
  uint32_t mask = mask_of(plan->prefix);
  ExecParameter others[OTHER_PARAMETERS] = {
      P("bridge", JOIN(HF_TEXT("hfn"), plan->network)),   P("router", plan->server),
      P("network", address_text(server & mask)),          P("mask", address_text(mask)),
      P("seconds", number_text(plan->lease_seconds)),     P("leases", plan->network),
  };
  for (size_t at = 0; at < OTHER_PARAMETERS; at++) parameters[count + at] = others[at];
  DaemonRequest request = {
      .rule = RULE, .instance = plan->network, .has_parameters = true, .parameters = {parameters, count + OTHER_PARAMETERS}};
  hf_status status = start(&request, count);
  if (status != HF_ALREADY_EXISTS) return status;
  status = stop(plan->network);
  return status == HF_OK ? start(&request, count) : status;
}

hf_status end_dhcp(hf_text network) {
  hf_status status = stop(network);
  return status == HF_OK ? RUN(NULL, "linux-leases-delete", P("leases", network)) : status;
}

hf_status read_leases(hf_text network, LeaseList *list) {
  ExecResult result;
  hf_status status = RUN(&result, "linux-leases", P("leases", network));
  if (status != HF_OK) return status;
  // A line is `1795428667 02:68:66:00:00:02 10.0.0.2 name id`. No file yet is no lease yet.
  for (hf_text rest = result.stdout_text, line; next_line(&rest, &line);) {
    hf_text expires, mac, address;
    if (!next_word(&line, &expires) || !next_word(&line, &mac) || !next_word(&line, &address)) continue;
    int64_t seconds = 0;
    for (size_t at = 0; at < expires.length; at++) seconds = seconds * 10 + (expires.data[at] - '0');
    list->leases.items = hf_grow(list->leases.items, list->leases.count, sizeof(Lease));
    list->leases.items[list->leases.count++] = (Lease){mac, address, seconds > 0, seconds};
  }
  return HF_OK;
}

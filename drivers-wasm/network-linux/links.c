// Links of the kernel: looked at, and taken away.
#include "links.h"

static const hf_text NOTE = HF_TEXT("alias holdfast");

/** A line is `7: hfp01234567@if6: <…> …\    alias holdfast 02:… eth0`; other links are passed over. */
bool next_link(hf_text *rest, hf_text letters, Link *link) {
  for (hf_text line; next_line(rest, &line);) {
    size_t start = find(line, HF_TEXT(": "));
    if (start + 2 > line.length) continue;
    hf_text name = after(line, start + 2);
    if (!starts_with(name, letters) || name.length < letters.length + 8) continue;
    link->id = first(after(name, letters.length), 8);
    if (!is_id(link->id)) continue;
    size_t note = find(line, NOTE);
    link->note = note == line.length ? (hf_text){0} : after(line, note + NOTE.length);
    if (note < line.length && link->note.length == 0) link->note = HF_TEXT(" ");
    return true;
  }
  return false;
}

hf_text bridge_of(hf_text network) { return JOIN(HF_TEXT("hfn"), network); }

hf_status require_bridge(hf_text network) {
  if (!is_id(network)) return hf_fail(HF_INVALID_ARGUMENT, "A network's name is eight of 0-9 and a-f.");
  ExecResult result;
  hf_status status = RUN_PLAIN(&result, "linux-bridges");
  if (status != HF_OK) return status;
  Link link;
  for (hf_text rest = result.stdout_text; next_link(&rest, HF_TEXT("hfn"), &link);)
    if (hf_equal(link.id, network) && link.note.length > 0) return HF_OK;
  return hf_fail(HF_NOT_FOUND, "There is no such network on this machine.");
}

hf_status list_ports(hf_text network, hf_text *list) {
  ExecResult result;
  hf_status status = RUN(&result, "linux-links", P("bridge", bridge_of(network)));
  if (status == HF_OK) *list = result.stdout_text;
  return status;
}

hf_status delete_link(hf_text name) {
  ExecResult result;
  hf_status status = RUN(&result, "linux-delete", P("device", name));
  if (status != HF_OK || result.exit_code == 0) return status;
  if (find(result.stderr_text, HF_TEXT("Cannot find device")) < result.stderr_text.length) return HF_OK;
  return hf_fail(HF_FAILED, JOIN(HF_TEXT("The link cannot be deleted: "), result.stderr_text, HF_TEXT("\0")).data);
}

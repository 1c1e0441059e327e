// What a plan is made of, and which commands it may run: those that only look.
#include "plan.h"

#include "commands.h"

static NetworkSteps *planned;

static const char *const LOOKS[] = {"linux-bridges",    "linux-links",   "linux-namespaces", "linux-outer-find",
                                    "linux-setting", "linux-tables",  "linux-dhcp-version", "linux-leases"};

void plan_into(NetworkSteps *steps) { planned = steps; }

bool is_planning(void) { return planned != NULL; }

bool is_told(hf_text rule) {
  if (planned == NULL) return false;
  for (size_t at = 0; at < sizeof LOOKS / sizeof *LOOKS; at++)
    if (hf_equal(rule, hf_text_of(LOOKS[at]))) return false;
  return true;
}

static void add_step(NetworkStep step) {
  planned->steps.items = hf_grow(planned->steps.items, planned->steps.count, sizeof step);
  planned->steps.items[planned->steps.count++] = step;
}

void tell_words(hf_text what) {
  if (planned != NULL) add_step((NetworkStep){.what = what});
}

void tell_command(hf_text rule, const TextArray *argv, hf_text stdin_text) {
  bool reads = stdin_text.data != NULL;
  add_step((NetworkStep){.what = JOIN(HF_TEXT("runs the rule "), rule),
                         .has_argv = true,
                         .argv = *argv,
                         .has_stdin_text = reads,
                         .stdin_text = stdin_text});
}

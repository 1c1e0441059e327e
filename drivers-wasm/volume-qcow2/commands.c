// The commands that this driver runs, each by a rule of its own; in a plan they are told and not run.
#include "commands.h"

#include <string.h>

static Plan *plan;

void plan_into(Plan *into) { plan = into; }

bool is_planning(void) { return plan != NULL; }

static void add_step(const char *what, const TextArray *argv) {
  PlanStepArray *steps = &plan->steps;
  PlanStep step = {.what = hf_text_of(what), .has_argv = argv != NULL};
  if (argv != NULL) step.argv = *argv;
  steps->items = hf_grow(steps->items, steps->count, sizeof step);
  steps->items[steps->count++] = step;
}

void tell(const char *what) {
  if (plan != NULL) add_step(what, NULL);
}

ExecParameter text_value(const char *name, hf_text value) { return (ExecParameter){hf_text_of(name), value}; }

ExecParameter number_value(const char *name, int64_t value) {
  char *digits = hf_alloc(24);
  size_t length = hf_print_integer(value, digits);
  return (ExecParameter){hf_text_of(name), {digits, length}};
}

static bool says(hf_text text, const char *words) {
  size_t length = strlen(words);
  for (size_t at = 0; at + length <= text.length; at++) {
    if (memcmp(text.data + at, words, length) == 0) return true;
  }
  return false;
}

static hf_status failure_of(const char *what, hf_text said) {
  while (said.length > 0 && (said.data[said.length - 1] == '\n' || said.data[said.length - 1] == ' ')) said.length--;
  hf_text parts[] = {hf_text_of(what), HF_TEXT(" failed: "), said};
  const char *message = hf_join(parts, 3).data;
  if (says(said, "No space left") || says(said, "Disk quota")) return hf_fail(HF_RESOURCE_EXHAUSTED, message);
  if (says(said, "Failed to get") && says(said, "lock")) return hf_fail(HF_BUSY, message);
  return hf_fail(HF_FAILED, message);
}

hf_status run(const char *rule, const char *what, const ExecParameter *parameters, size_t count, hf_text *output) {
  ExecRequest request = {
    .rule = hf_text_of(rule),
    .has_parameters = true,
    .parameters = {(ExecParameter *)parameters, count},
    .has_dry_run = true,
    .dry_run = plan != NULL,
  };
  ExecResult result;
  hf_status status = host_exec(&request, &result);
  if (status != HF_OK) return status;
  if (plan != NULL) add_step(what, &result.argv);
  else if (result.exit_code != 0) return failure_of(what, result.stderr_text.length > 0 ? result.stderr_text : result.stdout_text);
  if (output != NULL) *output = result.stdout_text;
  return HF_OK;
}

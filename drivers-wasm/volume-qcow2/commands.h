// The commands that this driver runs, each by a rule of its own; in a plan they are told and not run.
#ifndef COMMANDS_H
#define COMMANDS_H

#include "generated/volume.h"
#define HOST_TYPES_ONLY
#include "generated/host.h"

/** From now on commands are only told; what they would be is added to the plan. Null ends that. */
void plan_into(Plan *plan);
bool is_planning(void);

/** In a plan: something that is done without a command. */
void tell(const char *what);

/** A value of a rule's parameter. */
ExecParameter text_value(const char *name, hf_text value);
ExecParameter number_value(const char *name, int64_t value);

/** Runs a rule. A command's failure is resource_exhausted for want of room, busy for an image in use, otherwise failed. */
hf_status run(const char *rule, const char *what, const ExecParameter *parameters, size_t count, hf_text *output);

#endif

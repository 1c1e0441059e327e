// Plans: while one is made, commands that would change something are told and not run.
#ifndef PLAN_H
#define PLAN_H

#include "generated/network.h"

/** From here on changes are told into `steps`; NULL ends that. */
void plan_into(NetworkSteps *steps);
bool is_planning(void);
/** True for a command that a plan tells instead of running it. */
bool is_told(hf_text rule);
/** Tells a step of words alone; nothing outside of a plan. */
void tell_words(hf_text what);
/** Tells a command: `argv` as the executor would have it, and what it would read. */
void tell_command(hf_text rule, const TextArray *argv, hf_text stdin_text);

#endif

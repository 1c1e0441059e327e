// Commands run through exec rules, and the lines that they print.
#ifndef COMMANDS_H
#define COMMANDS_H

#include "generated/host.h"

#define P(parameter, text) {HF_TEXT(parameter), text}

/** `RUN(&result, "linux-up", P("device", name))`: the status of the command, whose message is ready to be handed on. */
#define RUN(result, rule, ...)                                                                        \
  run_rule(HF_TEXT(rule), (ExecParameter[]){__VA_ARGS__},                                             \
           sizeof((ExecParameter[]){__VA_ARGS__}) / sizeof(ExecParameter), (hf_text){0}, result)

/** The same for a rule without parameters. */
#define RUN_PLAIN(result, rule) run_rule(HF_TEXT(rule), NULL, 0, (hf_text){0}, result)

#define JOIN(...) hf_join((hf_text[]){__VA_ARGS__}, sizeof((hf_text[]){__VA_ARGS__}) / sizeof(hf_text))

hf_status run_rule(hf_text rule, ExecParameter *parameters, size_t count, hf_text stdin_text, ExecResult *result);

/** True until the text is used up; `line` is without its line break. */
bool next_line(hf_text *rest, hf_text *line);
/** The words of a line, divided by blanks. */
bool next_word(hf_text *rest, hf_text *word);
bool starts_with(hf_text text, hf_text start);
/** Where `part` begins in `text`; its length when it is not there. */
size_t find(hf_text text, hf_text part);
hf_text after(hf_text text, size_t bytes);
hf_text first(hf_text text, size_t bytes);
hf_text number_text(int64_t value);
/** True for eight of 0-9 and a-f. */
bool is_id(hf_text text);
/** An IPv4 address as a number. False when it is none. */
bool parse_address(hf_text text, uint32_t *number);
hf_text address_text(uint32_t number);
/** The netmask of so many bits. */
uint32_t mask_of(int32_t prefix);

#endif

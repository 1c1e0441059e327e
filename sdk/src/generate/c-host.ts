// Writes the C side of the host functions: one header with their types and a function for each, imported only where it is called.
import type { Contract, HostFunction } from "../contract/model.ts";
import { codecsOf } from "./c.ts";
import { typedefs } from "./c-types.ts";
import { type Emitter, originOf } from "./file.ts";
import { comment, reachable, snakeCase } from "./guest.ts";

/** Emits `host.h` for the contract of the host functions, nothing for others. */
export const emitHostC: Emitter = (contract) => {
  const functions = contract.imports.filter((fn) => fn.extism.length === 0);
  if (functions.length === 0) return [];
  const asked = reachable(functions.map((fn) => fn.input));
  const answered = reachable(functions.map((fn) => fn.output));
  const types = contract.types.filter((type) => asked.has(type) || answered.has(type));
  const sections = [
    `// ${originOf(contract)}`,
    USAGE,
    '#ifndef HOLDFAST_HOST_H\n#define HOLDFAST_HOST_H\n\n#include "holdfast.h"',
    ...typedefs({ ...contract, types }),
    ...types.flatMap((type) =>
      codecsOf(type, { kind: contract.name, reads: answered.has(type), writes: asked.has(type) }),
    ),
    ...functions.map((fn) => asking(fn, contract)),
    "#endif",
  ];
  return [{ path: `${contract.name}.h`, text: `${sections.join("\n\n")}\n` }];
};

const USAGE = `// Include it wherever a host function is called. Each answers a status; other than HF_OK its message stands ready as the
// message of the driver's own answer, so that \`return status;\` hands it on. What is read lasts until the call is answered.`;

function asking(fn: HostFunction, contract: Contract): string {
  const { name: host } = contract;
  const { input, output } = fn;
  if (input === undefined || output === undefined) throw new Error(`${fn.name} must take a record and answer one.`);
  return [
    `__attribute__((import_module("extism:host/user"), import_name("${fn.name}"))) extern uint64_t hf_import_${fn.name}(uint64_t request);`,
    "",
    comment(fn.description, ""),
    `__attribute__((unused)) static hf_status ${host}_${fn.name}(const ${input.name} *input, ${output.name} *output) {`,
    "  hf_asking asking;",
    "  hf_ask_begin(&asking);",
    `  hf_${host}_write_${snakeCase(input.name)}(&asking.writer, input);`,
    "  uint64_t request = hf_ask_request(&asking);",
    "  if (request == 0) return asking.status;",
    `  __builtin_memset(output, 0, sizeof *output);`,
    `  hf_ask_answer(&asking, hf_import_${fn.name}(request));`,
    "  while (hf_ask_next(&asking)) {",
    `    hf_${host}_read_${snakeCase(output.name)}(&asking.reader, output);`,
    "  }",
    "  return hf_ask_end(&asking);",
    "}",
  ].join("\n");
}

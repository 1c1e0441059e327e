// Writes the start of a driver of any kind in C: each function answers `unsupported` until somebody writes it.
import type { AbiFunction, Contract } from "../contract/model.ts";
import type { GeneratedFile } from "./file.ts";
import { comment } from "./guest.ts";
import { skeletonManifest, skeletonReadme } from "./skeleton.ts";

/** The files of the driver's folder; `__NAME__` stands for its name. */
export function cSkeleton(
  contract: Contract,
  compiler: { readonly name: string; readonly version: string },
): GeneratedFile[] {
  const devDependencies = { [compiler.name]: compiler.version };
  return [
    skeletonManifest(contract, "C"),
    { path: "recipe.json", text: '{ "language": "c", "library": "wasi-libc", "stackBytes": 65536 }\n' },
    {
      path: "package.json",
      text: `${JSON.stringify({ name: "__NAME__", private: true, devDependencies }, null, 2)}\n`,
    },
    skeletonReadme(contract, "driver.c"),
    { path: "driver.c", text: source(contract) },
  ];
}

function source(contract: Contract): string {
  const functions = contract.functions.filter((fn) => !fn.optional).map((fn) => functionOf(fn, contract));
  return `// The driver __NAME__.
#define ${contract.name.toUpperCase()}_EXPORTS
#include "generated/${contract.name}.h"

${functions.join("\n\n")}
`;
}

function functionOf(fn: AbiFunction, contract: Contract): string {
  const head = `hf_status ${contract.name}_${fn.name}`;
  if (fn.name === "describe") {
    return `/** Must say what manifest.json says. */
${head}(Description *output) {
  output->name = HF_TEXT("__NAME__");
  output->version = HF_TEXT("0.1.0");
  output->kind = HF_TEXT(${JSON.stringify(contract.name)});
  output->abi = HF_TEXT(${JSON.stringify(contract.version)});
  return HF_OK;
}`;
  }
  if (fn.name === "probe") {
    return `/** Look whether you can work here, and say why not. */
${head}(Probe *output) {
  output->health = HEALTH_READY;
  return HF_OK;
}`;
  }
  const parameters = [
    ...(fn.input === undefined ? [] : [`const ${fn.input.name} *input`]),
    ...(fn.output === undefined ? [] : [`${fn.output.name} *output`]),
  ];
  const unused = [
    ...(fn.input === undefined ? [] : ["  (void)input;"]),
    ...(fn.output === undefined ? [] : ["  (void)output;"]),
  ];
  return [
    comment(fn.description, ""),
    `${head}(${parameters.join(", ") || "void"}) {`,
    ...unused,
    '  return hf_fail(HF_UNSUPPORTED, "Not written yet.");',
    "}",
  ].join("\n");
}

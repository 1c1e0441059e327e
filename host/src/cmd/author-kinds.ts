// The kind that an author names: one that this version knows, or a contract of his own in a YAML file.
import { extname, resolve } from "node:path";
import { type Contract, ContractError, KINDS, parseContract } from "@holdfast/sdk";
import { contractFile } from "@holdfast/sdk/author";
import { readYaml } from "../conf/yaml-file.ts";
import { HostError, isHostError, messageOf, nearestWord } from "../errors.ts";

/** `volume`, or the contract in `camera.yaml`. Throws INVALID_PARAMS with what is wrong with it. */
export function kindOfAuthor(text: string, cwd: string): string | Contract {
  if ([".yaml", ".yml"].includes(extname(text))) return contractIn(resolve(cwd, text));
  if (Object.hasOwn(KINDS, text)) return text;
  const names = Object.keys(KINDS);
  const near = nearestWord(text, names);
  const meant = near === undefined ? "" : `; did you mean ${near}?`;
  const known = `there are ${names.join(", ")}, or the path of a contract such as camera.yaml`;
  throw new HostError("INVALID_PARAMS", `there is no kind ${JSON.stringify(text)}: ${known}${meant}`);
}

/** The contract of a kind of this version. */
export function shippedContract(kind: string): Contract {
  return contractIn(contractFile(kind));
}

/** The contract in a file, which extends `driver`. Throws INVALID_PARAMS that lists its problems. */
export function contractIn(file: string): Contract {
  try {
    const contract = parseContract(readYaml(file), parseContract(readYaml(contractFile("driver"))));
    if (contract.extends !== undefined) return contract;
  } catch (cause) {
    // What cannot be read at all names its file already.
    if (isHostError(cause)) throw cause;
    const problems = cause instanceof ContractError ? cause.problems : [];
    throw new HostError("INVALID_PARAMS", `${file}: ${messageOf(cause)}`, { cause, data: { problems } });
  }
  throw new HostError("INVALID_PARAMS", `${file} is no kind of driver: write \`x-extends: driver\` at its top`);
}

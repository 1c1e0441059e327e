// What an emitter answers: one file of generated text, and the words that head it.
import type { Contract } from "../contract/model.ts";

/** A generated file; `path` is relative to the folder that the generator's table gives the emitter, with `/`. */
export interface GeneratedFile {
  readonly path: string;
  readonly text: string;
}

/** Turns a contract into files. Same contract, same bytes. */
export type Emitter = (contract: Contract) => readonly GeneratedFile[];

/** Says what a file was made from and how to change it; the emitter puts it into a comment of its language. */
export function originOf(contract: Contract): string {
  return `Generated from sdk/abi/${contract.name}.yaml, version ${contract.version}, by \`npm run generate\`. Do not edit: change the contract and generate again.`;
}

// What an emitter of guest bindings writes, and small contracts to give it.
import { ok, strictEqual } from "node:assert/strict";
import { type Contract, parseContract } from "#sdk/abi";
import type { Emitter } from "#sdk/generate/file";
import { documentWith, exportWith } from "./contracts.ts";

/** The text of the one file that the emitter makes of a contract, whose path must be `<name>.<extension>`. */
export function emittedText(emit: Emitter, contract: Contract, extension: string): string {
  const [file, ...more] = emit(contract);
  ok(file);
  strictEqual(more.length, 0);
  strictEqual(file.path, `${contract.name}.${extension}`);
  return file.text;
}

/** A contract whose only function takes a record of these fields; `types` stand beside it, `fn` changes the function. */
export function contractOf(
  properties: Readonly<Record<string, unknown>>,
  more: { name?: string; types?: Readonly<Record<string, unknown>>; fn?: Readonly<Record<string, unknown>> } = {},
): Contract {
  const name = more.name ?? "Input";
  return parseContract(
    documentWith({
      exports: { do_it: exportWith({ input: { $ref: `#/components/schemas/${name}` }, ...more.fn }) },
      components: { schemas: { ...more.types, [name]: { description: "A record.", properties } } },
    }),
  );
}

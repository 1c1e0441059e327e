// Kinds of one's own: what a contract starts from, and all that follows from one.
import { type Compatibility, compareContracts as compare, versionProblem } from "../contract/compatibility.ts";
import type { Contract } from "../contract/model.ts";
import type { GeneratedFile } from "../generate/file.ts";
import { emitJsonSchema } from "../generate/json-schema.ts";
import { emitReference } from "../generate/reference.ts";
import { emitInterface } from "../generate/typescript.ts";
import { emitWit } from "../generate/wit.ts";
import { emitXtp } from "../generate/xtp.ts";

/** A contract with one function and its types, to be changed; it parses as it is. */
export function kindStart(name: string): string {
  return `# The kind \`${name}\`: say here what its drivers do. The rules are in abi/README.md of @holdfast/sdk.
version: v1-draft
x-interface: { name: ${name}, version: "1.0" }
x-extends: driver
x-statuses:
  not_found: There is nothing of that name.
  not_ready: What the driver stands on is not there yet or at the moment; trying later may help.
  failed: None of these; the message says what.
exports:
  inspect_thing:
    description: Says what is really there under a name.
    x-when: Whenever somebody wants to know.
    x-holds: Nothing was changed.
    x-mutates: false
    x-idempotent: true
    x-timeoutMs: 10000
    x-errors: [not_found, not_ready, failed]
    input: { $ref: "#/components/schemas/ThingName", contentType: application/json }
    output: { $ref: "#/components/schemas/Thing", contentType: application/json }
components:
  schemas:
    ThingName:
      description: Names one thing.
      required: [name]
      properties:
        name: { type: string, x-minBytes: 1, x-maxBytes: 255, description: "Any UTF-8." }
    Thing:
      description: A thing as it is.
      required: [name]
      properties:
        name: { type: string, description: "The name it goes by." }
        note: { type: string, description: "What else is known of it." }
`;
}

/** The TypeScript interface, the other languages' views and the reference page. */
export function kindOutputs(contract: Contract): GeneratedFile[] {
  return [emitInterface, emitWit, emitJsonSchema, emitXtp, emitReference].flatMap((emit) => [...emit(contract)]);
}

/** What a step between two versions means for drivers, and what is wrong with the new number, if anything. */
export function compareContracts(before: Contract, after: Contract): Compatibility & { readonly problem?: string } {
  const problem = versionProblem(before, after);
  return { ...compare(before, after), ...(problem === undefined ? {} : { problem }) };
}

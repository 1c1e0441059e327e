// What is wrong with a contract, and documents that are all right but for one thing: for the tests of its reader.
import { ok } from "node:assert/strict";
import { ContractError, parseContract } from "#sdk/abi";
import { documentWith } from "./contracts.ts";

/** The problems that a document has, as `path: message`. */
export function problemsOf(document: unknown, base?: Parameters<typeof parseContract>[1]): string[] {
  try {
    parseContract(document, base);
  } catch (error) {
    ok(error instanceof ContractError, String(error));
    return error.problems.map((problem) => `${problem.path}: ${problem.message}`);
  }
  return [];
}

export function withSchemas(schemas: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return documentWith({ components: { schemas } });
}

export function withProperty(property: unknown): Record<string, unknown> {
  return withSchemas({ Thing: { description: "It.", properties: { field: property } } });
}

export const FIELD = "components.schemas.Thing.properties.field";

// Cases that follow from a contract alone, whatever the kind: a driver says what it is, feels, and answers every question within its contract.
import { deepStrictEqual, ok } from "node:assert/strict";
import type { AbiFunction, AbiType, Contract, RecordType } from "../contract/model.ts";
import { isDriverStatus } from "../status.ts";
import type { ConformanceCase, ConformanceTools } from "./case.ts";

/** A driver as its interface's methods by name. */
export type AnyDriver = Readonly<Record<string, ((ctx: unknown, input?: unknown) => Promise<unknown>) | undefined>>;

/** The cases of a contract. They call what changes nothing; what changes something is for cases that know what it means. */
export function generatedCases(contract: Contract): readonly ConformanceCase<AnyDriver>[] {
  const questions = contract.functions.filter((fn) => !fn.mutates && fn.name !== "describe");
  return [
    { name: "describes itself alike each time", run: describesAlike },
    ...questions.flatMap((fn) => [answersWithin(fn), ...(fn.input === undefined ? [] : [answersOdd(fn, fn.input)])]),
  ];
}

async function describesAlike(driver: AnyDriver, tools: ConformanceTools): Promise<void> {
  const first = await driver["describe"]?.(tools.context());
  ok(first !== undefined, "describe answers nothing");
  deepStrictEqual(await driver["describe"]?.(tools.context()), first);
}

function answersWithin(fn: AbiFunction): ConformanceCase<AnyDriver> {
  return {
    name: `${fn.name} answers within its contract`,
    ...(fn.optional ? { needs: fn.camelName } : {}),
    run: (driver, tools) =>
      answered(driver, fn, tools, fn.input === undefined ? undefined : sampleOf(fn.input, "plain")),
  };
}

function answersOdd(fn: AbiFunction, input: RecordType): ConformanceCase<AnyDriver> {
  return {
    name: `${fn.name} answers within its contract when asked with the largest values and characters of all planes`,
    ...(fn.optional ? { needs: fn.camelName } : {}),
    run: (driver, tools) => answered(driver, fn, tools, sampleOf(input, "odd")),
  };
}

/** A result or a status of the contract; a trap, a time-out or an answer that breaks the contract passes through. */
async function answered(driver: AnyDriver, fn: AbiFunction, tools: ConformanceTools, input: unknown): Promise<void> {
  try {
    await driver[fn.camelName]?.(tools.context(), input);
  } catch (error) {
    if (!isDriverStatus(error)) throw error;
  }
}

type Manner = "plain" | "odd";

const ODD_TEXT = 'é\u{1f39b}\u{10fffd}"\\/\u0001';

/** A value that fits the type, in camelCase: the least, or what is hard to carry. */
function sampleOf(type: RecordType, manner: Manner): Record<string, unknown> {
  const chosen = type.tag === undefined ? type.properties : type.properties.slice(0, 2);
  const wanted = chosen.filter((property) => property.required || manner === "odd" || type.tag !== undefined);
  return Object.fromEntries(wanted.map((property) => [property.camelName, sample(property.type, manner)]));
}

function sample(type: AbiType, manner: Manner): unknown {
  switch (type.kind) {
    case "string":
      if (type.format === "date-time") return "2026-01-31T12:00:00Z";
      return textOf(manner, type.minBytes ?? 0, type.maxBytes ?? 1000);
    case "buffer":
      return new Uint8Array(manner === "odd" ? Math.min(type.maxBytes ?? 256, 256) : (type.minBytes ?? 0));
    case "boolean":
      return manner === "odd";
    case "integer":
      return manner === "odd" ? type.maximum : Math.max(type.minimum, Math.min(0, type.maximum));
    case "number":
      return manner === "odd" ? -1e300 : 0;
    case "array":
      return manner === "odd" ? [sample(type.items, manner)] : [];
    case "map":
      return manner === "odd" ? { __proto: sample(type.values, manner), "": sample(type.values, manner) } : {};
    case "enum":
      return manner === "odd" ? type.values.at(-1) : type.values[0];
    default:
      return sampleOf(type, manner);
  }
}

function textOf(manner: Manner, minBytes: number, maxBytes: number): string {
  const start = manner === "odd" && Buffer.byteLength(ODD_TEXT) <= maxBytes ? ODD_TEXT : "";
  const length = manner === "odd" ? maxBytes : Math.max(minBytes, Math.min(8, maxBytes));
  return start.padEnd(start.length + length - Buffer.byteLength(start), "x");
}

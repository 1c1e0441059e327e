// Reads the cases of a contract: behaviours that it asks of its drivers, written as calls and what they must answer.
import { fromWire } from "./descriptor.ts";
import type { AbiFunction, CaseStep, ContractCase } from "./model.ts";
import type { Section } from "./reader.ts";

// As long as the names that a case is given, so that what is too long for the contract is seen when it is read.
const FRESH_SAMPLE = "smoke-camera-01234567-0";

/** `x-cases`: sentences with their steps. */
export function readCases(top: Section, functions: readonly AbiFunction[]): readonly ContractCase[] {
  return top.entries("x-cases").map(([name, section]) => {
    const read = { name, smoke: section.flag("smoke", false), steps: stepsIn(section, "steps", functions) };
    if (read.steps.length === 0) section.problem("must have a step at least", "steps");
    const last = section.has("finally") ? stepsIn(section, "finally", functions) : [];
    section.endStrictly();
    return { ...read, finally: last };
  });
}

/** A value of a contract's case with the fresh name where it says `$fresh`. */
export function withFresh(value: unknown, name: string): unknown {
  if (typeof value === "string") return value.replaceAll("$fresh", () => name);
  if (Array.isArray(value)) return value.map((one) => withFresh(one, name));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withFresh(one, name)]));
}

function stepsIn(section: Section, key: string, functions: readonly AbiFunction[]): readonly CaseStep[] {
  return section.sections(key).flatMap((step) => {
    const name = step.text("call");
    const fn = functions.find((one) => one.name === name);
    if (fn !== undefined) return [readStep(step, fn)];
    step.problem(`there is no function ${name}`, "call");
    return [];
  });
}

function readStep(step: Section, fn: AbiFunction): CaseStep {
  const said = step.has("answers") ? step.raw("answers") : "ok";
  const answers = typeof said === "string" ? [said] : step.texts("answers");
  for (const status of answers)
    if (!["ok", "unsupported", ...fn.errors].includes(status))
      step.problem(`${fn.name} never answers ${status}`, "answers");
  const input = step.raw("input");
  const result = step.raw("result");
  if (fn.input === undefined && input !== undefined) step.problem(`${fn.name} takes nothing`, "input");
  if (fn.input !== undefined) mustFit(step, fn, input ?? {});
  if (result !== undefined && (fn.output === undefined || !answers.includes("ok")))
    step.problem(`${fn.name} answers no result here`, "result");
  step.endStrictly();
  return {
    call: fn.name,
    answers,
    ...(fn.input === undefined ? {} : { input: input ?? {} }),
    ...(result === undefined ? {} : { result }),
  };
}

function mustFit(step: Section, fn: AbiFunction, input: unknown): void {
  try {
    if (fn.input !== undefined) fromWire(fn.input)(withFresh(input, FRESH_SAMPLE));
  } catch (error) {
    step.problem(error instanceof Error ? error.message : String(error), "input");
  }
}

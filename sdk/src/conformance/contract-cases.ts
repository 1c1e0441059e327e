// The cases that a contract of one's own asks for, run: each step is called and must answer as the contract says.
import { withFresh } from "../contract/cases.ts";
import { fromWire, toWire } from "../contract/descriptor.ts";
import type { AbiFunction, CaseStep, Contract, ContractCase } from "../contract/model.ts";
import { type DriverStatus, isDriverStatus } from "../status.ts";
import type { ConformanceCase, ConformanceTools } from "./case.ts";
import type { AnyDriver } from "./generated-cases.ts";

/** A contract's own cases, in the order of the file. */
export function contractCases(contract: Contract): readonly ConformanceCase<AnyDriver>[] {
  const functions = new Map(contract.functions.map((fn) => [fn.name, fn]));
  return (contract.cases ?? []).map((one) => caseOf(one, functions, contract.name));
}

function caseOf(
  one: ContractCase,
  functions: ReadonlyMap<string, AbiFunction>,
  kind: string,
): ConformanceCase<AnyDriver> {
  const used = [...one.steps, ...one.finally].map(({ call }) => functions.get(call));
  const needs = used.find((fn) => fn?.optional)?.camelName;
  const inTurn = async (steps: readonly CaseStep[], driver: AnyDriver, next: Next): Promise<void> => {
    for (const step of steps) await take(step, functions.get(step.call) as AbiFunction, driver, next);
  };
  return {
    name: one.name,
    ...(needs === undefined ? {} : { needs }),
    ...(one.smoke ? { smoke: true as const } : {}),
    tidy: (driver, ctx, name) => takeAway(one.finally, functions, driver, { context: () => ctx, name }),
    async run(driver, tools) {
      const next = { context: () => tools.context(), name: tools.freshName(kind) };
      try {
        await inTurn(one.steps, driver, next);
      } catch (error) {
        // What went wrong first is what is told.
        await inTurn(one.finally, driver, next).catch(() => {});
        throw error;
      }
      await inTurn(one.finally, driver, next);
    },
  };
}

/** What may not be there at all: then it is gone. Throws the first failure when every step was tried. */
async function takeAway(
  steps: readonly CaseStep[],
  functions: ReadonlyMap<string, AbiFunction>,
  driver: AnyDriver,
  next: Next,
): Promise<void> {
  const failures: unknown[] = [];
  for (const { call, input, answers } of steps) {
    const step = { call, input, answers: [...answers, "not_found" as const] };
    await take(step, functions.get(call) as AbiFunction, driver, next).catch((error) => failures.push(error));
  }
  if (failures.length > 0) throw failures[0];
}

interface Next {
  readonly context: () => ReturnType<ConformanceTools["context"]>;
  /** Stands for `$fresh`. */
  readonly name: string;
}

async function take(step: CaseStep, fn: AbiFunction, driver: AnyDriver, { context, name }: Next): Promise<void> {
  const input = fn.input === undefined ? undefined : fromWire(fn.input)(withFresh(step.input, name));
  const { status, value } = await outcomeOf(driver[fn.camelName]?.(context(), input));
  if (!step.answers.includes(status))
    throw new Error(`${fn.name} answered ${status}, not ${step.answers.join(" or ")}`);
  if (status !== "ok" || step.result === undefined || fn.output === undefined) return;
  mustHold(withFresh(step.result, name), toWire(fn.output)(value), `the result of ${fn.name}`);
}

async function outcomeOf(call: Promise<unknown> | undefined): Promise<{ status: DriverStatus; value?: unknown }> {
  try {
    return { status: "ok", value: await call };
  } catch (error) {
    if (isDriverStatus(error)) return { status: error.status };
    throw error;
  }
}

/** What is written must be there; what is not written may be anything. */
function mustHold(wanted: unknown, given: unknown, at: string): void {
  if (typeof wanted !== "object" || wanted === null) {
    if (!Object.is(wanted, given ?? null))
      throw new Error(`${at} is ${JSON.stringify(given)}, not ${JSON.stringify(wanted)}`);
    return;
  }
  if (Array.isArray(wanted) !== Array.isArray(given) || typeof given !== "object" || given === null)
    throw new Error(`${at} is ${JSON.stringify(given)}, not ${JSON.stringify(wanted)}`);
  if (Array.isArray(given) && Array.isArray(wanted) && given.length !== wanted.length)
    throw new Error(`${at} has ${given.length} items, not ${wanted.length}`);
  for (const [key, one] of Object.entries(wanted))
    mustHold(one, (given as Record<string, unknown>)[key], `${at}.${key}`);
}

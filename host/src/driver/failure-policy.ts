// What a caller gets when a driver fails him: its error, another driver's answer, or the last good answer to the same question.
import type { DriverContext, FunctionDescriptor, KindDescriptor } from "@holdfast/sdk";
import { type HostError, isHostError } from "../errors.ts";

/** As configuration writes it: `closed`, `last-known-good` or `fallback:NAME`. */
const FAILURE_POLICY = /^(?:closed|last-known-good|fallback:([a-z0-9][a-z0-9_-]{0,62}))$/;

/** The driver that a policy falls back to, if it is of that kind. */
export function fallbackOf(policy: string | undefined): string | undefined {
  return policy === undefined ? undefined : FAILURE_POLICY.exec(policy)?.[1];
}

export interface FailureParts {
  readonly kind: KindDescriptor;
  /** `closed` when absent: the caller is told the error. */
  readonly policy: string | undefined;
  /** The handle of the driver to fall back to; throws when it does not serve. */
  readonly handleOf: (name: string) => object;
  /** Told of each failure that a caller did not see. */
  readonly onCovered: (functionName: string, error: HostError) => void;
}

type Method = (ctx: DriverContext, input?: unknown) => Promise<unknown>;

// Answers that one driver keeps, over all functions and inputs; the oldest goes first.
const ANSWERS_MAX = 256;
const QUESTION_LENGTH_MAX = 4096;

/** The handle as managers get it. What a driver itself answers, a status too, is never covered: that is no failure. */
export function coverFailures<D extends object>(handle: D, parts: FailureParts): D {
  const { kind, policy } = parts;
  const fallback = fallbackOf(policy);
  if (fallback === undefined && policy !== "last-known-good") return handle;
  const answers = new Map<string, unknown>();
  const methods = kind.functions.flatMap((fn): [string, Method][] => {
    const method: unknown = Reflect.get(handle, fn.camel);
    if (typeof method !== "function" || fn.wire === "probe" || fn.wire === "describe") return [];
    const call: Method = (ctx, input) => method.call(handle, ctx, input) as Promise<unknown>;
    const covered = fallback === undefined ? remember(fn, call, answers, parts) : fallBack(fn, call, fallback, parts);
    return [[fn.camel, covered]];
  });
  return Object.freeze({ ...handle, ...Object.fromEntries(methods) });
}

/** Asks the other driver, if nothing can have happened at this one. */
function fallBack(fn: FunctionDescriptor, call: Method, name: string, parts: FailureParts): Method {
  return async (ctx, input) => {
    try {
      return await call(ctx, input);
    } catch (error) {
      if (!isFailure(error) || (fn.mutates && error.data["called"] !== false)) throw error;
      const method: unknown = Reflect.get(parts.handleOf(name), fn.camel);
      if (typeof method !== "function") throw error;
      parts.onCovered(fn.wire, error);
      return method.call(undefined, ctx, input) as Promise<unknown>;
    }
  };
}

/** Keeps answers to what changes nothing, and gives them again while the driver fails. */
function remember(fn: FunctionDescriptor, call: Method, answers: Map<string, unknown>, parts: FailureParts): Method {
  if (fn.mutates) return call;
  return async (ctx, input) => {
    const question = `${fn.wire} ${JSON.stringify(input) ?? ""}`;
    const keeps = question.length <= QUESTION_LENGTH_MAX;
    try {
      const answer = await call(ctx, input);
      if (keeps) keep(answers, question, answer);
      return answer;
    } catch (error) {
      if (!isFailure(error) || !answers.has(question)) throw error;
      parts.onCovered(fn.wire, error);
      return structuredClone(answers.get(question));
    }
  };
}

function keep(answers: Map<string, unknown>, question: string, answer: unknown): void {
  answers.delete(question);
  answers.set(question, structuredClone(answer));
  const [oldest] = answers.keys();
  if (answers.size > ANSWERS_MAX && oldest !== undefined) answers.delete(oldest);
}

/** Accidents of the driver and a driver that is not there; not the caller's own end. */
function isFailure(error: unknown): error is HostError {
  return isHostError(error) && error.code.startsWith("DRIVER_") && error.code !== "DRIVER_FAILED";
}

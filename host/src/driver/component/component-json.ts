// Between the values of a component's functions and the JSON that goes between a driver and its host.
import { CanonicalError } from "./canonical-heap.ts";

/** What a function is given, as its interface has it. */
export function inputOf(bytes: Uint8Array): unknown {
  return JSON.parse(new TextDecoder().decode(bytes));
}

/** The answer as drivers of all ABIs give it: a status, and with `ok` a result. */
export function answerOf(result: unknown): Uint8Array {
  return new TextEncoder().encode(
    JSON.stringify(isFailure(result) ? failureOf(result.error) : okOf(result), jsonValue),
  );
}

/** What a component asks of its host, as JSON. */
export function requestOf(value: unknown): string {
  return JSON.stringify(value, jsonValue);
}

/** The host's answer as a `result`; a failure where the function cannot say one is thrown. */
export function resultOf(answer: string): { readonly ok: unknown } | { readonly error: HostFailure } {
  const {
    status,
    message = "",
    details,
    result,
  } = JSON.parse(answer) as {
    readonly status: string;
    readonly message?: string;
    readonly details?: unknown;
    readonly result?: unknown;
  };
  if (status === "ok") return { ok: result };
  return { error: { status, message, ...(details !== undefined && { details: JSON.stringify(details) }) } };
}

interface HostFailure {
  readonly status: string;
  readonly message: string;
  readonly details?: string;
}

interface Failure {
  readonly status: unknown;
  readonly message: unknown;
  readonly details?: unknown;
}

function isFailure(result: unknown): result is { readonly error: Failure } {
  return typeof result === "object" && result !== null && Object.hasOwn(result, "error");
}

function okOf(result: unknown): object {
  const ok = typeof result === "object" && result !== null && "ok" in result ? result.ok : undefined;
  return { status: "ok", ...(ok !== undefined && { result: ok }) };
}

function failureOf({ status, message, details }: Failure): object {
  return { status, message, ...(typeof details === "string" && { details: parsed(details) }) };
}

function parsed(details: string): unknown {
  try {
    return JSON.parse(details);
  } catch {
    throw new CanonicalError("the details of a failure are no JSON");
  }
}

/** Bytes as base64; numbers that JSON cannot hold exactly are refused. */
function jsonValue(_key: string, value: unknown): unknown {
  if (value instanceof Uint8Array)
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("base64");
  if (typeof value === "bigint") throw new CanonicalError(`the number ${value} is beyond what JSON holds exactly`);
  return value;
}

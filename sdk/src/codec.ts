// The envelope: a caller's value to the bytes of a call, and the bytes of an answer to a result or the error that it is.
import type { Conversion, FunctionDescriptor } from "./kind.ts";
import { checkRecord, checkText, ShapeError } from "./shape.ts";
import { DRIVER_STATUSES, type DriverErrorStatus, DriverStatusError } from "./status.ts";

/** Why an answer cannot be used. */
export type BadAnswerReason = "too-large" | "not-utf8" | "not-json" | "bad-shape" | "bad-status";

/** An answer that breaks the contract. What the driver did before it is not known. */
export class BadAnswerError extends Error {
  readonly reason: BadAnswerReason;
  /** Where in the answer, in wire names: `result.volumes[3].size_bytes`; empty for the whole. */
  readonly path: string;

  constructor(
    reason: BadAnswerReason,
    message: string,
    options: { readonly path?: string; readonly cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "BadAnswerError";
    this.reason = reason;
    this.path = options.path ?? "";
  }
}

/** Sizes in bytes. */
export interface CodecLimits {
  readonly inputBytesMax: number;
  readonly outputBytesMax: number;
}

export const CODEC_LIMITS: CodecLimits = { inputBytesMax: 4 * 1024 * 1024, outputBytesMax: 4 * 1024 * 1024 };

// A driver's message reaches logs and people, its details reach other programs: neither may be a flood.
const MESSAGE_LENGTH_MAX = 2000;
const DETAILS_DEPTH_MAX = 8;
const DETAILS_VALUES_MAX = 1000;
const STATUSES: readonly string[] = DRIVER_STATUSES;
const NOTHING = new Uint8Array(0);
const ENCODER = new TextEncoder();
const DECODER = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * The bytes that a guest gets: JSON in wire names, or nothing for a function without input. A value that does not fit is
 * a DriverStatusError `invalid_argument`, as if the driver had looked itself; it never reaches the guest.
 */
export function encodeInput(fn: FunctionDescriptor, input: unknown, limits: CodecLimits = CODEC_LIMITS): Uint8Array {
  if (fn.encodeInput === undefined) return NOTHING;
  const bytes = ENCODER.encode(JSON.stringify(convertInput(fn, fn.encodeInput, input)));
  if (bytes.length > limits.inputBytesMax) {
    const message = `the input of ${fn.camel} has ${bytes.length} bytes, the limit is ${limits.inputBytesMax}`;
    throw new DriverStatusError("invalid_argument", message);
  }
  return bytes;
}

/**
 * The result in an answer, in camelCase; undefined for a function without output. Throws a DriverStatusError for every
 * status but ok, a BadAnswerError for an answer that breaks the contract.
 */
export function decodeAnswer(fn: FunctionDescriptor, bytes: Uint8Array, limits: CodecLimits = CODEC_LIMITS): unknown {
  if (bytes.length > limits.outputBytesMax) {
    const message = `the answer of ${fn.wire} has ${bytes.length} bytes, the limit is ${limits.outputBytesMax}`;
    throw new BadAnswerError("too-large", message);
  }
  const document = parseJson(fn, decodeText(fn, bytes));
  try {
    return readEnvelope(fn, document);
  } catch (error) {
    if (!(error instanceof ShapeError)) throw error;
    throw new BadAnswerError("bad-shape", `the answer of ${fn.wire}: ${error.message}`, {
      path: error.path,
      cause: error,
    });
  }
}

function convertInput(fn: FunctionDescriptor, convert: (value: unknown) => unknown, input: unknown): unknown {
  try {
    return convert(input);
  } catch (error) {
    if (!(error instanceof ShapeError)) throw error;
    throw new DriverStatusError("invalid_argument", `the input of ${fn.camel}: ${error.message}`, { path: error.path });
  }
}

function decodeText(fn: FunctionDescriptor, bytes: Uint8Array): string {
  if (bytes.length === 0) throw new BadAnswerError("not-json", `${fn.wire} answered nothing; it must answer a status`);
  try {
    return DECODER.decode(bytes);
  } catch (cause) {
    throw new BadAnswerError("not-utf8", `the answer of ${fn.wire} is not UTF-8`, { cause });
  }
}

function parseJson(fn: FunctionDescriptor, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the guest's text: it is left out.
    throw new BadAnswerError("not-json", `the answer of ${fn.wire} is not JSON`);
  }
}

function readEnvelope(fn: FunctionDescriptor, document: unknown): unknown {
  const envelope = checkRecord(document, "");
  const status = checkText(envelope["status"], "status");
  if (status === "ok") {
    if (fn.decodeOutput === undefined) return undefined;
    return convertBelow("result", fn.decodeOutput, envelope["result"]);
  }
  // `unsupported` is always allowed: it is what an optional function would be if it were not there.
  if (!STATUSES.includes(status) || (status !== "unsupported" && !fn.errors.some((known) => known === status))) {
    const allowed = ["ok", ...fn.errors, "unsupported"].join(", ");
    const shown = JSON.stringify(status.slice(0, 40));
    throw new BadAnswerError("bad-status", `${fn.wire} answered the status ${shown}, it may answer ${allowed}`, {
      path: "status",
    });
  }
  const message = checkText(envelope["message"], "message");
  const details = readDetails(envelope["details"], fn.errorDetails?.[status as DriverErrorStatus]);
  throw new DriverStatusError(status as DriverErrorStatus, shorten(message), details);
}

function convertBelow(key: string, convert: Conversion, value: unknown): unknown {
  try {
    return convert(value);
  } catch (error) {
    if (!(error instanceof ShapeError)) throw error;
    throw error.below(key);
  }
}

function readDetails(value: unknown, typed: Conversion | undefined): Readonly<Record<string, unknown>> {
  if (typed === undefined && (value === undefined || value === null)) return {};
  const details = checkRecord(value, "details");
  let values = 0;
  const visit = (one: unknown, depth: number): void => {
    values += 1;
    if (depth > DETAILS_DEPTH_MAX) throw new ShapeError("details", `may be ${DETAILS_DEPTH_MAX} levels deep at most`);
    if (values > DETAILS_VALUES_MAX) throw new ShapeError("details", `may hold ${DETAILS_VALUES_MAX} values at most`);
    if (typeof one === "object" && one !== null) for (const inner of Object.values(one)) visit(inner, depth + 1);
  };
  visit(details, 0);
  return typed === undefined ? details : checkRecord(convertBelow("details", typed, details), "details");
}

function shorten(message: string): string {
  if (message === "") return "(the driver gave no reason)";
  if (message.length <= MESSAGE_LENGTH_MAX) return message;
  // A cut must not leave half of a character behind.
  return `${message.slice(0, MESSAGE_LENGTH_MAX).replace(/[\ud800-\udbff]$/, "")}…`;
}

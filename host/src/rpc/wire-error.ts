// Errors on the wire: code, message and data of JSON-RPC out of a HostError, and back; never a class name, a stack or a stranger's text.
import { ERRORS, type ErrorCode, HostError, isDriverStatus, isHostError, retryAfterMsOf } from "../errors.ts";
import type { Log } from "../log.ts";

/** The `error` member of a response. `data.code` is a code of the table, `data.retryable` whether a later try may help. */
export interface WireError {
  readonly code: number;
  readonly message: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Where an accident happened, so that its one log line and the answer can be matched. */
export interface Accident {
  readonly log: Log;
  readonly requestId: string;
  readonly method: string;
}

export function toWireError(error: HostError): WireError {
  return {
    code: error.rpcCode,
    message: error.message,
    data: { ...error.data, code: error.code, retryable: error.retryable },
  };
}

/** Rebuilds the error by `data.code`, or by the number when a peer sends only that; what no table has is INTERNAL with the number kept. */
export function fromWireError(wire: {
  readonly code: number;
  readonly message: string;
  readonly data?: unknown;
}): HostError {
  const { code: word, retryable, ...data } = isRecord(wire.data) ? wire.data : {};
  const code = word === undefined ? codeOfNumber(wire.code) : isErrorCode(word) ? word : undefined;
  if (code === undefined) {
    const remote = { ...data, rpcCode: wire.code, ...(typeof word === "string" ? { remoteCode: word } : {}) };
    return new HostError("INTERNAL", wire.message, { data: remote, ...stated(retryable) });
  }
  return new HostError(code, wire.message, { data, ...stated(retryable) });
}

/** Any thrown value as the error of an answer. What is neither ours nor a driver's is logged, once, and its text stays here. */
export function toHostError(error: unknown, accident: Accident): HostError {
  if (isHostError(error)) return error;
  if (isDriverStatus(error)) {
    const { status, details } = error;
    const retryAfterMs = retryAfterMsOf(error);
    const hint = retryAfterMs === undefined ? {} : { retryAfterMs };
    const data = { status, ...(Object.keys(details).length > 0 ? { details } : {}), ...hint };
    return new HostError("DRIVER_FAILED", error.message, { data, retryable: retryAfterMs !== undefined, cause: error });
  }
  const { log, requestId, method } = accident;
  log.error({ err: error, requestId, method }, "a call failed by accident");
  return new HostError("INTERNAL", `an accident inside the host; its log has it under the request id ${requestId}`, {
    data: { requestId },
    cause: error,
  });
}

const CODE_OF_NUMBER: ReadonlyMap<number, ErrorCode> = new Map(
  (Object.keys(ERRORS) as ErrorCode[]).map((code) => [ERRORS[code].rpcCode, code]),
);

function codeOfNumber(rpcCode: number): ErrorCode | undefined {
  return CODE_OF_NUMBER.get(rpcCode);
}

function isErrorCode(word: unknown): word is ErrorCode {
  return typeof word === "string" && Object.hasOwn(ERRORS, word);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function stated(retryable: unknown): { readonly retryable?: boolean } {
  return typeof retryable === "boolean" ? { retryable } : {};
}

/** A frame, or a record of one, that the other side would not read. */
export function frameTooLarge(bytes: number, max: number): HostError {
  return new HostError("FRAME_TOO_LARGE", `${bytes} bytes; a frame holds ${max} at the most`, {
    data: { bytes, frameBytesMax: max },
  });
}

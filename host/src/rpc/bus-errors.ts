// Which errors any call may meet on its way, so that a method need only declare its own.
import { channel } from "node:diagnostics_channel";
import type { ErrorCode, HostError } from "../errors.ts";
import type { MethodDeclaration } from "./endpoint.ts";
import type { Accident } from "./wire-error.ts";

/** What the bus, its limits and an accident of the host answer, whatever the method. */
export const BUS_ERRORS: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "PARSE_ERROR",
  "INVALID_REQUEST",
  "METHOD_NOT_FOUND",
  "INVALID_PARAMS",
  "INTERNAL",
  "NO_SERVER",
  "DEADLINE_EXCEEDED",
  "CANCELLED",
  "RESOURCE_EXHAUSTED",
  "UNAUTHENTICATED",
  "PERMISSION_DENIED",
  "VERSION_UNSUPPORTED",
  "LINK_LOST",
  "FRAME_TOO_LARGE",
  "SHUTTING_DOWN",
  "NOT_READY",
  "STORAGE_FAILED",
]);

/** Node's diagnostics channel on which each error is told that its method does not declare, for tests of managers. */
export const UNDECLARED_ERROR = "holdfast.undeclared-error";

export interface UndeclaredError {
  /** `topic@server.method`. */
  readonly method: string;
  readonly code: ErrorCode;
}

/** Logs an error that its method declares not to answer: its document is wrong, or its code. It is answered all the same, since it helps the caller. */
export function expectedError(
  { errors }: MethodDeclaration,
  error: HostError,
  { log, method, requestId }: Accident,
): HostError {
  const { code } = error;
  if (errors === undefined || errors.includes(code) || BUS_ERRORS.has(code)) return error;
  log.warn({ method, code, requestId }, "a method answered an error that it does not declare");
  channel(UNDECLARED_ERROR).publish({ method, code } satisfies UndeclaredError);
  return error;
}

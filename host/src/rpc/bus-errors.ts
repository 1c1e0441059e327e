// Which errors any call may meet on its way, so that a method need only declare its own.
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

/** Logs an error that its method declares not to answer: its document is wrong, or its code. It is answered all the same, since it helps the caller. */
export function expectedError(
  { errors }: MethodDeclaration,
  error: HostError,
  { log, method, requestId }: Accident,
): HostError {
  const { code } = error;
  if (errors !== undefined && !errors.includes(code) && !BUS_ERRORS.has(code))
    log.warn({ method, code, requestId }, "a method answered an error that it does not declare");
  return error;
}

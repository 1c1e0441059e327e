// The closed list of what a driver can answer, and the error that carries all but `ok` to a manager.

/** `ok` carries a result; every other status is an answer, not an accident. */
export const DRIVER_STATUSES = [
  "ok",
  "invalid_argument",
  "not_found",
  "already_exists",
  "not_ready",
  "unsupported",
  "permission_denied",
  "resource_exhausted",
  "busy",
  "failed",
] as const;

export type DriverStatus = (typeof DRIVER_STATUSES)[number];
export type DriverErrorStatus = Exclude<DriverStatus, "ok">;

/** A driver's answer other than `ok`. Thrown by driver handles, and by plain objects that stand in for a driver in tests. */
export class DriverStatusError extends Error {
  readonly status: DriverErrorStatus;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(status: DriverErrorStatus, message: string, details: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = "DriverStatusError";
    this.status = status;
    this.details = details;
  }
}

const RETRY_AFTER_MS_MAX = 86_400_000;

/**
 * When coming back may help, as a driver said it: the whole number `retry_after_ms` in the details of a status, 0 to a day. Undefined when it said
 * nothing that can be used.
 */
export function retryAfterMsOf({ details }: DriverStatusError): number | undefined {
  const said = details["retry_after_ms"] ?? details["retryAfterMs"];
  return typeof said === "number" && Number.isInteger(said) && said >= 0 && said <= RETRY_AFTER_MS_MAX
    ? said
    : undefined;
}

/** True for a driver's status, optionally of one kind; by shape, since two copies of this package may meet in one process. */
export function isDriverStatus(error: unknown, status?: DriverErrorStatus): error is DriverStatusError {
  if (!(error instanceof Error) || error.name !== "DriverStatusError" || !("status" in error)) return false;
  return status === undefined || error.status === status;
}

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

/** True for a driver's status, optionally of one kind; by shape, since two copies of this package may meet in one process. */
export function isDriverStatus(error: unknown, status?: DriverErrorStatus): error is DriverStatusError {
  if (!(error instanceof Error) || error.name !== "DriverStatusError" || !("status" in error)) return false;
  return status === undefined || error.status === status;
}

// Judges how a driver call ended: done, failed, or not known. Only what certainly changed nothing, or was answered, counts as failed.
import type { StoredError } from "../db/operations-table.ts";
import {
  DriverStatusError,
  ERRORS,
  type ErrorCode,
  HostError,
  isDriverStatus,
  isHostError,
  messageOf,
} from "../errors.ts";

/** How the work of an operation ended. */
export type Outcome<T> =
  | { readonly state: "done"; readonly result: T }
  | { readonly state: "failed" | "unknown"; readonly error: unknown };

// The driver answered with a status, or the call was refused before a guest saw it. Everything else may have done anything.
const NOTHING_LEFT_OPEN: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "DRIVER_FAILED",
  "DRIVER_UNAVAILABLE",
  "DRIVER_FILE_NOT_FOUND",
  "DRIVER_DIGEST_MISMATCH",
  "DRIVER_MALFORMED",
  "DRIVER_ABI_MISMATCH",
  "DRIVER_EXPORT_MISSING",
  "DRIVER_IMPORT_REFUSED",
  "DRIVER_GRANT_MISSING",
  "DRIVER_START_TRAP",
  "DRIVER_START_TIMEOUT",
  "INVALID_PARAMS",
  "RESOURCE_EXHAUSTED",
  "UNSUPPORTED",
  "NOT_READY",
  "SHUTTING_DOWN",
]);

/**
 * `failed` when it is known that nothing is left open, otherwise `unknown`. An error that says in `data.called` whether the guest was
 * asked is believed; without that word the code decides.
 */
export function judge(error: unknown): "failed" | "unknown" {
  if (isDriverStatus(error)) return "failed";
  if (!isHostError(error)) return "unknown";
  const called = error.data["called"];
  if (typeof called === "boolean") return called ? "unknown" : "failed";
  return NOTHING_LEFT_OPEN.has(error.code) ? "failed" : "unknown";
}

/** The error as the journal keeps it, for the operator to read. */
export function storeError(error: unknown): StoredError {
  if (isDriverStatus(error)) {
    const { status, message, details } = error;
    return { code: "DRIVER_FAILED", message, retryable: false, data: details, driverStatus: status };
  }
  if (isHostError(error)) {
    return { code: error.code, message: error.message, retryable: error.retryable, data: error.data };
  }
  return { code: "INTERNAL", message: messageOf(error), retryable: false, data: {} };
}

/** The recorded error as it was thrown the first time. */
export function restoreError(stored: StoredError): Error {
  if (stored.driverStatus !== undefined) {
    return new DriverStatusError(stored.driverStatus as DriverStatusError["status"], stored.message, stored.data);
  }
  const code = Object.hasOwn(ERRORS, stored.code) ? (stored.code as ErrorCode) : "INTERNAL";
  return new HostError(code, stored.message, { data: stored.data, retryable: stored.retryable });
}

// Groups of errors that methods declare: what comes of a driver's call, of loading one, and of a journaled change.
import type { ErrorCode } from "../errors.ts";

/** What may come of a call of a driver that was loaded. */
export const DRIVER_CALL_ERRORS: readonly ErrorCode[] = [
  "DRIVER_FAILED",
  "DRIVER_UNAVAILABLE",
  "DRIVER_TIMEOUT",
  "DRIVER_TRAP",
  "DRIVER_OUT_OF_FUEL",
  "DRIVER_MEMORY_EXCEEDED",
  "DRIVER_OUTPUT_TOO_LARGE",
  "DRIVER_BAD_ANSWER",
  "DRIVER_GRANT_MISSING",
  "DRIVER_EXPORT_MISSING",
  "DRIVER_START_TRAP",
  "DRIVER_START_TIMEOUT",
];

/** What may come of loading a driver, which is asked a few things before it serves. */
export const DRIVER_LOAD_ERRORS: readonly ErrorCode[] = [
  ...DRIVER_CALL_ERRORS,
  "DRIVER_FILE_NOT_FOUND",
  "DRIVER_DIGEST_MISMATCH",
  "DRIVER_MALFORMED",
  "DRIVER_MANIFEST_INVALID",
  "DRIVER_ABI_MISMATCH",
  "DRIVER_IMPORT_REFUSED",
  "DRIVER_NOT_CONFORMING",
  "CONFIG_INVALID",
  "LOAD_FAILED",
  "UNSUPPORTED",
];

/** What may come of a journaled change: what it names is not there, or busy, or in the wrong state, the key was used otherwise, the driver fails. */
export const CHANGE_ERRORS: readonly ErrorCode[] = [
  "NOT_FOUND",
  "ALREADY_EXISTS",
  "BUSY",
  "FAILED_PRECONDITION",
  "UNSUPPORTED",
  ...DRIVER_CALL_ERRORS,
];

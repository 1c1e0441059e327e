// What a failed call of a guest means to its pool: whose fault it was, whether the guest had been asked, and whether it may be made again.
import { HostError, isHostError } from "../errors.ts";
import type { FaultMessage } from "./thread-messages.ts";

/** A guest's fault as its caller meets it, with the function in which it happened; at its start it is in none. */
export function driverFailed(driver: string, fault: FaultMessage, exportName?: string): HostError {
  const place = exportName === undefined ? "" : ` in ${exportName}`;
  const data = { driver, ...(exportName !== undefined && { function: exportName }) };
  return new HostError(fault.code, `driver ${driver} failed${place}: ${fault.message}`, { data });
}

/** A caller that went away costs an instance too, but is no fault of the driver's. */
export function isFault(error: unknown): error is HostError {
  return isHostError(error) && error.code.startsWith("DRIVER_") && !isStranded(error);
}

/** The instance went with its thread, which a neighbour had cost. */
export function isStranded(error: unknown): error is HostError {
  return isHostError(error) && error.data["stranded"] === true;
}

/** One that had not begun always may, one that had only where its contract says so. */
export function mayRepeat(error: unknown, { idempotent }: { readonly idempotent?: boolean }): boolean {
  return isStranded(error) && (error.data["called"] === false || idempotent === true);
}

/** The same error with facts added. */
export function withData(error: HostError, data: Readonly<Record<string, unknown>>): HostError {
  const { code, message, retryable, cause } = error;
  const options = { retryable, data: { ...error.data, ...data }, ...(cause === undefined ? {} : { cause }) };
  return new HostError(code, message, options);
}

/** For a call whose context was over before a guest was asked. */
export function neverBegun(driver: string, reason: unknown): HostError {
  const known = isHostError(reason) ? reason : new HostError("CANCELLED", "the caller went away", { cause: reason });
  return withData(known, { driver, called: false });
}

// Whether the driver that can be asked about an unknown outcome works where the one worked that was asked for the change.
import type { OperationRecord } from "../db/operations-table.ts";
import { HostError } from "../errors.ts";

/** What the reason of an operation begins with that no look can settle, only a person. */
export const NEEDS_ATTENTION = "needs attention: ";

/**
 * FAILED_PRECONDITION when the driver of that name has another configuration, other directories or other servers now: what it finds or
 * does not find there says nothing about what was asked. A place that was not recorded is taken for the same.
 */
export function requireSamePlace(operation: OperationRecord, placeNow: string | undefined): void {
  const { id, driver, driverPlace } = operation;
  if (driverPlace === "" || placeNow === undefined || driverPlace === placeNow) return;
  const message =
    `${NEEDS_ATTENTION}the driver ${driver} has another configuration, directory or server than when it was asked. Put that back, and it is ` +
    `looked at again; or, if what it works on now is what it worked on then, \`holdfast operation retry ${id} --believe\``;
  throw new HostError("FAILED_PRECONDITION", message, { data: { driver } });
}

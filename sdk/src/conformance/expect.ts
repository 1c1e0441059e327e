// How cases look at outcomes: a status is an answer, everything else is an accident and passes through.
import { strictEqual } from "node:assert/strict";
import { type DriverErrorStatus, type DriverStatus, isDriverStatus } from "../status.ts";

/** The status that a call was answered with. What is no driver's answer, a trap or a time-out, is thrown on. */
export async function answeredStatus(call: Promise<unknown>): Promise<DriverStatus> {
  try {
    await call;
    return "ok";
  } catch (error) {
    if (isDriverStatus(error)) return error.status;
    throw error;
  }
}

/** True when the caller's time was over before an answer came. A status or any accident counts: what matters is what is there afterwards. */
export async function mayBeCut(call: Promise<unknown>): Promise<boolean> {
  return call.then(
    () => false,
    () => true,
  );
}

export async function mustAnswer(status: DriverErrorStatus, call: Promise<unknown>): Promise<void> {
  strictEqual(await answeredStatus(call), status);
}

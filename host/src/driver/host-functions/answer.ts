// The host's answer to a guest: the envelope of driver answers, in wire names.
import { type DriverStatus, isDriverStatus } from "@holdfast/sdk";
import { messageOf } from "../../errors.ts";

/** What a guest gets. A refusal is data: the guest decides what becomes of it. */
export interface HostAnswer {
  readonly status: DriverStatus;
  /** With every status but ok. */
  readonly message?: string;
  readonly result?: unknown;
}

// It travels into the guest's memory and on into logs.
const MESSAGE_LENGTH_MAX = 2000;

/** Any failure as an answer: a DriverStatusError keeps its status, an accident is `failed`. */
export function failureAnswer(error: unknown): HostAnswer {
  const message = messageOf(error).slice(0, MESSAGE_LENGTH_MAX);
  return { status: isDriverStatus(error) ? error.status : "failed", message };
}

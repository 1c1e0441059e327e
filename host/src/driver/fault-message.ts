// What went wrong in a guest as plain data.
import { GuestFault } from "./runtime.ts";
import type { FaultMessage } from "./thread-messages.ts";

/** Errors cross threads as data: a foreign class would arrive as something else or not at all. */
export function faultMessage(error: unknown, otherwise: "DRIVER_START_TRAP" | "DRIVER_TRAP"): FaultMessage {
  const message = (error instanceof Error ? error.message : String(error)).slice(0, 4096);
  if (!(error instanceof GuestFault)) return { code: otherwise, message };
  const trappedAtStart = otherwise === "DRIVER_START_TRAP" && error.code === "DRIVER_TRAP";
  return { code: trappedAtStart ? "DRIVER_START_TRAP" : error.code, message };
}

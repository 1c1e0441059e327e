// What a driver answered to a change, before it is believed.
import type { Volume } from "@holdfast/sdk";
import { HostError, isDriverStatus } from "../errors.ts";

/** A driver that answers ok with another size, or for another volume, broke its contract: what is there must be looked at. */
export function asAsked(asked: { readonly name: string; readonly sizeBytes: number }, volume: Volume): Volume {
  if (ofName(asked.name, volume).sizeBytes === asked.sizeBytes) return volume;
  throw badAnswer(`with ${volume.sizeBytes} bytes instead of ${asked.sizeBytes}`);
}

/** The volume, if it is the one that was asked about. */
export function ofName(name: string, volume: Volume): Volume {
  if (volume.name === name) return volume;
  throw badAnswer(`for a volume ${JSON.stringify(volume.name.slice(0, 80))} instead of ${JSON.stringify(name)}`);
}

/**
 * For a delete or an extend, of which no contract says that a failed one changed nothing: what a driver met on its way, a broken disk or
 * a full one, it may have met half-way. Every other status is a refusal before anything was done.
 */
export function inDoubt(error: unknown): unknown {
  if (!isDriverStatus(error, "failed") && !isDriverStatus(error, "resource_exhausted")) return error;
  const { status, message, details } = error;
  return new HostError("DRIVER_FAILED", message, { data: { status, details, called: true }, cause: error });
}

function badAnswer(what: string): HostError {
  return new HostError("DRIVER_BAD_ANSWER", `the driver answered ok ${what}`);
}

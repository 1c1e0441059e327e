// What a driver's instance knows at a swap, handed over to the file that follows it: bytes that only the two of them understand.
import type { DriverContext } from "@holdfast/sdk";
import { HostError, isHostError, messageOf } from "../errors.ts";
import type { Log } from "../log.ts";
import type { LoadedDriver } from "./driver-entry.ts";

/** Optional exports of a driver of any kind: no input and the state as answer; the state as input and nothing as answer. */
export const EXPORT_STATE = "export_state";
export const IMPORT_STATE = "import_state";

/** How many bytes went over, or why none did; neither where there was nothing to hand over. */
export interface HandedOver {
  readonly stateBytes?: number;
  readonly stateDropped?: string;
}

export interface HandOver {
  readonly former: LoadedDriver;
  readonly next: LoadedDriver;
  /** The operator would rather have it lost. */
  readonly drop: boolean;
}

const STATE_TIMEOUT_MS = 5000;

/**
 * A file that cannot give its state away is replaced all the same, with a warning: it may be replaced for being broken. A file that
 * cannot take what is given is refused, by the error of its accident.
 */
export async function handOver(ctx: DriverContext, { former, next, drop }: HandOver, log: Log): Promise<HandedOver> {
  if (!former.exports(EXPORT_STATE)) return {};
  const driver = next.spec.name;
  const dropped = (reason: string): HandedOver => {
    log.warn({ driver, reason }, "the state of a driver was dropped at its swap");
    return { stateDropped: reason };
  };
  if (drop) return dropped("the operator wanted it");
  if (!next.exports(IMPORT_STATE)) return dropped(`the new file does not export ${IMPORT_STATE}`);
  const state = await call(ctx, former, { exportName: EXPORT_STATE, input: new Uint8Array(0) }).catch(messageOf);
  if (typeof state === "string") return dropped(state);
  const { length } = state;
  if (length > next.inputBytesMax) return dropped(`it has ${length} bytes, the new file takes ${next.inputBytesMax}`);
  try {
    await call(ctx, next, { exportName: IMPORT_STATE, input: state });
  } catch (error) {
    throw refused(length, error);
  }
  return { stateBytes: length };
}

async function call(
  ctx: DriverContext,
  { serving }: LoadedDriver,
  request: { readonly exportName: string; readonly input: Uint8Array },
): Promise<Uint8Array> {
  return (await serving.call(ctx, { ...request, timeoutMs: STATE_TIMEOUT_MS })).output;
}

function refused(bytes: number, error: unknown): HostError {
  const what = `the new file did not take the state of ${bytes} bytes and was not taken: ${messageOf(error)}`;
  const remedy = "swap with --drop-state to go on without it";
  const { code, data } = isHostError(error) ? error : new HostError("INTERNAL", messageOf(error));
  return new HostError(code, `${what}; ${remedy}`, { data, cause: error });
}

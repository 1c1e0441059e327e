// What crosses between the host's thread and a guest's: plain data, both directions.
import type { BridgeEnd } from "./host-functions/bridge.ts";
import type { GuestNote } from "./replay/tape.ts";
import type { FaultCode, GuestLogLevel, GuestOptions, GuestUsage, RuntimeName } from "./runtime.ts";

/** All that a thread gets at birth. The compiled module is shared, not copied. */
export interface GuestSpec {
  readonly module: WebAssembly.Module;
  readonly runtime: RuntimeName;
  readonly options: GuestOptions;
  /** JavaScript heap of the thread, in MiB. A guest's own memory is bounded by its module, not by this. */
  readonly heapMibMax: number;
}

/** How the thread is born. */
export interface ThreadBirth {
  readonly spec: GuestSpec;
  /** Its way to the host, when it may need one. */
  readonly bridge: BridgeEnd | undefined;
  /** Of the doorbell. */
  readonly bell: SharedArrayBuffer;
}

/** One call, host to guest. The input's buffer is given away when it is large. */
export interface CallMessage {
  readonly id: number;
  readonly exportName: string;
  readonly input: Uint8Array;
  /** What a metered guest may spend. */
  readonly fuelMax?: number;
}

export interface FaultMessage {
  readonly code: FaultCode;
  readonly message: string;
}

/** Guest to host. `ready` comes once, after the initialisers ran; `failed` instead of it when they could not. */
export type ThreadMessage =
  | { readonly type: "ready" }
  | { readonly type: "failed"; readonly fault: FaultMessage }
  | {
      readonly type: "answer";
      readonly id: number;
      readonly output: Uint8Array;
      readonly guestMs: number;
      readonly usage: GuestUsage;
    }
  | { readonly type: "fault"; readonly id: number; readonly fault: FaultMessage; readonly usage?: GuestUsage }
  | { readonly type: "log"; readonly level: GuestLogLevel; readonly message: string }
  | { readonly type: "note"; readonly note: GuestNote };

// Below this a copy is cheaper than detaching and adopting a buffer.
const TRANSFER_BYTES_MIN = 65_536;

/** The buffers to give away with these bytes: a large one that the bytes fill alone, else none. */
export function transferable(bytes: Uint8Array): ArrayBuffer[] {
  const whole = bytes.byteOffset === 0 && bytes.byteLength === bytes.buffer.byteLength;
  return whole && bytes.byteLength >= TRANSFER_BYTES_MIN && bytes.buffer instanceof ArrayBuffer ? [bytes.buffer] : [];
}

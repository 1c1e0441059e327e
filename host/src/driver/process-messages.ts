// What crosses between the host and the process of one guest: plain data, both directions.
import type { ErrorCode } from "../errors.ts";
import type { CallMessage, GuestSpec, ThreadMessage } from "./thread-messages.ts";

/** Modules do not cross between processes: their bytes do, prepared, and are compiled there. */
export interface ProcessBirth {
  readonly type: "birth";
  readonly spec: Omit<GuestSpec, "module">;
  readonly bytes: Uint8Array;
  /** The longest that an answer of the host is waited for; absent when it may ask nothing. */
  readonly askTimeoutMs?: number | undefined;
}

/** Host to process. After `late` it ends its guest, tells what that had asked, and says that it is over. */
export type ToProcess =
  | ProcessBirth
  | ({ readonly type: "call" } & CallMessage)
  | { readonly type: "told"; readonly answer: string }
  | { readonly type: "late"; readonly code: ErrorCode; readonly message: string };

/** Process to host: what a thread says, and what the guest asks of the host. */
export type FromProcess =
  | ThreadMessage
  | { readonly type: "over" }
  | { readonly type: "ask"; readonly name: string; readonly request: string };

// What the main thread and the heartbeat thread tell each other; plain data that crosses between threads.
import type { MemberBeat, Refusal } from "./messages.ts";

/** What the heartbeat thread is started with. */
export interface HeartbeatData {
  readonly url: string;
  readonly token: string;
  readonly reportIntervalMs: number;
  /** Counters of 32 bits, at the places of `COUNTERS`. They outlive a heartbeat thread that dies. */
  readonly counters: SharedArrayBuffer;
  readonly turnMs: number;
}

/** `turns` is raised by the main thread every `turnMs` while its event loop turns; `beats` numbers the heartbeats. */
export const COUNTERS = { turns: 0, beats: 1 } as const;

/** A member as the main thread last described it. */
export type BeatingMember = Omit<MemberBeat, "sequence">;

export type ToHeartbeat =
  | { readonly type: "members"; readonly members: readonly BeatingMember[] }
  | { readonly type: "end" };

export type FromHeartbeat =
  | { readonly type: "beat"; readonly loopLagMs: number }
  | { readonly type: "lost"; readonly reason: string }
  | { readonly type: "refused"; readonly uuid: string; readonly bootId: string; readonly reason: Refusal };

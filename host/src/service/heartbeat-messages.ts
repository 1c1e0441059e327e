// What the main thread and the heartbeat thread tell each other; plain data that crosses between threads.
import type { MemberBeat, Refusal } from "./messages.ts";

/** What the heartbeat thread is started with. */
export interface HeartbeatData {
  readonly url: string;
  readonly token: string;
  readonly reportIntervalMs: number;
  /** Counters of 32 bits, at the places of `COUNTERS` of loop-lag. They outlive a heartbeat thread that dies. */
  readonly counters: SharedArrayBuffer;
  readonly turnMs: number;
}

/** A member as the main thread last described it. */
export type BeatingMember = Omit<MemberBeat, "sequence">;

export type ToHeartbeat =
  | { readonly type: "members"; readonly members: readonly BeatingMember[] }
  | { readonly type: "end" };

export type FromHeartbeat =
  | { readonly type: "beat"; readonly loopLagMs: number }
  | { readonly type: "lost"; readonly reason: string }
  | { readonly type: "refused"; readonly uuid: string; readonly bootId: string; readonly reason: Refusal };

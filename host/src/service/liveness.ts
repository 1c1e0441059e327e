// The judgement on one member: up, degraded, suspect or down, from its sequence numbers and the observer's own time.
import { HostError } from "../errors.ts";
import type { Heartbeat, MemberKey, Probe, Refusal } from "./messages.ts";

export interface LivenessLimits {
  /** Older than this without a heartbeat: suspect. */
  readonly suspectAfterMs: number;
  /** Older than this: down. */
  readonly downAfterMs: number;
  /** An event loop that stood still this long is reported as degraded. */
  readonly loopLagMsMax: number;
}

export interface GroupLimits {
  /** How often members send heartbeats. */
  readonly reportIntervalMs: number;
  /** Silence after which a member is down; at least 2.5 report intervals. */
  readonly downTimeMs: number;
  /** A member whose event loop stood still for this long is degraded; default 5 s, or half of `downTimeMs` if that is less. */
  readonly loopLagMsMax?: number;
  /** How often `last_seen_up` is written, for all members together; default `downTimeMs`. */
  readonly seenWriteMs?: number;
}

const LOOP_LAG_MS_MAX = 5000;

/** What the group's limits mean for one member. Throws CONFIG_INVALID when `downTimeMs` is too short for the report interval. */
export function livenessLimits({ reportIntervalMs, downTimeMs, loopLagMsMax }: GroupLimits): LivenessLimits {
  if (downTimeMs < 2.5 * reportIntervalMs) {
    const message = `service.downTimeMs (${downTimeMs}) must be at least 2.5 times service.reportIntervalMs (${reportIntervalMs})`;
    throw new HostError("CONFIG_INVALID", message);
  }
  return {
    suspectAfterMs: Math.min(2.5 * reportIntervalMs, downTimeMs),
    downAfterMs: downTimeMs,
    loopLagMsMax: loopLagMsMax ?? Math.min(LOOP_LAG_MS_MAX, downTimeMs / 2),
  };
}

export type LiveState = "up" | "degraded" | "suspect" | "down" | "left";

export interface Verdict {
  readonly state: LiveState;
  readonly reason: string | undefined;
}

/** What the observer remembers of one member. All moments are on the scale of its own observed time. */
export class MemberLiveness {
  readonly uuid: string;
  readonly bootId: string;
  readonly #limits: LivenessLimits;
  #sequence = 0;
  #seenAtMs: number;
  #loopLagMs = 0;
  #probes: readonly Probe[] = [];
  #left = false;

  /** `assumedAgeMs` is how long ago it is taken to have been seen last: 0 for one that just joined. */
  constructor(key: MemberKey, limits: LivenessLimits, nowMs: number, assumedAgeMs = 0) {
    this.uuid = key.uuid;
    this.bootId = key.bootId;
    this.#limits = limits;
    this.#seenAtMs = nowMs - assumedAgeMs;
  }

  get loopLagMs(): number {
    return this.#loopLagMs;
  }

  get probes(): readonly Probe[] {
    return this.#probes;
  }

  ageMs(nowMs: number): number {
    return nowMs - this.#seenAtMs;
  }

  /** Takes a heartbeat, or says why it proves nothing. */
  hear(beat: Heartbeat, nowMs: number): Refusal | undefined {
    if (beat.bootId !== this.bootId) return "superseded";
    if (this.#left) return "left";
    if (beat.sequence <= this.#sequence) return "stale";
    this.#sequence = beat.sequence;
    this.#seenAtMs = nowMs;
    this.#loopLagMs = beat.loopLagMs;
    this.#probes = beat.probes;
    return undefined;
  }

  leave(): void {
    this.#left = true;
  }

  judge(nowMs: number): Verdict {
    if (this.#left) return { state: "left", reason: undefined };
    const ageMs = this.ageMs(nowMs);
    const { downAfterMs, suspectAfterMs } = this.#limits;
    if (ageMs > downAfterMs) return { state: "down", reason: `no heartbeat for ${downAfterMs} ms` };
    if (ageMs > suspectAfterMs) return { state: "suspect", reason: `no heartbeat for ${suspectAfterMs} ms` };
    const complaints = this.#complaints();
    return complaints.length > 0
      ? { state: "degraded", reason: complaints.join("; ") }
      : { state: "up", reason: undefined };
  }

  #complaints(): readonly string[] {
    const unwell = this.#probes
      .filter(({ ok }) => !ok)
      .map(({ name, reason }) => (reason ? `${name}: ${reason}` : name));
    if (this.#loopLagMs < this.#limits.loopLagMsMax) return unwell;
    // The limit, not the lag itself, which each heartbeat changes: a reason that stays the same is written once.
    return [`the event loop stood still for more than ${this.#limits.loopLagMsMax} ms`, ...unwell];
  }
}

// Requests that carry a key are worked on once: a window remembers what was asked under each key, joins who asks again, and replays answers.
import { createHash } from "node:crypto";
import type { Clock } from "../clock.ts";
import { Ending, type RequestContext } from "../context.ts";
import { HostError } from "../errors.ts";
import { isCallerGone } from "./inbound.ts";
import type { RpcReply } from "./transport.ts";

/** Bounds of the window of one server. What must be remembered longer, or over a restart, belongs into a journal. */
export interface OnceLimits {
  /** Keys that are remembered; the oldest answered one makes room. */
  readonly keysMax: number;
  /** How long an answer is remembered, in milliseconds. */
  readonly keptMs: number;
  /** A larger answer, in bytes of JSON, is not kept: who asks again is told so instead of being served twice. */
  readonly answerBytesMax: number;
}

export const DEFAULT_ONCE_LIMITS: OnceLimits = { keysMax: 4096, keptMs: 10 * 60_000, answerBytesMax: 64 * 1024 };

/** The work of one key. */
export interface Once {
  readonly id: string;
  readonly fingerprint: string;
  /** Ends the work itself, once nobody waits for it. */
  readonly work: Ending;
  readonly waiting: Set<(outcome: RpcReply | HostError) => void>;
  outcome: RpcReply | HostError | undefined;
  untilMs: number;
}

export class OnceWindow {
  readonly #clock: Clock;
  readonly #limits: OnceLimits;
  // In the order in which they were answered; those that are worked on stand among them, in the order in which they began.
  readonly #known = new Map<string, Once>();

  constructor(clock: Clock, limits: OnceLimits = DEFAULT_ONCE_LIMITS) {
    this.#clock = clock;
    this.#limits = limits;
  }

  get size(): number {
    return this.#known.size;
  }

  /** The work of this key, begun now if `isNew`. Throws FAILED_PRECONDITION for a key that asked something else, RESOURCE_EXHAUSTED. */
  enter(id: string, params: unknown): { readonly once: Once; readonly isNew: boolean } {
    this.#forgetOld();
    const fingerprint = fingerprintOf(params);
    const known = this.#known.get(id);
    if (known) {
      if (known.fingerprint === fingerprint) return { once: known, isNew: false };
      throw new HostError("FAILED_PRECONDITION", "this idempotency key was used for other params; take a new key");
    }
    this.#makeRoom();
    const once: Once = {
      ...{ id, fingerprint, work: new Ending(), waiting: new Set() },
      ...{ outcome: undefined, untilMs: Number.POSITIVE_INFINITY },
    };
    this.#known.set(id, once);
    return { once, isNew: true };
  }

  /** Waits for the work's outcome under a context that is made for it. When all who waited cancelled, the work is ended too. */
  join({ outcome, waiting, work }: Once, makeContext: () => RequestContext): Promise<RpcReply> {
    if (outcome) return outcome instanceof Error ? Promise.reject(outcome) : Promise.resolve(outcome);
    const ctx = makeContext();
    return new Promise((resolve, reject) => {
      const tell = (told: RpcReply | HostError) => {
        ctx.ending.offEnd(onEnd);
        ctx.close();
        if (told instanceof Error) reject(told);
        else resolve(told);
      };
      const onEnd = (reason: HostError) => {
        waiting.delete(tell);
        ctx.close();
        if (waiting.size === 0 && !isCallerGone(reason)) work.end(reason);
        reject(reason);
      };
      waiting.add(tell);
      ctx.ending.onEnd(onEnd);
    });
  }

  /** The work has ended: tells who waits, and remembers what a later try must not do again. */
  settle(once: Once, outcome: RpcReply | HostError): void {
    for (const tell of once.waiting) tell(outcome);
    once.waiting.clear();
    this.#known.delete(once.id);
    // A failure has nothing that a later try would do twice; what is unknown of it, the journal of its owner tells apart.
    if (outcome instanceof HostError) return;
    once.outcome = this.#keepable(outcome);
    once.untilMs = this.#clock.monotonicMs() + this.#limits.keptMs;
    this.#known.set(once.id, once);
  }

  #keepable(outcome: RpcReply): RpcReply | HostError {
    const { result } = outcome;
    const bytes = result instanceof Uint8Array ? result.length : (JSON.stringify(result) ?? "").length;
    if (bytes <= this.#limits.answerBytesMax) return outcome;
    const message = "this was done under its key before; the answer was too large to be kept";
    return new HostError("FAILED_PRECONDITION", message, { data: { bytes, done: true } });
  }

  #forgetOld(): void {
    const nowMs = this.#clock.monotonicMs();
    for (const [id, { untilMs, outcome }] of this.#known) {
      if (!outcome) continue;
      if (untilMs > nowMs) return;
      this.#known.delete(id);
    }
  }

  #makeRoom(): void {
    if (this.#known.size < this.#limits.keysMax) return;
    for (const [id, { outcome }] of this.#known) {
      if (!outcome) continue;
      this.#known.delete(id);
      return;
    }
    throw new HostError("RESOURCE_EXHAUSTED", `${this.#limits.keysMax} keyed requests are in flight; try again later`);
  }
}

function fingerprintOf(params: unknown): string {
  const bytes = params instanceof Uint8Array ? params : (JSON.stringify(params) ?? "");
  return createHash("sha256").update(bytes).digest("base64");
}

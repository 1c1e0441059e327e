// What travels with a piece of work: identity, deadline, cancellation, log and clock. The first argument of everything that may wait.
import { randomUUID } from "node:crypto";
import { setMaxListeners } from "node:events";
import { type Clock, systemClock } from "./clock.ts";
import { HostError, isHostError } from "./errors.ts";
import { type Log, silentLog } from "./log.ts";

/** Who asked. `roles` are what access rules look at; `local` is work the host gave itself. */
export interface Caller {
  readonly name: string;
  readonly roles: readonly ("admin" | "host" | "reader")[];
}

export const LOCAL_CALLER: Caller = { name: "local", roles: ["admin"] };

/** One stop of a call on its way through the house, and when, in milliseconds after the context was made. */
export interface Visit {
  readonly station: string;
  readonly atMs: number;
}

export interface ContextOptions {
  readonly timeoutMs: number;
  readonly requestId?: string;
  readonly caller?: Caller;
  readonly clock?: Clock;
  readonly log?: Log;
  /** Aborts this context too. */
  readonly signal?: AbortSignal;
  /** W3C trace context, passed on as it came. */
  readonly traceparent?: string;
  /** The caller's own name for this piece of work, so that a repeated request is applied once. */
  readonly idempotencyKey?: string;
  /** Collects the stations of the call when the caller asked for them. */
  readonly visits?: Visit[];
}

/** A request's context. It must be closed, which the functions that make one do: see `withContext`. */
export class RequestContext {
  readonly requestId: string;
  readonly caller: Caller;
  readonly clock: Clock;
  readonly log: Log;
  readonly traceparent: string | undefined;
  readonly idempotencyKey: string | undefined;
  /** The moment, on `clock.monotonicMs()`, after which nobody waits any more. */
  readonly deadlineMs: number;
  readonly visits: Visit[] | undefined;
  readonly #abort = new AbortController();
  #visitsFromMs: number;
  readonly #undo: (() => void)[] = [];

  constructor(options: ContextOptions) {
    this.clock = options.clock ?? systemClock;
    this.requestId = options.requestId ?? randomUUID();
    this.caller = options.caller ?? LOCAL_CALLER;
    this.log = options.log ?? silentLog;
    this.traceparent = options.traceparent;
    this.idempotencyKey = options.idempotencyKey;
    this.visits = options.visits;
    const nowMs = this.clock.monotonicMs();
    this.#visitsFromMs = nowMs;
    this.deadlineMs = nowMs + options.timeoutMs;
    // A thousand calls may wait under one context; Node would warn of a leak from the eleventh on.
    setMaxListeners(0, this.#abort.signal);
    const late = () =>
      this.#abort.abort(new HostError("DEADLINE_EXCEEDED", `no answer within ${options.timeoutMs} ms`));
    this.#undo.push(this.clock.setTimer(options.timeoutMs, late, { unref: true }));
    if (options.signal) this.#follow(options.signal);
  }

  /** Aborts at the deadline, when the caller cancels, and when the parent's does. Its reason is a HostError. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Milliseconds left, never below zero. */
  remainingMs(): number {
    return Math.max(0, this.deadlineMs - this.clock.monotonicMs());
  }

  /** Notes that the call passed a station of the house, now or `agoMs` before now; costs nothing unless the caller asked to see it. */
  visit(station: string, agoMs = 0): void {
    this.visits?.push({ station, atMs: this.clock.monotonicMs() - this.#visitsFromMs - agoMs });
  }

  /** A context for a part of the work: never a later deadline than this one's, cancelled with it. Close it too. */
  child(options: { readonly timeoutMs?: number; readonly log?: Log } = {}): RequestContext {
    const remaining = this.remainingMs();
    const child = new RequestContext({
      timeoutMs: Math.min(options.timeoutMs ?? remaining, remaining),
      requestId: this.requestId,
      caller: this.caller,
      clock: this.clock,
      log: options.log ?? this.log,
      signal: this.signal,
      ...(this.traceparent === undefined ? {} : { traceparent: this.traceparent }),
      ...(this.idempotencyKey === undefined ? {} : { idempotencyKey: this.idempotencyKey }),
      ...(this.visits === undefined ? {} : { visits: this.visits }),
    });
    child.#visitsFromMs = this.#visitsFromMs;
    return child;
  }

  /** Cancels what still runs under this context. */
  cancel(reason: HostError): void {
    this.#abort.abort(reason);
  }

  /** Takes the timer and the listeners away; what is running is left alone. */
  close(): void {
    for (const undo of this.#undo.splice(0)) undo();
  }

  /** Throws the reason if the context is already over: call it before work that cannot be undone. */
  throwIfOver(): void {
    this.signal.throwIfAborted();
  }

  #follow(parent: AbortSignal): void {
    // A program's own AbortController knows no HostError.
    const reason = () =>
      isHostError(parent.reason)
        ? parent.reason
        : new HostError("CANCELLED", "the caller cancelled", { cause: parent.reason });
    const end = () => this.#abort.abort(reason());
    if (parent.aborted) {
      end();
      return;
    }
    parent.addEventListener("abort", end, { once: true });
    this.#undo.push(() => parent.removeEventListener("abort", end));
  }
}

/** Runs `work` under a context of its own and closes it, whatever happens. */
export async function withContext<T>(options: ContextOptions, work: (ctx: RequestContext) => Promise<T>): Promise<T> {
  const ctx = new RequestContext(options);
  try {
    return await work(ctx);
  } finally {
    ctx.close();
  }
}

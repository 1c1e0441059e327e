// What travels with a piece of work: identity, deadline, cancellation, log and clock. The first argument of everything that may wait.
import { randomBytes } from "node:crypto";
import { setMaxListeners } from "node:events";
import { type Clock, type Deadline, type DeadlineBucket, Deadlines, systemClock } from "./clock.ts";
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

/** How a piece of work ends before its time: at most once, with a reason. A signal is made only for who asks for one. */
export class Ending {
  #reason: HostError | undefined;
  // Mostly there is one listener, and a set for one costs more than the rest of a call's bookkeeping.
  #listener: EndListener | undefined;
  #others: Set<EndListener> | undefined;
  #abort: AbortController | undefined;

  /** Why it has ended; undefined as long as it has not. */
  get reason(): HostError | undefined {
    return this.#reason;
  }

  /** The same for code that knows AbortSignals; its reason is the ending's. */
  get signal(): AbortSignal {
    if (!this.#abort) {
      this.#abort = new AbortController();
      // A thousand calls may wait under one signal; Node would warn of a leak from the eleventh on.
      setMaxListeners(0, this.#abort.signal);
      if (this.#reason) this.#abort.abort(this.#reason);
    }
    return this.#abort.signal;
  }

  end(reason: HostError): void {
    if (this.#reason) return;
    this.#reason = reason;
    this.#abort?.abort(reason);
    const listener = this.#listener;
    const others = this.#others;
    this.#listener = undefined;
    this.#others = undefined;
    listener?.(reason);
    if (others) for (const other of others) other(reason);
  }

  /** Tells `listener` once, at once if it is over. */
  onEnd(listener: EndListener): void {
    if (this.#reason) listener(this.#reason);
    else if (!this.#listener) this.#listener = listener;
    else if (this.#listener !== listener) {
      this.#others ??= new Set();
      this.#others.add(listener);
    }
  }

  offEnd(listener: EndListener): void {
    if (this.#listener === listener) this.#listener = undefined;
    else this.#others?.delete(listener);
  }
}

type EndListener = (reason: HostError) => void;

/** The moment at which a context's time is over. */
class Due implements Deadline {
  readonly atMs: number;
  bucket: DeadlineBucket | undefined;
  before: Deadline | undefined;
  behind: Deadline | undefined;
  readonly #ending: Ending;
  readonly #timeoutMs: number;

  constructor(ending: Ending, nowMs: number, timeoutMs: number) {
    this.#ending = ending;
    this.#timeoutMs = timeoutMs;
    this.atMs = nowMs + timeoutMs;
  }

  onDue(): void {
    this.#ending.end(new HostError("DEADLINE_EXCEEDED", `no answer within ${this.#timeoutMs} ms`));
  }
}

// As W3C has it, in lower-case hexadecimal: two digits of version but ff, the trace and the caller's span, neither all zeros, flags; later
// versions may go on after a dash.
const TRACEPARENT =
  /^(?!ff)(?:00(?=.{53}$)|(?!00)[0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(?:-|$)/;

/** The id of the trace, by which lines of logs are matched; undefined for what is no W3C trace context. */
export function traceIdOf(traceparent: string | undefined): string | undefined {
  return traceparent === undefined ? undefined : TRACEPARENT.exec(traceparent)?.[1];
}

/** The same trace with a new span below the caller's, for a server that works on a call; what is no trace context comes back as it is. */
export function childSpan(traceparent: string | undefined): string | undefined {
  if (traceparent === undefined) return undefined;
  const [, traceId, , flags] = TRACEPARENT.exec(traceparent) ?? [];
  return traceId === undefined ? traceparent : `00-${traceId}-${randomBytes(8).toString("hex")}-${flags}`;
}

/** A log whose lines carry the ids of trace and span. */
export function tracedLog(log: Log, traceparent: string | undefined): Log {
  if (traceparent === undefined) return log;
  const [, traceId, spanId] = TRACEPARENT.exec(traceparent) ?? [];
  return traceId === undefined ? log : log.child({ traceId, spanId });
}

export interface ContextOptions {
  readonly timeoutMs: number;
  readonly requestId?: string | undefined;
  readonly caller?: Caller;
  readonly clock?: Clock;
  readonly log?: Log;
  /** Aborts this context too. */
  readonly signal?: AbortSignal;
  /** Ends this context too. */
  readonly under?: Ending;
  /** Is the context's own ending, for who has one that ends nothing else. */
  readonly ending?: Ending;
  /** W3C trace context: of whom this is a part. */
  readonly traceparent?: string | undefined;
  /** What systems that trace said beside it, passed on as it came. */
  readonly tracestate?: string | undefined;
  /** The caller's own name for this piece of work, so that a repeated request is applied once. */
  readonly idempotencyKey?: string | undefined;
  /** Collects the stations of the call when the caller asked for them. */
  readonly visits?: Visit[] | undefined;
}

/** A request's context. It must be closed, which the functions that make one do: see `withContext`. */
export class RequestContext {
  readonly requestId: string;
  readonly caller: Caller;
  readonly clock: Clock;
  readonly log: Log;
  readonly traceparent: string | undefined;
  readonly tracestate: string | undefined;
  readonly idempotencyKey: string | undefined;
  /** The moment, on `clock.monotonicMs()`, after which nobody waits any more. */
  readonly deadlineMs: number;
  readonly visits: Visit[] | undefined;
  /** Ends at the deadline, when the caller cancels, and with what it stands under. */
  readonly ending: Ending;
  readonly #due: Deadline;
  readonly #deadlines: Deadlines;
  #visitsFromMs: number;
  #unfollow: (() => void) | undefined;

  constructor(options: ContextOptions) {
    this.clock = options.clock ?? systemClock;
    this.requestId = options.requestId ?? nextRequestId();
    this.caller = options.caller ?? LOCAL_CALLER;
    this.log = options.log ?? silentLog;
    this.traceparent = options.traceparent;
    // It says nothing without the trace that it belongs to.
    this.tracestate = options.traceparent === undefined ? undefined : options.tracestate;
    this.idempotencyKey = options.idempotencyKey;
    this.visits = options.visits;
    const nowMs = this.clock.monotonicMs();
    this.#visitsFromMs = nowMs;
    this.deadlineMs = nowMs + options.timeoutMs;
    this.ending = options.ending ?? new Ending();
    this.#due = new Due(this.ending, nowMs, options.timeoutMs);
    this.#deadlines = Deadlines.of(this.clock);
    this.#deadlines.add(this.#due, nowMs);
    if (options.signal) this.#follow(options.signal);
    if (options.under) this.#stand(options.under);
  }

  /** Aborts when the context ends; its reason is a HostError. */
  get signal(): AbortSignal {
    return this.ending.signal;
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
      under: this.ending,
      traceparent: this.traceparent,
      tracestate: this.tracestate,
      idempotencyKey: this.idempotencyKey,
      visits: this.visits,
    });
    child.#visitsFromMs = this.#visitsFromMs;
    return child;
  }

  /** Cancels what still runs under this context. */
  cancel(reason: HostError): void {
    this.ending.end(reason);
  }

  /** Takes the timer and the listeners away; what is running is left alone. */
  close(): void {
    this.#deadlines.remove(this.#due);
    this.#unfollow?.();
    this.#unfollow = undefined;
  }

  /** Throws the reason if the context is already over: call it before work that cannot be undone. */
  throwIfOver(): void {
    if (this.ending.reason) throw this.ending.reason;
  }

  #follow(parent: AbortSignal): void {
    // A program's own AbortController knows no HostError.
    const reason = () =>
      isHostError(parent.reason)
        ? parent.reason
        : new HostError("CANCELLED", "the caller cancelled", { cause: parent.reason });
    const end = () => this.ending.end(reason());
    if (parent.aborted) {
      end();
      return;
    }
    parent.addEventListener("abort", end, { once: true });
    this.#unfollow = () => parent.removeEventListener("abort", end);
  }

  #stand(under: Ending): void {
    const end = (reason: HostError) => this.ending.end(reason);
    under.onEnd(end);
    const before = this.#unfollow;
    this.#unfollow = () => {
      before?.();
      under.offEnd(end);
    };
  }
}

// A random name of this process and a number: as unmistakable as a random id for each, for a fraction of its price.
const IDS = { prefix: "", last: 0 };

function nextRequestId(): string {
  if (IDS.prefix === "") IDS.prefix = `${randomBytes(12).toString("base64url")}-`;
  IDS.last++;
  return IDS.prefix + IDS.last;
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

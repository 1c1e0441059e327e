// A server of a topic: takes requests off a transport, gives each a context with a deadline, bounds and drains them.
import type { Clock } from "../clock.ts";
import { childSpan, Ending, RequestContext, tracedLog } from "../context.ts";
import { type ErrorCode, HostError, messageOf } from "../errors.ts";
import type { Log } from "../log.ts";
import { withSigns } from "./alive.ts";
import { builtIn } from "./built-in.ts";
import { expectedError } from "./bus-errors.ts";
import { Dispatcher } from "./dispatcher.ts";
import { Drain } from "./drain.ts";
import type { BoundMethod, Endpoint } from "./endpoint.ts";
import { InFlight, type InFlightCall } from "./in-flight.ts";
import { type CallTimes, grantedTimeMs } from "./limits.ts";
import { type MethodFigure, ServerFigures } from "./method-figures.ts";
import { OnceWindow } from "./once.ts";
import { raceSignal } from "./race.ts";
import { isAsyncIterable } from "./stream.ts";
import { type StreamLimits, Streams } from "./streams.ts";
import { formatTarget } from "./target.ts";
import type { Origin, Place, RpcReply, RpcRequest, Serving, Transport } from "./transport.ts";
import { toHostError } from "./wire-error.ts";

// A stream that is pulled lives for a day at the most; its reader opens it again.
const STREAM_MS = 24 * 3_600_000;

export type RpcServerState = "new" | "starting" | "serving" | "draining" | "stopped";

export interface RpcServerOptions {
  readonly transport: Transport;
  readonly place: Place;
  readonly endpoints: readonly Endpoint[];
  readonly clock: Clock;
  readonly log: Log;
  readonly limits: CallTimes & { readonly inFlightMax: number };
  readonly streams?: StreamLimits;
}

/** What a stop had to end by force. */
export interface StopReport {
  readonly cancelled: readonly InFlightCall[];
}

interface Started {
  readonly request: RpcRequest;
  readonly from: Origin;
  readonly method: BoundMethod;
  /** Told how the work itself ended, which may be after the wait for it. */
  readonly settled?: (outcome: RpcReply | HostError) => void;
}

export class RpcServer {
  readonly #options: RpcServerOptions;
  readonly #dispatcher: Dispatcher;
  readonly #inFlight: InFlight;
  readonly #once: OnceWindow;
  readonly #streams: Streams;
  readonly #stopped = new Set<() => void>();
  #state: RpcServerState = "new";
  #serving: Serving | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  readonly #drain: Drain;
  readonly #figures = new ServerFigures();

  /** Throws START_FAILED for endpoints that contradict themselves or each other. */
  constructor(options: RpcServerOptions) {
    this.#options = options;
    this.#inFlight = new InFlight(options.clock, options.limits.inFlightMax);
    this.#once = new OnceWindow(options.clock);
    this.#drain = new Drain(options.clock);
    this.#streams = new Streams({ clock: options.clock, log: options.log, limits: options.streams });
    const own = builtIn({
      streams: this.#streams,
      place: options.place,
      state: () => this.#state,
      endpoints: () => this.#dispatcher.endpoints,
    });
    this.#dispatcher = new Dispatcher([own, ...options.endpoints]);
  }

  get state(): RpcServerState {
    return this.#state;
  }

  inFlight(): readonly InFlightCall[] {
    return this.#inFlight.list();
  }

  /** What each method that was called has done since this server was made. */
  figures(): readonly MethodFigure[] {
    return this.#figures.read();
  }

  /** Joins the bus. Legal in any state; a stop that is under way is finished first. Throws ALREADY_EXISTS if the place is taken. */
  start(): Promise<void> {
    return this.#inTurn(() => this.#begin());
  }

  /**
   * Refuses new calls, waits for those in flight, cancels what is left after `drainTimeoutMs` and leaves the bus.
   * Legal in any state; a second stop with less patience shortens the first.
   */
  stop(options: { readonly drainTimeoutMs: number }): Promise<StopReport> {
    this.#drain.hasten(options.drainTimeoutMs);
    return this.#inTurn(() => this.#end(options.drainTimeoutMs));
  }

  /** Resolves when the server is stopped; rejects when the context ends before. */
  async wait(ctx: RequestContext): Promise<void> {
    if (this.#state === "stopped") return;
    let resolveStopped = () => {};
    const stopped = new Promise<void>((resolve) => {
      resolveStopped = resolve;
    });
    this.#stopped.add(resolveStopped);
    await raceSignal(stopped, ctx.signal).finally(() => this.#stopped.delete(resolveStopped));
  }

  // No await before the method runs: requests of one connection start in the order in which they came.
  #handle(request: RpcRequest, from: Origin): Promise<RpcReply> {
    const method = this.#dispatcher.find(request);
    this.#requireServing(method);
    if (method.declaration.streams) return this.#openStream(request, from, method);
    const isKeyed = request.meta.idempotencyKey !== undefined;
    const answer = isKeyed ? this.#handleOnce(request, from, method) : this.#start({ request, from, method });
    return request.onAlive ? withSigns(this.#options.clock, request, answer) : answer;
  }

  // The work is the key's: it goes on when the link of who asked is lost, and ends when all who asked cancelled.
  #handleOnce(request: RpcRequest, from: Origin, method: BoundMethod): Promise<RpcReply> {
    const { version = "", namespace = "", idempotencyKey } = request.meta;
    const id = JSON.stringify([from.caller.name, namespace, version, method.name, idempotencyKey]);
    const { once, isNew } = this.#once.enter(id, request.params);
    const answer = this.#once.join(once, () => this.#context(request, from));
    if (!isNew) return answer;
    const settled = (outcome: RpcReply | HostError) => this.#once.settle(once, outcome);
    try {
      // How it ends is told by `settled`; this is only the wait for it.
      this.#start({ request, from: { ...from, ending: once.work }, method, settled }).catch(() => undefined);
    } catch (error) {
      settled(toHostError(error, { log: this.#options.log, requestId: "", method: method.name }));
    }
    return answer;
  }

  // The context of a stream is its own, and lives as long as it; the call that opens it has its own time.
  async #openStream(request: RpcRequest, from: Origin, method: BoundMethod): Promise<RpcReply> {
    this.#streams.requireRoom();
    const opening = this.#context(request, from);
    const ctx = this.#context(request, { ...from, ending: new Ending() }, STREAM_MS);
    const giveUp = (reason: HostError) => ctx.cancel(reason);
    opening.ending.onEnd(giveUp);
    try {
      const source = await raceSignal(this.#run(ctx, method, request.params), opening.signal);
      if (!isAsyncIterable(source))
        throw new Error(`${method.name} is declared to stream, but answered no AsyncIterable`);
      return { result: { stream: this.#streams.add(source, ctx, method.name), server: this.#options.place.server } };
    } catch (error) {
      ctx.close();
      throw toHostError(error, { log: this.#options.log, requestId: ctx.requestId, method: this.#nameOf(request) });
    } finally {
      opening.ending.offEnd(giveUp);
      opening.close();
    }
  }

  #start({ request, from, method, settled }: Started): Promise<RpcReply> {
    const ctx = this.#context(request, from);
    const { requestId, ending } = ctx;
    const entry = { method: method.name, requestId, startMs: this.#options.clock.monotonicMs(), ending };
    let place: number;
    try {
      ctx.throwIfOver();
      place = this.#inFlight.add(entry);
    } catch (error) {
      ctx.close();
      throw error;
    }
    return new Promise((resolve, reject) => {
      ending.onEnd(reject);
      // The work may outlive the wait for it: it is in flight until it has ended itself.
      const done = (code?: ErrorCode) => {
        ending.offEnd(reject);
        this.#inFlight.remove(place, entry);
        this.#figures.of(method).note(this.#options.clock.monotonicMs() - entry.startMs, code);
        ctx.close();
      };
      const finish = (result: unknown) => {
        done();
        const reply = ctx.visits === undefined ? { result } : { result, visits: ctx.visits };
        settled?.(reply);
        resolve(reply);
      };
      const fail = (error: unknown) => {
        const accident = { log: this.#options.log, requestId, method: this.#nameOf(request) };
        const failure = expectedError(method.declaration, toHostError(error, accident), accident);
        done(failure.code);
        settled?.(failure);
        reject(failure);
      };
      this.#run(ctx, method, request.params).then(finish, fail);
    });
  }

  // Nobody waits for a cast: its refusal can only be told to the log.
  async #handleCast(request: RpcRequest, from: Origin): Promise<RpcReply> {
    try {
      return await this.#handle(request, from);
    } catch (error) {
      const method = this.#nameOf(request);
      this.#options.log.warn({ method, reason: messageOf(error) }, "a cast was refused or failed");
      throw error;
    }
  }

  #run(ctx: RequestContext, method: BoundMethod, params: unknown): Promise<unknown> {
    ctx.visit("rpc/server");
    try {
      return Promise.resolve(this.#dispatcher.run(ctx, method, params));
    } catch (error) {
      return Promise.reject(error);
    }
  }

  #context({ meta }: RpcRequest, from: Origin, timeoutMs?: number): RequestContext {
    const traceparent = childSpan(meta.traceparent);
    return new RequestContext({
      timeoutMs: timeoutMs ?? grantedTimeMs(this.#options.limits, meta.timeoutMs),
      caller: from.caller,
      clock: this.#options.clock,
      log: tracedLog(this.#options.log, traceparent),
      ending: from.ending,
      requestId: meta.requestId,
      traceparent,
      tracestate: meta.tracestate,
      idempotencyKey: meta.idempotencyKey,
      visits: meta.trace ? [] : undefined,
    });
  }

  #requireServing(method: BoundMethod): void {
    if (this.#state === "serving" || this.#state === "starting") return;
    if (this.#state === "draining" && method.declaration.whileDraining) return;
    throw new HostError("SHUTTING_DOWN", `${formatTarget(this.#options.place)} is stopping and takes no new calls`);
  }

  async #begin(): Promise<void> {
    if (this.#state === "serving") return;
    const before = this.#state;
    this.#state = "starting";
    try {
      const { transport, place } = this.#options;
      this.#serving = await transport.serve(place, (request, from) => {
        if (from.expectsReply) return this.#handle(request, from);
        return this.#handleCast(request, from);
      });
      this.#state = "serving";
    } catch (error) {
      this.#state = before;
      throw error;
    }
  }

  async #end(drainTimeoutMs: number): Promise<StopReport> {
    let cancelled: readonly InFlightCall[] = [];
    if (this.#state === "serving") {
      this.#state = "draining";
      this.#streams.closeAll("the service is stopping");
      await this.#quietly(() => this.#serving?.drain());
      await this.#drain.run(this.#inFlight.whenEmpty(), drainTimeoutMs);
      const reason = "the service stopped before the call ended; its outcome is unknown";
      cancelled = this.#inFlight.cancelAll(new HostError("CANCELLED", reason, { data: { reason: "shutdown" } }));
      await this.#quietly(() => this.#serving?.leave());
      this.#serving = undefined;
    }
    this.#state = "stopped";
    for (const resolve of this.#stopped) resolve();
    return { cancelled };
  }

  // A transport that has lost its link cannot be told; the server has left all the same.
  async #quietly(tell: () => Promise<void> | undefined): Promise<void> {
    try {
      await tell();
    } catch (error) {
      this.#options.log.warn({ reason: messageOf(error), place: this.#options.place }, "the bus was not told of it");
    }
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  #nameOf({ method }: RpcRequest): string {
    return `${formatTarget(this.#options.place)}.${method}`;
  }
}

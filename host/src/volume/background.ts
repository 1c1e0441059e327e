// Work that outlives the call that began it: it goes on under a deadline of its own, until it is done or the host stops.
import { RequestContext } from "../context.ts";
import { HostError, messageOf } from "../errors.ts";

/** No single piece of work takes longer. */
const TIMEOUT_MS = 24 * 3_600_000;
const RUNNING_MAX = 16;

export class Background {
  readonly #running = new Map<RequestContext, Promise<unknown>>();

  /** Answers what the work says when it has begun, or how it ended if it ends before. RESOURCE_EXHAUSTED while too much runs. */
  begin<T>(ctx: RequestContext, work: (own: RequestContext, begun: (answer: T) => void) => Promise<T>): Promise<T> {
    if (this.#running.size >= RUNNING_MAX)
      throw new HostError("RESOURCE_EXHAUSTED", `${RUNNING_MAX} long pieces of work run already; wait for one to end`);
    const { requestId, caller, clock, log, traceparent, tracestate, idempotencyKey } = ctx;
    const own = new RequestContext({
      timeoutMs: TIMEOUT_MS,
      requestId,
      caller,
      clock,
      log,
      traceparent,
      tracestate,
      idempotencyKey,
    });
    return new Promise<T>((resolve, reject) => {
      const done = work(own, resolve)
        .then(resolve, (error: unknown) => {
          log.warn({ requestId, reason: messageOf(error) }, "long work failed");
          reject(error instanceof Error ? error : new Error(String(error)));
        })
        .finally(() => {
          this.#running.delete(own);
          own.close();
        });
      this.#running.set(own, done);
    });
  }

  /** Cancels what runs and waits until it has stopped or the context is over. */
  async end(ctx: RequestContext): Promise<void> {
    for (const own of this.#running.keys())
      own.cancel(new HostError("SHUTTING_DOWN", "the host is stopping; what was begun is in the journal"));
    const all = Promise.allSettled(this.#running.values());
    await Promise.race([all, new Promise<void>((resolve) => ctx.ending.onEnd(() => resolve()))]);
  }
}

// A gate before a service's calls: shut while its manager's last hook runs, for managers that want it so.
import type { RequestContext } from "../context.ts";
import { raceSignal } from "../rpc/race.ts";

/** Open when made. What waits at it is bounded by the calls that the server takes in, each by its own deadline. */
export class StartGate {
  #closed: Promise<void> | undefined;
  #resolve: () => void = () => {};

  close(): void {
    this.#closed ??= new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  /** Idempotent. */
  open(): void {
    this.#closed = undefined;
    this.#resolve();
  }

  /** Runs at once when open; else when it opens, unless the call's own end comes first. */
  pass<T>(ctx: RequestContext, run: () => Promise<T>): Promise<T> {
    return this.#closed === undefined ? run() : raceSignal(this.#closed, ctx.signal).then(run);
  }
}

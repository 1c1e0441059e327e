// Streams that a server has open: their readers pull with credits, what was not acknowledged is kept, and who does not pull is cut off.
import { randomUUID } from "node:crypto";
import type { Clock } from "../clock.ts";
import type { Caller, RequestContext } from "../context.ts";
import { HostError } from "../errors.ts";
import type { Log } from "../log.ts";
import { type PulledItem, Stream, type StreamBounds } from "./stream.ts";

export interface StreamLimits extends StreamBounds {
  /** Streams that one server has open at once. */
  readonly streamsMax: number;
  /** A reader that has not pulled for so long, in milliseconds, is gone or too slow. */
  readonly idleMs: number;
  /** Items that a reader may ask for in one pull, and that are made ahead of it at the most. */
  readonly creditMax: number;
}

export const DEFAULT_STREAM_LIMITS: StreamLimits = {
  streamsMax: 1024,
  idleMs: 60_000,
  creditMax: 1024,
  answerBytesMax: 256 * 1024,
  keptBytesMax: 4 * 1024 * 1024,
};

/** How a pull is asked for: `after` is the number of the last item that the reader has, 0 at the start. */
export interface Pull {
  readonly stream: string;
  readonly after: number;
  readonly credit: number;
  /** How long to wait for the first item, in milliseconds. */
  readonly waitMs: number;
}

/** `isDone` with the last items; an empty answer that is not done only says that nothing came yet. */
export interface Pulled {
  readonly items: readonly PulledItem[];
  readonly isDone: boolean;
}

interface Open {
  readonly stream: Stream;
  readonly caller: string;
  readonly method: string;
  stopIdle: () => void;
}

export class Streams {
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #limits: StreamLimits;
  readonly #open = new Map<string, Open>();

  constructor({ clock, log, limits = DEFAULT_STREAM_LIMITS }: StreamsOptions) {
    this.#clock = clock;
    this.#log = log;
    this.#limits = limits;
  }

  get size(): number {
    return this.#open.size;
  }

  /** Throws RESOURCE_EXHAUSTED before a method is asked for a stream that nobody could keep. */
  requireRoom(): void {
    const { streamsMax } = this.#limits;
    if (this.#open.size < streamsMax) return;
    throw new HostError("RESOURCE_EXHAUSTED", `${streamsMax} streams are open, which is the limit; try again later`);
  }

  /** Takes over what a method made; answers the name that its reader pulls by. The context is the stream's own. */
  add(source: AsyncIterable<unknown>, ctx: RequestContext, method: string): string {
    const id = randomUUID();
    const stream = new Stream(source, ctx, this.#limits);
    const entry: Open = { stream, caller: ctx.caller.name, method, stopIdle: () => {} };
    this.#open.set(id, entry);
    this.#watch(id, entry);
    return id;
  }

  /** Throws NOT_FOUND for a stream that is not the caller's or has ended, and what the source threw once its items are out. */
  async pull(ctx: RequestContext, { stream: id, after, credit, waitMs }: Pull): Promise<Pulled> {
    const entry = this.#of(ctx.caller, id);
    entry.stopIdle();
    try {
      const granted = Math.min(credit, this.#limits.creditMax);
      return await entry.stream.pull(after, granted, { ctx, waitMs });
    } finally {
      if (this.#open.get(id) === entry) this.#watch(id, entry);
    }
  }

  /** Ends a stream that its reader wants no more. Idempotent. */
  close(ctx: RequestContext, id: string): void {
    const entry = this.#open.get(id);
    if (entry?.caller === ctx.caller.name) this.#end(id, entry, "its reader closed it");
  }

  closeAll(reason: string): void {
    for (const [id, entry] of [...this.#open]) this.#end(id, entry, reason);
  }

  #of(caller: Caller, id: string): Open {
    const entry = this.#open.get(id);
    if (entry?.caller === caller.name) return entry;
    throw new HostError("NOT_FOUND", "there is no such stream any more; open it again, and pull at least every minute");
  }

  #watch(id: string, entry: Open): void {
    const { idleMs } = this.#limits;
    entry.stopIdle();
    const cut = () => {
      this.#log.info(
        { method: entry.method, caller: entry.caller, idleMs },
        "a stream was cut: its reader is too slow",
      );
      this.#end(id, entry, `its reader did not pull for ${idleMs} ms`);
    };
    entry.stopIdle = this.#clock.setTimer(idleMs, cut, { unref: true });
  }

  #end(id: string, entry: Open, reason: string): void {
    this.#open.delete(id);
    entry.stopIdle();
    entry.stream.end(new HostError("CANCELLED", `the stream was ended: ${reason}`));
  }
}

export interface StreamsOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly limits?: StreamLimits | undefined;
}

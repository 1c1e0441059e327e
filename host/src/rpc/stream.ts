// One stream: items are taken from its source only as far as there is credit, and kept until they are acknowledged.
import type { RequestContext } from "../context.ts";
import type { HostError } from "../errors.ts";

/** `number` counts from 1. */
export interface PulledItem {
  readonly number: number;
  readonly value: unknown;
}

interface Kept extends PulledItem {
  readonly bytes: number;
}

/** In bytes of JSON. */
export interface StreamBounds {
  /** The items of one answer; a single item may be larger. */
  readonly answerBytesMax: number;
  /** Items that are made but not acknowledged: beyond this the source waits. */
  readonly keptBytesMax: number;
}

export class Stream {
  readonly #iterator: AsyncIterator<unknown>;
  readonly #ctx: RequestContext;
  readonly #limits: StreamBounds;
  readonly #kept: Kept[] = [];
  #keptBytes = 0;
  #lastNumber = 0;
  /** The source is asked for no item beyond this number. */
  #creditTo = 0;
  #isPumping = false;
  #isDone = false;
  #failure: unknown;
  #wake: () => void = () => {};

  /** `ctx` is the stream's own: it is ended and closed with it. */
  constructor(source: AsyncIterable<unknown>, ctx: RequestContext, limits: StreamBounds) {
    this.#iterator = source[Symbol.asyncIterator]();
    this.#ctx = ctx;
    this.#limits = limits;
    ctx.ending.onEnd((reason) => this.#finish(reason));
  }

  /** The items behind `after`, as many as there are up to `credit`; waits for the first. Items up to `after` are forgotten. */
  async pull(
    after: number,
    credit: number,
    wait: { readonly ctx: RequestContext; readonly waitMs: number },
  ): Promise<{ readonly items: readonly PulledItem[]; readonly isDone: boolean }> {
    for (let first = this.#kept[0]; first && first.number <= after; first = this.#kept[0]) {
      this.#keptBytes -= first.bytes;
      this.#kept.shift();
    }
    this.#creditTo = Math.max(this.#creditTo, after + credit);
    void this.#pump();
    if (this.#kept.length === 0 && !this.#isDone) await this.#arrival(wait);
    const items = this.#answer(credit);
    if (items.length === 0 && this.#failure !== undefined) throw this.#failure;
    return { items, isDone: this.#isDone && this.#failure === undefined && items.length === this.#kept.length };
  }

  /** Ends the source and whoever waits for it. Idempotent. */
  end(reason: HostError): void {
    this.#ctx.cancel(reason);
  }

  #finish(reason: unknown): void {
    if (!this.#isDone) {
      this.#failure = reason;
      // A source that does not end on being told is left alone: its signal was aborted.
      void Promise.resolve(this.#iterator.return?.()).catch(() => undefined);
    }
    this.#settle();
  }

  #settle(): void {
    this.#isDone = true;
    this.#ctx.close();
    this.#wake();
  }

  async #pump(): Promise<void> {
    if (this.#isPumping) return;
    this.#isPumping = true;
    try {
      while (!this.#isDone && this.#lastNumber < this.#creditTo && this.#keptBytes < this.#limits.keptBytesMax) {
        const { done, value } = await this.#iterator.next();
        if (this.#isDone) return;
        if (done) this.#settle();
        else this.#keep(value);
      }
    } catch (error) {
      if (this.#isDone) return;
      this.#failure = error;
      this.#settle();
    } finally {
      this.#isPumping = false;
    }
  }

  #keep(value: unknown): void {
    const bytes = (JSON.stringify(value) ?? "null").length;
    this.#lastNumber++;
    this.#keptBytes += bytes;
    this.#kept.push({ number: this.#lastNumber, value: value ?? null, bytes });
    this.#wake();
  }

  #answer(credit: number): readonly PulledItem[] {
    let bytes = 0;
    const items: PulledItem[] = [];
    for (const item of this.#kept) {
      bytes += item.bytes;
      if (items.length === credit || (items.length > 0 && bytes > this.#limits.answerBytesMax)) break;
      items.push({ number: item.number, value: item.value });
    }
    return items;
  }

  #arrival({ ctx, waitMs }: { readonly ctx: RequestContext; readonly waitMs: number }): Promise<void> {
    return new Promise((resolve, reject) => {
      const done = () => {
        stop();
        ctx.ending.offEnd(onEnd);
        this.#wake = () => {};
      };
      const onEnd = (reason: HostError) => {
        done();
        reject(reason);
      };
      // One reader at a time: a second pull answers the first one with nothing.
      this.#wake();
      this.#wake = () => {
        done();
        resolve();
      };
      const stop = ctx.clock.setTimer(waitMs, () => this.#wake(), { unref: true });
      ctx.ending.onEnd(onEnd);
    });
  }
}

/** True for what a method that streams must answer. */
export function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.asyncIterator in value;
}

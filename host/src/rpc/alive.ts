// Signs of life of long calls: a server gives them while it works, and who waits for them gives up when they stop.
import type { Clock } from "../clock.ts";
import type { RequestContext } from "../context.ts";
import { HostError } from "../errors.ts";
import type { RpcRequest } from "./transport.ts";

/** So many signs come in the time after which their silence counts: one may be lost or late. */
const SIGNS = 3;
const SIGN_MS_MIN = 20;

/** The same answer, with signs of life until it comes, if who waits for it asked for them. */
export function withSigns<T>(clock: Clock, { meta, onAlive }: RpcRequest, answer: Promise<T>): Promise<T> {
  const { aliveMs } = meta;
  if (aliveMs === undefined || !onAlive) return answer;
  const everyMs = Math.max(SIGN_MS_MIN, aliveMs / SIGNS);
  let stop = () => {};
  const next = () => {
    const sign = () => {
      next();
      onAlive();
    };
    stop = clock.setTimer(everyMs, sign, { unref: true });
  };
  next();
  return answer.finally(() => stop());
}

/** Cancels a context when no sign was seen for `aliveMs`. */
export class SignWatch {
  readonly #ctx: RequestContext;
  readonly #aliveMs: number;
  #seenMs: number;
  #stop: () => void = () => {};

  constructor(ctx: RequestContext, aliveMs: number) {
    this.#ctx = ctx;
    this.#aliveMs = aliveMs;
    this.#seenMs = ctx.clock.monotonicMs();
    this.#wait(aliveMs);
  }

  readonly onAlive = (): void => {
    this.#seenMs = this.#ctx.clock.monotonicMs();
  };

  close(): void {
    this.#stop();
  }

  #wait(waitMs: number): void {
    this.#stop = this.#ctx.clock.setTimer(waitMs, () => this.#look(), { unref: true });
  }

  #look(): void {
    const leftMs = this.#seenMs + this.#aliveMs - this.#ctx.clock.monotonicMs();
    if (leftMs > 0) {
      this.#wait(leftMs);
      return;
    }
    const message = `the server gave no sign of life for ${this.#aliveMs} ms; what becomes of the call is unknown`;
    this.#ctx.cancel(
      new HostError("DEADLINE_EXCEEDED", message, { data: { reason: "silence", aliveMs: this.#aliveMs } }),
    );
  }
}

// The reader's side of a stream: opens it, pulls with credits, and goes on where it was when a link was lost in between.
import { type Clock, systemClock } from "../clock.ts";
import { type RequestContext, withContext } from "../context.ts";
import { HostError, isHostError } from "../errors.ts";
import { backOffMs, DEFAULT_BACK_OFF } from "./back-off.ts";
import type { RpcClient } from "./client.ts";
import { openedStream, pulledItems, STREAM_CLOSE, STREAM_NEXT } from "./messages.ts";
import type { Target } from "./target.ts";

export interface StreamOptions {
  readonly signal?: AbortSignal;
  /** Items that may be made ahead of the reader; 64 by default. */
  readonly credit?: number;
  /** How long a lost link may take to come back before the stream is given up, in milliseconds; below the server's own patience. */
  readonly resumeMs?: number;
  readonly clock?: Clock;
}

const OPEN_TIMEOUT_MS = 30_000;
const WAIT_MS = 15_000;
const ANSWER_TIMEOUT_MS = 10_000;
const RESUME_MS = 45_000;

/** The items of a stream, each once and in order. Leaving the loop closes it at the far end too. Throws what the source threw. */
export async function* readStream(
  client: RpcClient,
  asked: { readonly target: Target; readonly method: string; readonly params: unknown },
  options: StreamOptions = {},
): AsyncGenerator<unknown> {
  const { target, method, params } = asked;
  const within = <T>(timeoutMs: number, work: (ctx: RequestContext) => Promise<T>): Promise<T> =>
    withContext({ ...contextOf(options), timeoutMs }, work);
  const opened = openedStream.safeParse(
    await within(OPEN_TIMEOUT_MS, (ctx) => client.call(ctx, target, method, params)),
  );
  if (!opened.success) throw new HostError("FAILED_PRECONDITION", `${method} answers no stream; call it`);
  const { stream, server } = opened.data;
  const place = { topic: target.topic, server };
  const { credit = 64 } = options;
  let after = 0;
  const pull = () =>
    within(WAIT_MS + ANSWER_TIMEOUT_MS, (ctx) =>
      client.call(ctx, place, STREAM_NEXT, { stream, after, credit, waitMs: WAIT_MS }),
    );
  try {
    for (;;) {
      const { items, isDone } = itemsOf(await patiently(pull, options));
      for (const { number, value } of items) {
        yield value;
        after = number;
      }
      if (isDone) return;
    }
  } finally {
    // Best effort: a stream that nobody pulls is cut anyway.
    const { signal: _ended, ...rest } = contextOf(options);
    const close = (ctx: RequestContext) => client.call(ctx, place, STREAM_CLOSE, { stream });
    await withContext({ ...rest, timeoutMs: ANSWER_TIMEOUT_MS }, close).catch(() => undefined);
  }
}

function itemsOf(answer: unknown) {
  const pulled = pulledItems.safeParse(answer);
  if (pulled.success) return pulled.data;
  throw new HostError("INTERNAL", "what a stream was answered with is no list of items", { cause: pulled.error });
}

/** Asks again as long as only the way there was lost. */
async function patiently(pull: () => Promise<unknown>, options: StreamOptions): Promise<unknown> {
  const { clock = systemClock, resumeMs = RESUME_MS, signal } = options;
  const endMs = clock.monotonicMs() + resumeMs;
  for (let attempt = 0; ; attempt++) {
    try {
      return await pull();
    } catch (error) {
      const isLost = isHostError(error, "LINK_LOST") || isHostError(error, "NO_SERVER");
      if (!isLost || signal?.aborted || clock.monotonicMs() >= endMs) throw error;
    }
    await new Promise<void>((resolve) => clock.setTimer(backOffMs(DEFAULT_BACK_OFF, attempt, Math.random), resolve));
  }
}

function contextOf({ signal, clock }: StreamOptions): { readonly signal?: AbortSignal; readonly clock?: Clock } {
  return { ...(signal === undefined ? {} : { signal }), ...(clock === undefined ? {} : { clock }) };
}

// A call of this program's over a binary link: what waits for its answer, and how an answer is read.
import { HostError } from "../errors.ts";
import type { Wait } from "./peer.ts";
import { ERROR, parseJson, payloadOf, VISITS, type WireRecord } from "./record.ts";
import type { RpcReply } from "./transport.ts";
import { fromWireError } from "./wire-error.ts";

/** An own request that waits: for a program's call its value, for a call that is passed on the bytes of its answer. */
export interface Waiting {
  answer(record: WireRecord): void;
  fail(reason: HostError): void;
  /** A sign of life. */
  alive(): void;
}

/** Who can tell the other side that an answer is no longer wanted. */
interface Cancelling {
  cancel(id: number, reason: HostError): void;
}

interface Settling {
  readonly resolve: (reply: RpcReply) => void;
  readonly reject: (error: unknown) => void;
}

/** A program's call: it waits for its answer, its end or the link's, whichever is first. */
export class OwnCall implements Waiting {
  readonly #link: Cancelling;
  readonly #id: number;
  readonly #wait: Wait;
  readonly #promise: Settling;

  constructor(link: Cancelling, id: number, wait: Wait, promise: Settling) {
    this.#link = link;
    this.#id = id;
    this.#wait = wait;
    this.#promise = promise;
  }

  readonly onEnd = (reason: HostError) => {
    this.#promise.reject(reason);
    this.#link.cancel(this.#id, reason);
  };

  answer(record: WireRecord): void {
    this.#wait.ending.offEnd(this.onEnd);
    try {
      this.#promise.resolve(replyOf(record));
    } catch (error) {
      this.#promise.reject(error);
    }
  }

  alive(): void {
    this.#wait.onAlive?.();
  }

  fail(reason: HostError): void {
    this.#wait.ending.offEnd(this.onEnd);
    this.#promise.reject(reason);
  }
}

function replyOf({ frame, start, end, type, flags }: WireRecord): RpcReply {
  const from = start + 10;
  if (type === ERROR) {
    const error = parseJson(frame, from, end) as { code: number; message: string; data?: unknown };
    throw fromWireError({ code: Number(error?.code), message: String(error?.message), data: error?.data });
  }
  if (!(flags & VISITS)) return { result: payloadOf(frame, from, end, flags) ?? null };
  const payloadAt = end - from < 4 ? end + 1 : from + 4 + frame.readUInt32BE(from);
  const visits = payloadAt > end ? undefined : parseJson(frame, from + 4, payloadAt);
  if (!Array.isArray(visits)) throw new HostError("INVALID_REQUEST", "an answer's visits do not fit");
  return { result: payloadOf(frame, payloadAt, end, flags) ?? null, visits };
}

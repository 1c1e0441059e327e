// JSON-RPC over one link in both directions: own requests wait for answers, the other side's are worked on, all of it bounded.
import { Ending } from "../context.ts";
import { HostError } from "../errors.ts";
import type { Log } from "../log.ts";
import {
  formatError,
  formatReply,
  formatRequest,
  parseFrame,
  type RequestId,
  type WireMessage,
  type WireMeta,
  type WireRequest,
  type WireResponse,
} from "./envelope.ts";
import { callerGone, cancelled, isCallerGone } from "./inbound.ts";
import type { LinkLimits } from "./limits.ts";
import type { Rate } from "./rate.ts";
import { NumberTable, Slots } from "./slots.ts";
import type { RpcReply } from "./transport.ts";
import { frameTooLarge, toHostError } from "./wire-error.ts";

/** A link that carries text frames in order. `bufferedBytes` is what was sent and has not left yet. */
export interface FrameLink {
  readonly bufferedBytes: number;
  /** `bytes` is the text's length in UTF-8. */
  send(text: string, bytes: number): void;
  close(code: number, reason: string): void;
}

/** Close codes of our own, in the range that RFC 6455 leaves to applications. */
export const CLOSE_SLOW_CONSUMER = 4008;

/** Answers a request or notification of the other side; a HostError, thrown at once or later, is its error answer. */
export type PeerHandler = (request: WireRequest, ending: Ending) => Promise<RpcReply>;

/** What an own request waits under. */
export interface Wait {
  readonly ending: Ending;
  /** Told of each sign of life that the other side gives, if the request's meta asks for them. */
  readonly onAlive?: (() => void) | undefined;
}

/** One end of a link, whichever subprotocol it speaks. */
export interface RpcPeer {
  /** Requests of the other side that are worked on, and own ones that wait. */
  readonly load: { readonly inFlight: number; readonly pending: number };
  /** The other side reads frames of so many bytes: a larger one is refused here, since there it would end the link. */
  limitSending(frameBytesMax: number): void;
  /** Settles with the answer, with LINK_LOST when the link ends, or with the ending's reason; the other side is then told to cancel. */
  request(method: string, params: unknown, meta: WireMeta, wait: Wait): Promise<RpcReply>;
  /** Sends a request that nobody answers. Throws LINK_LOST or FRAME_TOO_LARGE. */
  notify(method: string, params: unknown, meta: WireMeta): void;
  /** The link has ended: own requests settle, work for the other side is cancelled. */
  lose(reason: HostError): void;
}

export interface PeerOptions {
  readonly link: FrameLink;
  readonly limits: LinkLimits;
  readonly log: Log;
  readonly handle: PeerHandler;
  /** How often the other side may ask; absent is: as often as it likes. */
  readonly rate?: Rate;
}

interface Pending {
  readonly onAlive: (() => void) | undefined;
  readonly settle: (outcome: RpcReply | HostError) => void;
}

const CANCEL_METHOD = "rpc.cancel";
const ALIVE_METHOD = "rpc.alive";

export class Peer implements RpcPeer {
  readonly #link: FrameLink;
  readonly #limits: LinkLimits;
  readonly #log: Log;
  readonly #handle: PeerHandler;
  readonly #rate: Rate | undefined;
  readonly #pending = new NumberTable<Pending>();
  readonly #inbound = new Slots<{ readonly id: RequestId | undefined; readonly work: Ending }>();
  #lastId = 0;
  #sentBytesMax: number;
  #lost: HostError | undefined;

  constructor({ link, limits, log, handle, rate }: PeerOptions) {
    this.#rate = rate;
    this.#link = link;
    this.#limits = limits;
    this.#sentBytesMax = limits.frameBytesMax;
    this.#log = log;
    this.#handle = handle;
  }

  get load(): { readonly inFlight: number; readonly pending: number } {
    return { inFlight: this.#inbound.size, pending: this.#pending.size };
  }

  limitSending(frameBytesMax: number): void {
    this.#sentBytesMax = Math.min(this.#limits.frameBytesMax, frameBytesMax);
  }

  request(method: string, params: unknown, meta: WireMeta, { ending, onAlive }: Wait): Promise<RpcReply> {
    return new Promise((resolve, reject) => {
      if (ending.reason) throw ending.reason;
      if (this.#pending.size >= this.#limits.pendingMax) {
        throw new HostError(
          "RESOURCE_EXHAUSTED",
          `${this.#limits.pendingMax} calls wait for an answer, which is the limit`,
        );
      }
      do this.#lastId++;
      while (!this.#pending.hasPlace(this.#lastId));
      const id = this.#lastId;
      this.#send(formatRequest({ id, method, params, meta }));
      const onEnd = (reason: HostError) => {
        settle(reason);
        if (!this.#lost) this.notify(CANCEL_METHOD, isCallerGone(reason) ? { id, gone: true } : { id }, {});
      };
      const settle = (outcome: RpcReply | HostError) => {
        this.#pending.take(id);
        ending.offEnd(onEnd);
        if (outcome instanceof Error) reject(outcome);
        else resolve(outcome);
      };
      this.#pending.add(id, { settle, onAlive });
      ending.onEnd(onEnd);
    });
  }

  notify(method: string, params: unknown, meta: WireMeta): void {
    this.#send(formatRequest({ id: undefined, method, params, meta }));
  }

  /** Takes a frame of the other side. */
  receive(text: string): void {
    void this.answer(text).then(this.#reply);
  }

  /** Works on a frame that did not come over the link, and answers its text; undefined for notifications alone. */
  answer(text: string): Promise<string | undefined> {
    const frame = parseFrame(text, this.#limits.batchMax);
    if ("kind" in frame) return this.#take(frame) ?? Promise.resolve(undefined);
    // Started in the order of the frame, whatever order they end in.
    return this.#joined(frame.map((message) => this.#take(message)));
  }

  readonly #reply = (answer: string | undefined) => {
    try {
      if (answer !== undefined) this.#send(answer);
    } catch (error) {
      this.#log.debug({ err: error }, "an answer could not be sent");
    }
  };

  lose(reason: HostError): void {
    if (this.#lost) return;
    this.#lost = reason;
    for (const { settle } of this.#pending.list()) settle(reason);
    const gone = callerGone();
    for (const { work } of this.#inbound.list()) work.end(gone);
  }

  #take(message: WireMessage): Promise<string> | undefined {
    if (message.kind === "fault") return Promise.resolve(formatError(message.id, message.error));
    if (message.kind === "response") return this.#settle(message);
    if (message.method === CANCEL_METHOD) return this.#cancel(message);
    if (message.method === ALIVE_METHOD) return this.#hear(message);
    const answer = this.#work(message);
    return message.id === undefined ? undefined : answer;
  }

  async #work(request: WireRequest): Promise<string> {
    const { id = null, method } = request;
    const entry = { id: request.id, work: new Ending() };
    let place = -1;
    try {
      this.#rate?.take();
      if (this.#inbound.size >= this.#limits.inFlightMax) {
        const limit = `${this.#limits.inFlightMax} requests of this connection are in flight, which is the limit`;
        throw new HostError("RESOURCE_EXHAUSTED", limit, { data: { inFlightMax: this.#limits.inFlightMax } });
      }
      place = this.#inbound.add(entry);
      return this.#fitting(id, formatReply(id, await this.#handle(this.#signing(request), entry.work)));
    } catch (error) {
      const failure = toHostError(error, { log: this.#log, requestId: request.meta.requestId ?? String(id), method });
      if (request.id === undefined) this.#log.debug({ code: failure.code, method }, "a notification came to nothing");
      return formatError(id, failure);
    } finally {
      this.#inbound.remove(place, entry);
    }
  }

  #settle({ id, outcome }: WireResponse): undefined {
    // An answer that nobody waits for any more came after a cancel: it is late, not wrong.
    if (typeof id === "number") this.#pending.get(id)?.settle(outcome);
  }

  #cancel({ id: own, params }: WireRequest): Promise<string> | undefined {
    const wanted = typeof params === "object" && params !== null && "id" in params ? params.id : undefined;
    const isGone = typeof params === "object" && params !== null && "gone" in params && params.gone === true;
    for (const { id, work } of this.#inbound.list()) {
      if (id === wanted && id !== undefined) work.end(isGone ? callerGone() : cancelled());
    }
    return own === undefined ? undefined : Promise.resolve(formatReply(own, { result: null }));
  }

  #hear({ id: own, params }: WireRequest): Promise<string> | undefined {
    const id = typeof params === "object" && params !== null && "id" in params ? params.id : undefined;
    if (typeof id === "number") this.#pending.get(id)?.onAlive?.();
    return own === undefined ? undefined : Promise.resolve(formatReply(own, { result: null }));
  }

  #signing(request: WireRequest): WireRequest {
    const { id, meta } = request;
    if (meta.aliveMs === undefined || id === undefined) return request;
    const text = formatRequest({ id: undefined, method: ALIVE_METHOD, params: { id }, meta: {} });
    return { ...request, onAlive: () => this.#reply(text) };
  }

  // The parts of a batch answer are each within a frame, but together they need not be: what no longer fits says so.
  async #joined(answers: readonly (Promise<string> | undefined)[]): Promise<string | undefined> {
    const parts: string[] = [];
    let bytes = 2;
    for (const text of await Promise.all(answers.filter((answer) => answer !== undefined))) {
      const part = bytes + Buffer.byteLength(text) > this.#sentBytesMax ? this.#tooLarge(text) : text;
      bytes += Buffer.byteLength(part) + 1;
      parts.push(part);
    }
    return parts.length > 0 ? `[${parts.join(",")}]` : undefined;
  }

  #tooLarge(text: string): string {
    const { id }: { id: RequestId } = JSON.parse(text);
    return formatError(id, frameTooLarge(Buffer.byteLength(text), this.#sentBytesMax));
  }

  #fitting(id: RequestId, text: string): string {
    // A unit of text is three bytes at the most: only what may not fit is counted.
    if (text.length * 3 <= this.#sentBytesMax) return text;
    const bytes = Buffer.byteLength(text);
    if (bytes <= this.#sentBytesMax) return text;
    return formatError(id, frameTooLarge(bytes, this.#sentBytesMax));
  }

  #send(text: string): void {
    if (this.#lost) throw this.#lost;
    const bytes = Buffer.byteLength(text);
    if (bytes > this.#sentBytesMax) throw frameTooLarge(bytes, this.#sentBytesMax);
    if (this.#link.bufferedBytes > this.#limits.bufferedBytesMax) {
      const reason = `slow consumer: ${this.#link.bufferedBytes} bytes wait to be read`;
      this.#link.close(CLOSE_SLOW_CONSUMER, reason);
      this.lose(new HostError("LINK_LOST", `the connection was cut: ${reason}`));
      throw this.#lost;
    }
    this.#link.send(text, bytes);
  }
}

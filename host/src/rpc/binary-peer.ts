// The binary subprotocol over one link in both directions: what peer.ts is for text, with requests that can be passed on unread.
import { Ending } from "../context.ts";
import { HostError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { WireMeta, WireRequest } from "./envelope.ts";
import { callerGone, cancelled, type Endable, Inbound, isCallerGone } from "./inbound.ts";
import type { LinkLimits } from "./limits.ts";
import type { Outbox } from "./outbox.ts";
import { OwnCall, type Waiting } from "./own-call.ts";
import { CLOSE_SLOW_CONSUMER, type PeerHandler, type RpcPeer, type Wait } from "./peer.ts";
import type { Rate } from "./rate.ts";
import {
  ALIVE,
  CANCEL,
  CallerMemory,
  ERROR,
  GONE,
  metaOf,
  payloadOf,
  REQUEST,
  RESULT,
  type RequestRecord,
  recordAt,
  requestOf,
  type WireRecord,
} from "./record.ts";
import { RecordWriter } from "./record-writer.ts";
import { NumberTable } from "./slots.ts";
import type { RpcReply } from "./transport.ts";
import { type Accident, toHostError } from "./wire-error.ts";

/** A link that carries records; `outbox` joins those of a turn. */
export interface RecordLink {
  readonly bufferedBytes: number;
  readonly outbox: Outbox;
  close(code: number, reason: string): void;
}

export interface BinaryPeerOptions {
  readonly link: RecordLink;
  readonly limits: LinkLimits;
  readonly log: Log;
  readonly handle: PeerHandler;
  /** How often the other side may ask; absent is: as often as it likes. */
  readonly rate?: Rate;
  /** Passes a request on unread, or answers what handles it here instead of `handle`. Throws what its answer is then. */
  readonly passOn?: (request: RequestRecord, from: BinaryPeer) => PeerHandler | undefined;
}

const PROTOCOL_ERROR = 1002;
const ID_MAX = 0xffff_ffff;

export class BinaryPeer implements RpcPeer {
  readonly #options: BinaryPeerOptions;
  readonly #writer: RecordWriter;
  readonly #waiting = new NumberTable<Waiting>();
  /** Requests of the other side that are worked on or passed on, under their ids. */
  readonly #inbound: Inbound;
  readonly #callers = new CallerMemory();
  #lastRoute = "";
  #lastId = 0;
  #lost: HostError | undefined;

  constructor(options: BinaryPeerOptions) {
    this.#options = options;
    this.#writer = new RecordWriter(options.link.outbox, options.limits.frameBytesMax);
    this.#inbound = new Inbound(options.limits);
  }

  get load(): { readonly inFlight: number; readonly pending: number } {
    return { inFlight: this.#inbound.size, pending: this.#waiting.size };
  }

  get isLost(): boolean {
    return this.#lost !== undefined;
  }

  limitSending(frameBytesMax: number): void {
    this.#writer.frameBytesMax = Math.min(this.#options.limits.frameBytesMax, frameBytesMax);
  }

  request(method: string, params: unknown, meta: WireMeta, wait: Wait): Promise<RpcReply> {
    return new Promise((resolve, reject) => {
      const { ending } = wait;
      if (ending.reason) throw ending.reason;
      const id = this.#nextId();
      this.#requireRoom();
      this.#write(this.#waiting.size === 0, () => this.#writer.request(id, method, params, meta));
      const call = new OwnCall(this, id, wait, { resolve, reject });
      this.#waiting.add(id, call);
      ending.onEnd(call.onEnd);
    });
  }

  notify(method: string, params: unknown, meta: WireMeta): void {
    this.#requireRoom();
    this.#writer.request(0, method, params, meta);
  }

  /** Sends a request on as it came; answers the id under which `waiting` waits, 0 if nothing does. */
  forward(request: RequestRecord, to: Forwarded, waiting: Waiting | undefined): number {
    const id = waiting ? this.#nextId() : 0;
    this.#requireRoom();
    this.#write(waiting !== undefined && this.#waiting.size === 0, () => this.#writer.forward(request, id, to));
    if (waiting) this.#waiting.add(id, waiting);
    return id;
  }

  /** An own request is no longer wanted: its answer is late when it comes. */
  cancel(id: number, reason: HostError): void {
    this.#waiting.take(id);
    if (!this.#lost) this.#writer.cancel(id, isCallerGone(reason) ? GONE : 0);
  }

  /** Answers with a record as it came from elsewhere. */
  answerAs(id: number, record: WireRecord): void {
    this.#trySend(id, () => this.#write(this.#inbound.size === 0, () => this.#writer.copyAnswer(id, record)));
  }

  answerError(id: number, error: HostError): void {
    this.#trySend(id, () => this.#writer.error(id, error));
  }

  /** Counts a request that is passed on; `entry` is ended when its caller cancels or vanishes. */
  enter(id: number, entry: Endable): void {
    this.#inbound.add(id, entry);
  }

  leave(id: number, entry: Endable): void {
    this.#inbound.delete(id, entry);
  }

  /** Tells the other side that its request is worked on; who does not read gets none. */
  giveSign(id: number): void {
    const { link, limits } = this.#options;
    if (!this.#lost && link.bufferedBytes <= limits.bufferedBytesMax) this.#writer.alive(id);
  }

  /** Answers a request that was handed over, whatever comes of it. */
  answerTaken(id: number): void {
    this.#trySend(id, () => this.#writer.result(id, { result: null }));
  }

  /** Takes a frame of the other side, [start, end) of a chunk. What cannot be read ends the link, since nothing behind it could be read either. */
  receive(chunk: Buffer, start = 0, end = chunk.length): void {
    try {
      for (let at = start; at < end && !this.#lost; ) {
        const record = recordAt(chunk, at, end);
        this.#take(record);
        at = record.end;
      }
    } catch (error) {
      const reason = error instanceof HostError ? error.message : "a frame could not be read";
      this.#options.log.debug({ err: error }, "a binary frame could not be read");
      this.#options.link.close(PROTOCOL_ERROR, reason);
    }
  }

  lose(reason: HostError): void {
    if (this.#lost) return;
    this.#lost = reason;
    const waiting = this.#waiting.list();
    this.#waiting.clear();
    for (const entry of waiting) entry.fail(reason);
    this.#inbound.endAll(callerGone());
  }

  #take(record: WireRecord): void {
    const { type, id } = record;
    if (type === RESULT || type === ERROR) {
      // An answer that nobody waits for any more came after a cancel: it is late, not wrong.
      this.#waiting.take(id)?.answer(record);
    } else if (type === REQUEST) {
      const request = requestOf(record, this.#lastRoute);
      this.#lastRoute = request.route;
      this.#work(request);
    } else if (type === CANCEL) this.#inbound.end(id, (record.flags & GONE) !== 0 ? callerGone() : cancelled());
    else if (type === ALIVE) this.#waiting.get(id)?.alive();
    else throw new HostError("PARSE_ERROR", `a record of the unknown type ${type}`);
  }

  #work(request: RequestRecord): void {
    const { id } = request;
    try {
      this.#inbound.requireRoom(id);
      const { handle, passOn, rate } = this.#options;
      rate?.take();
      const handler = passOn ? passOn(request, this) : handle;
      if (handler) this.#handle(request, handler);
    } catch (error) {
      this.#refuse(id, error, request.route);
    }
  }

  #handle(request: RequestRecord, handler: PeerHandler): void {
    const { id, route } = request;
    const plain = wireRequest(request, this.#callers);
    const isWatched = plain.meta.aliveMs !== undefined && id > 0;
    const wire = isWatched ? { ...plain, onAlive: () => this.giveSign(id) } : plain;
    const ending = new Ending();
    const key = this.#inbound.add(id, ending);
    const refuse = (error: unknown) => {
      this.#inbound.delete(key, ending);
      this.#refuse(id, error, route, wire.meta.requestId);
    };
    try {
      handler(wire, ending).then((reply) => {
        this.#inbound.delete(key, ending);
        if (id > 0) this.#answer(wire, reply);
      }, refuse);
    } catch (error) {
      refuse(error);
    }
  }

  #answer({ id, method, meta }: BinaryRequest, reply: RpcReply): void {
    if (id === undefined || this.#lost) return;
    try {
      this.#requireRoom();
      this.#write(this.#inbound.size === 0, () => this.#writer.result(id, reply));
    } catch (error) {
      this.#unsent(id, error, { method, requestId: meta.requestId ?? String(id) });
    }
  }

  #refuse(id: number, error: unknown, method: string, requestId = String(id)): void {
    const failure = toHostError(error, { log: this.#options.log, requestId, method });
    if (id > 0) this.answerError(id, failure);
    else this.#options.log.debug({ code: failure.code, method }, "a notification came to nothing");
  }

  // What does not fit into a frame, or is no JSON, is answered by an error; that a link is lost, its callers know.
  #trySend(id: number, write: () => void): void {
    if (this.#lost) return;
    try {
      this.#requireRoom();
      write();
    } catch (error) {
      this.#unsent(id, error, { method: "", requestId: String(id) });
    }
  }

  #unsent(id: number, error: unknown, about: Omit<Accident, "log">): void {
    if (!this.#lost) this.#writer.error(id, toHostError(error, { log: this.#options.log, ...about }));
  }

  // A record behind which no other is expected leaves at once if it can; whatever happens, the outbox is told that it came.
  #write(isLast: boolean, write: () => void): void {
    const { outbox } = this.#options.link;
    if (isLast) outbox.beginLast();
    try {
      write();
    } finally {
      if (isLast) outbox.endLast();
    }
  }

  #nextId(): number {
    const { pendingMax } = this.#options.limits;
    if (this.#waiting.size >= pendingMax) {
      throw new HostError("RESOURCE_EXHAUSTED", `${pendingMax} calls wait for an answer, which is the limit`);
    }
    do this.#lastId = this.#lastId === ID_MAX ? 1 : this.#lastId + 1;
    while (!this.#waiting.hasPlace(this.#lastId));
    return this.#lastId;
  }

  #requireRoom(): void {
    if (this.#lost) throw this.#lost;
    const { link, limits } = this.#options;
    if (link.bufferedBytes <= limits.bufferedBytesMax) return;
    const reason = `slow consumer: ${link.bufferedBytes} bytes wait to be read`;
    link.close(CLOSE_SLOW_CONSUMER, reason);
    this.lose(new HostError("LINK_LOST", `the connection was cut: ${reason}`));
    throw this.#lost;
  }
}

/** What a hub writes over a request that it passes on. */
export interface Forwarded {
  readonly route: string;
  readonly caller: Buffer;
  /** 0 is: not said. */
  readonly timeoutMs: number;
}

interface BinaryRequest extends WireRequest {
  readonly id: number | undefined;
}

function wireRequest(request: RequestRecord, callers: CallerMemory): BinaryRequest {
  const { frame, payloadAt, end, flags, id, route } = request;
  const params = payloadOf(frame, payloadAt, end, flags);
  if (params !== undefined && (typeof params !== "object" || params === null)) {
    throw new HostError("INVALID_REQUEST", "params are an object, an array or raw bytes");
  }
  return { kind: "request", id: id === 0 ? undefined : id, method: route, params, meta: metaOf(request, callers) };
}

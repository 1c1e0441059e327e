// Writes records into a link's outbox: own ones from values, and those that are passed on from where they lie.
import type { HostError } from "../errors.ts";
import { writeShort } from "./ascii.ts";
import { encodeJson, type WireMeta } from "./envelope.ts";
import type { Outbox } from "./outbox.ts";
import {
  ALIVE,
  CANCEL,
  CAST,
  EMPTY,
  ERROR,
  FANOUT,
  HEADER_BYTES,
  metaBytesMax,
  RAW,
  REQUEST,
  REQUEST_BYTES,
  RESULT,
  type RequestRecord,
  TRACE,
  VISITS,
  type WireRecord,
  writeMeta,
} from "./record.ts";
import type { Slab } from "./slab.ts";
import type { RpcReply } from "./transport.ts";
import { frameTooLarge, toWireError } from "./wire-error.ts";

const UINT32_MAX = 0xffff_ffff;
const DELIVERY_FLAGS = { call: 0, cast: CAST, fanout: FANOUT } as const;
const NOBODY = Buffer.alloc(0);

export class RecordWriter {
  /** The largest frame that the other side reads. */
  frameBytesMax: number;
  readonly #outbox: Outbox;

  constructor(outbox: Outbox, frameBytesMax: number) {
    this.#outbox = outbox;
    this.frameBytesMax = frameBytesMax;
  }

  /** Throws INVALID_PARAMS for what JSON cannot carry, FRAME_TOO_LARGE. An id of 0 asks for no answer. */
  request(id: number, route: string, params: unknown, meta: WireMeta): void {
    const payload = params instanceof Uint8Array || params === undefined ? params : encodeJson(params);
    const caller = meta.caller === undefined ? NOBODY : Buffer.from(JSON.stringify(meta.caller));
    const flags = DELIVERY_FLAGS[meta.deliver ?? "call"] | (meta.trace ? TRACE : 0) | payloadFlag(payload);
    const bytesMax = REQUEST_BYTES + 3 * route.length + caller.length + metaBytesMax(meta) + payloadBytesMax(payload);
    const slab = this.#outbox.open(bytesMax, this.frameBytesMax);
    const { buffer, at: start } = slab;
    let at = start + REQUEST_BYTES;
    at = writeShort(buffer, at, route);
    const routeBytes = at - start - REQUEST_BYTES;
    if (caller.length > 0) at += caller.copy(buffer, at);
    const metaAt = at;
    at = writeMeta(buffer, at, meta);
    buffer.writeUInt32BE(timeoutOf(meta.timeoutMs), start + 10);
    buffer.writeUInt16BE(routeBytes, start + 14);
    buffer.writeUInt16BE(caller.length, start + 16);
    buffer.writeUInt16BE(at - metaAt, start + 18);
    at = writePayload(buffer, at, payload);
    this.#seal(slab, at, (REQUEST << 8) | flags, id);
  }

  /** A request with another id, route, caller and time; its meta and payload as they lie. Throws FRAME_TOO_LARGE. */
  forward(
    request: RequestRecord,
    id: number,
    to: { readonly route: string; readonly caller: Buffer; readonly timeoutMs: number },
  ): void {
    const { frame, metaAt, payloadAt, end, flags } = request;
    const { route, caller, timeoutMs } = to;
    const slab = this.#outbox.open(REQUEST_BYTES + 3 * route.length + caller.length + end - metaAt, this.frameBytesMax);
    const { buffer, at: start } = slab;
    let at = start + REQUEST_BYTES;
    at = writeShort(buffer, at, route);
    at += caller.copy(buffer, at);
    at += frame.copy(buffer, at, metaAt, end);
    buffer.writeUInt32BE(timeoutOf(timeoutMs), start + 10);
    buffer.writeUInt16BE(route.length, start + 14);
    buffer.writeUInt16BE(caller.length, start + 16);
    buffer.writeUInt16BE(payloadAt - metaAt, start + 18);
    this.#seal(slab, at, (REQUEST << 8) | flags, id);
  }

  /** Throws what JSON throws, and FRAME_TOO_LARGE. */
  result(id: number, { result, visits }: RpcReply): void {
    const payload = result instanceof Uint8Array ? result : JSON.stringify(result ?? null);
    const noted = visits === undefined ? undefined : Buffer.from(JSON.stringify(visits));
    const slab = this.#outbox.open(
      HEADER_BYTES + 4 + (noted?.length ?? 0) + payloadBytesMax(payload),
      this.frameBytesMax,
    );
    const { buffer } = slab;
    let at = slab.at + HEADER_BYTES;
    if (noted) {
      at = buffer.writeUInt32BE(noted.length, at);
      at += noted.copy(buffer, at);
    }
    at = writePayload(buffer, at, payload);
    this.#seal(slab, at, (RESULT << 8) | payloadFlag(payload) | (noted ? VISITS : 0), id);
  }

  error(id: number, error: HostError): void {
    const text = JSON.stringify(toWireError(error));
    const slab = this.#outbox.open(HEADER_BYTES + payloadBytesMax(text), this.frameBytesMax);
    const at = writePayload(slab.buffer, slab.at + HEADER_BYTES, text);
    this.#seal(slab, at, ERROR << 8, id);
  }

  cancel(id: number, flags: number): void {
    const slab = this.#outbox.open(HEADER_BYTES, this.frameBytesMax);
    this.#seal(slab, slab.at + HEADER_BYTES, (CANCEL << 8) | flags, id);
  }

  alive(id: number): void {
    const slab = this.#outbox.open(HEADER_BYTES, this.frameBytesMax);
    this.#seal(slab, slab.at + HEADER_BYTES, ALIVE << 8, id);
  }

  /** An answer with another id, the rest as it lies. Throws FRAME_TOO_LARGE. */
  copyAnswer(id: number, { frame, start, end, type, flags }: WireRecord): void {
    const slab = this.#outbox.open(end - start, this.frameBytesMax);
    const at = slab.at + HEADER_BYTES;
    this.#seal(slab, at + frame.copy(slab.buffer, at, start + HEADER_BYTES, end), (type << 8) | flags, id);
  }

  #seal(slab: Slab, end: number, typeAndFlags: number, id: number): void {
    const { buffer, at: start } = slab;
    const bytes = end - start;
    // The slab's end has not moved yet, so the record is gone when it is refused.
    if (bytes > this.frameBytesMax) throw frameTooLarge(bytes, this.frameBytesMax);
    buffer.writeUInt32BE(bytes - 4, start);
    buffer.writeUInt16BE(typeAndFlags, start + 4);
    buffer.writeUInt32BE(id, start + 6);
    slab.at = end;
  }
}

// Rounded up: a server that believed it had less time than its caller waits would give up first.
function timeoutOf(timeoutMs: number | undefined): number {
  return timeoutMs === undefined ? 0 : Math.min(UINT32_MAX, Math.max(0, Math.ceil(timeoutMs)));
}

function payloadFlag(payload: string | Uint8Array | undefined): number {
  if (payload === undefined) return EMPTY;
  return typeof payload === "string" ? 0 : RAW;
}

// A UTF-16 unit takes three bytes of UTF-8 at the most; a long text is counted instead.
function payloadBytesMax(payload: string | Uint8Array | undefined): number {
  if (payload === undefined) return 0;
  if (typeof payload !== "string") return payload.length;
  return payload.length > 4096 ? Buffer.byteLength(payload) : payload.length * 3;
}

function writePayload(buffer: Buffer, at: number, payload: string | Uint8Array | undefined): number {
  if (payload === undefined) return at;
  if (typeof payload === "string") return at + buffer.write(payload, at, "utf8");
  buffer.set(payload, at);
  return at + payload.length;
}

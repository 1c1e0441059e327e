// The binary subprotocol's records: a small header that a hub routes by, and a payload that it passes on as it came.
//
// A frame is one record after another. All numbers are big-endian.
//   every record  u32 bytes that follow · u8 type · u8 flags · u32 id
//   request       … u32 timeoutMs (0: not said) · u16 route · u16 caller · u16 meta (lengths) · route · caller · meta · payload
//   result        … [u32 visits (length) · visits, with that flag] · payload
//   error         … the error member of a JSON-RPC response, as JSON
//   cancel        … nothing: the request of that id is no longer wanted
//   alive         … nothing: the request of that id is worked on; only for one whose meta asks for signs of life
// A route is `topic.method` or `topic@server.method`; the caller is JSON, and only a hub's counts. Meta is u8 tag · u16 length · text, each.
import type { Caller } from "../context.ts";
import { HostError } from "../errors.ts";
import { isText, writeShort } from "./ascii.ts";
import type { WireMeta } from "./envelope.ts";
import { ALIVE_MS_MAX, ALIVE_MS_MIN, TRACESTATE_MAX } from "./limits.ts";
import { copyOf, REUSED_BYTES_MAX } from "./slab.ts";
import type { Meta } from "./transport.ts";

export const REQUEST = 1;
export const RESULT = 2;
export const ERROR = 3;
export const CANCEL = 4;
export const ALIVE = 5;

/** Flags of a request. An id of 0 in a request means that nobody gets an answer. */
export const CAST = 1;
export const FANOUT = 2;
export const TRACE = 4;
/** Flags of a payload: bytes that are no JSON; none at all. */
export const RAW = 16;
export const EMPTY = 32;
/** Flag of a cancel: nobody cancelled, the caller's link was lost. */
export const GONE = 1;
/** Flag of a result: visits stand before the payload. */
export const VISITS = 64;

export const HEADER_BYTES = 10;
export const REQUEST_BYTES = 20;

/** A record where it lies: `payload` up to `end` is its payload, or for a result what follows the header. */
export interface WireRecord {
  readonly frame: Buffer;
  readonly start: number;
  readonly end: number;
  readonly type: number;
  readonly flags: number;
  readonly id: number;
}

/** A request's parts where they lie in the frame. */
export interface RequestRecord extends WireRecord {
  readonly timeoutMs: number;
  readonly route: string;
  readonly callerAt: number;
  readonly metaAt: number;
  readonly payloadAt: number;
}

/** Reads the record that begins at `start` of a frame that ends before its buffer may. Throws PARSE_ERROR: a frame that lies about lengths cannot be read on. */
export function recordAt(frame: Buffer, start: number, frameEnd = frame.length): WireRecord {
  if (frameEnd - start < HEADER_BYTES) throw broken("a record is cut short");
  const end = start + 4 + frame.readUInt32BE(start);
  if (end > frameEnd || end - start < HEADER_BYTES) throw broken("a record does not end within its frame");
  return {
    frame,
    start,
    end,
    type: frame[start + 4] ?? 0,
    flags: frame[start + 5] ?? 0,
    id: frame.readUInt32BE(start + 6),
  };
}

/** Reads what a request's header says. Throws PARSE_ERROR. `likely` is a route that is compared first: mostly it is the one before. */
export function requestOf({ frame, start, end, type, flags, id }: WireRecord, likely = ""): RequestRecord {
  if (end - start < REQUEST_BYTES) throw broken("a request is cut short");
  const routeAt = start + REQUEST_BYTES;
  const callerAt = routeAt + frame.readUInt16BE(start + 14);
  const metaAt = callerAt + frame.readUInt16BE(start + 16);
  const payloadAt = metaAt + frame.readUInt16BE(start + 18);
  if (payloadAt > end) throw broken("a request's parts do not end within it");
  const timeoutMs = frame.readUInt32BE(start + 10);
  const route = isText(frame, routeAt, callerAt, likely) ? likely : frame.toString("latin1", routeAt, callerAt);
  return { frame, start, end, type, flags, id, timeoutMs, route, callerAt, metaAt, payloadAt };
}

// The texts of Meta by their tags; timeoutMs and trace have places of their own.
const TAGS = ["requestId", "version", "namespace", "traceparent", "idempotencyKey", undefined, "tracestate"] as const;
const KEY_TAG = 4;
/** A number, written as text. */
const ALIVE_TAG = 5;
const STATE_TAG = 6;
const NUMBER_LENGTH_MAX = 32;
const TEXT_BYTES_MAX = 1024;
const TEXT_MAX = 256;
const REQUEST_ID = /^[A-Za-z0-9_.:-]{1,128}$/;

/** How many bytes `writeMeta` may need. */
export function metaBytesMax(meta: Meta): number {
  const { requestId, version, namespace, traceparent, tracestate, idempotencyKey, aliveMs } = meta;
  let units = requestId?.length ?? 0;
  units += version?.length ?? 0;
  units += namespace?.length ?? 0;
  units += traceparent?.length ?? 0;
  units += tracestate?.length ?? 0;
  units += idempotencyKey?.length ?? 0;
  units += aliveMs === undefined ? 0 : NUMBER_LENGTH_MAX;
  return 3 * (TAGS.length + units);
}

/** Writes the texts of meta; answers where they end. */
export function writeMeta(buffer: Buffer, at: number, meta: Meta): number {
  const { requestId, version, namespace, traceparent, tracestate, idempotencyKey, aliveMs } = meta;
  let end = at;
  if (requestId !== undefined) end = writeText(buffer, end, 0, requestId);
  if (version !== undefined) end = writeText(buffer, end, 1, version);
  if (namespace !== undefined) end = writeText(buffer, end, 2, namespace);
  if (traceparent !== undefined) end = writeText(buffer, end, 3, traceparent);
  if (idempotencyKey !== undefined) end = writeText(buffer, end, KEY_TAG, idempotencyKey);
  if (aliveMs !== undefined) end = writeText(buffer, end, ALIVE_TAG, String(aliveMs));
  if (tracestate !== undefined) end = writeText(buffer, end, STATE_TAG, tracestate);
  return end;
}

function writeText(buffer: Buffer, at: number, tag: number, text: string): number {
  const end = writeShort(buffer, at + 3, text);
  buffer[at] = tag;
  buffer.writeUInt16BE(end - at - 3, at + 1);
  return end;
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

/** Reads a request's meta. Throws INVALID_REQUEST; tags it does not know are a later version's. `callers` remembers who asked last. */
export function metaOf(request: RequestRecord, callers?: CallerMemory): WireMeta {
  const { frame, callerAt, metaAt, payloadAt, timeoutMs, flags } = request;
  const meta: Writable<WireMeta> = {};
  if (timeoutMs > 0) meta.timeoutMs = timeoutMs;
  if (flags & TRACE) meta.trace = true;
  if (flags & CAST) meta.deliver = "cast";
  else if (flags & FANOUT) meta.deliver = "fanout";
  if (callerAt < metaAt) meta.caller = callers ? callers.read(request) : callerOf(request);
  for (let at = metaAt; at < payloadAt; ) {
    const name = TAGS[frame[at] ?? 255];
    const bytes = payloadAt - at < 3 ? TEXT_BYTES_MAX + 1 : frame.readUInt16BE(at + 1);
    if (bytes > TEXT_BYTES_MAX || at + 3 + bytes > payloadAt) throw invalidMeta("a text is cut short or too long");
    if (name) meta[name] = readText(frame, at + 3, at + 3 + bytes, name);
    else if (frame[at] === ALIVE_TAG) meta.aliveMs = readAlive(frame.toString("latin1", at + 3, at + 3 + bytes));
    at += 3 + bytes;
  }
  return meta;
}

/** The idempotency key alone, without judging the rest of the meta. */
export function keyOf({ frame, metaAt, payloadAt }: RequestRecord): string | undefined {
  for (let at = metaAt; payloadAt - at >= 3; ) {
    const end = at + 3 + frame.readUInt16BE(at + 1);
    if (frame[at] === KEY_TAG && end <= payloadAt) return frame.toString("utf8", at + 3, end);
    at = end;
  }
  return undefined;
}

function readText(frame: Buffer, start: number, end: number, name: NonNullable<(typeof TAGS)[number]>): string {
  const text = frame.toString("utf8", start, end);
  const lengthMax = name === "tracestate" ? TRACESTATE_MAX : TEXT_MAX;
  const fits = name === "requestId" ? REQUEST_ID.test(text) : text.length > 0 && text.length <= lengthMax;
  if (!fits) throw invalidMeta(`${name} does not fit`);
  return text;
}

function readAlive(text: string): number {
  const aliveMs = Number(text);
  if (aliveMs >= ALIVE_MS_MIN && aliveMs <= ALIVE_MS_MAX) return aliveMs;
  throw invalidMeta(`aliveMs is from ${ALIVE_MS_MIN} to ${ALIVE_MS_MAX}`);
}

const ROLES: readonly unknown[] = ["admin", "host", "reader"];

/** The caller of the last request: on most links it is the caller of the next. */
export class CallerMemory {
  #bytes = Buffer.alloc(0);
  #caller: Caller | undefined;

  /** Throws INVALID_REQUEST. */
  read(request: RequestRecord): Caller {
    const { frame, callerAt, metaAt } = request;
    if (this.#caller && frame.compare(this.#bytes, 0, this.#bytes.length, callerAt, metaAt) === 0) return this.#caller;
    const caller = callerOf(request);
    this.#bytes = Buffer.from(frame.subarray(callerAt, metaAt));
    this.#caller = caller;
    return caller;
  }
}

// The caller as the hub wrote it.
function callerOf({ frame, callerAt, metaAt }: RequestRecord): Caller {
  const caller = parseJson(frame, callerAt, metaAt);
  if (!isCaller(caller)) throw invalidMeta("the caller does not fit");
  return caller;
}

/** The payload's value: bytes, `undefined`, or what its JSON says. Throws INVALID_REQUEST. */
export function payloadOf(frame: Buffer, start: number, end: number, flags: number): unknown {
  if (flags & RAW) return rawOf(frame, start, end);
  return flags & EMPTY ? undefined : parseJson(frame, start, end);
}

// A large one is worth more than a copy, and is the better part of what it lies in.
function rawOf(frame: Buffer, start: number, end: number): Buffer {
  const bytes = frame.subarray(start, end);
  return frame.length > REUSED_BYTES_MAX ? bytes : copyOf(bytes);
}

/** JSON of a part of a frame. Throws INVALID_REQUEST. */
export function parseJson(frame: Buffer, start: number, end: number): unknown {
  try {
    return JSON.parse(frame.toString("utf8", start, end));
  } catch (cause) {
    throw new HostError("INVALID_REQUEST", "a record's payload is not JSON", { cause });
  }
}

function isCaller(value: unknown): value is Caller {
  if (typeof value !== "object" || value === null || !("name" in value) || !("roles" in value)) return false;
  const { name, roles } = value;
  return typeof name === "string" && Array.isArray(roles) && roles.every((role) => ROLES.includes(role));
}

function broken(message: string): HostError {
  return new HostError("PARSE_ERROR", message);
}

function invalidMeta(message: string): HostError {
  return new HostError("INVALID_REQUEST", `the meta of a request: ${message}`);
}

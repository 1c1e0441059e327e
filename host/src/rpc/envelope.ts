// JSON-RPC 2.0 as text: reads frames into requests and responses, batches included, and writes both.
import { z } from "zod";
import type { Caller } from "../context.ts";
import { HostError } from "../errors.ts";
import { ALIVE_MS_MAX, ALIVE_MS_MIN, TRACESTATE_MAX } from "./limits.ts";
import { type Meta, NO_META, type RpcReply } from "./transport.ts";
import { fromWireError, toWireError } from "./wire-error.ts";

export type RequestId = string | number | null;

/** How a request with an id is handed over: `call` waits for the work, `cast` and `fanout` only until the hub took it. */
export type Delivery = "call" | "cast" | "fanout";

/** What our own peers put beside the params on top of `Meta`. Only the hub's word on the caller counts. */
export interface WireMeta extends Meta {
  readonly deliver?: Delivery;
  readonly caller?: Caller;
}

/** `id` undefined is a notification: nobody gets an answer, not even an error. */
export interface WireRequest {
  readonly kind: "request";
  readonly id: RequestId | undefined;
  readonly method: string;
  readonly params: unknown;
  readonly meta: WireMeta;
  /** Tells the other side that the work goes on; there if it asked for that. */
  readonly onAlive?: (() => void) | undefined;
}

export interface WireResponse {
  readonly kind: "response";
  readonly id: RequestId;
  readonly outcome: RpcReply | HostError;
}

/** What is neither; `id` is the sender's if it can be told, null otherwise, as the specification wants it. */
export interface WireFault {
  readonly kind: "fault";
  readonly id: RequestId;
  readonly error: HostError;
}

export type WireMessage = WireRequest | WireResponse | WireFault;

/** A frame's message, or the messages of a batch, which is answered by an array too. */
export type Frame = WireMessage | readonly WireMessage[];

/** Reads a frame. Never throws: what is wrong with it becomes a fault to be answered. */
export function parseFrame(text: string, batchMax: number): Frame {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    return fault(null, new HostError("PARSE_ERROR", "the frame is not JSON", { cause }));
  }
  if (!Array.isArray(value)) return parseMessage(value);
  if (value.length === 0) return fault(null, new HostError("INVALID_REQUEST", "a batch holds one request or more"));
  if (value.length > batchMax) {
    return fault(null, new HostError("INVALID_REQUEST", `a batch holds at most ${batchMax} requests`));
  }
  return value.map(parseMessage);
}

/** Writes a request, or a notification when `id` is undefined. Throws INVALID_PARAMS for what JSON cannot carry. */
export function formatRequest(request: Omit<WireRequest, "kind">): string {
  if (request.params instanceof Uint8Array) throw rawBytes("INVALID_PARAMS");
  const { id, method, params, meta } = request;
  return encodeJson({ jsonrpc: "2.0", id, method, params, meta: Object.keys(meta).length > 0 ? meta : undefined });
}

/** Writes the response to a call. Throws what JSON throws: a result that it cannot carry is an accident of the method. */
export function formatReply(id: RequestId, reply: RpcReply): string {
  if (reply.result instanceof Uint8Array) throw rawBytes("UNSUPPORTED");
  const result = JSON.stringify(reply.result ?? null) ?? "null";
  const meta = reply.visits === undefined ? "" : `,"meta":${JSON.stringify({ visits: reply.visits })}`;
  return `{"jsonrpc":"2.0","id":${typeof id === "number" ? id : JSON.stringify(id)},"result":${result}${meta}}`;
}

export function formatError(id: RequestId, error: HostError): string {
  return JSON.stringify({ jsonrpc: "2.0", id, error: toWireError(error) });
}

/** JSON text of a value; INVALID_PARAMS if it has cycles, BigInts or endless nesting. `undefined` inside objects vanishes. */
export function encodeJson(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch (cause) {
    throw new HostError("INVALID_PARAMS", "the params hold what JSON cannot carry", { cause });
  }
}

// JSON would make an object of numbered members of them, many times as large.
function rawBytes(code: "INVALID_PARAMS" | "UNSUPPORTED"): HostError {
  return new HostError(code, "raw bytes do not travel as text; connect with the binary subprotocol");
}

const idSchema = z.union([z.string().max(256), z.number(), z.null()]);

const callerSchema = z.object({
  name: z.string().max(256),
  roles: z.array(z.enum(["admin", "host", "reader"])).max(8),
});

const shortText = z.string().min(1).max(256).exactOptional();

// z.object drops the keys it does not know: a later version may send more.
const metaSchema = z.object({
  timeoutMs: z.number().positive().exactOptional(),
  version: shortText,
  namespace: shortText,
  traceparent: shortText,
  tracestate: z.string().min(1).max(TRACESTATE_MAX).exactOptional(),
  idempotencyKey: shortText,
  requestId: z
    .string()
    .regex(/^[A-Za-z0-9_.:-]{1,128}$/)
    .exactOptional(),
  trace: z.boolean().exactOptional(),
  aliveMs: z.number().min(ALIVE_MS_MIN).max(ALIVE_MS_MAX).exactOptional(),
  deliver: z.enum(["call", "cast", "fanout"]).exactOptional(),
  caller: callerSchema.exactOptional(),
});

const requestSchema = z.object({
  jsonrpc: z.literal("2.0"),
  id: idSchema.exactOptional(),
  method: z.string().min(1).max(512),
  // Looked at, not copied: params may be large, and their own schema comes later.
  params: z
    .custom<object>((value) => typeof value === "object" && value !== null, "an object or an array")
    .exactOptional(),
  meta: metaSchema.exactOptional(),
});

const visitsSchema = z.array(z.object({ station: z.string().max(128), atMs: z.number() })).max(1000);

const responseSchema = z.object({
  jsonrpc: z.literal("2.0"),
  id: idSchema,
  result: z.unknown().optional(),
  error: z.object({ code: z.number(), message: z.string(), data: z.unknown().optional() }).exactOptional(),
  meta: z.object({ visits: visitsSchema.exactOptional() }).exactOptional(),
});

function parseMessage(value: unknown): WireMessage {
  const plain = plainRequest(value);
  if (plain) return plain;
  const parsed = requestSchema.safeParse(value);
  if (parsed.success) {
    const { id, method, params, meta } = parsed.data;
    return { kind: "request", id, method, params, meta: meta ?? {} };
  }
  return parseResponse(value) ?? fault(idOf(value), invalidRequest(parsed.error));
}

// What a stock client sends, without meta: judged by hand, by the rules of the schema, since it is most of what comes.
function plainRequest(value: unknown): WireRequest | undefined {
  if (typeof value !== "object" || value === null || !("method" in value) || "meta" in value) return undefined;
  const { jsonrpc, id, method, params }: { jsonrpc?: unknown; id?: unknown; method: unknown; params?: unknown } = value;
  if (jsonrpc !== "2.0" || typeof method !== "string" || method.length < 1 || method.length > 512) return undefined;
  const isNumbered = typeof id === "number" && Number.isFinite(id);
  if (!isNumbered && !(typeof id === "string" && id.length <= 256)) return undefined;
  if (params !== undefined && (typeof params !== "object" || params === null)) return undefined;
  return { kind: "request", id, method, params, meta: NO_META };
}

function parseResponse(value: unknown): WireResponse | undefined {
  const parsed = responseSchema.safeParse(value);
  if (!parsed.success || has(value, "method") || has(value, "error") === has(value, "result")) return undefined;
  const { id, result, error, meta } = parsed.data;
  if (error) return { kind: "response", id, outcome: fromWireError(error) };
  return { kind: "response", id, outcome: meta?.visits ? { result, visits: meta.visits } : { result } };
}

function invalidRequest(error: z.ZodError): HostError {
  const issues = error.issues.slice(0, 8).map(({ path, message }) => ({ path: path.map(String), message }));
  return new HostError("INVALID_REQUEST", "not a JSON-RPC 2.0 request; data.issues says where", { data: { issues } });
}

function idOf(value: unknown): RequestId {
  const id = has(value, "id") ? idSchema.safeParse(value.id) : undefined;
  return id?.success ? id.data : null;
}

function has<Key extends string>(value: unknown, key: Key): value is Record<Key, unknown> {
  return typeof value === "object" && value !== null && Object.hasOwn(value, key);
}

function fault(id: RequestId, error: HostError): WireFault {
  return { kind: "fault", id, error };
}

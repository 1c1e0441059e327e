// The checks that generated code is made of: each takes a value, refuses what does not fit with the exact place, and answers it typed.

/** A value that does not fit its type; `path` is `` for the value itself, else like `volumes[3].size_bytes`. */
export class ShapeError extends Error {
  readonly path: string;
  readonly #reason: string;

  constructor(path: string, reason: string) {
    super(path === "" ? reason : `${path} ${reason}`);
    this.name = "ShapeError";
    this.path = path;
    this.#reason = reason;
  }

  /** The same complaint about a value that stands under a key of something larger. */
  below(key: string): ShapeError {
    return new ShapeError(this.path === "" ? key : `${key}.${this.path}`, this.#reason);
  }
}

/** Lets generated code set optional fields one by one. */
export type Draft<T> = { -readonly [K in keyof T]: T[K] };

const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/i;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const LONE_SURROGATE = /\p{Surrogate}/u;

/** The place of a field below a place. */
export function join(at: string, key: string): string {
  return at === "" ? key : `${at}.${key}`;
}

export function checkRecord(value: unknown, at: string): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return refuse(at, "must be an object", value);
  return value as Readonly<Record<string, unknown>>;
}

/** Text of whole Unicode characters, `minBytes` to `maxBytes` long in UTF-8. */
export function checkText(value: unknown, at: string, minBytes = 0, maxBytes = Number.POSITIVE_INFINITY): string {
  if (typeof value !== "string") return refuse(at, "must be text", value);
  if (LONE_SURROGATE.test(value)) throw new ShapeError(at, "must be whole Unicode characters, it has half of one");
  if (minBytes > 0 || maxBytes < Number.POSITIVE_INFINITY) checkLength(utf8Length(value), at, minBytes, maxBytes);
  return value;
}

/** A moment as in RFC 3339. */
export function checkDateTime(value: unknown, at: string): string {
  const text = checkText(value, at);
  if (!DATE_TIME.test(text) || Number.isNaN(Date.parse(text))) {
    throw new ShapeError(at, "must be a date and time such as 2026-01-31T12:00:00Z");
  }
  return text;
}

export function checkBoolean(value: unknown, at: string): boolean {
  return typeof value === "boolean" ? value : refuse(at, "must be true or false", value);
}

export function checkInteger(value: unknown, at: string, minimum: number, maximum: number): number {
  if (!Number.isSafeInteger(value)) return refuse(at, "must be an integer within ±(2^53−1)", value);
  const number = value as number;
  if (number < minimum || number > maximum) {
    throw new ShapeError(at, `must be ${minimum} to ${maximum}, it is ${number}`);
  }
  return number;
}

export function checkNumber(value: unknown, at: string): number {
  return typeof value === "number" && Number.isFinite(value) ? value : refuse(at, "must be a finite number", value);
}

export function checkEnum<T extends string>(value: unknown, at: string, values: readonly T[]): T {
  const found = values.find((known) => known === value);
  return found ?? refuse(at, `must be one of ${values.join(", ")}`, value);
}

/** Checks each item under a path of its own. */
export function checkList<T>(value: unknown, at: string, item: (value: unknown, at: string) => T): T[] {
  if (!Array.isArray(value)) return refuse(at, "must be a list", value);
  return value.map((one, index) => item(one, `${at}[${index}]`));
}

/** Checks each value under a path of its own. The answer has own keys only, whatever they are called. */
export function checkMap<T>(value: unknown, at: string, item: (value: unknown, at: string) => T): Record<string, T> {
  const entries = Object.entries(checkRecord(value, at));
  return Object.fromEntries(
    entries.map(([key, one]) => [
      checkText(key, `${at}[${JSON.stringify(key)}]`),
      item(one, `${at}[${JSON.stringify(key)}]`),
    ]),
  );
}

/** Base64, as it stands in JSON, to bytes. */
export function decodeBuffer(
  value: unknown,
  at: string,
  minBytes = 0,
  maxBytes = Number.POSITIVE_INFINITY,
): Uint8Array {
  const expected = "must be base64 with padding";
  if (typeof value !== "string") return refuse(at, expected, value);
  const decoded = Buffer.from(value, "base64");
  // What writes back as it was is right. The expression takes ten times as long, so it judges only what was written otherwise.
  if (decoded.toString("base64") !== value && !BASE64.test(value)) return refuse(at, expected, value);
  const bytes = new Uint8Array(decoded);
  checkLength(bytes.length, at, minBytes, maxBytes);
  return bytes;
}

/** Bytes to base64, as it stands in JSON. */
export function encodeBuffer(value: unknown, at: string, minBytes = 0, maxBytes = Number.POSITIVE_INFINITY): string {
  if (!(value instanceof Uint8Array)) return refuse(at, "must be bytes (a Uint8Array)", value);
  checkLength(value.length, at, minBytes, maxBytes);
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("base64");
}

function checkLength(bytes: number, at: string, minBytes: number, maxBytes: number): void {
  if (bytes >= minBytes && bytes <= maxBytes) return;
  const range = maxBytes === Number.POSITIVE_INFINITY ? `at least ${minBytes}` : `${minBytes} to ${maxBytes}`;
  throw new ShapeError(at, `must be ${range} bytes long, it is ${bytes}`);
}

function utf8Length(text: string): number {
  return Buffer.byteLength(text, "utf8");
}

function refuse(at: string, expected: string, value: unknown): never {
  throw new ShapeError(at, `${expected}, it is ${nameOf(value)}`);
}

/** What a wrong value is, short enough for an error; never the whole of a stranger's text. */
function nameOf(value: unknown): string {
  if (value === undefined) return "missing";
  if (value === null || typeof value === "boolean" || typeof value === "number") return String(value);
  if (typeof value === "string")
    return value.length <= 40 ? JSON.stringify(value) : `text of ${value.length} characters`;
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

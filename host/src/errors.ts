// Every way in which a host can refuse or fail, as one table: the code, its JSON-RPC number and whether a later try may help.

/** One row of the table: `rpcCode` as in JSON-RPC 2.0, `retryable` when the same call may succeed later unchanged. */
interface ErrorRow {
  readonly rpcCode: number;
  readonly retryable: boolean;
  readonly meaning: string;
}

const row = (rpcCode: number, retryable: boolean, meaning: string): ErrorRow => ({ rpcCode, retryable, meaning });

/** All codes. JSON-RPC reserves -32700…-32600 for the protocol; ours stand in the server range -32099…-32000. */
export const ERRORS = {
  PARSE_ERROR: row(-32700, false, "the frame is not JSON"),
  INVALID_REQUEST: row(-32600, false, "the JSON is not a JSON-RPC 2.0 request"),
  METHOD_NOT_FOUND: row(-32601, false, "the topic has no such method"),
  INVALID_PARAMS: row(-32602, false, "the params do not fit the method's schema"),
  INTERNAL: row(-32603, false, "an accident inside the host; its log has the cause"),
  NO_SERVER: row(-32001, true, "nobody serves the topic or the named server is not there"),
  DEADLINE_EXCEEDED: row(-32002, true, "the deadline passed before an answer"),
  CANCELLED: row(-32003, false, "the caller cancelled or went away"),
  RESOURCE_EXHAUSTED: row(-32004, true, "a bounded queue, quota or limit is full"),
  UNAUTHENTICATED: row(-32005, false, "no valid token"),
  PERMISSION_DENIED: row(-32006, false, "the caller may not do this"),
  VERSION_UNSUPPORTED: row(-32007, false, "the server does not speak the asked version"),
  LINK_LOST: row(-32008, true, "the connection ended before an answer; the outcome is unknown to the caller"),
  FRAME_TOO_LARGE: row(-32009, false, "a frame is larger than the limit"),
  SHUTTING_DOWN: row(-32010, true, "the service is stopping and takes no new calls"),
  NOT_FOUND: row(-32011, false, "the named thing does not exist"),
  ALREADY_EXISTS: row(-32012, false, "a thing of that name exists"),
  BUSY: row(-32013, true, "another operation holds the thing"),
  FAILED_PRECONDITION: row(-32014, false, "the thing is not in a state that allows this"),
  UNSUPPORTED: row(-32015, false, "the driver does not offer this function"),
  STORAGE_FAILED: row(-32016, true, "the state database could not be read or written"),
  CONFIG_INVALID: row(-32017, false, "the configuration has errors"),
  LOAD_FAILED: row(-32018, false, "an object could not be loaded by path"),
  START_FAILED: row(-32019, false, "a service could not start; the reason names the step"),
  NOT_READY: row(-32020, true, "not serving yet"),
  DRIVER_FILE_NOT_FOUND: row(-32030, false, "the driver's file does not exist or cannot be read"),
  DRIVER_DIGEST_MISMATCH: row(-32031, false, "the file is not the one whose digest is pinned"),
  DRIVER_MALFORMED: row(-32032, false, "the bytes are not a WebAssembly module that can be loaded"),
  DRIVER_ABI_MISMATCH: row(-32033, false, "the driver speaks another kind or version of the ABI"),
  DRIVER_EXPORT_MISSING: row(-32034, false, "a function that the kind requires is not exported"),
  DRIVER_IMPORT_REFUSED: row(-32035, false, "the driver imports what no host function offers"),
  DRIVER_GRANT_MISSING: row(-32036, false, "the driver needs a permission that was not granted"),
  DRIVER_START_TRAP: row(-32037, false, "the driver trapped while it was instantiated"),
  DRIVER_START_TIMEOUT: row(-32038, true, "the driver did not finish instantiating in time"),
  DRIVER_TRAP: row(-32039, true, "the driver trapped; it has a fresh instance"),
  DRIVER_TIMEOUT: row(-32040, true, "the driver did not answer in time; it has a fresh instance"),
  DRIVER_MEMORY_EXCEEDED: row(-32041, true, "the driver needed more memory than its limit; it has a fresh instance"),
  DRIVER_OUTPUT_TOO_LARGE: row(-32042, false, "the driver's answer is larger than the limit"),
  DRIVER_BAD_ANSWER: row(-32043, false, "the driver's answer does not fit the contract"),
  DRIVER_FAILED: row(-32044, false, "the driver answered with a status that is an error"),
  DRIVER_UNAVAILABLE: row(-32045, true, "the driver is not serving"),
  DRIVER_OUT_OF_FUEL: row(-32047, false, "the driver used up the fuel of one call; it has a fresh instance"),
  DRIVER_MANIFEST_INVALID: row(-32046, false, "the driver's manifest is missing or does not fit"),
  DRIVER_NOT_CONFORMING: row(
    -32048,
    false,
    "the driver was not shown to keep its kind's promises, or was shown not to",
  ),
} as const satisfies Record<string, ErrorRow>;

export type ErrorCode = keyof typeof ERRORS;

export interface HostErrorOptions {
  /** Facts a program can use, JSON only; never a path of the host, a stack or guest text in a key. */
  readonly data?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
  /** Overrides the table's word, for an error that came from another peer. */
  readonly retryable?: boolean;
}

/** The one error class that crosses rooms and, as code, message, data and `retryable`, the wire. */
export class HostError extends Error {
  readonly code: ErrorCode;
  readonly retryable: boolean;
  readonly data: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, options: HostErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "HostError";
    this.code = code;
    this.retryable = options.retryable ?? ERRORS[code].retryable;
    this.data = options.data ?? {};
  }

  get rpcCode(): number {
    return ERRORS[this.code].rpcCode;
  }
}

/** True for an error of ours, optionally of one code. */
export function isHostError(error: unknown, code?: ErrorCode): error is HostError {
  return error instanceof HostError && (code === undefined || error.code === code);
}

/** Any thrown value as one line for a log or an answer to the host's own user. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The word of `words` that `wanted` was probably meant to be, for the "did you mean" of a message; undefined if none is near. */
export function nearestWord(wanted: string, words: Iterable<string>): string | undefined {
  if (wanted === "") return undefined;
  const limit = Math.max(1, Math.floor(wanted.length / 3));
  let best: { readonly word: string; readonly distance: number } | undefined;
  for (const word of words) {
    if (Math.abs(word.length - wanted.length) > limit && !word.startsWith(wanted)) continue;
    const distance = word.startsWith(wanted) ? 0 : editDistance(wanted.toLowerCase(), word.toLowerCase());
    if (distance <= limit && distance < (best?.distance ?? Number.POSITIVE_INFINITY)) best = { word, distance };
  }
  return best?.word;
}

function editDistance(from: string, to: string): number {
  let above = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const line = [row];
    for (let column = 1; column <= to.length; column++) {
      const swap = (above[column - 1] ?? 0) + (from[row - 1] === to[column - 1] ? 0 : 1);
      line.push(Math.min(swap, (above[column] ?? 0) + 1, (line[column - 1] ?? 0) + 1));
    }
    above = line;
  }
  return above[to.length] ?? 0;
}

// A driver's own answer is told apart from an accident by shape; re-exported here so that domains need no value of the sdk.
export { DriverStatusError, isDriverStatus, retryAfterMsOf } from "@holdfast/sdk/status";

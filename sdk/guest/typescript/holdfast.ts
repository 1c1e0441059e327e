// What a driver in TypeScript needs: failures with a status, the log, the configuration, and what the generated bindings stand on.

/** Why a call did not do what it was asked for; a closed list. */
export type FailureStatus =
  | "invalid_argument"
  | "not_found"
  | "already_exists"
  | "not_ready"
  | "unsupported"
  | "permission_denied"
  | "resource_exhausted"
  | "busy"
  | "failed";

/**
 * Thrown by a driver to answer a status other than ok; it must be one that the contract lists for the function. A refusal of the
 * host is thrown as one too, so what you do not catch becomes your answer. Any other error is the driver's mistake: the call fails.
 */
export class DriverFailure extends Error {
  readonly status: FailureStatus;
  /** Facts for programs, in wire names: `{ retry_after_ms: 1500 }` says when coming back may help. */
  readonly details: Readonly<Record<string, unknown>> | undefined;

  /** `message` says what to do next. */
  constructor(status: FailureStatus, message: string, details?: Readonly<Record<string, unknown>>) {
    super(message);
    this.name = "DriverFailure";
    this.status = status;
    this.details = details;
  }
}

/** True for a failure of this driver's and for a refusal of the host. */
export function isFailure(error: unknown, status?: FailureStatus): error is DriverFailure {
  if (!(error instanceof Error) || error.name !== "DriverFailure") return false;
  return status === undefined || (error as DriverFailure).status === status;
}

export type LogLevel = "trace" | "debug" | "info" | "warn" | "error";

/** Writes one line to the host's log; needs the permission `log`. A driver that never calls it does not import it. */
export function log(level: LogLevel, message: string): void {
  holdfast.log(LOG_SLOTS[level], message);
}

/** The value of a key in the driver's own configuration, undefined when it is not set; needs the permission `config`. */
export function config(key: string): string | undefined {
  return holdfast.config("holdfast:import:config_get", key);
}

/** A whole number from the configuration, or `fallback` when the key is not set or its value is no such number. */
export function configNumber(key: string, fallback: number): number {
  const text = config(key);
  return text !== undefined && /^[0-9]{1,15}$/.test(text) ? Number(text) : fallback;
}

/** The bytes of a text. A lone surrogate has none and becomes what UTF-8 does not allow. */
export function encodeUtf8(text: string): Uint8Array {
  return holdfast.encodeUtf8(text);
}

/** The text of bytes that are UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string {
  return holdfast.decodeUtf8(bytes);
}

/** Gives this instance up: the call fails, and the next one meets a fresh instance. */
export function trap(): never {
  return holdfast.trap();
}

const LOG_SLOTS: Readonly<Record<LogLevel, Slot>> = {
  trace: "holdfast:import:log_trace",
  debug: "holdfast:import:log_debug",
  info: "holdfast:import:log_info",
  warn: "holdfast:import:log_warn",
  error: "holdfast:import:log_error",
};

// What follows is for generated code.

/** A host function's name, which the build replaces by the number of the slot that imports it. */
type Slot = `holdfast:import:${string}`;

/** A type of a contract: its kind and what belongs to it; other types by their place in the list. */
export type TypeTuple = readonly [kind: string, ...details: unknown[]];

/** A function: its wire name, its name here, and the places of its input and output. */
export type FunctionTuple = readonly [wire: string, name: string, input: number | null, output: number | null];

/** What the engine offers. */
interface Engine {
  defineTypes(list: readonly TypeTuple[]): number;
  serve(
    call: (place: number, input: unknown) => unknown,
    signatures: readonly (readonly [string, number | null, number | null])[],
  ): void;
  call(slot: Slot, input: number | null, output: number | null, value: unknown): unknown;
  log(slot: Slot, message: string): void;
  config(slot: Slot, key: string): string | undefined;
  runJobs(): void;
  trap(): never;
  encodeUtf8(text: string): Uint8Array;
  decodeUtf8(bytes: Uint8Array): string;
}

declare const holdfast: Engine;

/** Answers the place of the first type. */
export function defineTypes(list: readonly TypeTuple[]): number {
  return holdfast.defineTypes(list);
}

/** Calls a host function. A refusal is thrown as a DriverFailure. */
export function callHost(slot: Slot, input: number | null, output: number | null, value?: unknown): unknown {
  return holdfast.call(slot, input, output, value);
}

/** Makes the functions that the driver has the exports of its file. */
export function serveDriver(driver: object, functions: readonly FunctionTuple[], first: number): void {
  const methods = driver as Readonly<Record<string, ((input: unknown) => unknown) | undefined>>;
  const there = functions.filter(([, name]) => typeof methods[name] === "function");
  holdfast.serve(
    (place, input) => settled(methods[(there[place] as FunctionTuple)[1]]?.call(driver, input)),
    there.map(([wire, , input, output]) => [wire, placeOf(input, first), placeOf(output, first)]),
  );
}

function placeOf(type: number | null, first: number): number | null {
  return type === null ? null : first + type;
}

/** The host's functions answer at once, so a promise that is not settled by now never will be. */
function settled(value: unknown): unknown {
  if (!(value instanceof Promise)) return value;
  let outcome: { readonly value: unknown } | { readonly error: unknown } | undefined;
  value.then(
    (result: unknown) => {
      outcome = { value: result };
    },
    (error: unknown) => {
      outcome = { error };
    },
  );
  holdfast.runJobs();
  const end = outcome as { readonly value: unknown } | { readonly error: unknown } | undefined;
  if (end === undefined) throw new Error("the driver waits for something that never happens");
  if ("error" in end) throw end.error;
  return end.value;
}

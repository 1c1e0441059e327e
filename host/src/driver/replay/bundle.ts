// A bundle: one call of a driver, with all that it asked and was answered, as one file of JSON lines that explains itself.
import { HostError, messageOf } from "../../errors.ts";
import { EXTISM_RUNTIMES, type GuestOptions, RUNTIMES, type RuntimeName } from "../runtime.ts";
import { eachLine, type Line, recordIn } from "./bundle-lines.ts";
import type { RecordedCall, RecordedFault, RecordedOutcome, TapeEntry, TapeValue } from "./tape.ts";

/** What of an instance's options a replay needs; no path and no secret of the host's. */
export type BundledOptions = Pick<
  GuestOptions,
  "memoryPagesMax" | "outputBytesMax" | "hostBytesMax" | "config" | "log" | "variablesBytesMax" | "fuelAtStart"
> & { readonly fs: readonly { readonly guest: string; readonly mode: "ro" | "rw" }[] };

export interface BundleHead {
  readonly recordedAt: string;
  readonly host: string;
  readonly driver: {
    readonly kind: string;
    readonly name: string;
    readonly version: string;
    readonly digest: string;
  };
  readonly runtime: RuntimeName;
  readonly heapMibMax: number;
  readonly timeoutMs: number;
  readonly options: BundledOptions;
  /** Names of what was granted. */
  readonly grants: readonly string[];
  /** Names of the configuration whose values were taken out. */
  readonly masked: readonly string[];
  /** Calls of the instance before this one. */
  readonly callsBefore: number;
  /** Why a replay may not get to the end; absent when all is here. */
  readonly incomplete?: string | undefined;
}

export interface Bundle {
  readonly head: BundleHead;
  readonly start: RecordedCall;
  readonly earlier: readonly RecordedCall[];
  readonly call: RecordedCall;
  readonly outcome: RecordedOutcome;
  /** The driver's file, where somebody asked for it. */
  readonly module?: Uint8Array | undefined;
}

export const BUNDLE_FORMAT = "holdfast-recording";
export const BUNDLE_VERSION = 1;
/** The largest file that is read as a bundle; a driver may be in it. */
export const BUNDLE_BYTES_MAX = 128 * 1024 * 1024;

/** Lines of JSON: the head, then each call of the instance with its questions in order, the outcome, and perhaps the driver's file. */
export function bundleText({ head, start, earlier, call, outcome, module }: Bundle): string {
  const lines: unknown[] = [{ format: BUNDLE_FORMAT, version: BUNDLE_VERSION, ...head }];
  for (const [step, one] of [["start", start], ...earlier.map((each) => ["earlier", each]), ["call", call]] as [
    string,
    RecordedCall,
  ][]) {
    const { exportName, input, fuelMax, cut, endedAfterMs, entries } = one;
    const more = { ...(fuelMax !== undefined && { fuelMax }), cut, endedAfterMs };
    lines.push({ step, export: exportName, input: shown(input), ...more });
    for (const { call: name, said, got, fault } of entries)
      lines.push({ asked: name, said: said.map(shown), got: got.map(shown), ...(fault && { fault }) });
  }
  lines.push({ outcome: "answer" in outcome ? { answer: shown(outcome.answer) } : { fault: outcome.fault } });
  if (module) lines.push({ module: Buffer.from(module).toString("base64") });
  return lines.map((line) => `${JSON.stringify(line)}\n`).join("");
}

/** Reads one back. INVALID_PARAMS that names the line, for whatever is no bundle. */
export function parseBundle(text: string): Bundle {
  let reader: BundleReader | undefined;
  let lines = 0;
  const take = (line: Line, number: number) => {
    lines = number;
    if (reader) reader.take(line);
    else reader = new BundleReader(headIn(line));
  };
  eachLine(text, take, wrong);
  try {
    if (!reader) throw new Error("it is empty");
    return (reader as BundleReader).done();
  } catch (cause) {
    throw wrong(Math.max(1, lines), cause);
  }
}

class BundleReader {
  readonly #head: BundleHead;
  readonly #calls: { step: string; call: RecordedCall; entries: TapeEntry[] }[] = [];
  #outcome: RecordedOutcome | undefined;
  #module: Uint8Array | undefined;

  constructor(head: BundleHead) {
    this.#head = head;
  }

  take(line: Line): void {
    if ("step" in line) this.#takeCall(line);
    else if ("asked" in line) this.#takeEntry(line);
    else if ("outcome" in line) this.#outcome = outcomeIn(recordIn(line["outcome"]));
    else if ("module" in line) this.#module = new Uint8Array(Buffer.from(textIn(line, "module"), "base64"));
    else throw new Error("is none of step, asked, outcome and module");
  }

  done(): Bundle {
    const [start, ...rest] = this.#calls;
    const last = rest.pop();
    if (start?.step !== "start" || last?.step !== "call" || rest.some(({ step }) => step !== "earlier"))
      throw new Error("the steps must be a start, the earlier calls and the call");
    if (this.#outcome === undefined) throw new Error("it ends before the outcome");
    return {
      ...{ head: this.#head, start: start.call, earlier: rest.map(({ call }) => call), call: last.call },
      ...{ outcome: this.#outcome, module: this.#module },
    };
  }

  #takeCall(line: Line): void {
    const input = valueIn(line["input"]);
    const fuelMax = line["fuelMax"] === undefined ? undefined : numberIn(line, "fuelMax");
    const entries: TapeEntry[] = [];
    if (!(input instanceof Uint8Array)) throw new Error("`input` must be bytes");
    const ended = line["endedAfterMs"] !== undefined && { endedAfterMs: numberIn(line, "endedAfterMs") };
    const cut = line["cut"] === true;
    const call = { exportName: textIn(line, "export"), input, fuelMax, cut, ...ended, entries };
    this.#calls.push({ step: textIn(line, "step"), call, entries });
  }

  #takeEntry(line: Line): void {
    const present = this.#calls.at(-1);
    if (!present) throw new Error("a question before the first step");
    const fault = line["fault"] === undefined ? undefined : faultOf(recordIn(line["fault"]));
    present.entries.push({
      ...{ call: textIn(line, "asked"), said: valuesIn(line, "said"), got: valuesIn(line, "got") },
      ...(fault && { fault }),
    });
  }
}

function headIn(line: Line): BundleHead {
  if (line["format"] !== BUNDLE_FORMAT) throw new Error(`it is no bundle: its first line has no "format"`);
  if (line["version"] !== BUNDLE_VERSION)
    throw new Error(`it has version ${JSON.stringify(line["version"])}, this host reads ${BUNDLE_VERSION}`);
  const driver = recordIn(line["driver"]);
  const options = recordIn(line["options"]);
  const runtime = RUNTIMES.find((name) => name === line["runtime"]);
  if (runtime === undefined)
    throw new Error(`\`runtime\` is none of ${[...EXTISM_RUNTIMES, "assemblyscript"].join(", ")}`);
  return {
    recordedAt: textIn(line, "recordedAt"),
    host: textIn(line, "host"),
    driver: {
      ...{ kind: textIn(driver, "kind"), name: textIn(driver, "name") },
      ...{ version: textIn(driver, "version"), digest: textIn(driver, "digest") },
    },
    runtime,
    ...{ heapMibMax: numberIn(line, "heapMibMax"), timeoutMs: numberIn(line, "timeoutMs") },
    options: optionsIn(options),
    ...{ grants: textsIn(line, "grants"), masked: textsIn(line, "masked"), callsBefore: numberIn(line, "callsBefore") },
    ...(line["incomplete"] === undefined ? {} : { incomplete: textIn(line, "incomplete") }),
  };
}

function optionsIn(options: Line): BundledOptions {
  const fs = options["fs"];
  if (!Array.isArray(fs)) throw new Error("`fs` must be a list");
  const optional = (name: "variablesBytesMax" | "fuelAtStart") =>
    options[name] === undefined ? {} : { [name]: numberIn(options, name) };
  const config = options["config"] === null ? null : recordIn(options["config"]);
  return {
    ...{ memoryPagesMax: numberIn(options, "memoryPagesMax"), outputBytesMax: numberIn(options, "outputBytesMax") },
    ...{ hostBytesMax: numberIn(options, "hostBytesMax"), log: options["log"] === true },
    config: config && Object.fromEntries(Object.keys(config).map((name) => [name, textIn(config, name)])),
    fs: fs.map((one: unknown) => {
      const grant = recordIn(one);
      return { guest: textIn(grant, "guest"), mode: grant["mode"] === "rw" ? ("rw" as const) : ("ro" as const) };
    }),
    ...optional("variablesBytesMax"),
    ...optional("fuelAtStart"),
  };
}

function outcomeIn(line: Line): RecordedOutcome {
  if (line["fault"] !== undefined) return { fault: faultOf(recordIn(line["fault"])) };
  const answer = valueIn(line["answer"]);
  if (!(answer instanceof Uint8Array)) throw new Error("the outcome is neither an answer nor a fault");
  return { answer };
}

function faultOf(line: Line): RecordedFault {
  return { code: textIn(line, "code"), message: textIn(line, "message") };
}

/** Text stays text where its bytes are UTF-8, so that a bundle can be read; other bytes are base64, integers of 64 bits are decimal. */
function shown(value: TapeValue): unknown {
  if (typeof value === "bigint") return { integer: value.toString() };
  if (!(value instanceof Uint8Array)) return value;
  const text = Buffer.from(value).toString("utf8");
  return Buffer.from(text, "utf8").equals(value) ? { text } : { base64: Buffer.from(value).toString("base64") };
}

function valueIn(value: unknown): TapeValue {
  if (value === null || typeof value === "string" || typeof value === "number") return value;
  const record = recordIn(value);
  if (typeof record["text"] === "string") return new Uint8Array(Buffer.from(record["text"], "utf8"));
  if (typeof record["base64"] === "string") return new Uint8Array(Buffer.from(record["base64"], "base64"));
  if (typeof record["integer"] === "string" && /^\d{1,20}$/.test(record["integer"])) return BigInt(record["integer"]);
  throw new Error("a value is none of text, base64 and integer");
}

function valuesIn(line: Line, key: string): TapeValue[] {
  const values = line[key];
  if (!Array.isArray(values)) throw new Error(`\`${key}\` must be a list`);
  return values.map(valueIn);
}

function textIn(line: Line, key: string): string {
  const value = line[key];
  if (typeof value !== "string") throw new Error(`\`${key}\` must be text`);
  return value;
}

function textsIn(line: Line, key: string): string[] {
  const value = line[key];
  if (!Array.isArray(value) || value.some((one) => typeof one !== "string"))
    throw new Error(`\`${key}\` must be texts`);
  return value as string[];
}

function numberIn(line: Line, key: string): number {
  const value = line[key];
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0)
    throw new Error(`\`${key}\` must be a whole number`);
  return value;
}

function wrong(line: number, cause: unknown): HostError {
  const message = `this is no recording that can be replayed, line ${line}: ${messageOf(cause)}`;
  return new HostError("INVALID_PARAMS", message, { data: { line }, cause });
}

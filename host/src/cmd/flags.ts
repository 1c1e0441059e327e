// Flags of the command line made from a method's schema: their words, units, choices and help, and the params that they stand for.
import { Option } from "commander";
import { parseBytes, parseDurationMs } from "../conf/units.ts";
import { HostError } from "../errors.ts";

/** The params of one method, as JSON Schema tells of them. */
export interface ParamSchema {
  readonly name: string;
  readonly required: boolean;
  readonly schema: Readonly<Record<string, unknown>>;
}

/** One flag, and how what is written behind it becomes params. */
export interface Flag {
  readonly option: Option;
  /** As commander keeps it. */
  readonly key: string;
  params(given: unknown): Readonly<Record<string, unknown>>;
}

/** The params of an object's schema. */
export function paramsOf(schema: Readonly<Record<string, unknown>>): readonly ParamSchema[] {
  const { properties = {}, required } = schema as {
    readonly properties?: Readonly<Record<string, ParamSchema["schema"]>>;
    readonly required?: readonly string[];
  };
  const mandatory = new Set(required);
  return Object.entries(properties).map(([name, own]) => ({ name, required: mandatory.has(name), schema: own }));
}

/**
 * Flags for params. A unit at the end of a name is read with the value: `sizeBytes` is `--size 2GiB`, `leaseMs` is `--lease 12h`; `poolFirst`
 * and `poolLast` are `--pool FIRST-LAST`. `words` renames: `{ driver: "to" }`.
 */
export function flagsOf(params: readonly ParamSchema[], words: Readonly<Record<string, string>> = {}): readonly Flag[] {
  const names = new Set(params.map(({ name }) => name));
  const isLast = (name: string) => name.endsWith("Last") && names.has(name.replace(/Last$/, "First"));
  const hasLast = (name: string) => name.endsWith("First") && names.has(name.replace(/First$/, "Last"));
  return params
    .filter(({ name }) => !isLast(name))
    .map((param) => (hasLast(param.name) ? rangeFlag(param, words) : singleFlag(param, words)));
}

/** The params that the given options stand for. */
export function paramsFrom(flags: readonly Flag[], options: Readonly<Record<string, unknown>>) {
  const given = flags.filter(({ key }) => options[key] !== undefined);
  return Object.assign({}, ...given.map(({ key, params }) => params(options[key]))) as Record<string, unknown>;
}

/** Reads one value as its param wants it. Throws INVALID_PARAMS. */
export function readValue({ name, schema }: ParamSchema, text: string): unknown {
  const type = typeOf(schema);
  if (type === "string") return text;
  if (type === "integer" || type === "number") return numberOf(name, text);
  if (type === "boolean" && (text === "true" || text === "false")) return text === "true";
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new HostError("INVALID_PARAMS", `${quoted(text)} is no JSON, which ${name} takes`, { cause });
  }
}

function singleFlag(param: ParamSchema, words: Readonly<Record<string, string>>): Flag {
  const { name, required, schema } = param;
  const word = words[name] ?? kebab(name.replace(/(?<=.)(Bytes|Ms)$/, ""));
  const items = typeOf(schema) === "array" ? (schema["items"] as ParamSchema["schema"] | undefined) : undefined;
  const isFlag = typeOf(schema) === "boolean";
  const option = new Option(
    `--${word}${isFlag ? "" : ` <${labelOf(name, word, schema)}${items ? "..." : ""}>`}`,
    help(schema),
  );
  const choices = (items ?? schema)["enum"];
  if (Array.isArray(choices)) option.choices(choices.map(String));
  option.makeOptionMandatory(required && !isFlag);
  const one = (text: string) => readValue({ name, required, schema: items ?? schema }, text);
  const value = (given: unknown) =>
    isFlag ? given : Array.isArray(given) ? given.map((text) => one(String(text))) : one(String(given));
  return { option, key: option.attributeName(), params: (given) => ({ [name]: value(given) }) };
}

/** Two params in one flag; the last is the first's when only one is written. */
function rangeFlag(param: ParamSchema, words: Readonly<Record<string, string>>): Flag {
  const { name, required, schema } = param;
  const stem = name.replace(/First$/, "");
  const option = new Option(`--${words[name] ?? kebab(stem)} <first-last>`, help(schema));
  option.makeOptionMandatory(required);
  const read = (given: unknown) => {
    const [first = "", last, ...rest] = String(given).split("-");
    if (first === "" || last === "" || rest.length > 0)
      throw new HostError("INVALID_PARAMS", `${quoted(String(given))} is no range; write FIRST-LAST`);
    const own = { [name]: readValue(param, first) };
    return last === undefined ? own : { ...own, [`${stem}Last`]: readValue(param, last) };
  };
  return { option, key: option.attributeName(), params: read };
}

function numberOf(name: string, text: string): number {
  if (name.endsWith("Bytes"))
    return orRefuse(parseBytes(text), `${quoted(text)} is not a size; write 2GiB, 512MiB or 1000000B`);
  if (name.endsWith("Ms")) return orRefuse(parseDurationMs(text), `${quoted(text)} is no time; write 30s, 5min or 12h`);
  const number = text.trim() === "" ? Number.NaN : Number(text);
  return orRefuse(Number.isNaN(number) ? undefined : number, `${quoted(text)} is no number, which ${name} takes`);
}

function orRefuse(value: number | undefined, message: string): number {
  if (value === undefined) throw new HostError("INVALID_PARAMS", message);
  return value;
}

function labelOf(name: string, word: string, schema: ParamSchema["schema"]): string {
  if (name.endsWith("Bytes")) return "size";
  if (name.endsWith("Ms")) return "time";
  const type = typeOf(schema);
  if (type === "integer" || type === "number") return "number";
  return type === "string" || type === "array" ? (word.split("-").at(-1) ?? word) : "json";
}

function help(schema: ParamSchema["schema"]): string {
  const { description = "", default: otherwise } = schema as {
    readonly description?: string;
    readonly default?: unknown;
  };
  return otherwise === undefined ? description : `${description} (default: ${JSON.stringify(otherwise)})`;
}

/** The type of a schema, also of one that may be null or is one of several of the same type. */
function typeOf(schema: ParamSchema["schema"]): unknown {
  const { type, enum: choices, anyOf } = schema as Readonly<Record<string, unknown>>;
  if (Array.isArray(type)) return type.find((one) => one !== "null");
  if (type !== undefined) return type;
  if (Array.isArray(choices)) return typeof choices[0];
  const first = Array.isArray(anyOf) ? anyOf[0] : undefined;
  return first === undefined ? undefined : typeOf(first as ParamSchema["schema"]);
}

function kebab(name: string): string {
  return name.replace(/[A-Z_]/g, (sign) => (sign === "_" ? "-" : `-${sign.toLowerCase()}`));
}

function quoted(text: string): string {
  return JSON.stringify(text.slice(0, 80));
}

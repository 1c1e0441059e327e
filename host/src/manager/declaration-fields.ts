// The rules for each field of a method's or a task's declaration, so that a misspelt or impossible one is refused by name.
import { ERRORS, nearestWord } from "../errors.ts";
import type { PeriodicTask, RpcMethod } from "./manager.ts";

/** What is wrong with one exposed method; `version` is the manager's. */
export function checkRpcMethod(name: string, entry: RpcMethod, version: string): readonly string[] {
  const complaints = checkFields(entry, RPC_FIELDS);
  if (!METHOD_NAME.test(name)) complaints.push(": a name is a letter, then up to 63 letters, digits or _");
  for (const field of ["access", "summary"] as const) {
    if (entry[field] === undefined) complaints.push(`.${field} is missing`);
  }
  if (typeof entry.since === "string" && isNewer(entry.since, version)) {
    complaints.push(`.since ${entry.since} is newer than the manager's version ${version}`);
  }
  return complaints.map((complaint) => `rpc.${name}${complaint}`);
}

/** What is wrong with one periodic task. */
export function checkPeriodicTask(name: string, entry: PeriodicTask): readonly string[] {
  const complaints = checkFields(entry, PERIODIC_FIELDS);
  if (entry.spacingMs === undefined)
    complaints.push(".spacingMs is missing: say how often it repeats, in milliseconds");
  if (entry.runsMax !== undefined && (entry.overlap ?? "skip") === "skip") {
    complaints.push(".runsMax means nothing with overlap skip; say queue or parallel");
  }
  return complaints.map((complaint) => `periodic.${name}${complaint}`);
}

const METHOD_NAME = /^[A-Za-z][A-Za-z0-9_]{0,63}$/;
const VERSION = /^\d{1,6}\.\d{1,6}$/;
// Beyond this a timer of Node fires at once instead of waiting.
const SPACING_MS_MAX = 2_147_483_647;

/** Says what a good value is, or nothing when this one is good. */
type Rule = (value: unknown) => string | undefined;

const is = (good: (value: unknown) => boolean, wanted: string): Rule => {
  return (value) => (good(value) ? undefined : wanted);
};
const text = is((value) => typeof value === "string" && value.length > 0, "a text");
const flag = is((value) => typeof value === "boolean", "true or false");
const milliseconds = is(
  (value) => typeof value === "number" && value > 0 && value <= SPACING_MS_MAX,
  "milliseconds above 0 (to switch a task off, say enabled: false)",
);
const oneOf = (...words: readonly unknown[]): Rule =>
  is((value) => words.includes(value), `one of ${words.join(", ")}`);

// `satisfies` ties the tables to the interfaces: a field that is added there and forgotten here does not compile.
const RPC_FIELDS = {
  params: is(isSchema, "a schema with safeParse()"),
  result: () => undefined,
  access: oneOf("read", "operate", "admin"),
  since: is((value) => typeof value === "string" && VERSION.test(value), 'a version like "1.2"'),
  method: text,
  summary: text,
  whileDraining: flag,
  streams: flag,
  errors: is(isListOfCodes, "a list of error codes"),
  codec: is(isCodec, "a name with the functions write() and read()"),
} satisfies Record<keyof RpcMethod, Rule>;

const PERIODIC_FIELDS = {
  spacingMs: milliseconds,
  jitter: is((value) => typeof value === "number" && value >= 0 && value <= 1, "a fraction from 0 to 1"),
  timeoutMs: milliseconds,
  runImmediately: flag,
  enabled: flag,
  overlap: oneOf("skip", "queue", "parallel"),
  runsMax: is(
    (value) => Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 1000,
    "a whole number from 1 to 1000",
  ),
  backOffMsMax: milliseconds,
  leaderOnly: flag,
  group: text,
  tags: is(
    (value) => Array.isArray(value) && value.length > 0 && value.every((tag) => typeof tag === "string" && tag !== ""),
    "a list of texts",
  ),
  method: text,
} satisfies Record<keyof PeriodicTask, Rule>;

function checkFields(entry: object, rules: Readonly<Record<string, Rule>>): string[] {
  const complaints: string[] = [];
  for (const [field, value] of Object.entries(entry)) {
    const rule = Object.hasOwn(rules, field) ? rules[field] : undefined;
    if (!rule) {
      const meant = nearestWord(field, Object.keys(rules));
      complaints.push(
        `.${field} is not known${meant ? `; did you mean ${meant}?` : ` (known: ${Object.keys(rules).join(", ")})`}`,
      );
      continue;
    }
    const wanted = value === undefined ? undefined : rule(value);
    if (wanted) complaints.push(`.${field} must be ${wanted}, not ${shown(value)}`);
  }
  return complaints;
}

function isCodec(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const { name, write, read } = value as Readonly<Record<string, unknown>>;
  return typeof name === "string" && typeof write === "function" && typeof read === "function";
}

function isListOfCodes(value: unknown): boolean {
  return Array.isArray(value) && value.every((code) => typeof code === "string" && Object.hasOwn(ERRORS, code));
}

function isSchema(value: unknown): boolean {
  return (
    typeof value === "object" && value !== null && typeof (value as { safeParse?: unknown }).safeParse === "function"
  );
}

function shown(value: unknown): string {
  return typeof value === "string"
    ? JSON.stringify(value.slice(0, 40))
    : typeof value === "object"
      ? "an object"
      : String(value);
}

function isNewer(left: string, right: string): boolean {
  const [leftMajor = 0, leftMinor = 0] = left.split(".").map(Number);
  const [rightMajor = 0, rightMinor = 0] = right.split(".").map(Number);
  return leftMajor !== rightMajor || leftMinor > rightMinor;
}

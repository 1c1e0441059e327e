// What changed between two OpenRPC documents of a bus, and which changes break callers that were written for the older.
import { HostError } from "../errors.ts";
import type { JsonSchema } from "./openrpc.ts";
import { narrowings } from "./schema-narrowing.ts";

/** One change. What `breaks` callers needs a new major version; what only `adds` needs a new minor one. */
export interface DocumentChange {
  readonly method: string;
  readonly kind: "breaks" | "adds";
  readonly what: string;
}

export interface DocumentDiff {
  readonly changes: readonly DocumentChange[];
  /** Methods that break callers although their major version is the same, or that are gone. */
  readonly broken: readonly string[];
}

const ACCESS = ["read", "operate", "admin"];

/** Throws INVALID_PARAMS for what is no OpenRPC document. */
export function compareDocuments(older: unknown, newer: unknown): DocumentDiff {
  const before = methodsOf(older, "the older");
  const after = methodsOf(newer, "the newer");
  const changes: DocumentChange[] = [];
  const broken = new Set<string>();
  for (const [name, method] of before) {
    const next = after.get(name);
    const found = next ? compareMethods(method, next) : [{ kind: "breaks" as const, what: "is gone" }];
    changes.push(...found.map((change) => ({ method: name, ...change })));
    const isExcused = next !== undefined && majorOf(next) > majorOf(method);
    if (!isExcused && found.some(({ kind }) => kind === "breaks")) broken.add(name);
  }
  for (const name of after.keys()) if (!before.has(name)) changes.push({ method: name, kind: "adds", what: "is new" });
  return { changes, broken: [...broken] };
}

type Change = Omit<DocumentChange, "method">;
const breaks = (what: string): Change => ({ kind: "breaks", what });
const adds = (what: string): Change => ({ kind: "adds", what });

function compareMethods(older: JsonSchema, newer: JsonSchema): readonly Change[] {
  const [params, nextParams] = [paramsOf(older), paramsOf(newer)];
  // The server must accept what callers send, and callers must be able to read what it answers.
  const refused = narrowings(params, nextParams, { ignoresMore: false });
  const unread = narrowings(resultOf(newer), resultOf(older), { ignoresMore: true });
  const more = Object.keys(nextParams.properties).filter((name) => !(name in params.properties));
  const isFree = (name: string) => !nextParams.required.includes(name);
  return [
    ...refused.map(({ path, what }) => breaks(`params, ${path}: ${what}`)),
    ...unread.map(({ path, what }) => breaks(`result, ${path}: as callers know it, ${reversed(what)}`)),
    ...more.filter(isFree).map((name) => adds(`params, ${name}: is new, and optional`)),
    ...compareRest(older, newer),
  ];
}

function compareRest(older: JsonSchema, newer: JsonSchema): readonly Change[] {
  const [access, next] = [older["x-access"], newer["x-access"]].map((word) => ACCESS.indexOf(String(word)));
  const changes: Change[] = [];
  if (access !== next)
    changes.push(
      (next ?? 0) > (access ?? 0)
        ? breaks(`needs the access ${newer["x-access"]}, was ${older["x-access"]}`)
        : adds(`needs the access ${newer["x-access"]} only`),
    );
  if ((older["x-streams"] === true) !== (newer["x-streams"] === true))
    changes.push(breaks(newer["x-streams"] === true ? "streams, did not" : "streams no longer"));
  if (older["x-namespace"] !== newer["x-namespace"]) changes.push(breaks("stands in another namespace"));
  if (older["x-codec"] !== undefined && older["x-codec"] !== newer["x-codec"])
    changes.push(breaks(`no longer speaks the codec ${older["x-codec"]}`));
  const known = codesOf(older);
  const listed = codesOf(newer);
  if (known && !listed) changes.push(breaks("says no longer which errors it answers"));
  const extra = known && listed ? listed.filter((code) => !known.includes(code)) : [];
  return [...changes, ...extra.map((code) => adds(`may answer the error ${code}`))];
}

// The sentences are written for who accepts; for a result who accepts is the older reader.
function reversed(what: string): string {
  return what
    .replace(/^is required, was optional$/, "was always there, now it may be missing")
    .replace(/^is required, and is new$/, "was always there, now it is gone");
}

function paramsOf({ params }: JsonSchema): {
  type: string;
  properties: JsonSchema;
  required: readonly string[];
  additionalProperties: boolean;
} {
  const listed = (Array.isArray(params) ? params : []).filter(isObject);
  return {
    type: "object",
    properties: Object.fromEntries(listed.map(({ name, schema }) => [String(name), schema])),
    required: listed.filter(({ required }) => required === true).map(({ name }) => String(name)),
    additionalProperties: false,
  };
}

function resultOf({ result }: JsonSchema): unknown {
  return isObject(result) ? result["schema"] : undefined;
}

function codesOf({ errors }: JsonSchema): readonly string[] | undefined {
  if (!Array.isArray(errors)) return undefined;
  return errors.map((one) => (isObject(one) && isObject(one["data"]) ? String(one["data"]["code"]) : ""));
}

// What two majors share is told under the older one: the newest counts as what is offered.
function majorOf(method: JsonSchema): number {
  return Number.parseInt(String(method["x-version"] ?? "0"), 10) || 0;
}

function methodsOf(document: unknown, which: string): ReadonlyMap<string, JsonSchema> {
  const listed = isObject(document) ? document["methods"] : undefined;
  if (!Array.isArray(listed))
    throw new HostError("INVALID_PARAMS", `${which} is no OpenRPC document: it has no methods`);
  return new Map(listed.filter(isObject).map((method) => [String(method["name"]), method]));
}

function isObject(value: unknown): value is JsonSchema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

// Where one JSON Schema accepts less than another: what breaks whoever wrote, or reads, by the other.
import type { JsonSchema } from "./openrpc.ts";

/** A place in a schema, as a path, and what is narrower there. */
export interface Narrowing {
  readonly path: string;
  readonly what: string;
}

export interface NarrowingOptions {
  /** Readers pass over members that they do not know, so a value may have more of them. */
  readonly ignoresMore: boolean;
}

/** Every place where `to` refuses what `from` accepts. What neither side says is not judged; what cannot be compared counts as narrower. */
export function narrowings(from: unknown, to: unknown, options: NarrowingOptions, path = ""): readonly Narrowing[] {
  if (JSON.stringify(from) === JSON.stringify(to) || acceptsAll(to)) return [];
  const at = (what: string): Narrowing => ({ path: path === "" ? "the whole" : path, what });
  if (!isObject(to)) return [at("nothing fits any more")];
  if (!isObject(from) || acceptsAll(from)) return [at("anything was accepted, now it must fit a schema")];
  return alternatives(from).flatMap((one) => {
    const tries = alternatives(to).map((other) => compare(one, other, options, path));
    if (tries.some((found) => found.length === 0)) return [];
    return tries.length === 1 ? (tries[0] ?? []) : [at(`${typeText(one)} is none of what is accepted`)];
  });
}

function compare(from: JsonSchema, to: JsonSchema, options: NarrowingOptions, path: string): readonly Narrowing[] {
  const at = (what: string): Narrowing => ({ path: path === "" ? "the whole" : path, what });
  const types = typesOf(to);
  const refused = typesOf(from).filter(
    (type) => types.length > 0 && !types.includes(type) && !(type === "integer" && types.includes("number")),
  );
  if (refused.length > 0 || (types.length > 0 && typesOf(from).length === 0 && valuesOf(from) === undefined))
    return [at(`${typeText(from)} was accepted, now ${typeText(to)}`)];
  return [
    ...valueNarrowings(from, to).map(at),
    ...boundNarrowings(from, to).map(at),
    ...memberNarrowings(from, to, options, path),
    ...("items" in to ? narrowings(from["items"] ?? {}, to["items"], options, `${path}[]`) : []),
  ];
}

function valueNarrowings(from: JsonSchema, to: JsonSchema): readonly string[] {
  const allowed = valuesOf(to);
  if (!allowed) return [];
  const given = valuesOf(from);
  if (!given) return [`any value was accepted, now only ${allowed.join(", ")}`];
  const gone = given.filter((value) => !allowed.includes(value));
  return gone.length === 0 ? [] : [`no longer ${gone.join(", ")}`];
}

const LOWER = ["minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"];
const UPPER = ["maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"];
const SAME = ["pattern", "format", "multipleOf", "propertyNames", "not"];

function boundNarrowings(from: JsonSchema, to: JsonSchema): readonly string[] {
  const isNarrower = (name: string, sign: 1 | -1) => {
    const bound = to[name];
    const former = from[name];
    return typeof bound === "number" && !(typeof former === "number" && sign * former >= sign * bound);
  };
  const bounds = [...LOWER.filter((name) => isNarrower(name, 1)), ...UPPER.filter((name) => isNarrower(name, -1))];
  const others = SAME.filter((name) => name in to && JSON.stringify(from[name]) !== JSON.stringify(to[name]));
  return [...bounds, ...others].map(
    (name) => `${name} is ${JSON.stringify(to[name])}, was ${JSON.stringify(from[name]) ?? "not there"}`,
  );
}

function memberNarrowings(
  from: JsonSchema,
  to: JsonSchema,
  options: NarrowingOptions,
  path: string,
): readonly Narrowing[] {
  const former = membersOf(from);
  const members = membersOf(to);
  const before = requiredOf(from);
  const place = (name: string) => (path === "" ? name : `${path}.${name}`);
  const missing = requiredOf(to).filter((name) => !before.includes(name));
  const isClosed = to["additionalProperties"] === false && !options.ignoresMore;
  return [
    ...missing.map((name) => ({
      path: place(name),
      what: name in former ? "is required, was optional" : "is required, and is new",
    })),
    ...Object.keys(former).flatMap((name) => {
      if (name in members) return narrowings(former[name], members[name], options, place(name));
      return isClosed ? [{ path: place(name), what: "is refused, was accepted" }] : [];
    }),
    ...(isClosed &&
    from["additionalProperties"] !== false &&
    Object.keys(members).length + Object.keys(former).length > 0
      ? [{ path: place("*"), what: "other members are refused, were accepted" }]
      : []),
  ];
}

// A schema without alternatives is its only one.
function alternatives(schema: JsonSchema): readonly JsonSchema[] {
  const listed = schema["anyOf"] ?? schema["oneOf"];
  return Array.isArray(listed) ? listed.filter(isObject).flatMap(alternatives) : [schema];
}

function valuesOf(schema: JsonSchema): readonly string[] | undefined {
  if ("const" in schema) return [JSON.stringify(schema["const"])];
  const { enum: listed } = schema;
  return Array.isArray(listed) ? listed.map((value) => JSON.stringify(value)) : undefined;
}

function typesOf({ type }: JsonSchema): readonly string[] {
  return (Array.isArray(type) ? type : [type]).filter((one) => typeof one === "string");
}

function typeText(schema: JsonSchema): string {
  return typesOf(schema).join(" or ") || valuesOf(schema)?.join(" or ") || "a value";
}

function membersOf({ properties }: JsonSchema): JsonSchema {
  return isObject(properties) ? properties : {};
}

function requiredOf({ required }: JsonSchema): readonly string[] {
  return Array.isArray(required) ? required.filter((name) => typeof name === "string") : [];
}

function acceptsAll(schema: unknown): boolean {
  return schema === undefined || schema === true || (isObject(schema) && Object.keys(schema).length === 0);
}

function isObject(value: unknown): value is JsonSchema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

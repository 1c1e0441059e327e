// What JSON Schema says of a value, written as a TypeScript type. The schemas come from a bus: data from outside, bounded and never trusted.
import type { JsonSchema } from "./openrpc.ts";

const DEPTH_MAX = 24;
const IDENTIFIER = /^[A-Za-z_$][A-Za-z0-9_$]*$/;

/** The type of a schema; `unknown` for what it does not say, or says in words that have no type. */
export function typeOf(schema: unknown, depth = 0): string {
  if (schema === false) return "never";
  if (!isSchema(schema) || depth > DEPTH_MAX) return "unknown";
  const { const: fixed, enum: values, anyOf, oneOf, allOf, type } = schema;
  if (fixed !== undefined) return literal(fixed);
  if (Array.isArray(values)) return joined(values.map(literal), " | ");
  const several = [anyOf, oneOf].find(Array.isArray);
  if (several)
    return joined(
      several.map((one) => typeOf(one, depth + 1)),
      " | ",
    );
  if (Array.isArray(allOf))
    return joined(
      allOf.map((one) => typeOf(one, depth + 1)),
      " & ",
    );
  if (Array.isArray(type))
    return joined(
      type.map((one) => typeOf({ ...schema, type: one }, depth + 1)),
      " | ",
    );
  return plainType(schema, depth);
}

/** A property's name as it stands in a type. */
export function propertyName(name: string): string {
  return IDENTIFIER.test(name) ? name : JSON.stringify(name);
}

function plainType(schema: JsonSchema, depth: number): string {
  const { type } = schema;
  if (type === "integer" || type === "number") return "number";
  if (type === "string" || type === "boolean" || type === "null") return type;
  if (type === "array") return arrayType(schema, depth);
  return type === "object" ? objectType(schema, depth) : "unknown";
}

function arrayType({ items, prefixItems }: JsonSchema, depth: number): string {
  const places = [prefixItems, items].find(Array.isArray);
  if (places) return `readonly [${places.map((one) => typeOf(one, depth + 1)).join(", ")}]`;
  return `readonly (${typeOf(items, depth + 1)})[]`;
}

function objectType({ properties, required, additionalProperties }: JsonSchema, depth: number): string {
  const mandatory: readonly unknown[] = Array.isArray(required) ? required : [];
  const fields = Object.entries(isSchema(properties) ? properties : {}).map(([name, schema]) => {
    return `readonly ${propertyName(name)}${mandatory.includes(name) ? "" : "?"}: ${typeOf(schema, depth + 1)}`;
  });
  const rest = additionalProperties === undefined ? true : additionalProperties;
  // Beside named fields an index would have to fit all of them; what else there may be is left unsaid.
  if (fields.length > 0) return `{ ${fields.join("; ")} }`;
  if (rest === false) return "Record<string, never>";
  return `Readonly<Record<string, ${typeOf(rest, depth + 1)}>>`;
}

function literal(value: unknown): string {
  const isPlain = value === null || ["string", "number", "boolean"].includes(typeof value);
  return isPlain ? JSON.stringify(value) : "unknown";
}

function joined(types: readonly string[], by: " | " | " & "): string {
  const different = [...new Set(types)];
  if (different.length === 0) return "never";
  return different.length === 1 ? String(different[0]) : `(${different.join(by)})`;
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

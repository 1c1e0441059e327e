// Looks into the schema by path, so that sources know what a key can be and messages can name the one that was meant.
import type { z } from "zod";

type Schema = z.core.$ZodType;

/** Names of the keys below a schema; undefined when any name will do, or when it has no keys. */
export function keysOf(schema: Schema | undefined): readonly string[] | undefined {
  const bare = unwrap(schema);
  return bare?.def.type === "object" ? Object.keys(bare.def.shape) : undefined;
}

/** The schema of one key below a schema. */
export function childOf(schema: Schema | undefined, key: PropertyKey): Schema | undefined {
  const bare = unwrap(schema);
  if (bare?.def.type === "object") {
    return Object.hasOwn(bare.def.shape, key) ? bare.def.shape[String(key)] : undefined;
  }
  if (bare?.def.type === "record") return bare.def.valueType;
  return bare?.def.type === "array" ? bare.def.element : undefined;
}

export function schemaAt(schema: Schema, path: readonly PropertyKey[]): Schema | undefined {
  return path.reduce<Schema | undefined>(childOf, schema);
}

/** True when only text fits: a value from the environment is then taken as it stands. */
export function isText(schema: Schema | undefined): boolean {
  return unwrap(schema)?.def.type === "string";
}

/** Every path of the schema that ends in a value; records, whose keys are free, end it too. */
export function optionPaths(schema: Schema, above: readonly string[] = []): readonly (readonly string[])[] {
  const keys = keysOf(schema);
  if (keys === undefined) return [above];
  return keys.flatMap((key) => optionPaths(childOf(schema, key) as Schema, [...above, key]));
}

type Bare = { readonly def: z.core.$ZodObjectDef | z.core.$ZodRecordDef | z.core.$ZodArrayDef | z.core.$ZodStringDef };

/** The schema without its defaults and transformations. */
function unwrap(schema: Schema | undefined): Bare | undefined {
  let at = schema;
  for (;;) {
    const def = at?._zod.def as (z.core.$ZodTypeDef & { innerType?: Schema; in?: Schema }) | undefined;
    const inner = def?.type === "pipe" ? def.in : def?.innerType;
    if (inner === undefined) return def === undefined ? undefined : ({ def } as unknown as Bare);
    at = inner;
  }
}

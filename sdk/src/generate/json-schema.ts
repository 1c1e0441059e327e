// Emits a contract as JSON Schema: every type, and for each function the shape of its input and of its answer.
import type { AbiFunction, AbiType, Contract, NamedType, Property, RecordType } from "../contract/model.ts";
import type { GeneratedFile } from "./file.ts";

/** `<name>.schema.json`, draft 2020-12; `$defs` has the types, and `FUNCTION.input`, `FUNCTION.answer` for each function. */
export function emitJsonSchema(contract: Contract): GeneratedFile[] {
  const schema = {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: `holdfast ${contract.name} ${contract.version}`,
    $comment: `Generated from sdk/abi/${contract.name}.yaml. Do not edit.`,
    $defs: {
      ...Object.fromEntries(contract.types.map((type) => [type.name, typeSchema(type)])),
      ...Object.fromEntries(contract.functions.flatMap(functionSchemas)),
      ...Object.fromEntries(
        contract.imports.flatMap((fn) => [...side(fn.name, "input", fn.input), ...side(fn.name, "output", fn.output)]),
      ),
    },
  };
  return [{ path: `${contract.name}.schema.json`, text: `${JSON.stringify(schema, null, 2)}\n` }];
}

function functionSchemas(fn: AbiFunction): [string, object][] {
  const ok = {
    properties: { status: { const: "ok" }, ...(fn.output === undefined ? {} : { result: reference(fn.output) }) },
    required: ["status", ...(fn.output === undefined ? [] : ["result"])],
  };
  const failures = [...fn.errors, "unsupported"].map((status) => {
    const details = fn.errorDetails?.[status];
    const meaning = fn.meanings?.[status];
    return {
      ...(meaning === undefined ? {} : { description: meaning }),
      properties: {
        status: { const: status },
        message: { type: "string" },
        details: details === undefined ? { type: "object" } : reference(details),
      },
      required: ["status", "message", ...(details === undefined ? [] : ["details"])],
    };
  });
  return [
    ...side(fn.name, "input", fn.input),
    [`${fn.name}.answer`, { description: describe(fn), type: "object", oneOf: [ok, ...failures] }],
  ];
}

/** What the statuses mean stands with each of them. */
function describe({ description, when, holds }: AbiFunction): string {
  return [
    description,
    ...(when === undefined ? [] : [`When: ${when}`]),
    ...(holds === undefined ? [] : [`Afterwards: ${holds}`]),
  ].join(" ");
}

function side(name: string, which: "input" | "output", type: RecordType | undefined): [string, object][] {
  return type === undefined ? [] : [[`${name}.${which}`, reference(type)]];
}

function typeSchema(type: NamedType): object {
  const { description } = type;
  if (type.kind === "enum") return { description, type: "string", enum: type.values };
  if (type.tag !== undefined) return unionSchema(type, type.tag);
  const required = type.properties.filter((property) => property.required).map((property) => property.name);
  const properties = Object.fromEntries(type.properties.map((property) => [property.name, propertySchema(property)]));
  return { description, type: "object", properties, required };
}

function unionSchema({ description, properties }: RecordType, tag: string): object {
  const members = properties.filter((property) => property.name !== tag);
  const oneOf = members.map(({ name, type }) => ({
    properties: { [tag]: { const: name }, [name]: valueSchema(type) },
    required: type.kind === "record" && type.properties.length === 0 ? [tag] : [tag, name],
  }));
  return { description, type: "object", oneOf };
}

function propertySchema(property: Property): object {
  const described = property.description === "" ? {} : { description: property.description };
  const value = valueSchema(property.type);
  if (property.required && !property.nullable) return { ...value, ...described };
  return { anyOf: [value, { type: "null" }], ...described };
}

function valueSchema(type: AbiType): object {
  switch (type.kind) {
    case "string":
      return { type: "string", ...(type.format === undefined ? {} : { format: type.format }), ...textBounds(type) };
    case "buffer":
      return { type: "string", contentEncoding: "base64" };
    case "boolean":
      return { type: "boolean" };
    case "integer":
      return { type: "integer", minimum: type.minimum, maximum: type.maximum };
    case "number":
      return { type: "number" };
    case "array":
      return { type: "array", items: valueSchema(type.items) };
    case "map":
      return { type: "object", additionalProperties: valueSchema(type.values) };
    default:
      return reference(type);
  }
}

/** Ours count bytes of UTF-8, the schema's count characters: at most as many, at least a quarter. */
function textBounds({ minBytes, maxBytes }: { readonly minBytes?: number; readonly maxBytes?: number }): object {
  return {
    ...(minBytes === undefined ? {} : { minLength: Math.ceil(minBytes / 4) }),
    ...(maxBytes === undefined ? {} : { maxLength: maxBytes }),
  };
}

function reference(type: NamedType): object {
  return { $ref: `#/$defs/${type.name}` };
}

// How a contract's types look in C: names, structs, enumerations, and the typedefs that arrays and maps need.
import type { AbiType, Contract, NamedType, Property } from "../contract/model.ts";
import { comment, isLoose, snakeCase } from "./guest.ts";

/** Names that are macros of the C library, so that a field of that name would not compile. */
const MACROS = new Set(["assert", "errno", "offsetof", "stderr", "stdin", "stdout", "signbit", "isnan", "isfinite"]);

/** All typedefs of a contract, each after those it uses. Throws when two of them would have the same name. */
export function typedefs(contract: Contract): string[] {
  const taken = new Set(contract.types.map((type) => type.name));
  const done = new Set<string>();
  return contract.types.flatMap((type) => {
    if (type.kind === "enum") return [enumeration(type)];
    const containers = type.properties.flatMap((property) => containersOf(property.type));
    const fresh = containers.filter((container) => !done.has(container.name));
    for (const { name } of fresh) {
      if (taken.has(name))
        throw new Error(`The type ${name} of ${contract.name} has the name of an array or map in C.`);
      done.add(name);
    }
    return [...new Map(fresh.map((container) => [container.name, container.text])).values(), struct(type)];
  });
}

/** A type as C spells it. */
export function cType(type: AbiType): string {
  switch (type.kind) {
    case "string":
      return "hf_text";
    case "buffer":
      return "hf_bytes";
    case "boolean":
      return "bool";
    case "integer":
      return `${type.format}_t`;
    case "number":
      return type.format;
    case "array":
      return `${labelOf(type.items)}Array`;
    case "map":
      return `${labelOf(type.values)}Map`;
    default:
      return type.name;
  }
}

/** A field as C spells it. */
export function cField(property: Property): string {
  return MACROS.has(property.name) ? `${property.name}_` : property.name;
}

/** The constants of an enumeration; `Health` has HEALTH_READY. */
export function cConstant(type: NamedType, value: string): string {
  return `${snakeCase(type.name)}_${value}`.toUpperCase();
}

function labelOf(type: AbiType): string {
  switch (type.kind) {
    case "string":
      return "Text";
    case "buffer":
      return "Bytes";
    case "boolean":
      return "Bool";
    case "integer":
      return type.format.replace("uint", "Uint").replace("int", "Int");
    case "number":
      return type.format === "float" ? "Float" : "Double";
    default:
      return cType(type);
  }
}

/** The typedefs that a field's type needs, innermost first. */
function containersOf(type: AbiType): { readonly name: string; readonly text: string }[] {
  if (type.kind === "array") {
    const text = `typedef struct {\n  ${cType(type.items)} *items;\n  size_t count;\n} ${cType(type)};`;
    return [...containersOf(type.items), { name: cType(type), text: once(type.items, cType(type), text) }];
  }
  if (type.kind !== "map") return [];
  const entry = `${labelOf(type.values)}Entry`;
  return [
    ...containersOf(type.values),
    ...[
      { name: entry, text: `typedef struct {\n  hf_text key;\n  ${cType(type.values)} value;\n} ${entry};` },
      { name: cType(type), text: `typedef struct {\n  ${entry} *entries;\n  size_t count;\n} ${cType(type)};` },
    ].map(({ name, text }) => ({ name, text: once(type.values, name, text) })),
  ];
}

/** A container of a type that no contract names may stand in two headers that one file includes. */
function once(of: AbiType, name: string, text: string): string {
  if (of.kind === "record" || of.kind === "enum") return text;
  const guard = `HF_HAS_${snakeCase(name).toUpperCase()}`;
  return `#ifndef ${guard}\n#define ${guard}\n${text}\n#endif`;
}

function enumeration(type: NamedType & { kind: "enum" }): string {
  const constants = type.values.map((value) => cConstant(type, value));
  if (new Set(constants).size < constants.length) {
    throw new Error(`Two values of ${type.name} differ only in case, which constants in C cannot.`);
  }
  return `${comment(type.description, "")}\ntypedef enum { ${constants.join(", ")} } ${type.name};`;
}

function struct(type: NamedType & { kind: "record" }): string {
  const names = type.properties.flatMap((property) =>
    isLoose(property) ? [`has_${property.name}`, cField(property)] : [cField(property)],
  );
  if (new Set(names).size < names.length) {
    throw new Error(`A field of ${type.name} has the name of another's has_… in C: choose another name.`);
  }
  const fields = type.properties.flatMap((property) => [
    ...(property.description === "" ? [] : [comment(property.description, "  ")]),
    ...(isLoose(property) ? [`  bool has_${property.name};`] : []),
    `  ${cType(property.type)} ${cField(property)};`,
  ]);
  // C has no empty structs.
  const body = fields.length === 0 ? ["  bool nothing;"] : fields;
  return [comment(type.description, ""), "typedef struct {", ...body, `} ${type.name};`].join("\n");
}

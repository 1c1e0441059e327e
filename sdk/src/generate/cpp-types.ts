// How a contract's types look in C++: structs, scoped enumerations, and the standard library's containers.
import type { AbiType, NamedType, Property } from "../contract/model.ts";
import { comment, isLoose } from "./guest.ts";

/** What no field can be called: the language's words, and macros of the C library. */
const TAKEN = new Set(
  (
    "alignas alignof and and_eq asm assert auto bitand bitor bool break case catch char class compl const constexpr continue decltype " +
    "default delete do double else enum errno explicit export extern false float for friend goto if inline int isfinite isnan long mutable " +
    "namespace new noexcept not not_eq nullptr offsetof operator or or_eq private protected public register return short signbit signed " +
    "sizeof static stderr stdin stdout struct switch template this throw true try typedef typeid typename union unsigned using virtual " +
    "void volatile while xor xor_eq"
  ).split(" "),
);

/** A type as C++ spells it. */
export function cppType(type: AbiType): string {
  switch (type.kind) {
    case "string":
      return "std::string";
    case "buffer":
      return "Bytes";
    case "boolean":
      return "bool";
    case "integer":
      return `std::${type.format}_t`;
    case "number":
      return type.format;
    case "array":
      return `std::vector<${cppType(type.items)}>`;
    case "map":
      return `std::map<std::string, ${cppType(type.values)}>`;
    default:
      return type.name;
  }
}

/** A field as C++ spells it. */
export function cppField({ name }: Property): string {
  return TAKEN.has(name) ? `${name}_` : name;
}

/** A value of an enumeration as C++ spells it. */
export function cppValue(value: string): string {
  return TAKEN.has(value) ? `${value}_` : value;
}

/** Bounds as the arguments of the functions of the C kit. */
export function boundsOf(type: AbiType): string {
  if (type.kind === "integer") return `INT64_C(${type.minimum}), INT64_C(${type.maximum})`;
  if (type.kind !== "string" && type.kind !== "buffer") return "";
  return `${type.minBytes ?? 0}, ${type.maxBytes ?? "SIZE_MAX"}`;
}

/** The declaration of a named type. */
export function declared(type: NamedType): string {
  if (type.kind === "enum") {
    return `${comment(type.description, "")}\nenum class ${type.name} { ${type.values.map(cppValue).join(", ")} };`;
  }
  const fields = type.properties.flatMap((property) => [
    ...(property.description === "" ? [] : [comment(property.description, "  ")]),
    `  ${isLoose(property) ? `std::optional<${cppType(property.type)}>` : cppType(property.type)} ${cppField(property)}{};`,
  ]);
  return [comment(type.description, ""), `struct ${type.name} {`, ...fields, "};"].join("\n");
}

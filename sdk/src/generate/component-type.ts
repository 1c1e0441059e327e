// The type of a function as a component has it, written out whole: what a component says of its own is compared with that.
import type { AbiFunction, AbiType, Property, RecordType } from "../contract/model.ts";
import { DRIVER_STATUSES } from "../status.ts";
import { isLoose } from "./guest.ts";

/** Like `(record{name: string}) -> result<_, record{…}>`, with all that the WIT view refers to by name. */
export function componentType(fn: AbiFunction): string {
  const input = fn.input === undefined ? "" : spell(fn.input);
  return `(${input}) -> result<${fn.output === undefined ? "_" : spell(fn.output)}, ${FAILURE}>`;
}

const STATUSES = DRIVER_STATUSES.filter((status) => status !== "ok").map(kebab);
const FAILURE = `record{status: enum{${STATUSES.join(", ")}}, message: string, details: option<string>}`;

function spell(type: AbiType): string {
  switch (type.kind) {
    case "string":
      return "string";
    case "buffer":
      return "list<u8>";
    case "boolean":
      return "bool";
    case "integer":
      return type.format.replace("uint", "u").replace("int", "s");
    case "number":
      return type.format === "float" ? "f32" : "f64";
    case "array":
      return `list<${spell(type.items)}>`;
    case "map":
      return `list<tuple<string, ${spell(type.values)}>>`;
    case "enum":
      return `enum{${type.values.map(kebab).join(", ")}}`;
    default:
      return record(type);
  }
}

function record({ tag, properties }: RecordType): string {
  if (tag !== undefined) {
    const members = properties.filter((property) => property.name !== tag);
    return `variant{${members.map((member) => `${kebab(member.name)}(${spell(member.type)})`).join(", ")}}`;
  }
  return properties.length === 0 ? "record{nothing: option<bool>}" : `record{${properties.map(field).join(", ")}}`;
}

function field(property: Property): string {
  const type = spell(property.type);
  return `${kebab(property.name)}: ${isLoose(property) ? `option<${type}>` : type}`;
}

function kebab(wire: string): string {
  return wire.toLowerCase().replaceAll("_", "-");
}

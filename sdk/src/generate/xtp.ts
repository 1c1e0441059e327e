// Emits a contract as a strict XTP v1-draft document, without our `x-` keys, for tools that know only that.
import type {
  AbiFunction,
  AbiType,
  Contract,
  HostFunction,
  NamedType,
  Property,
  RecordType,
} from "../contract/model.ts";
import type { GeneratedFile } from "./file.ts";
import { docOf } from "./guest.ts";

/** `<name>.xtp.json`; JSON is YAML too, so XTP's own tools read it. */
export function emitXtp(contract: Contract): GeneratedFile[] {
  const document = {
    version: "v1-draft",
    exports: Object.fromEntries(contract.functions.map((fn) => [fn.name, functionOf(fn)])),
    ...(contract.imports.length === 0
      ? {}
      : { imports: Object.fromEntries(contract.imports.map((fn) => [fn.name, functionOf(fn)])) }),
    components: { schemas: Object.fromEntries(contract.types.map((type) => [type.name, componentOf(type)])) },
  };
  return [{ path: `${contract.name}.xtp.json`, text: `${JSON.stringify(document, null, 2)}\n` }];
}

function functionOf(fn: AbiFunction | HostFunction): object {
  // The dialect has one place for words.
  return {
    description: "errors" in fn ? docOf(fn) : fn.description,
    ...sideOf("input", fn.input),
    ...sideOf("output", fn.output),
  };
}

function sideOf(key: "input" | "output", type: RecordType | undefined): object {
  return type === undefined ? {} : { [key]: { contentType: "application/json", ...reference(type) } };
}

function reference(type: NamedType): object {
  return { $ref: `#/components/schemas/${type.name}` };
}

function componentOf(type: NamedType): object {
  if (type.kind === "enum") return { description: type.description, type: "string", enum: type.values };
  const required = type.properties.filter((property) => property.required).map((property) => property.name);
  const properties = Object.fromEntries(type.properties.map((property) => [property.name, propertyOf(property)]));
  return { description: type.description, required, properties };
}

function propertyOf(property: Property): object {
  return {
    ...typeOf(property.type),
    // The dialect has no word for "may be absent", so that is said as "may be null", which a driver may answer as well.
    ...(property.nullable || !property.required ? { nullable: true } : {}),
    ...(property.description === "" ? {} : { description: property.description }),
  };
}

function typeOf(type: AbiType): object {
  switch (type.kind) {
    case "string":
      return type.format === undefined ? { type: "string" } : { type: "string", format: type.format };
    case "integer":
    case "number":
      return { type: type.kind, format: type.format };
    case "array":
      return { type: "array", items: typeOf(type.items) };
    case "map":
      return { type: "object", additionalProperties: typeOf(type.values) };
    case "record":
    case "enum":
      return reference(type);
    default:
      return { type: type.kind };
  }
}

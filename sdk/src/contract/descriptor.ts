// A kind's function table straight from its contract, for kinds that were not there when this package was generated: the same checks, made at run time.
import { componentType } from "../generate/component-type.ts";
import type { Conversion, FunctionDescriptor, KindDescriptor } from "../kind.ts";
import * as shape from "../shape.ts";
import type { DriverStatus } from "../status.ts";
import type { AbiFunction, AbiType, Contract, Property, RecordType } from "./model.ts";

/** What the generated table of the same contract would be. */
export function descriptorOf(contract: Contract): KindDescriptor {
  return { name: contract.name, version: contract.version, functions: contract.functions.map(functionDescriptor) };
}

/** From wire names to camelCase, checked; throws a ShapeError. */
export function fromWire(type: RecordType): Conversion {
  return converter(type, "decode");
}

/** From camelCase to wire names, checked; throws a ShapeError. */
export function toWire(type: RecordType): Conversion {
  return converter(type, "encode");
}

type Side = "encode" | "decode";

function functionDescriptor(fn: AbiFunction): FunctionDescriptor {
  const details = Object.entries(fn.errorDetails ?? {}).map(([status, type]) => [status, converter(type, "decode")]);
  return {
    wire: fn.name,
    camel: fn.camelName,
    required: !fn.optional,
    mutates: fn.mutates,
    idempotent: fn.idempotent,
    timeoutMs: fn.timeoutMs,
    // The reader of contracts takes no other statuses.
    errors: fn.errors as readonly DriverStatus[],
    component: componentType(fn),
    ...(fn.fuelMillions === undefined ? {} : { fuelMillions: fn.fuelMillions }),
    ...(details.length === 0 ? {} : { errorDetails: Object.fromEntries(details) }),
    ...(fn.input === undefined ? {} : { encodeInput: converter(fn.input, "encode") }),
    ...(fn.output === undefined ? {} : { decodeOutput: converter(fn.output, "decode") }),
  };
}

function converter(type: RecordType, side: Side): Conversion {
  return (value) => convertRecord(type, value, "", side);
}

function convertRecord(type: RecordType, value: unknown, at: string, side: Side): Record<string, unknown> {
  const record = shape.checkRecord(value, at);
  const entries = fieldsOf(type, record, at, side).flatMap((property): [string, unknown][] => {
    const [source, target] =
      side === "decode" ? [property.name, property.camelName] : [property.camelName, property.name];
    const given = Object.hasOwn(record, source) ? record[source] : undefined;
    if (!property.required && (given === undefined || given === null)) return [];
    if (property.nullable && given === null) return [[target, null]];
    return [[target, convert(property.type, given, shape.join(at, source), side)]];
  });
  return Object.fromEntries(entries);
}

/** All of a record's fields; of a union the tag and, now required, the member that it names. */
function fieldsOf(
  { tag, properties }: RecordType,
  record: Readonly<Record<string, unknown>>,
  at: string,
  side: Side,
): readonly Property[] {
  const tagField = properties.find((property) => property.name === tag);
  if (tagField === undefined || tagField.type.kind !== "enum") return properties;
  const source = side === "decode" ? tagField.name : tagField.camelName;
  const chosen = shape.checkEnum(record[source], shape.join(at, source), tagField.type.values);
  return [tagField, ...properties.filter((property) => property.name === chosen).map(requiredMember)];
}

function requiredMember(property: Property): Property {
  const isEmpty = property.type.kind === "record" && property.type.properties.length === 0;
  return { ...property, required: !isEmpty };
}

function convert(type: AbiType, value: unknown, at: string, side: Side): unknown {
  switch (type.kind) {
    case "string":
      return type.format === "date-time"
        ? shape.checkDateTime(value, at)
        : shape.checkText(value, at, type.minBytes, type.maxBytes);
    case "buffer":
      return (side === "decode" ? shape.decodeBuffer : shape.encodeBuffer)(value, at, type.minBytes, type.maxBytes);
    case "boolean":
      return shape.checkBoolean(value, at);
    case "integer":
      return shape.checkInteger(value, at, type.minimum, type.maximum);
    case "number":
      return shape.checkNumber(value, at);
    case "array":
      return shape.checkList(value, at, (item, place) => convert(type.items, item, place, side));
    case "map":
      return shape.checkMap(value, at, (item, place) => convert(type.values, item, place, side));
    case "enum":
      return shape.checkEnum(value, at, type.values);
    default:
      return convertRecord(type, value, at, side);
  }
}

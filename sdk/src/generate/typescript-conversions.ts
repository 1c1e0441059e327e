// Emits the functions that check a record and turn it from wire names to camelCase or back.
import type { AbiType, NamedType, Property, RecordType } from "../contract/model.ts";
import type { Direction, Reach } from "./directions.ts";
import { enumConstant, quoted } from "./typescript-text.ts";

/** The name of a record's conversion. */
export function conversionOf(type: RecordType, direction: Direction): string {
  return `${direction}${type.name}`;
}

/** One function for each record and direction that is reached, in the order of the types. */
export function conversionsOf(reach: Reach, types: readonly NamedType[]): string[] {
  const records = types.filter((type) => type.kind === "record");
  return records.flatMap((type) =>
    (["encode", "decode"] as const)
      .filter((direction) => reach[direction].has(type))
      .map((direction) => conversion(type, direction)),
  );
}

function conversion(type: RecordType, direction: Direction): string {
  if (type.tag !== undefined) return unionConversion(type, direction);
  const [source, target] = direction === "decode" ? (["name", "camelName"] as const) : (["camelName", "name"] as const);
  const result = direction === "decode" ? `shape.Draft<${type.name}>` : "Record<string, unknown>";
  const always = type.properties.filter((property) => property.required);
  const perhaps = type.properties.filter((property) => !property.required);
  const set = always.map((property) => {
    const value = expressionOf(property, direction, `record[${quoted(property[source])}]`, atOf(property[source]));
    return `    ${property[target]}: ${value},\n`;
  });
  const lines = perhaps.map((property) => {
    const read = `record[${quoted(property[source])}]`;
    const value = convert(property.type, direction, read, atOf(property[source]));
    return `  if (${read} !== undefined && ${read} !== null) {\n    result${direction === "decode" ? `.${property.camelName}` : `[${quoted(property.name)}]`} = ${value};\n  }\n`;
  });
  const literal = set.length === 0 ? "{}" : `{\n${set.join("")}  }`;
  const body =
    lines.length === 0
      ? `  return ${literal};\n`
      : `  const result: ${result} = ${literal};\n${lines.join("")}  return result;\n`;
  const answer = direction === "decode" ? type.name : result;
  const check =
    type.properties.length === 0
      ? "  shape.checkRecord(value, at);\n"
      : "  const record = shape.checkRecord(value, at);\n";
  return `function ${conversionOf(type, direction)}(value: unknown, at: string): ${answer} {\n${check}${body}}`;
}

/** The tag decides which member is read; the others are not looked at. */
function unionConversion(type: RecordType, direction: Direction): string {
  const [source, target] = direction === "decode" ? (["name", "camelName"] as const) : (["camelName", "name"] as const);
  const [tag, ...members] = type.properties as readonly [Property, ...Property[]];
  const cases = members.map((member) => {
    const isEmpty = member.type.kind === "record" && member.type.properties.length === 0;
    const read = `record[${quoted(member[source])}]${isEmpty ? " ?? {}" : ""}`;
    const value = convert(member.type, direction, read, atOf(member[source]));
    return `    case ${quoted(member.name)}:\n      return { ${tag[target]}: tag, ${member[target]}: ${value} };\n`;
  });
  const answer = direction === "decode" ? type.name : "Record<string, unknown>";
  return `function ${conversionOf(type, direction)}(value: unknown, at: string): ${answer} {
  const record = shape.checkRecord(value, at);
  const tag = ${convert(tag.type, direction, `record[${quoted(tag[source])}]`, atOf(tag[source]))};
  switch (tag) {\n${cases.join("")}  }\n}`;
}

function expressionOf(property: Property, direction: Direction, read: string, at: string): string {
  const value = convert(property.type, direction, read, at);
  return property.nullable ? `${read} === null ? null : ${value}` : value;
}

function atOf(name: string): string {
  return `shape.join(at, ${quoted(name)})`;
}

function convert(type: AbiType, direction: Direction, value: string, at: string): string {
  switch (type.kind) {
    case "string":
      if (type.format === "date-time") return `shape.checkDateTime(${value}, ${at})`;
      return `shape.checkText(${value}, ${at}${boundsOf(type.minBytes, type.maxBytes)})`;
    case "buffer":
      return `shape.${direction}Buffer(${value}, ${at}${boundsOf(type.minBytes, type.maxBytes)})`;
    case "boolean":
      return `shape.checkBoolean(${value}, ${at})`;
    case "integer":
      return `shape.checkInteger(${value}, ${at}, ${type.minimum}, ${type.maximum})`;
    case "number":
      return `shape.checkNumber(${value}, ${at})`;
    case "array":
      return `shape.checkList(${value}, ${at}, (item, at) => ${convert(type.items, direction, "item", "at")})`;
    case "map":
      return `shape.checkMap(${value}, ${at}, (item, at) => ${convert(type.values, direction, "item", "at")})`;
    case "enum":
      return `shape.checkEnum(${value}, ${at}, ${enumConstant(type.name)})`;
    default:
      return `${conversionOf(type, direction)}(${value}, ${at})`;
  }
}

function boundsOf(minBytes: number | undefined, maxBytes: number | undefined): string {
  if (minBytes === undefined && maxBytes === undefined) return "";
  return maxBytes === undefined ? `, ${minBytes}` : `, ${minBytes ?? 0}, ${maxBytes}`;
}

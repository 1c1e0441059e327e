// Writes the Go that reads a record from JSON and writes it back, and how the types of a contract look in Go.
import type { AbiType, NamedType, Property, RecordType } from "../contract/model.ts";
import { isLoose, pascalCase } from "./guest.ts";

/** A function that reads the record, as lines. */
export function reader(type: RecordType): string[] {
  const { properties } = type;
  const cases = properties.flatMap((property, index) => [
    `case ${JSON.stringify(property.name)}:`,
    `\tif reader.First(&seen[${index}])${isLoose(property) ? " && !reader.TakeNull()" : ""} {`,
    ...assign(property).map((line) => `\t\t${line}`),
    "\t}",
  ]);
  const body = cases.length === 0 ? ["reader.Skip()"] : ["switch key {", ...cases, "default:", "\treader.Skip()", "}"];
  return [
    `func read${type.name}(reader *codec.Reader) (record ${type.name}) {`,
    ...(properties.length === 0 ? [] : [`\tvar seen [${properties.length}]bool`]),
    "\treader.BeginObject()",
    cases.length === 0
      ? "\tfor _, more := reader.NextKey(); more; _, more = reader.NextKey() {"
      : "\tfor key, more := reader.NextKey(); more; key, more = reader.NextKey() {",
    ...body.map((line) => `\t\t${line}`),
    "\t}",
    ...properties.flatMap((property, index) =>
      property.required ? [`\treader.Need(seen[${index}], ${JSON.stringify(property.name)})`] : [],
    ),
    "\treturn",
    "}",
  ];
}

function assign(property: Property): string[] {
  const target = `record.${pascalCase(property.name)}`;
  if (!isPointer(property)) return [`${target} = ${read(property.type)}`];
  return [`value := ${read(property.type)}`, `${target} = &value`];
}

/** An expression that reads one value. */
function read(type: AbiType): string {
  switch (type.kind) {
    case "string":
      return `reader.Text(${bounds(type)})`;
    case "buffer":
      return `reader.Bytes(${bounds(type)})`;
    case "boolean":
      return "reader.Boolean()";
    case "integer":
      return `${goType(type)}(reader.Integer(${type.minimum}, ${type.maximum}))`;
    case "number":
      return `${goType(type)}(reader.Number())`;
    case "enum":
      return `${type.name}(reader.Name(${namesOf(type)}))`;
    case "record":
      return `read${type.name}(reader)`;
    case "array":
      return `codec.ReadArray(reader, func() ${goType(type.items)} { return ${read(type.items)} })`;
    case "map":
      return `codec.ReadMap(reader, func() ${goType(type.values)} { return ${read(type.values)} })`;
  }
}

/** The method that writes the record, as lines. */
export function writer(type: RecordType): string[] {
  const body = type.properties.flatMap((property) => {
    const field = `record.${pascalCase(property.name)}`;
    const key = `writer.Key(${JSON.stringify(property.name)})`;
    if (!isLoose(property)) return [key, ...write(property.type, { value: field, depth: 0 })];
    const given = [key, ...write(property.type, { value: isPointer(property) ? `(*${field})` : field, depth: 0 })];
    const otherwise = property.required ? ["} else {", `\t${key}`, "\twriter.Null()"] : [];
    return [`if ${field} != nil {`, ...given.map((line) => `\t${line}`), ...otherwise, "}"];
  });
  return [
    `func (record ${type.name}) write(writer *codec.Writer) {`,
    "\twriter.BeginObject()",
    ...body.map((line) => `\t${line}`),
    "\twriter.EndObject()",
    "}",
  ];
}

interface Place {
  /** An expression for the value. */
  readonly value: string;
  /** How many arrays and maps are around. */
  readonly depth: number;
}

function write(type: AbiType, { value, depth }: Place): string[] {
  const item = `item${depth}`;
  const each = (helper: string, inner: AbiType) => [
    `codec.${helper}(writer, ${value}, func(${item} ${goType(inner)}) {`,
    ...write(inner, { value: item, depth: depth + 1 }).map((line) => `\t${line}`),
    "})",
  ];
  switch (type.kind) {
    case "string":
      return [`writer.Text(${value})`];
    case "buffer":
      return [`writer.Bytes(${value})`];
    case "boolean":
      return [`writer.Boolean(${value})`];
    case "integer":
      return [`writer.Integer(int64(${value}), ${type.minimum}, ${type.maximum})`];
    case "number":
      return [`writer.Number(float64(${value}))`];
    case "enum":
      return [`writer.Name(int(${value}), ${namesOf(type)})`];
    case "record":
      return [`${value}.write(writer)`];
    case "array":
      return each("WriteArray", type.items);
    case "map":
      return each("WriteMap", type.values);
  }
}

/** A type as Go spells it. */
export function goType(type: AbiType): string {
  switch (type.kind) {
    case "string":
      return "string";
    case "buffer":
      return "[]byte";
    case "boolean":
      return "bool";
    case "integer":
      return type.format;
    case "number":
      return type.format === "float" ? "float32" : "float64";
    case "array":
      return `[]${goType(type.items)}`;
    case "map":
      return `map[string]${goType(type.values)}`;
    default:
      return type.name;
  }
}

/** True for a field that may be missing and whose type has no nil of its own. */
export function isPointer(property: Property): boolean {
  return isLoose(property) && !["array", "map", "buffer"].includes(property.type.kind);
}

/** The list of an enumeration's names on the wire. */
export function namesOf(type: NamedType): string {
  return `${type.name.charAt(0).toLowerCase()}${type.name.slice(1)}Names`;
}

function bounds(type: { readonly minBytes?: number; readonly maxBytes?: number }): string {
  return `${type.minBytes ?? 0}, ${type.maxBytes ?? -1}`;
}

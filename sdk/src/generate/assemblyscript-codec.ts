// Writes the AssemblyScript that reads a record from JSON and writes it back, statement by statement.
import type { AbiType, Property, RecordType } from "../contract/model.ts";
import { block, indent, isLoose } from "./guest.ts";

/** The lines of a static method that reads the record. */
export function reader(type: RecordType): string[] {
  const count = type.properties.length;
  const branches = type.properties.flatMap((property, index) => {
    const assign = (value: string) => `record.${property.camelName} = ${boxed(property, value)};`;
    const body = read(property.type, assign, 0);
    const guarded = isLoose(property) ? ["if (!reader.takeNull()) {", ...indent(body), "}"] : body;
    return [
      `${index === 0 ? "" : "} else "}if (key == ${JSON.stringify(property.name)}) {`,
      `  if (!reader.first(seen, ${index})) break;`,
      ...indent(guarded),
    ];
  });
  return [
    "",
    `  static read(reader: JsonReader): ${type.name} {`,
    `    const record = new ${type.name}();`,
    `    const seen = new StaticArray<bool>(${count});`,
    "    reader.beginObject();",
    "    for (let key = reader.nextKey(); key !== null; key = reader.nextKey()) {",
    ...indent(count === 0 ? ["reader.skip();"] : [...branches, "} else {", "  reader.skip();", "}"], 6),
    "    }",
    ...type.properties.flatMap((property, index) =>
      property.required ? [`    reader.need(seen, ${index}, ${JSON.stringify(property.name)});`] : [],
    ),
    "    return record;",
    "  }",
  ];
}

/** Statements that read one value and hand its expression to `assign`. */
function read(type: AbiType, assign: (value: string) => string, depth: number): string[] {
  switch (type.kind) {
    case "string":
      return [assign(`reader.readString(${bounds(type)})`)];
    case "buffer":
      return [assign(`readBase64(reader, ${bounds(type)})`)];
    case "boolean":
      return [assign("reader.readBoolean()")];
    case "integer":
      return [assign(`<${typeName(type)}>reader.readInteger(${type.minimum}, ${type.maximum})`)];
    case "number":
      return [assign(type.format === "float" ? "<f32>reader.readNumber()" : "reader.readNumber()")];
    case "enum":
      return [assign(`<${type.name}>reader.readName(${namesOf(type.name)})`)];
    case "record":
      return [assign(`${type.name}.read(reader)`)];
    case "array":
      return block([
        `const items${depth} = new ${typeName(type)}();`,
        "reader.beginArray();",
        `for (let index${depth} = 0; reader.nextItem(index${depth}); index${depth}++) {`,
        ...indent(read(type.items, (value) => `items${depth}.push(${value});`, depth + 1)),
        "}",
        assign(`items${depth}`),
      ]);
    case "map":
      return block([
        `const entries${depth} = new ${typeName(type)}();`,
        "reader.beginObject();",
        `for (let key${depth} = reader.nextKey(); key${depth} !== null; key${depth} = reader.nextKey()) {`,
        `  if (entries${depth}.has(key${depth})) reader.fail("is given twice");`,
        ...indent(read(type.values, (value) => `entries${depth}.set(key${depth}, ${value});`, depth + 1)),
        "}",
        assign(`entries${depth}`),
      ]);
  }
}

/** The lines of a method that writes the record. */
export function writer(type: RecordType): string[] {
  const body = type.properties.flatMap((property, index) => {
    const key = `writer.key(${JSON.stringify(property.name)});`;
    if (!isLoose(property)) return [key, ...write(property.type, `this.${property.camelName}`, 0)];
    const local = `loose${index}`;
    const value = isValue(property.type) ? `${local}.value` : local;
    return [
      `const ${local} = this.${property.camelName};`,
      `if (${local} !== null) {`,
      ...indent([key, ...write(property.type, value, 0)]),
      ...(property.required ? ["} else {", ...indent([key, "writer.none();"])] : []),
      "}",
    ];
  });
  return [
    "",
    "  write(writer: JsonWriter): void {",
    "    writer.beginObject();",
    ...indent(body, 4),
    "    writer.endObject();",
    "  }",
  ];
}

function write(type: AbiType, value: string, depth: number): string[] {
  switch (type.kind) {
    case "string":
      return [`writer.text(${value});`];
    case "buffer":
      return [`writer.text(encodeBase64(${value}));`];
    case "boolean":
      return [`writer.boolean(${value});`];
    case "integer":
      return [`writer.integer(<i64>${value}, ${type.minimum}, ${type.maximum});`];
    case "number":
      return [`writer.number(${value});`];
    case "enum":
      return [`writer.name(${namesOf(type.name)}, ${value});`];
    case "record":
      return [`${value}.write(writer);`];
    case "array":
      return block([
        `const items${depth} = ${value};`,
        "writer.beginArray();",
        `for (let index${depth} = 0; index${depth} < items${depth}.length; index${depth}++) {`,
        ...indent(write(type.items, `items${depth}[index${depth}]`, depth + 1)),
        "}",
        "writer.endArray();",
      ]);
    case "map":
      return block([
        `const entries${depth} = ${value};`,
        `const keys${depth} = entries${depth}.keys();`,
        "writer.beginObject();",
        `for (let index${depth} = 0; index${depth} < keys${depth}.length; index${depth}++) {`,
        `  writer.key(keys${depth}[index${depth}]);`,
        ...indent(write(type.values, `entries${depth}.get(keys${depth}[index${depth}])`, depth + 1)),
        "}",
        "writer.endObject();",
      ]);
  }
}

/** A type as AssemblyScript spells it. */
export function typeName(type: AbiType): string {
  switch (type.kind) {
    case "string":
      return "string";
    case "buffer":
      return "Uint8Array";
    case "boolean":
      return "bool";
    case "integer":
      return type.format.replace("uint", "u").replace("int", "i");
    case "number":
      return type.format === "float" ? "f32" : "f64";
    case "array":
      return `Array<${typeName(type.items)}>`;
    case "map":
      return `Map<string, ${typeName(type.values)}>`;
    default:
      return type.name;
  }
}

/** What a field holds that nobody has set. */
export function initial(type: AbiType): string {
  switch (type.kind) {
    case "string":
      return '""';
    case "buffer":
      return "new Uint8Array(0)";
    case "boolean":
      return "false";
    case "integer":
    case "number":
      return "0";
    case "enum":
      return `${type.name}.${type.values[0]}`;
    default:
      return `new ${typeName(type)}()`;
  }
}

/** True for a type that has no null in AssemblyScript. */
export function isValue(type: AbiType): boolean {
  return type.kind === "boolean" || type.kind === "integer" || type.kind === "number" || type.kind === "enum";
}

/** The list of an enumeration's names on the wire. */
export function namesOf(enumeration: string): string {
  return `${enumeration}_names`;
}

function boxed(property: Property, value: string): string {
  return isLoose(property) && isValue(property.type) ? `new Box<${typeName(property.type)}>(${value})` : value;
}

function bounds(type: { readonly minBytes?: number; readonly maxBytes?: number }): string {
  return `${type.minBytes ?? 0}, ${type.maxBytes ?? "i32.MAX_VALUE"}`;
}

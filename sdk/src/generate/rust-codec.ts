// Writes the Rust that reads a record from JSON and writes it back, and how the types of a contract look in Rust.
import type { AbiType, NamedType, Property, RecordType } from "../contract/model.ts";
import { indent, isLoose, pascalCase, snakeCase } from "./guest.ts";

/** The `impl FromJson` of a record. */
export function reader(type: RecordType): string {
  const arms = type.properties.flatMap((property) => [
    `${JSON.stringify(property.name)} => {`,
    `    let value = ${readField(property)};`,
    `    reader.keep(&mut given_${property.name}, value)?;`,
    "}",
  ]);
  const fields = type.properties.map((property) => {
    const given = `given_${property.name}`;
    return `${property.name}: ${property.required ? `reader.need(${given}, ${JSON.stringify(property.name)})?` : `${given}.unwrap_or(None)`},`;
  });
  return [
    `impl FromJson for ${type.name} {`,
    `    fn read(reader: &mut Reader) -> Result<${type.name}, Problem> {`,
    ...type.properties.map((property) => `        let mut given_${property.name} = None;`),
    "        reader.begin_object()?;",
    `        while let Some(${arms.length === 0 ? "_" : "key"}) = reader.next_key()? {`,
    ...(arms.length === 0
      ? ["            reader.skip()?;"]
      : ["            match key.as_str() {", ...indent([...arms, "_ => reader.skip()?,"], 16), "            }"]),
    "        }",
    `        Ok(${type.name} {`,
    ...indent(fields, 12),
    "        })",
    "    }",
    "}",
  ].join("\n");
}

function readField(property: Property): string {
  const value = read(property.type, 0);
  return isLoose(property) ? `if reader.take_null()? { None } else { Some(${value}) }` : value;
}

/** An expression that reads one value. */
function read(type: AbiType, depth: number): string {
  const [items, entries, key, value] = [`items${depth}`, `entries${depth}`, `key${depth}`, `value${depth}`];
  switch (type.kind) {
    case "string":
      return `reader.text(${bounds(type)})?`;
    case "buffer":
      return `read_bytes(reader, ${bounds(type)})?`;
    case "boolean":
      return "reader.boolean()?";
    case "integer":
      return `reader.integer(${type.minimum}, ${type.maximum})? as ${rustType(type)}`;
    case "number":
      return type.format === "float" ? "reader.number()? as f32" : "reader.number()?";
    case "enum":
      return `reader.name(${namesOf(type)})?`;
    case "record":
      return `${type.name}::read(reader)?`;
    case "array":
      return (
        `{ let mut ${items} = Vec::new(); reader.begin_array()?; ` +
        `while reader.next_item(${items}.len())? { ${items}.push(${read(type.items, depth + 1)}); } ${items} }`
      );
    case "map":
      return (
        `{ let mut ${entries} = BTreeMap::new(); reader.begin_object()?; while let Some(${key}) = reader.next_key()? { ` +
        `let ${value} = ${read(type.values, depth + 1)}; ` +
        `if ${entries}.insert(${key}, ${value}).is_some() { return Err(reader.problem("is given twice")); } } ${entries} }`
      );
  }
}

/** The `impl ToJson` of a record. */
export function writer(type: RecordType): string {
  const body = type.properties.flatMap((property) => {
    const key = `writer.key(${JSON.stringify(property.name)});`;
    if (!isLoose(property)) return [key, ...write(property.type, { value: `self.${property.name}`, depth: 0 })];
    return [
      `if let Some(given) = &self.${property.name} {`,
      ...indent([key, ...write(property.type, { value: "(*given)", depth: 0 })], 4),
      ...(property.required ? ["} else {", ...indent([key, "writer.null();"], 4)] : []),
      "}",
    ];
  });
  return [
    `impl ToJson for ${type.name} {`,
    "    fn write(&self, writer: &mut Writer) {",
    "        writer.begin_object();",
    ...indent(body, 8),
    "        writer.end_object();",
    "    }",
    "}",
  ].join("\n");
}

interface Place {
  /** An expression for the value's own place, not for a reference to it. */
  readonly value: string;
  /** How many arrays and maps are around. */
  readonly depth: number;
}

function write(type: AbiType, { value, depth }: Place): string[] {
  const [item, key] = [`item${depth}`, `key${depth}`];
  const inner = { value: `(*${item})`, depth: depth + 1 };
  switch (type.kind) {
    case "string":
      return [`writer.string(&${value});`];
    case "buffer":
      return [`write_bytes(writer, &${value});`];
    case "boolean":
      return [`writer.boolean(${value});`];
    case "integer":
      return [`writer.integer(${value} as i64, ${type.minimum}, ${type.maximum});`];
    case "number":
      return [`writer.number(${type.format === "float" ? `f64::from(${value})` : value});`];
    case "enum":
      return [`writer.string(${value}.name());`];
    case "record":
      return [`${value}.write(writer);`];
    case "array":
      return [
        "writer.begin_array();",
        `for ${item} in &${value} {`,
        ...indent(write(type.items, inner), 4),
        "}",
        "writer.end_array();",
      ];
    case "map":
      return [
        "writer.begin_object();",
        `for (${key}, ${item}) in &${value} {`,
        ...indent([`writer.key(${key});`, ...write(type.values, inner)], 4),
        "}",
        "writer.end_object();",
      ];
  }
}

/** A type as Rust spells it. */
export function rustType(type: AbiType): string {
  switch (type.kind) {
    case "string":
      return "String";
    case "buffer":
      return "Vec<u8>";
    case "boolean":
      return "bool";
    case "integer":
      return type.format.replace("uint", "u").replace("int", "i");
    case "number":
      return type.format === "float" ? "f32" : "f64";
    case "array":
      return `Vec<${rustType(type.items)}>`;
    case "map":
      return `BTreeMap<String, ${rustType(type.values)}>`;
    default:
      return type.name;
  }
}

/** The table of an enumeration's values and their names on the wire. */
export function namesOf(type: NamedType): string {
  return `${snakeCase(type.name).toUpperCase()}_NAMES`;
}

/** A value of an enumeration as Rust spells it; `green_blue` is GreenBlue. */
export function variantOf(value: string): string {
  const name = pascalCase(value.replace(/[^a-zA-Z0-9]/g, "_"));
  return name === "Self" ? "Self_" : name.charAt(0).toUpperCase() + name.slice(1);
}

function bounds(type: { readonly minBytes?: number; readonly maxBytes?: number }): string {
  return `${type.minBytes ?? 0}, ${type.maxBytes ?? "usize::MAX"}`;
}

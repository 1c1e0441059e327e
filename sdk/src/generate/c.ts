// Writes a kind's C bindings: one header with its types, the functions a driver implements, and the exports that call them.
import type { AbiFunction, AbiType, Contract, NamedType, Property, RecordType } from "../contract/model.ts";
import { cField, cType, typedefs } from "./c-types.ts";
import { type Emitter, originOf } from "./file.ts";
import { block, comment, docOf, indent, isLoose, reachable, sentBy, snakeCase } from "./guest.ts";

/** Emits `<kind>.h`. Names stay as they are on the wire. */
export const emitC: Emitter = (contract) => {
  const kind = contract.name;
  const guard = `HOLDFAST_${kind.toUpperCase()}_H`;
  const inputs = reachable(contract.functions.map((fn) => fn.input));
  const outputs = reachable(sentBy(contract.functions));
  const codecs = contract.types.flatMap((type) =>
    codecsOf(type, { kind, reads: inputs.has(type), writes: outputs.has(type) }),
  );
  const sections = [
    `// ${originOf(contract)}`,
    usage(contract),
    `#ifndef ${guard}\n#define ${guard}\n\n#include "holdfast.h"`,
    ...typedefs(contract),
    ...contract.functions.map((fn) => prototype(fn, kind)),
    `#ifdef ${kind.toUpperCase()}_EXPORTS`,
    ...codecs,
    ...contract.functions.map((fn) => exported(fn, kind)),
    "#endif\n\n#endif",
  ];
  return [{ path: `${kind}.h`, text: `${sections.join("\n\n")}\n` }];
};

function usage(contract: Contract): string {
  const kind = contract.name.toUpperCase();
  const optional = contract.functions.filter((fn) => fn.optional).map((fn) => offers(fn, contract.name));
  return [
    "// Include it in one source file, which then holds the driver's exports; in any other define",
    `// ${kind}_TYPES_ONLY before. Implement every function that is declared here.`,
    ...(optional.length === 0
      ? []
      : [`// Define before, for what the driver offers beyond that: ${optional.join(", ")}.`]),
  ].join("\n");
}

function offers(fn: AbiFunction, kind: string): string {
  return `${kind}_offers_${fn.name}`.toUpperCase();
}

function prototype(fn: AbiFunction, kind: string): string {
  const parameters = [
    ...(fn.input === undefined ? [] : [`const ${fn.input.name} *input`]),
    ...(fn.output === undefined ? [] : [`${fn.output.name} *output`]),
  ];
  return `${comment(docOf(fn), "")}\nhf_status ${kind}_${fn.name}(${parameters.join(", ") || "void"});`;
}

/** The functions that read and write a type, and the names of an enumeration. */
export function codecsOf(
  type: NamedType,
  { kind, reads, writes }: { kind: string; reads: boolean; writes: boolean },
): string[] {
  if (type.kind === "record") return [...(reads ? [reader(type, kind)] : []), ...(writes ? [writer(type, kind)] : [])];
  if (!reads && !writes) return [];
  const values = type.values.map((value) => JSON.stringify(value)).join(", ");
  return [`__attribute__((unused)) static const char *const ${namesOf(type, kind)}[] = {${values}};`];
}

function namesOf(type: NamedType, kind: string): string {
  return `hf_${kind}_${snakeCase(type.name)}_names`;
}

function reader(type: RecordType, kind: string): string {
  const count = type.properties.length;
  const branches = type.properties.flatMap((property, index) => [
    `${index === 0 ? "" : "} else "}if (hf_equal(key, HF_TEXT(${JSON.stringify(property.name)}))) {`,
    `  if (!hf_first(reader, &seen[${index}])) break;`,
    ...indent(readField(property, kind)),
  ]);
  return [
    `__attribute__((unused)) static void hf_${kind}_read_${snakeCase(type.name)}(hf_reader *reader, ${type.name} *out) {`,
    ...(count === 0 ? ["  (void)out;"] : [`  bool seen[${count}] = {false};`]),
    "  hf_text key;",
    "  hf_begin_object(reader);",
    "  while (hf_next_key(reader, &key)) {",
    ...indent(count === 0 ? ["hf_skip(reader);"] : [...branches, "} else {", "  hf_skip(reader);", "}"], 4),
    "  }",
    ...type.properties.flatMap((property, index) =>
      property.required ? [`  hf_need(reader, seen[${index}], ${JSON.stringify(property.name)});`] : [],
    ),
    "}",
  ].join("\n");
}

function readField(property: Property, kind: string): string[] {
  const target = `out->${cField(property)}`;
  if (!isLoose(property)) return read(property.type, target, { kind, depth: 0 });
  return [
    "if (!hf_take_null(reader)) {",
    `  out->has_${property.name} = true;`,
    ...indent(read(property.type, target, { kind, depth: 0 })),
    "}",
  ];
}

interface Place {
  readonly kind: string;
  /** How many arrays and maps are around. */
  readonly depth: number;
}

/** Statements that read one value into the zeroed place `target`. */
function read(type: AbiType, target: string, { kind, depth }: Place): string[] {
  const inner = { kind, depth: depth + 1 };
  switch (type.kind) {
    case "string":
      return [`${target} = hf_read_text(reader, ${bounds(type)});`];
    case "buffer":
      return [`${target} = hf_read_bytes(reader, ${bounds(type)});`];
    case "boolean":
      return [`${target} = hf_read_boolean(reader);`];
    case "integer":
      return [`${target} = (${cType(type)})hf_read_integer(reader, ${range(type)});`];
    case "number":
      return [`${target} = ${type.format === "float" ? "(float)" : ""}hf_read_number(reader);`];
    case "enum":
      return [`${target} = (${type.name})hf_read_name(reader, ${namesOf(type, kind)}, ${type.values.length});`];
    case "record":
      return [`hf_${kind}_read_${snakeCase(type.name)}(reader, &${target});`];
    case "array":
      return [
        "hf_begin_array(reader);",
        `while (hf_next_item(reader, ${target}.count)) {`,
        `  ${target}.items = hf_grow(${target}.items, ${target}.count, sizeof *${target}.items);`,
        `  ${cType(type.items)} *item${depth} = &${target}.items[${target}.count++];`,
        ...indent(read(type.items, `(*item${depth})`, inner)),
        "}",
      ];
    case "map":
      return block([
        `hf_text key${depth};`,
        "hf_begin_object(reader);",
        `while (hf_next_key(reader, &key${depth})) {`,
        `  for (size_t at = 0; at < ${target}.count; at++) {`,
        `    if (hf_equal(${target}.entries[at].key, key${depth})) hf_problem(reader, "is given twice");`,
        "  }",
        `  ${target}.entries = hf_grow(${target}.entries, ${target}.count, sizeof *${target}.entries);`,
        `  ${cType(type.values)} *value${depth} = &${target}.entries[${target}.count].value;`,
        `  ${target}.entries[${target}.count++].key = key${depth};`,
        ...indent(read(type.values, `(*value${depth})`, inner)),
        "}",
      ]);
  }
}

function writer(type: RecordType, kind: string): string {
  const body = type.properties.flatMap((property) => {
    const key = `hf_write_key(writer, HF_TEXT(${JSON.stringify(property.name)}));`;
    const field = [key, ...write(property.type, `from->${cField(property)}`, { kind, depth: 0 })];
    if (!isLoose(property)) return field;
    const otherwise = property.required ? ["} else {", ...indent([key, "hf_write_null(writer);"])] : [];
    return [`if (from->has_${property.name}) {`, ...indent(field), ...otherwise, "}"];
  });
  return [
    `__attribute__((unused)) static void hf_${kind}_write_${snakeCase(type.name)}(hf_writer *writer, const ${type.name} *from) {`,
    ...(type.properties.length === 0 ? ["  (void)from;"] : []),
    "  hf_write_begin(writer, '{');",
    ...indent(body),
    "  hf_write_end(writer, '}');",
    "}",
  ].join("\n");
}

function write(type: AbiType, value: string, { kind, depth }: Place): string[] {
  const inner = { kind, depth: depth + 1 };
  const at = `at${depth}`;
  switch (type.kind) {
    case "string":
      return [`hf_write_text(writer, ${value});`];
    case "buffer":
      return [`hf_write_bytes(writer, ${value});`];
    case "boolean":
      return [`hf_write_boolean(writer, ${value});`];
    case "integer":
      return [`hf_write_integer(writer, (int64_t)${value}, ${range(type)});`];
    case "number":
      return [`hf_write_number(writer, ${value});`];
    case "enum":
      return [`hf_write_name(writer, (int)${value}, ${namesOf(type, kind)}, ${type.values.length});`];
    case "record":
      return [`hf_${kind}_write_${snakeCase(type.name)}(writer, &${value});`];
    case "array":
      return [
        "hf_write_begin(writer, '[');",
        `for (size_t ${at} = 0; ${at} < ${value}.count; ${at}++) {`,
        ...indent(write(type.items, `${value}.items[${at}]`, inner)),
        "}",
        "hf_write_end(writer, ']');",
      ];
    case "map":
      return [
        "hf_write_begin(writer, '{');",
        `for (size_t ${at} = 0; ${at} < ${value}.count; ${at}++) {`,
        `  hf_write_key(writer, ${value}.entries[${at}].key);`,
        ...indent(write(type.values, `${value}.entries[${at}].value`, inner)),
        "}",
        "hf_write_end(writer, '}');",
      ];
  }
}

function bounds(type: { readonly minBytes?: number; readonly maxBytes?: number }): string {
  return `${type.minBytes ?? 0}, ${type.maxBytes ?? "SIZE_MAX"}`;
}

function range(type: { readonly minimum: number; readonly maximum: number }): string {
  return `INT64_C(${type.minimum}), INT64_C(${type.maximum})`;
}

function exported(fn: AbiFunction, kind: string): string {
  const { input, output } = fn;
  const parameters = [...(input === undefined ? [] : ["&input"]), ...(output === undefined ? [] : ["&output"])].join(
    ", ",
  );
  const zeroed = (type: RecordType, name: string) => [
    `  ${type.name} ${name};`,
    `  __builtin_memset(&${name}, 0, sizeof ${name});`,
  ];
  const lines = [
    `HF_EXPORT("${fn.name}") int32_t hf_${kind}_export_${fn.name}(void) {`,
    "  hf_reader reader;",
    "  hf_begin(&reader);",
    ...(input === undefined
      ? []
      : [
          ...zeroed(input, "input"),
          `  hf_${kind}_read_${snakeCase(input.name)}(&reader, &input);`,
          "  if (!hf_end(&reader)) return hf_answer_refused(&reader);",
        ]),
    ...(output === undefined ? [] : zeroed(output, "output")),
    `  hf_status status = ${kind}_${fn.name}(${parameters});`,
    "  hf_writer writer;",
    ...(output === undefined
      ? ["  hf_answer_begin(&writer, status);"]
      : [
          "  if (hf_answer_begin(&writer, status)) {",
          '    hf_write_key(&writer, HF_TEXT("result"));',
          `    hf_${kind}_write_${snakeCase(output.name)}(&writer, &output);`,
          "  }",
        ]),
    "  return hf_answer_end(&writer);",
    "}",
  ];
  return fn.optional ? [`#ifdef ${offers(fn, kind)}`, ...lines, "#endif"].join("\n") : lines.join("\n");
}

// Writes a contract's C++ bindings: one header with its types, the class that a driver implements, and the exports that call it.
import type { AbiFunction, AbiType, Contract, HostFunction, NamedType, RecordType } from "../contract/model.ts";
import { boundsOf, cppField, cppType, declared } from "./cpp-types.ts";
import { type Emitter, originOf } from "./file.ts";
import { comment, docOf, indent, isLoose, reachable, sentBy } from "./guest.ts";

/** Emits `<kind>.hpp`, or `host.hpp` for the functions of the host. Names stay as they are on the wire. */
export const emitCpp: Emitter = (contract) => {
  if (contract.name === "driver") return [];
  const calls = contract.imports.filter((fn) => fn.extism.length === 0);
  const read = reachable([...contract.functions.map((fn) => fn.input), ...calls.map((fn) => fn.output)]);
  const written = reachable([...sentBy(contract.functions), ...calls.map((fn) => fn.input)]);
  const types = contract.types.filter((type) => read.has(type) || written.has(type));
  const guard = `HOLDFAST_${contract.name.toUpperCase()}_HPP`;
  const sections = [
    `// ${originOf(contract)}`,
    `#ifndef ${guard}\n#define ${guard}\n\n#include "../holdfast.hpp"\n\nnamespace holdfast::${contract.name} {`,
    ...types.map(declared),
    ...types.flatMap((type) => codecsOf(type, { read: read.has(type), written: written.has(type) })),
    ...(contract.imports.length > 0 ? calls.map(hostFunction) : [driverClass(contract)]),
    `}  // namespace holdfast::${contract.name}`,
    ...(contract.imports.length > 0 ? [] : [preludeOf(contract)]),
    "#endif",
    // Beyond the guard: a header that was compiled in advance has all above, and none of a driver's own definitions.
    ...(contract.imports.length > 0 ? [] : [exportsOf(contract)]),
  ];
  return [{ path: `${contract.name}.hpp`, text: `${sections.join("\n\n")}\n` }];
};

function codecsOf(type: NamedType, { read, written }: { read: boolean; written: boolean }): string[] {
  if (type.kind === "enum") {
    return [`inline constexpr const char *${namesOf(type)}[] = {${type.values.map(quoted).join(", ")}};`];
  }
  return [...(read ? [reader(type)] : []), ...(written ? [writer(type)] : [])];
}

function namesOf(type: NamedType): string {
  return `${type.name}_names`;
}

function quoted(text: string): string {
  return JSON.stringify(text);
}

function reader(type: RecordType): string {
  const count = type.properties.length;
  const branches = type.properties.flatMap((property, index) => {
    const target = `out.${cppField(property)}`;
    const lines = isLoose(property)
      ? [
          "if (!hf_take_null(reader)) {",
          ...indent([`${cppType(property.type)} value{};`, ...reading(property.type, "value", 0)]),
          `  ${target} = std::move(value);`,
          "}",
        ]
      : reading(property.type, target, 0);
    return [
      `${index === 0 ? "" : "} else "}if (hf_equal(key, HF_TEXT(${quoted(property.name)}))) {`,
      `  if (!hf_first(reader, &seen[${index}])) break;`,
      ...indent(lines),
    ];
  });
  return [
    `[[maybe_unused]] inline void read(hf_reader *reader, ${type.name} &out) {`,
    ...(count === 0 ? ["  static_cast<void>(out);"] : [`  bool seen[${count}] = {};`]),
    "  hf_text key;",
    "  hf_begin_object(reader);",
    "  while (hf_next_key(reader, &key)) {",
    ...indent(count === 0 ? ["hf_skip(reader);"] : [...branches, "} else {", "  hf_skip(reader);", "}"], 4),
    "  }",
    ...type.properties.flatMap((property, index) =>
      property.required ? [`  hf_need(reader, seen[${index}], ${quoted(property.name)});`] : [],
    ),
    "}",
  ].join("\n");
}

/** Statements that read one value into the fresh place `target`; `depth` arrays and maps are around. */
function reading(type: AbiType, target: string, depth: number): string[] {
  switch (type.kind) {
    case "string":
      return [`${target} = string_of(hf_read_text(reader, ${boundsOf(type)}));`];
    case "buffer":
      return [`${target} = bytes_of(hf_read_bytes(reader, ${boundsOf(type)}));`];
    case "boolean":
      return [`${target} = hf_read_boolean(reader);`];
    case "integer":
      return [`${target} = static_cast<${cppType(type)}>(hf_read_integer(reader, ${boundsOf(type)}));`];
    case "number":
      return [`${target} = static_cast<${cppType(type)}>(hf_read_number(reader));`];
    case "enum":
      return [`${target} = static_cast<${type.name}>(hf_read_name(reader, ${namesOf(type)}, ${type.values.length}));`];
    case "record":
      return [`read(reader, ${target});`];
    case "array":
      return [
        "hf_begin_array(reader);",
        `for (std::size_t at${depth} = 0; hf_next_item(reader, at${depth}); at${depth}++) {`,
        `  ${cppType(type.items)} item${depth}{};`,
        ...indent(reading(type.items, `item${depth}`, depth + 1)),
        `  ${target}.push_back(std::move(item${depth}));`,
        "}",
      ];
    case "map":
      return [
        `hf_text key${depth};`,
        "hf_begin_object(reader);",
        `while (hf_next_key(reader, &key${depth})) {`,
        `  const std::string name${depth} = string_of(key${depth});`,
        `  if (${target}.count(name${depth}) != 0) hf_problem(reader, "is given twice");`,
        `  ${cppType(type.values)} value${depth}{};`,
        ...indent(reading(type.values, `value${depth}`, depth + 1)),
        `  ${target}[name${depth}] = std::move(value${depth});`,
        "}",
      ];
  }
}

function writer(type: RecordType): string {
  const body = type.properties.flatMap((property) => {
    const key = `hf_write_key(writer, HF_TEXT(${quoted(property.name)}));`;
    const value = `from.${cppField(property)}`;
    if (!isLoose(property)) return [key, ...writing(property.type, value, 0)];
    const otherwise = property.required ? ["} else {", ...indent([key, "hf_write_null(writer);"])] : [];
    return [`if (${value}) {`, ...indent([key, ...writing(property.type, `(*${value})`, 0)]), ...otherwise, "}"];
  });
  return [
    `[[maybe_unused]] inline void write(hf_writer *writer, const ${type.name} &from) {`,
    ...(type.properties.length === 0 ? ["  static_cast<void>(from);"] : []),
    "  hf_write_begin(writer, '{');",
    ...indent(body),
    "  hf_write_end(writer, '}');",
    "}",
  ].join("\n");
}

function writing(type: AbiType, value: string, depth: number): string[] {
  switch (type.kind) {
    case "string":
      return [`hf_write_text(writer, view(${value}));`];
    case "buffer":
      return [`hf_write_bytes(writer, view(${value}));`];
    case "boolean":
      return [`hf_write_boolean(writer, ${value});`];
    case "integer":
      return [`hf_write_integer(writer, static_cast<std::int64_t>(${value}), ${boundsOf(type)});`];
    case "number":
      return [`hf_write_number(writer, ${value});`];
    case "enum":
      return [`hf_write_name(writer, static_cast<int>(${value}), ${namesOf(type)}, ${type.values.length});`];
    case "record":
      return [`write(writer, ${value});`];
    case "array":
      return [
        "hf_write_begin(writer, '[');",
        `for (const ${cppType(type.items)} &item${depth} : ${value}) {`,
        ...indent(writing(type.items, `item${depth}`, depth + 1)),
        "}",
        "hf_write_end(writer, ']');",
      ];
    case "map":
      return [
        "hf_write_begin(writer, '{');",
        `for (const auto &[key${depth}, value${depth}] : ${value}) {`,
        `  hf_write_key(writer, view(key${depth}));`,
        ...indent(writing(type.values, `value${depth}`, depth + 1)),
        "}",
        "hf_write_end(writer, '}');",
      ];
  }
}

function signature(fn: AbiFunction | HostFunction): string {
  const input = fn.input === undefined ? "" : `const ${fn.input.name} &input`;
  return `Result<${fn.output?.name ?? "Nothing"}> ${fn.name}(${input})`;
}

function driverClass(contract: Contract): string {
  const methods = contract.functions.map((fn) => {
    const missing = `Failure(Status::unsupported, "This driver has no ${fn.name}.")`;
    const body = fn.optional
      ? `{\n${fn.input ? "    static_cast<void>(input);\n" : ""}    return ${missing};\n  }`
      : "= 0;";
    return `${comment(docOf(fn), "  ")}\n  virtual ${signature(fn)} ${body}`;
  });
  return [
    `/** What a driver of the kind ${contract.name} implements. */`,
    "class Driver {",
    " public:",
    "  virtual ~Driver() = default;",
    "",
    methods.join("\n\n"),
    "};",
    "",
    "/** To be defined by the driver: the one that serves all calls. */",
    "Driver &driver();",
  ].join("\n");
}

/** The host's function, typed. What it needs of the C kit is gone from a module that does not call it. */
function hostFunction(fn: HostFunction): string {
  const parameter = fn.input === undefined ? "void" : "std::uint64_t request";
  const given = fn.input === undefined ? "" : "request";
  const lines = [
    `extern "C" __attribute__((import_module("extism:host/user"), import_name("${fn.name}"))) std::uint64_t hf_cpp_import_${fn.name}(${parameter});`,
    "",
    comment(`${fn.description} Needs the permission \`${fn.permission}\`.`, ""),
    `[[maybe_unused]] inline ${signature(fn)} {`,
    "  hf_asking asking;",
    "  hf_ask_begin(&asking);",
    ...(fn.input === undefined
      ? []
      : [
          "  write(&asking.writer, input);",
          "  const std::uint64_t request = hf_ask_request(&asking);",
          "  if (request == 0) return refused(asking, asking.status);",
        ]),
    ...(fn.output === undefined ? [] : [`  ${fn.output.name} output{};`]),
    `  hf_ask_answer(&asking, hf_cpp_import_${fn.name}(${given}));`,
    `  while (hf_ask_next(&asking)) ${fn.output === undefined ? "hf_skip(&asking.reader)" : "read(&asking.reader, output)"};`,
    "  const hf_status status = hf_ask_end(&asking);",
    "  if (status != HF_OK) return refused(asking, status);",
    `  return ${fn.output === undefined ? "done()" : "output"};`,
    "}",
  ];
  return lines.join("\n");
}

/** Code that every driver of the kind has, for tools that compile headers in advance. */
function preludeOf(contract: Contract): string {
  const results = new Set(contract.functions.flatMap((fn) => (fn.output === undefined ? [] : [fn.output])));
  const lines = [...results].map((type) => `HOLDFAST_PRELUDE_RESULT(holdfast::${contract.name}::${type.name})`);
  const listed = new Set([...results].flatMap((type) => type.properties.map((property) => property.type)));
  const items = [...results].filter((type) => [...listed].some((list) => list.kind === "array" && list.items === type));
  const lists = items.map((type) => `HOLDFAST_PRELUDE_VALUE(holdfast::${contract.name}::${type.name})`);
  return ["#ifdef HOLDFAST_PRELUDE", ...lines, ...lists, "#endif"].join("\n");
}

function exportsOf(contract: Contract): string {
  const upper = contract.name.toUpperCase();
  const functions = contract.functions.map((fn) => {
    const call = `holdfast::${contract.name}::driver().${fn.name}(${fn.input === undefined ? "" : "input"})`;
    const lines = [
      `HF_EXPORT("${fn.name}") int32_t hf_${contract.name}_export_${fn.name}(void) {`,
      "  hf_reader reader;",
      "  hf_begin(&reader);",
      ...(fn.input === undefined
        ? []
        : [
            `  holdfast::${contract.name}::${fn.input.name} input{};`,
            `  holdfast::${contract.name}::read(&reader, input);`,
            "  if (!hf_end(&reader)) return hf_answer_refused(&reader);",
          ]),
      `  const auto result = ${call};`,
      "  hf_writer writer;",
      "  if (hf_answer_begin(&writer, holdfast::answered(result))) {",
      ...(fn.output === undefined
        ? []
        : [
            '    hf_write_key(&writer, HF_TEXT("result"));',
            `    holdfast::${contract.name}::write(&writer, result.value());`,
          ]),
      "  }",
      "  return hf_answer_end(&writer);",
      "}",
    ];
    return fn.optional
      ? [`#ifdef ${upper}_OFFERS_${fn.name.toUpperCase()}`, ...lines, "#endif"].join("\n")
      : lines.join("\n");
  });
  return `// The exports, in the one source file that defines ${upper}_EXPORTS before it includes this.\n#if defined(${upper}_EXPORTS) && !defined(${upper}_EXPORTED)\n#define ${upper}_EXPORTED\nextern "C" {\n\n${functions.join("\n\n")}\n\n}\n#endif`;
}

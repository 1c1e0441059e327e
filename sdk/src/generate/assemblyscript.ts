// Writes a kind's AssemblyScript bindings: classes, their JSON codecs, the driver to extend and the exports that call it.
import type { AbiFunction, AbiType, Contract, NamedType, Property } from "../contract/model.ts";
import { initial, isValue, namesOf, reader, typeName, writer } from "./assemblyscript-codec.ts";
import { type Emitter, originOf } from "./file.ts";
import { comment, docOf, indent, isLoose, pascalCase, reachable, sentBy } from "./guest.ts";

/** Names that a component may not have, because the generated file or the language uses them otherwise. */
const TAKEN = new Set(
  "Answer Array ArrayBuffer Box Error JsonReader JsonWriter Map Nothing Object Set StaticArray Status String Uint8Array".split(
    " ",
  ),
);
/** What every generated class offers. */
const METHODS = new Set(["read", "write"]);

/** Emits `<kind>.ts`. The names on the wire become camelCase; enumerations keep theirs. Throws for a name that AssemblyScript keeps. */
export const emitAssemblyScript: Emitter = (contract) => {
  const driver = `${pascalCase(contract.name)}Driver`;
  for (const type of contract.types) {
    if (TAKEN.has(type.name) || type.name === driver) {
      throw new Error(
        `The type ${type.name} of ${contract.name} cannot be written in AssemblyScript: choose another name.`,
      );
    }
  }
  for (const type of contract.types) {
    if (type.kind === "record" && type.properties.some((property) => METHODS.has(property.camelName))) {
      throw new Error(`A field of ${type.name} of ${contract.name} is called read or write: choose another name.`);
    }
  }
  const inputs = reachable(contract.functions.map((fn) => fn.input));
  const outputs = reachable(sentBy(contract.functions));
  const sections = [
    `// ${originOf(contract)}`,
    imports(contract),
    ...contract.types.map((type) => namedType(type, { reads: inputs.has(type), writes: outputs.has(type) })),
    driverClass(contract, driver),
    ...contract.functions.map(exported),
  ];
  return [{ path: `${contract.name}.ts`, text: `${sections.join("\n\n")}\n` }];
};

function imports(contract: Contract): string {
  const kinds = new Set<string>();
  for (const type of contract.types) {
    if (type.kind === "record") for (const property of type.properties) collectKinds(property.type, kinds);
  }
  return [
    'import { Answer, Box, closeAnswer, failure, Nothing, openAnswer, refusal, Status } from "../answer";',
    ...(kinds.has("buffer") ? ['import { encodeBase64, readBase64 } from "../base64";'] : []),
    'import { JsonReader } from "../json-reader";',
    'import { JsonWriter } from "../json-writer";',
  ].join("\n");
}

function collectKinds(type: AbiType, kinds: Set<string>): void {
  kinds.add(type.kind);
  if (type.kind === "array") collectKinds(type.items, kinds);
  if (type.kind === "map") collectKinds(type.values, kinds);
}

/** The class of a record, with what reads and writes it, or an enumeration with its names. */
export function namedType(type: NamedType, codecs: { readonly reads: boolean; readonly writes: boolean }): string {
  if (type.kind === "enum") {
    return [
      comment(type.description, ""),
      `export enum ${type.name} {`,
      ...type.values.map((value) => `  ${value},`),
      "}",
      "",
      `const ${namesOf(type.name)}: StaticArray<string> = [${type.values.map((value) => JSON.stringify(value)).join(", ")}];`,
    ].join("\n");
  }
  return [
    comment(type.description, ""),
    `export class ${type.name} {`,
    ...type.properties.flatMap(field),
    ...(codecs.reads ? reader(type) : []),
    ...(codecs.writes ? writer(type) : []),
    "}",
  ].join("\n");
}

function field(property: Property): string[] {
  const type = typeName(property.type);
  const declared = isLoose(property)
    ? `${isValue(property.type) ? `Box<${type}>` : type} | null = null`
    : `${type} = ${initial(property.type)}`;
  return [
    ...(property.description === "" ? [] : [comment(property.description, "  ")]),
    `  ${property.camelName}: ${declared};`,
  ];
}

function driverClass(contract: Contract, driver: string): string {
  return [
    comment(`What a driver of the kind ${contract.name} does. Extend it and hand an instance to \`serve\`.`, ""),
    `export abstract class ${driver} {`,
    contract.functions.map(method).join("\n\n"),
    "}",
    "",
    `let served: ${driver} | null = null;`,
    "",
    comment("Names the driver that the exports call; once, at the top of the entry file.", ""),
    `export function serve(driver: ${driver}): void {`,
    "  served = driver;",
    "}",
    "",
    `function serving(): ${driver} {`,
    "  const driver = served;",
    '  if (driver === null) throw new Error("No driver is served: call serve(new YourDriver()) in the entry file.");',
    "  return driver;",
    "}",
  ].join("\n");
}

function method(fn: AbiFunction): string {
  const answer = `Answer<${fn.output?.name ?? "Nothing"}>`;
  const signature = `${fn.camelName}(${fn.input === undefined ? "" : `input: ${fn.input.name}`}): ${answer}`;
  const text = comment(docOf(fn), "  ");
  if (!fn.optional) return `${text}\n  abstract ${signature};`;
  return [
    text,
    `  ${signature} {`,
    `    return failure<${fn.output?.name ?? "Nothing"}>(Status.unsupported, "This driver does not offer ${fn.name}.");`,
    "  }",
  ].join("\n");
}

function exported(fn: AbiFunction): string {
  const decode = [
    "const reader = new JsonReader(input);",
    `const decoded = ${fn.input?.name}.read(reader);`,
    "if (!reader.end()) return refusal(reader);",
  ];
  const encode = [
    "const result = answer.result;",
    'if (result === null) writer.fail("result is missing");',
    "else result.write(writer);",
  ];
  return [
    comment(
      `The Wasm export ${fn.name}; re-export it from the entry file${fn.optional ? " if the driver offers it" : ""}.`,
      "",
    ),
    `export function ${fn.name}(input: string): string {`,
    ...indent(fn.input === undefined ? [] : decode),
    `  const answer = serving().${fn.camelName}(${fn.input === undefined ? "" : "decoded"});`,
    "  const writer = new JsonWriter();",
    ...(fn.output === undefined
      ? ["  openAnswer(writer, answer.status, answer.message, answer.details);"]
      : [
          "  if (openAnswer(writer, answer.status, answer.message, answer.details)) {",
          '    writer.key("result");',
          ...indent(encode, 4),
          "  }",
        ]),
    "  return closeAnswer(writer);",
    "}",
  ].join("\n");
}

// Emits a contract as WIT, the interface language of WebAssembly components, for tools and languages that start from it.
import type {
  AbiFunction,
  AbiType,
  Contract,
  HostFunction,
  NamedType,
  Property,
  RecordType,
} from "../contract/model.ts";
import { DRIVER_STATUSES } from "../status.ts";
import { type GeneratedFile, originOf } from "./file.ts";
import { docOf, indent, isLoose, snakeCase } from "./guest.ts";

const KEYWORDS = new Set(
  (
    "as async bool borrow char constructor enum error-context export f32 f64 flags from func future import include interface list " +
    "option own package record resource result s16 s32 s64 s8 static stream string tuple type u16 u32 u64 u8 use variant with world"
  ).split(" "),
);
const LINE = 112;

/** `<name>.wit`: the types, one interface with every function, and for a kind the world that its drivers target. */
export function emitWit(contract: Contract): GeneratedFile[] {
  const sections = [
    [`// ${originOf(contract)}`, `package holdfast:${kebab(contract.name)}@${contract.version}.0;`],
    inBraces(docs("What is said."), "interface types", [
      ...contract.types.flatMap(typeOf),
      ...statusTypes(whoAnswers(contract)),
    ]),
    functionsOf(contract),
    ...(contract.extends === undefined ? [] : [worldOf(contract)]),
  ];
  return [{ path: `${contract.name}.wit`, text: `${sections.map((lines) => lines.join("\n")).join("\n\n")}\n` }];
}

function whoAnswers(contract: Contract): "host" | "driver" {
  return contract.imports.length > 0 ? "host" : "driver";
}

function statusTypes(who: "host" | "driver"): string[] {
  const statuses = DRIVER_STATUSES.filter((status) => status !== "ok").map((status) => `${name(status)},`);
  return [
    ...inBraces(docs("Why a call did not do what it was asked for."), `enum ${who}-status`, statuses),
    ...inBraces(docs("An answer other than ok; `details` is JSON."), `record ${who}-failure`, [
      `status: ${who}-status,`,
      "message: string,",
      "details: option<string>,",
    ]),
  ];
}

function typeOf(type: NamedType): string[] {
  const head = docs(type.description);
  if (type.kind === "enum")
    return inBraces(
      head,
      `enum ${typeName(type)}`,
      type.values.map((value) => `${name(value)},`),
    );
  if (type.tag !== undefined) {
    const members = type.properties.filter((property) => property.name !== type.tag);
    const cases = members.map((member) => `${name(member.name)}(${spell(member.type)}),`);
    return inBraces(head, `variant ${typeName(type)}`, cases);
  }
  // The component model has no empty records.
  const fields = type.properties.length === 0 ? ["nothing: option<bool>,"] : type.properties.flatMap(fieldOf);
  return inBraces(head, `record ${typeName(type)}`, fields);
}

function fieldOf(property: Property): string[] {
  const type = isLoose(property) ? `option<${spell(property.type)}>` : spell(property.type);
  return [...(property.description === "" ? [] : docs(property.description)), `${name(property.name)}: ${type},`];
}

function functionsOf(contract: Contract): string[] {
  const isHost = contract.imports.length > 0;
  const functions = isHost ? contract.imports : contract.functions;
  const taken = new Set(functions.map((fn) => kebab(fn.name)));
  const used = new Map<string, string>();
  const alias = (type: RecordType) => {
    const own = kebab(snakeCase(type.name));
    used.set(own, taken.has(own) ? `${own}-input` : own);
    return escaped(used.get(own) as string);
  };
  const lines = functions.flatMap((fn) => {
    const input = fn.input === undefined ? "" : `input: ${alias(fn.input)}`;
    const output = fn.output === undefined ? undefined : alias(fn.output);
    // What the host answers from what the driver was born with cannot fail.
    const cannotFail = "extism" in fn && fn.extism.length > 0;
    const plain = output === undefined ? "" : ` -> ${output}`;
    const answer = cannotFail ? plain : ` -> result<${output ?? "_"}, ${whoAnswers(contract)}-failure>`;
    // A component exports all of an interface: what a driver may leave out is there for those who ask for it.
    const gate = "optional" in fn && fn.optional ? [`@unstable(feature = ${kebab(fn.name)})`] : [];
    return [...docs(describe(fn)), ...gate, `${name(fn.name)}: func(${input})${answer};`];
  });
  const uses = [...used].map(([own, other]) => (own === other ? escaped(own) : `${escaped(own)} as ${escaped(other)}`));
  const names = [...uses, `${whoAnswers(contract)}-failure`].join(", ");
  const head = docs(
    isHost
      ? "What a driver may ask of its host."
      : "What a driver exports. Of what it may leave out it has the features that it is built with (`--features clone-volume`).",
  );
  return inBraces(head, `interface ${isHost ? "functions" : "driver"}`, [`use types.{${names}};`, "", ...lines]);
}

function describe(fn: AbiFunction | HostFunction): string {
  return "errors" in fn ? docOf(fn) : `${fn.description} Needs the permission ${fn.permission}.`;
}

function worldOf(contract: Contract): string[] {
  const head = docs(`A driver of the kind ${contract.name}. It may import holdfast:host/functions too.`);
  return inBraces(head, `world ${kebab(contract.name)}-driver`, ["export driver;"]);
}

/** A type as WIT spells it. */
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
    default:
      return typeName(type);
  }
}

function typeName(type: NamedType): string {
  return name(snakeCase(type.name));
}

function name(snake: string): string {
  return escaped(kebab(snake));
}

function escaped(word: string): string {
  return KEYWORDS.has(word) ? `%${word}` : word;
}

function kebab(snake: string): string {
  return snake.toLowerCase().replaceAll("_", "-");
}

function inBraces(head: readonly string[], opening: string, body: readonly string[]): string[] {
  return [...head, `${opening} {`, ...indent(body), "}"];
}

function docs(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const last = lines.at(-1);
    if (last === undefined || last.length + word.length + 1 > LINE) lines.push(`/// ${word}`);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

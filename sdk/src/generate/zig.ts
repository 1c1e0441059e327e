// Writes a contract's Zig bindings: one module with its types, how they stand on the wire, and what makes a driver's exports.
import type {
  AbiFunction,
  AbiType,
  Contract,
  HostFunction,
  NamedType,
  Property,
  RecordType,
} from "../contract/model.ts";
import { type Emitter, originOf } from "./file.ts";
import { comment, docOf, indent, isLoose, reachable, sentBy } from "./guest.ts";

/** Emits `<kind>.zig`, or `host.zig` for the functions of the host. Fields and values stay as they are on the wire. */
export const emitZig: Emitter = (contract) => {
  if (contract.name === "driver") return [];
  const calls = contract.imports.filter((fn) => fn.extism.length === 0);
  const used = reachable([
    ...[...contract.functions, ...calls].flatMap((fn) => [fn.input, fn.output]),
    ...sentBy(contract.functions),
  ]);
  const types = contract.types.filter((type) => used.has(type));
  const names = types.map((type) => type.name);
  const taken = names.find((name) => names.includes(codecName(name)));
  if (taken !== undefined)
    throw new Error(`The type ${codecName(taken)} of ${contract.name} has the name of a codec in Zig.`);
  const sections = [
    `// ${originOf(contract)}`,
    'const codec = @import("holdfast").codec;\nconst border = @import("holdfast").border;',
    ...types.map(declared),
    ...(contract.imports.length > 0 ? calls.map(hostFunction) : [served(contract)]),
    ...(calls.length > 0 ? [imported(calls)] : []),
    ...types.map((type) => `pub const ${codecName(type.name)} = ${codecOfNamed(type)};`),
  ];
  return [{ path: `${contract.name}.zig`, text: `${sections.join("\n\n")}\n` }];
};

const KEYWORDS = new Set(
  (
    "addrspace align allowzero and anyframe anytype asm async await break callconv catch comptime const continue defer else enum errdefer " +
    "error export extern fn for if inline linksection noalias noinline nosuspend opaque or orelse packed pub resume return struct suspend " +
    "switch test threadlocal try union unreachable usingnamespace var volatile while"
  ).split(" "),
);

/** A name of the wire as Zig spells it. */
export function zigName(name: string): string {
  return KEYWORDS.has(name) || !/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) || name === "_" ? `@"${name}"` : name;
}

/** A type as Zig spells it. */
export function zigType(type: AbiType): string {
  switch (type.kind) {
    case "string":
    case "buffer":
      return "[]const u8";
    case "boolean":
      return "bool";
    case "integer":
      return type.format.replace("uint", "u").replace("int", "i");
    case "number":
      return type.format === "float" ? "f32" : "f64";
    case "array":
      return `[]const ${zigType(type.items)}`;
    case "map":
      return `[]const codec.Entry(${zigType(type.values)})`;
    default:
      return type.name;
  }
}

function codecName(name: string): string {
  return `${name}Codec`;
}

function declared(type: NamedType): string {
  const doc = lines(type.description, "");
  if (type.kind === "enum") return `${doc}pub const ${type.name} = enum { ${type.values.map(zigName).join(", ")} };`;
  const fields = type.properties.map(
    (property) =>
      `${lines(property.description, "    ")}    ${zigName(property.name)}: ${
        isLoose(property) ? `?${zigType(property.type)} = null` : zigType(property.type)
      },`,
  );
  if (fields.length === 0) return `${doc}pub const ${type.name} = struct {};`;
  return `${doc}pub const ${type.name} = struct {\n${fields.join("\n")}\n};`;
}

/** Documentation as Zig has it, each line with its end. */
function lines(text: string, margin: string): string {
  if (text === "") return "";
  const plain = comment(text, margin)
    .split("\n")
    .map((line) => line.replace(/^\s*(\/\*\*|\*\/|\*)\s?/, "").replace(/\s*\*\/$/, ""))
    .filter((line) => line !== "");
  return plain.map((line) => `${margin}/// ${line}\n`).join("");
}

function codecOfNamed(type: NamedType): string {
  if (type.kind === "enum") return `codec.Name(${type.name})`;
  const fields = type.properties.map((property) => `    .${zigName(property.name)} = ${codecOfField(property)},`);
  return fields.length === 0
    ? `codec.Record(${type.name}, .{})`
    : `codec.Record(${type.name}, .{\n${fields.join("\n")}\n})`;
}

function codecOfField(property: Property): string {
  const plain = codecOf(property.type);
  if (!isLoose(property)) return plain;
  return property.required ? `codec.Nullable(${plain})` : `codec.Maybe(${plain})`;
}

function codecOf(type: AbiType): string {
  switch (type.kind) {
    case "string":
      return `codec.Text(${type.minBytes ?? 0}, ${type.maxBytes ?? "codec.any"})`;
    case "buffer":
      return `codec.Bytes(${type.minBytes ?? 0}, ${type.maxBytes ?? "codec.any"})`;
    case "boolean":
      return "codec.Boolean";
    case "integer":
      return `codec.Integer(${zigType(type)}, ${type.minimum}, ${type.maximum})`;
    case "number":
      return `codec.Number(${zigType(type)})`;
    case "array":
      return `codec.List(${codecOf(type.items)})`;
    case "map":
      return `codec.Map(${codecOf(type.values)})`;
    default:
      return codecName(type.name);
  }
}

/** What a driver writes once: `comptime { volume.serve(@This()); }`. */
function served(contract: Contract): string {
  const body = contract.functions.flatMap((fn) => {
    const name = JSON.stringify(fn.camelName);
    const described = lines(docOf(fn), "    ").trimEnd();
    const made = `@export(&struct {
    fn export_() callconv(.c) i32 {
        return border.serve(Driver.${zigName(fn.camelName)}, ${codecNameOf(fn.input)}, ${codecNameOf(fn.output)});
    }
}.export_, .{ .name = ${JSON.stringify(fn.name)} });`.split("\n");
    const missing = `@compileError(${JSON.stringify(`The driver has no \`pub fn ${signatureOf(fn)}\`.`)})`;
    return [
      ...described.split("\n").map((line) => line.replace("///", "//").trim()),
      ...(fn.optional
        ? [`if (@hasDecl(Driver, ${name})) {`, ...indent(made, 4), "}"]
        : [`if (!@hasDecl(Driver, ${name})) ${missing};`, ...made]),
    ];
  });
  return [
    `/// Makes the exports of a driver of the kind ${contract.name} from the functions of a type: \`comptime { ${contract.name}.serve(@This()); }\`.`,
    "pub fn serve(comptime Driver: type) void {",
    ...indent(body, 4),
    "}",
  ].join("\n");
}

function codecNameOf(type: RecordType | undefined): string {
  return type === undefined ? "void" : codecName(type.name);
}

function signatureOf(fn: AbiFunction): string {
  return `${fn.camelName}(${fn.input === undefined ? "" : `input: ${fn.input.name}`}) !${fn.output?.name ?? "void"}`;
}

function hostFunction(fn: HostFunction): string {
  if (fn.input === undefined || fn.output === undefined)
    throw new Error(`${fn.name} must take a record and answer one.`);
  return [
    `${lines(`${fn.description} Needs the permission \`${fn.permission}\`.`, "")}pub fn ${zigName(fn.camelName)}(input: ${fn.input.name}) border.Failure!${fn.output.name} {`,
    `    return border.ask(imports.${zigName(fn.name)}, ${codecNameOf(fn.input)}, ${codecNameOf(fn.output)}, input);`,
    "}",
  ].join("\n");
}

function imported(calls: readonly HostFunction[]): string {
  const functions = calls.map((fn) => `    extern "extism:host/user" fn ${zigName(fn.name)}(request: u64) u64;`);
  return `const imports = struct {\n${functions.join("\n")}\n};`;
}

// Writes a kind's Go bindings: a package with its types, the interface to implement and what serves a call, and one with its exports.
import type { AbiFunction, Contract, EnumType, HostFunction, NamedType, Property } from "../contract/model.ts";
import { type Emitter, originOf } from "./file.ts";
import { goType, isPointer, namesOf, reader, writer } from "./go-codec.ts";
import { docOf, pascalCase, reachable, sentBy } from "./guest.ts";

/** Emits `<kind>/<kind>.go` and `<kind>/exports/exports.go`, and for the host's functions `host/host.go`. Names become Go's. */
export const emitGo: Emitter = (contract) => {
  // What all kinds share has no package of its own: it is merged into each of them.
  if (contract.name === "driver") return [];
  const imports = contract.imports.filter((fn) => fn.extism.length === 0);
  checkNames(contract, imports);
  // The host's functions go the other way: the guest writes what they take and reads what they answer.
  const reads = reachable([...contract.functions.map((fn) => fn.input), ...imports.map((fn) => fn.output)]);
  const writes = reachable([...sentBy(contract.functions), ...imports.map((fn) => fn.input)]);
  const types = contract.types.filter((type) => contract.name !== "host" || reads.has(type) || writes.has(type));
  const packages = [
    ...(contract.functions.some((fn) => fn.optional) ? ["holdfast"] : []),
    ...(contract.functions.length + imports.length > 0 ? ["holdfast/codec"] : []),
  ];
  const sections = [
    `// ${originOf(contract)}\n\n// Package ${contract.name} is the Go side of sdk/abi/${contract.name}.yaml.\npackage ${contract.name}`,
    ...(packages.length === 0 ? [] : [`import (\n${packages.map((name) => `\t"${name}"`).join("\n")}\n)`]),
    ...types.flatMap((type) => namedType(type, { reads: reads.has(type), writes: writes.has(type) })),
    ...(contract.functions.length === 0 ? [] : [...driverInterface(contract), ...contract.functions.map(serve)]),
    ...imports.map(hostFunction),
  ];
  const { name } = contract;
  const file = { path: `${name}/${name}.go`, text: `${sections.join("\n\n")}\n` };
  return contract.functions.length === 0
    ? [file]
    : [file, { path: `${name}/exports/exports.go`, text: exportsOf(contract) }];
};

/** Throws when two things of the package would have one name. */
function checkNames(contract: Contract, imports: readonly HostFunction[]): void {
  const taken = new Set([
    ...["Driver", "Serve"],
    ...contract.functions.map((fn) => `Serve${pascalCase(fn.name)}`),
    ...contract.functions.filter((fn) => fn.optional).map((fn) => `${pascalCase(fn.name)}Driver`),
    ...imports.map((fn) => `Call${pascalCase(fn.name)}`),
  ]);
  const claim = (name: string, owner: string) => {
    if (taken.has(name))
      throw new Error(`${owner} of ${contract.name} has a name that is taken in Go: choose another name.`);
    taken.add(name);
  };
  for (const type of contract.types) {
    claim(type.name, `The type ${type.name}`);
    if (type.kind === "enum")
      for (const value of type.values) claim(constantOf(type, value), `The value ${value} of ${type.name}`);
  }
}

function namedType(type: NamedType, codecs: { readonly reads: boolean; readonly writes: boolean }): string[] {
  if (type.kind === "enum") return [enumeration(type)];
  const struct = [
    ...docs(`${type.name}: ${type.description}`, ""),
    `type ${type.name} struct {`,
    // A line between them, so that nothing is to be aligned.
    type.properties.map((property) => field(property).join("\n")).join("\n\n"),
    "}",
  ].filter(Boolean);
  return [
    struct.join("\n"),
    ...(codecs.reads ? [reader(type).join("\n")] : []),
    ...(codecs.writes ? [writer(type).join("\n")] : []),
  ];
}

function enumeration(type: EnumType): string {
  return [
    ...docs(`${type.name}: ${type.description}`, ""),
    `type ${type.name} int`,
    "",
    "const (",
    ...type.values.map((value, index) => `\t${constantOf(type, value)}${index === 0 ? ` ${type.name} = iota` : ""}`),
    ")",
    "",
    `var ${namesOf(type)} = []string{${type.values.map((value) => JSON.stringify(value)).join(", ")}}`,
    "",
    "// String is the value as it stands on the wire.",
    `func (value ${type.name}) String() string {`,
    `\tif value < 0 || int(value) >= len(${namesOf(type)}) {`,
    '\t\treturn "none"',
    "\t}",
    `\treturn ${namesOf(type)}[value]`,
    "}",
  ].join("\n");
}

/** `Health` has HealthReady. */
function constantOf(type: EnumType, value: string): string {
  const name = pascalCase(value.replace(/[^a-zA-Z0-9]/g, "_"));
  return type.name + name.charAt(0).toUpperCase() + name.slice(1);
}

function field(property: Property): string[] {
  const type = goType(property.type);
  return [
    ...(property.description === "" ? [] : docs(property.description, "\t")),
    `\t${pascalCase(property.name)} ${isPointer(property) ? "*" : ""}${type}`,
  ];
}

function driverInterface(contract: Contract): string[] {
  const of = (functions: readonly AbiFunction[]) => functions.map((fn) => method(fn).join("\n")).join("\n\n");
  const optional = contract.functions.filter((fn) => fn.optional);
  return [
    `// Driver is what a driver of the kind ${contract.name} does. Hand an instance to Serve.\ntype Driver interface {\n${of(contract.functions.filter((fn) => !fn.optional))}\n}`,
    ...optional.map(
      (fn) =>
        `// ${pascalCase(fn.name)}Driver is a driver that offers ${fn.name}: it also exports the name, with Serve${pascalCase(fn.name)}.\n` +
        `type ${pascalCase(fn.name)}Driver interface {\n${of([fn])}\n}`,
    ),
    "var served Driver",
    "// Serve names the driver that the exports call; once, in an init function of the driver.\nfunc Serve(driver Driver) {\n\tserved = driver\n}",
    'func serving() Driver {\n\tif served == nil {\n\t\tpanic("no driver is served: call Serve in an init function")\n\t}\n\treturn served\n}',
  ];
}

function method(fn: AbiFunction): string[] {
  return [
    ...docs(`${pascalCase(fn.name)}: ${docOf(fn)}`, "\t"),
    `\t${pascalCase(fn.name)}(${fn.input === undefined ? "" : `input ${fn.input.name}`}) ${resultOf(fn)}`,
  ];
}

function resultOf({ output }: AbiFunction): string {
  return output === undefined ? "error" : `(${output.name}, error)`;
}

function serve(fn: AbiFunction): string {
  const name = pascalCase(fn.name);
  const argument = fn.input === undefined ? "" : "input";
  const output = fn.output?.name ?? "struct{}";
  const result = (call: string) => (fn.output === undefined ? `return struct{}{}, ${call}` : `return ${call}`);
  const body = fn.optional
    ? [
        `driver, offered := serving().(${name}Driver)`,
        "if !offered {",
        `\treturn ${output}{}, holdfast.Fail(holdfast.Unsupported, "This driver does not offer ${fn.name}.")`,
        "}",
        result(`driver.${name}(${argument})`),
      ]
    : [result(`serving().${name}(${argument})`)];
  return [
    `// Serve${name} runs one call of ${fn.name}. The export's return value.`,
    `func Serve${name}() int32 {`,
    `\tcall := func(${fn.input === undefined ? "struct{}" : `input ${fn.input.name}`}) (${output}, error) {`,
    ...body.map((line) => `\t\t${line}`),
    "\t}",
    `\treturn codec.Serve(${fn.input === undefined ? "nil" : `read${fn.input.name}`}, call, ${fn.output === undefined ? "nil" : `${fn.output.name}.write`})`,
    "}",
  ].join("\n");
}

/** The exports that every driver of the kind has; what may be left out a driver exports by itself. */
function exportsOf(contract: Contract): string {
  const { name } = contract;
  const required = contract.functions.filter((fn) => !fn.optional);
  return [
    `// ${originOf(contract)}\n\n// Package exports makes the exports that every driver of the kind ${name} has, when it is imported.\npackage exports`,
    `import "holdfast/generated/${name}"`,
    ...required.map(
      (fn) =>
        `//go:wasmexport ${fn.name}\nfunc ${fn.camelName}() int32 {\n\treturn ${name}.Serve${pascalCase(fn.name)}()\n}`,
    ),
    "",
  ]
    .join("\n\n")
    .trimEnd()
    .concat("\n");
}

function hostFunction(fn: HostFunction): string {
  const name = pascalCase(fn.name);
  const write = fn.input === undefined ? "nil" : "input.write";
  return [
    `//go:wasmimport extism:host/user ${fn.name}`,
    `func import${name}(input uint64) uint64`,
    "",
    ...docs(`Call${name}: ${fn.description} Needs the permission ${fn.permission}.`, ""),
    `func Call${name}(${fn.input === undefined ? "" : `input ${fn.input.name}`}) (${fn.output?.name ?? "struct{}"}, error) {`,
    `\treturn codec.Call(import${name}, ${write}, ${fn.output === undefined ? "func(*codec.Reader) (none struct{}) { return }" : `read${fn.output.name}`})`,
    "}",
  ].join("\n");
}

/** Line comments on lines of at most 120 characters. */
function docs(text: string, margin: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const last = lines.at(-1);
    if (last === undefined || margin.length + last.length + word.length + 4 > 120) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines.map((line) => `${margin}// ${line}`);
}

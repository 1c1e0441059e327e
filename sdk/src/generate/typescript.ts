// Emits the TypeScript side of a contract: its types, the interface that managers hold, and the function table with its conversions.

import { assemblyScriptType } from "../contract/host-descriptor.ts";
import type {
  AbiFunction,
  AbiType,
  Contract,
  HostFunction,
  NamedType,
  Property,
  RecordType,
} from "../contract/model.ts";
import { camelCase } from "../contract/names.ts";
import { componentType } from "./component-type.ts";
import { type Direction, reachOf } from "./directions.ts";
import { type GeneratedFile, originOf } from "./file.ts";
import { docOf } from "./guest.ts";
import { conversionOf, conversionsOf } from "./typescript-conversions.ts";
import { docComment, enumConstant, quoted } from "./typescript-text.ts";

/** `<name>.ts` for one contract, to stand in `sdk/src/generated`. */
export function emitTypeScript(contract: Contract): GeneratedFile[] {
  const own = contract.types.filter((type) => type.from === contract.name);
  const isHost = contract.imports.length > 0;
  const functions = contract.functions.filter((fn) => fn.from === contract.name);
  const conversions = conversionsOf(reachOf(functions, contract.imports), contract.types);
  const body = [
    ...own.map(typeOf),
    ...(isHost ? [hostTable(contract)] : kindParts(contract, functions)),
    ...conversions,
  ].join("\n\n");
  const parts = [`// ${originOf(contract)}`, importsOf(contract, body), inCamelCase(contract, body)];
  return [{ path: `${contract.name}.ts`, text: `${parts.join("\n\n")}\n` }];
}

/** `<name>.ts` for a kind of one's own, to stand beside a manager: types and the interface, on the package by its name. */
export function emitInterface(contract: Contract): GeneratedFile[] {
  const own = contract.types.filter((type) => type.from === contract.name);
  const functions = contract.functions.filter((fn) => fn.from === contract.name);
  const parts = [...own.map(typeOf), interfaceOf(contract, contract.functions), ...errorDetailsOf(contract, functions)];
  const body = parts.join("\n\n");
  const inherited = contract.types.filter((type) => type.from !== contract.name).map((type) => type.name);
  const names = ["DriverContext", ...inherited].filter((name) => new RegExp(`\\b${name}\\b`).test(body));
  const origin = `// Generated from ${contract.name}.yaml, version ${contract.version}, by \`holdfast kind generate\`. Do not edit: change the contract.`;
  const text = `${origin}\nimport type { ${names.sort().join(", ")} } from "@holdfast/sdk";\n\n${inCamelCase(contract, body)}\n`;
  return [{ path: `${contract.name}.ts`, text }];
}

/** `kinds.ts`: all kinds by name, for whoever is handed a kind's name at run time. */
export function emitKinds(contracts: readonly Contract[]): GeneratedFile {
  const kinds = contracts.filter((contract) => contract.extends !== undefined);
  const imports = kinds.map(
    (kind) => `import { ${constantOf(kind)}, type ${interfaceName(kind)} } from "./${kind.name}.ts";\n`,
  );
  const rows = kinds.map((kind) => `  ${kind.name}: ${constantOf(kind)},\n`);
  const members = kinds.map((kind) => `  readonly ${kind.name}: ${interfaceName(kind)};\n`);
  const text = `// Generated from the contracts in sdk/abi by \`npm run generate\`. Do not edit.

import type { KindDescriptor } from "../kind.ts";
${imports.join("")}
/** Every kind that this version knows, by name. */
export const KINDS = {
${rows.join("")}} as const satisfies Record<string, KindDescriptor>;

export type KindName = keyof typeof KINDS;

/** The interface that a manager holds, by kind. */
export interface DriverInterfaces {
${members.join("")}}
`;
  return { path: "kinds.ts", text };
}

function kindParts(contract: Contract, functions: readonly AbiFunction[]): string[] {
  return [interfaceOf(contract, functions), ...errorDetailsOf(contract, functions), kindTable(contract, functions)];
}

/** The text with the contract's wire names in its comments as TypeScript spells them. */
export function inCamelCase(contract: Contract, text: string): string {
  const records = contract.types.filter((type) => type.kind === "record");
  const named = [...contract.functions, ...records.flatMap((type) => type.properties)];
  const spelling = new Map(named.map((one) => [one.name, one.camelName]));
  return text.replace(/^ *(?:\/\*\*| \*) .*$/gm, (comment) =>
    comment.replace(/\b[a-z0-9]+(?:_[a-z0-9]+)+\b/g, (word) => spelling.get(word) ?? word),
  );
}

/** The imports that the body needs: what it names decides. */
function importsOf(contract: Contract, body: string): string {
  const lines: string[] = [];
  if (body.includes("DriverContext")) lines.push(`import type { DriverContext } from "../abi.ts";`);
  lines.push(`import type { ${contract.imports.length > 0 ? "HostDescriptor" : "KindDescriptor"} } from "../kind.ts";`);
  if (body.includes("shape.")) lines.push(`import * as shape from "../shape.ts";`);
  if (contract.extends === undefined) return lines.join("\n");
  const inherited = contract.types.filter((type) => type.from !== contract.name);
  const names = inherited.flatMap((type) => [
    ...(new RegExp(`\\b${type.name}\\b`).test(body) ? [`type ${type.name}`] : []),
    ...(type.kind === "enum" && body.includes(enumConstant(type.name)) ? [enumConstant(type.name)] : []),
  ]);
  lines.push(`import { ${[contract.extends.toUpperCase(), ...names].join(", ")} } from "./${contract.extends}.ts";`);
  return lines.join("\n");
}

export function typeOf(type: NamedType): string {
  const doc = docComment(type.description, "");
  if (type.kind === "enum") {
    return `${doc}export const ${enumConstant(type.name)} = [${type.values.map(quoted).join(", ")}] as const;\nexport type ${type.name} = (typeof ${enumConstant(type.name)})[number];`;
  }
  if (type.tag !== undefined) return `${doc}export type ${type.name} =\n${membersOf(type).join("\n")};`;
  return `${doc}export interface ${type.name} {\n${type.properties.map(propertyOf).join("")}}`;
}

/** A union as TypeScript tells its members apart: by the tag. */
function membersOf({ tag, properties }: RecordType): string[] {
  return properties
    .filter((property) => property.name !== tag)
    .map(
      ({ name, camelName, type }) =>
        `  | { readonly ${camelCase(tag as string)}: ${quoted(name)}; readonly ${camelName}: ${typeName(type)} }`,
    );
}

function propertyOf(property: Property): string {
  const mark = property.required ? "" : "?";
  const orNull = property.required && property.nullable ? " | null" : "";
  return `${docComment(property.description, "  ")}  readonly ${property.camelName}${mark}: ${typeName(property.type)}${orNull};\n`;
}

function typeName(type: AbiType): string {
  switch (type.kind) {
    case "string":
      return "string";
    case "buffer":
      return "Uint8Array";
    case "boolean":
      return "boolean";
    case "integer":
    case "number":
      return "number";
    case "array":
      return `readonly ${arrayItem(type.items)}[]`;
    case "map":
      return `Readonly<Record<string, ${typeName(type.values)}>>`;
    default:
      return type.name;
  }
}

function arrayItem(type: AbiType): string {
  return type.kind === "array" ? `(${typeName(type)})` : typeName(type);
}

function interfaceOf(contract: Contract, functions: readonly AbiFunction[]): string {
  const methods = functions.map((fn) => {
    const input = fn.input === undefined ? "" : `, input: ${fn.input.name}`;
    const output = fn.output === undefined ? "void" : fn.output.name;
    return `${docComment(docOf(fn), "  ")}  ${fn.camelName}${fn.optional ? "?" : ""}(ctx: DriverContext${input}): Promise<${output}>;\n`;
  });
  const doc =
    contract.extends === undefined
      ? "What every driver offers, whatever its kind."
      : `What a manager holds of a driver of the kind ${contract.name}. Statuses other than ok are thrown as DriverStatusError.`;
  return `/** ${doc} */\nexport interface ${interfaceName(contract)} {\n${methods.join("")}}`;
}

function kindTable(contract: Contract, functions: readonly AbiFunction[]): string {
  const inherited = contract.extends === undefined ? "" : `    ...${contract.extends.toUpperCase()}.functions,\n`;
  return `/** The function table of ${contract.name} ${contract.version}. */\nexport const ${constantOf(contract)}: KindDescriptor = {
  name: ${quoted(contract.name)},
  version: ${quoted(contract.version)},
  functions: [\n${inherited}${functions.map(functionRow).join("")}  ],\n};`;
}

function functionRow(fn: AbiFunction): string {
  return rowOf([
    ["wire", quoted(fn.name)],
    ["camel", quoted(fn.camelName)],
    ["required", String(!fn.optional)],
    ["mutates", String(fn.mutates)],
    ["idempotent", String(fn.idempotent)],
    ["timeoutMs", String(fn.timeoutMs)],
    ["errors", `[${fn.errors.map(quoted).join(", ")}]`],
    ["component", quoted(componentType(fn))],
    ["fuelMillions", fn.fuelMillions === undefined ? "" : String(fn.fuelMillions)],
    ["errorDetails", detailsTable(fn)],
    ["encodeInput", sideOf(fn.input, "encode")],
    ["decodeOutput", sideOf(fn.output, "decode")],
  ]);
}

function detailsTable({ errorDetails = {} }: AbiFunction): string {
  const entries = Object.entries(errorDetails).map(([status, type]) => `${status}: ${sideOf(type, "decode")}`);
  return entries.length === 0 ? "" : `{ ${entries.join(", ")} }`;
}

/** What `details` of a thrown status are, by method and status. */
function errorDetailsOf(contract: Contract, functions: readonly AbiFunction[]): string[] {
  const lines = functions
    .filter((fn) => fn.errorDetails !== undefined)
    .map((fn) => {
      const statuses = Object.entries(fn.errorDetails ?? {}).map(
        ([status, type]) => `readonly ${status}: ${type.name}`,
      );
      return `  readonly ${fn.camelName}: { ${statuses.join("; ")} };\n`;
    });
  if (lines.length === 0) return [];
  const name = `${interfaceName(contract)}ErrorDetails`;
  return [
    `/** What \`details\` of a DriverStatusError are, by method and status. */\nexport interface ${name} {\n${lines.join("")}}`,
  ];
}

function hostTable(contract: Contract): string {
  const functions = contract.imports.map((fn) =>
    rowOf([
      ["wire", quoted(fn.name)],
      ["camel", quoted(fn.camelName)],
      ["permission", quoted(fn.permission)],
      ["extism", `[${fn.extism.map(quoted).join(", ")}]`],
      ["assemblyScript", assemblyScriptText(fn)],
      ["decodeInput", sideOf(fn.input, "decode")],
      ["encodeOutput", sideOf(fn.output, "encode")],
    ]),
  );
  const permissions = contract.permissions.map((permission) =>
    rowOf([
      ["name", quoted(permission.name)],
      ["description", quoted(permission.description)],
      ["imports", `[${permission.imports.map(quoted).join(", ")}]`],
    ]),
  );
  return `/** The host functions of version ${contract.version}, and the permissions they need. */\nexport const ${constantOf(contract)}: HostDescriptor = {
  name: ${quoted(contract.name)},
  version: ${quoted(contract.version)},
  functions: [\n${functions.join("")}  ],
  permissions: [\n${permissions.join("")}  ],\n};`;
}

function assemblyScriptText(fn: HostFunction): string {
  const { params, results } = assemblyScriptType(fn);
  return `{ params: [${params.map(quoted).join(", ")}], results: [${results.map(quoted).join(", ")}] }`;
}

function rowOf(cells: readonly (readonly [string, string])[]): string {
  const lines = cells.filter(([, value]) => value !== "").map(([key, value]) => `      ${key}: ${value},\n`);
  return `    {\n${lines.join("")}    },\n`;
}

function sideOf(type: RecordType | undefined, direction: Direction): string {
  return type === undefined ? "" : `(value) => ${conversionOf(type, direction)}(value, "")`;
}

function constantOf(contract: Contract): string {
  return contract.name.toUpperCase();
}

function interfaceName(contract: Contract): string {
  const pascal = contract.name.replace(/(^|_)([a-z])/g, (_all, _bar, letter: string) => letter.toUpperCase());
  return contract.extends === undefined ? pascal : `${pascal}Driver`;
}

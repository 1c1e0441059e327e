// Writes a contract's bindings for drivers in TypeScript: its types, the interface that a driver implements, and the table its engine works by.
import type { AbiFunction, AbiType, Contract, HostFunction, RecordType } from "../contract/model.ts";
import { type Emitter, originOf } from "./file.ts";
import { docOf, isLoose, pascalCase, reachable } from "./guest.ts";
import { inCamelCase, typeOf } from "./typescript.ts";
import { docComment, quoted } from "./typescript-text.ts";

/** Emits `<kind>.ts`, or `host.ts` for the functions of the host. What every kind shares is in each of them. */
export const emitTypeScriptGuest: Emitter = (contract) => {
  const isHost = contract.imports.length > 0;
  if (contract.name === "driver") return [];
  const calls = contract.imports.filter((fn) => fn.extism.length === 0);
  const roots = [...contract.functions, ...calls].flatMap((fn) => [fn.input, fn.output]);
  const types = placesOf(roots);
  const named = reachable(roots);
  const sections = [
    `// ${originOf(contract)}`,
    importsOf(isHost, calls.length > 0),
    ...contract.types.filter((type) => named.has(type)).map(declared),
    ...(isHost ? calls.map((fn) => hostFunction(fn, types)) : [interfaceOf(contract), serveOf(contract, types)]),
    ...(types.list.length === 0 ? [] : [tableOf(types.list)]),
  ];
  return [{ path: `${contract.name}.ts`, text: `${inCamelCase(contract, sections.join("\n\n"))}\n` }];
};

function importsOf(isHost: boolean, hasCalls: boolean): string {
  if (!isHost) return `import { defineTypes, serveDriver } from "../holdfast.ts";`;
  return hasCalls ? `import { callHost, defineTypes } from "../holdfast.ts";` : "export {};";
}

/** Enumerations need no list here: the engine has it. */
function declared(type: Parameters<typeof typeOf>[0]): string {
  if (type.kind !== "enum") return typeOf(type);
  return `${docComment(type.description, "")}export type ${type.name} = ${type.values.map(quoted).join(" | ")};`;
}

function interfaceOf(contract: Contract): string {
  const methods = contract.functions.map((fn) => {
    const output = fn.output?.name ?? "void";
    const input = fn.input === undefined ? "" : `input: ${fn.input.name}`;
    return `${docComment(docOf(fn), "  ")}  ${fn.camelName}${fn.optional ? "?" : ""}(${input}): ${output} | Promise<${output}>;\n`;
  });
  return `/** What a driver of the kind ${contract.name} implements. It throws a DriverFailure to answer a status other than ok. */\nexport interface ${driverName(contract)} {\n${methods.join("")}}`;
}

function driverName(contract: Contract): string {
  return `${pascalCase(contract.name)}Driver`;
}

function serveOf(contract: Contract, types: Places): string {
  const rows = contract.functions.map((fn) => `      [${rowOf(fn, types)}],\n`);
  return `/** Makes these functions the exports of the file. To be called once, at the top of the driver's entry. */\nexport function serve(driver: ${driverName(contract)}): void {\n  serveDriver(\n    driver,\n    [\n${rows.join("")}    ],\n    TYPES,\n  );\n}`;
}

function rowOf(fn: AbiFunction, types: Places): string {
  return [quoted(fn.name), quoted(fn.camelName), ...[fn.input, fn.output].map((type) => `${types.placeOf(type)}`)].join(
    ", ",
  );
}

function hostFunction(fn: HostFunction, types: Places): string {
  const place = (type: RecordType | undefined) => (type === undefined ? "null" : `TYPES + ${types.placeOf(type)}`);
  const given = fn.input === undefined ? "" : `input: ${fn.input.name}`;
  const call = `callHost("holdfast:import:${fn.name}", ${place(fn.input)}, ${place(fn.output)}${fn.input === undefined ? "" : ", input"})`;
  const doc = docComment(`${fn.description} Needs the permission \`${fn.permission}\`.`, "");
  if (fn.output === undefined) return `${doc}export function ${fn.camelName}(${given}): void {\n  ${call};\n}`;
  return `${doc}export function ${fn.camelName}(${given}): ${fn.output.name} {\n  return ${call} as ${fn.output.name};\n}`;
}

/** Without a side effect in the eyes of a bundler, so that a driver that asks the host for nothing carries no table for it. */
function tableOf(list: readonly string[]): string {
  return `const TYPES = /* @__PURE__ */ defineTypes([\n${list.map((tuple) => `  ${tuple},\n`).join("")}]);`;
}

/** The types as tuples in a list, each after those it names by their places. */
interface Places {
  readonly list: readonly string[];
  placeOf(type: RecordType | undefined): number | null;
}

function placesOf(roots: readonly (RecordType | undefined)[]): Places {
  const places = new Map<string, number>();
  const add = (type: AbiType): number => {
    const tuple = tupleOf(type, add);
    const place = places.get(tuple) ?? places.size;
    places.set(tuple, place);
    return place;
  };
  for (const root of roots) if (root !== undefined) add(root);
  return { list: [...places.keys()], placeOf: (type) => (type === undefined ? null : add(type)) };
}

function tupleOf(type: AbiType, placeOf: (type: AbiType) => number): string {
  switch (type.kind) {
    case "string":
    case "buffer":
      return JSON.stringify([type.kind, ...bounds(type)]);
    case "boolean":
      return `["boolean"]`;
    case "integer":
      return JSON.stringify([type.kind, type.minimum, type.maximum]);
    case "number":
      return JSON.stringify([type.format]);
    case "enum":
      return JSON.stringify([type.kind, type.values]);
    case "array":
      return JSON.stringify([type.kind, placeOf(type.items)]);
    case "map":
      return JSON.stringify([type.kind, placeOf(type.values)]);
    case "record":
      return JSON.stringify([
        type.kind,
        type.properties.map((property) => [
          property.name,
          property.camelName,
          Number(property.required),
          Number(isLoose(property)),
          placeOf(property.type),
        ]),
      ]);
  }
}

function bounds(type: { readonly minBytes?: number; readonly maxBytes?: number }): number[] {
  if (type.maxBytes !== undefined) return [type.minBytes ?? 0, type.maxBytes];
  return type.minBytes === undefined ? [] : [type.minBytes];
}

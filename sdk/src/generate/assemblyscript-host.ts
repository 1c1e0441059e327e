// Writes the AssemblyScript side of the host functions: their classes and a function for each, imported only where it is called.
import type { HostFunction } from "../contract/model.ts";
import { namedType } from "./assemblyscript.ts";
import { type Emitter, originOf } from "./file.ts";
import { comment, pascalCase, reachable } from "./guest.ts";

/** Emits `host.ts` for the contract of the host functions, nothing for others. */
export const emitHostAssemblyScript: Emitter = (contract) => {
  const functions = contract.imports.filter((fn) => fn.extism.length === 0);
  if (functions.length === 0) return [];
  const asked = reachable(functions.map((fn) => fn.input));
  const answered = reachable(functions.map((fn) => fn.output));
  const types = contract.types.filter((type) => asked.has(type) || answered.has(type));
  const bodies = types.map((type) => namedType(type, { reads: answered.has(type), writes: asked.has(type) }));
  const sections = [`// ${originOf(contract)}`, importsOf(bodies.join("\n")), ...bodies, ...functions.map(asking)];
  return [{ path: `${contract.name}.ts`, text: `${sections.join("\n\n")}\n` }];
};

function importsOf(body: string): string {
  const base64 = ["encodeBase64", "readBase64"].filter((name) => body.includes(name));
  return [
    `import { Answer, ${body.includes("Box<") ? "Box, " : ""}heard, hearField, unasked } from "../answer";`,
    ...(base64.length === 0 ? [] : [`import { ${base64.join(", ")} } from "../base64";`]),
    'import { JsonReader } from "../json-reader";',
    'import { JsonWriter } from "../json-writer";',
  ].join("\n");
}

function asking(fn: HostFunction): string {
  const { input, output } = fn;
  if (input === undefined || output === undefined) throw new Error(`${fn.name} must take a record and answer one.`);
  const imported = `host${pascalCase(fn.name)}`;
  return [
    `@external("holdfast", "${fn.name}")`,
    `declare function ${imported}(request: string): string;`,
    "",
    comment(fn.description, ""),
    `export function ${fn.camelName}(request: ${input.name}): Answer<${output.name}> {`,
    "  const writer = new JsonWriter();",
    "  request.write(writer);",
    `  if (writer.problem.length > 0) return unasked<${output.name}>(writer);`,
    `  const reader = new JsonReader(${imported}(writer.toString()));`,
    `  const answer = new Answer<${output.name}>();`,
    "  reader.beginObject();",
    "  for (let key = reader.nextKey(); key !== null; key = reader.nextKey()) {",
    `    if (key == "result") answer.result = ${output.name}.read(reader);`,
    `    else hearField<${output.name}>(answer, key, reader);`,
    "  }",
    `  return heard<${output.name}>(answer, reader);`,
    "}",
  ].join("\n");
}

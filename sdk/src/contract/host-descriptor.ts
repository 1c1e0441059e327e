// The table of host functions straight from a contract, for judging drivers by the contract of another version: it checks no values.
import type { FunctionType } from "../inspection.ts";
import type { HostDescriptor } from "../kind.ts";
import type { Contract, HostFunction, RecordType } from "./model.ts";

/** What a host of that contract offers: names, types and permissions. */
export function hostDescriptorOf(contract: Contract): HostDescriptor {
  return {
    name: contract.name,
    version: contract.version,
    functions: contract.imports.map((fn) => ({
      ...{ wire: fn.name, camel: fn.camelName, permission: fn.permission, extism: fn.extism },
      assemblyScript: assemblyScriptType(fn),
    })),
    // A kept shape has no descriptions: they bind nobody.
    permissions: contract.permissions.map(({ name, description = "", imports }) => ({ name, description, imports })),
  };
}

/** Text, lists and records travel as pointers, enumerations as the number of their value; what is no part of Extism's ABI as JSON text. */
export function assemblyScriptType(fn: HostFunction): FunctionType {
  if (fn.extism.length === 0) return { params: ["i32"], results: ["i32"] };
  const results = valueTypes(fn.output);
  if (results.length > 1)
    throw new Error(`${fn.name} answers ${results.length} fields; a host function answers one at most`);
  return { params: valueTypes(fn.input), results };
}

function valueTypes(type: RecordType | undefined): string[] {
  return (type?.properties ?? []).map((property) => {
    if (property.type.kind === "number") return property.type.format === "float" ? "f32" : "f64";
    return property.type.kind === "integer" && property.type.format.endsWith("64") ? "i64" : "i32";
  });
}

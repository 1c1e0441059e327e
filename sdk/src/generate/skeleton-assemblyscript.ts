// Writes the start of a driver of any kind in AssemblyScript: each function answers `unsupported` until somebody writes it.
import type { AbiFunction, Contract } from "../contract/model.ts";
import type { GeneratedFile } from "./file.ts";
import { comment, pascalCase } from "./guest.ts";
import { skeletonManifest, skeletonReadme } from "./skeleton.ts";

/** The files of the driver's folder; `__NAME__` stands for its name. */
export function assemblyScriptSkeleton(
  contract: Contract,
  compiler: { readonly name: string; readonly version: string },
): GeneratedFile[] {
  const devDependencies = { [compiler.name]: compiler.version };
  return [
    skeletonManifest(contract, "AssemblyScript"),
    { path: "recipe.json", text: '{ "language": "assemblyscript", "entry": "driver.ts" }\n' },
    {
      path: "package.json",
      text: `${JSON.stringify({ name: "__NAME__", private: true, devDependencies }, null, 2)}\n`,
    },
    skeletonReadme(contract, "driver.ts"),
    { path: "driver.ts", text: source(contract) },
  ];
}

function source(contract: Contract): string {
  const driver = `${pascalCase(contract.name)}Driver`;
  const wire = contract.functions.filter((fn) => !fn.optional).map((fn) => fn.name);
  const types = contract.functions.filter((fn) => !fn.optional).flatMap((fn) => [fn.input?.name, fn.output?.name]);
  const names = [...new Set([...types.filter((name) => name !== undefined), driver, "Health", "serve"])].sort();
  const methods = contract.functions.filter((fn) => !fn.optional).map((fn) => method(fn, contract));
  return `// The driver __NAME__.
import { Answer, failure, Nothing, ok, Status } from "./kit/answer";
import { ${names.join(", ")} } from "./kit/generated/${contract.name}";

export { ${wire.join(", ")} } from "./kit/generated/${contract.name}";

class Driver extends ${driver} {
${methods.join("\n\n")}
}

serve(new Driver());
`;
}

function method(fn: AbiFunction, contract: Contract): string {
  if (fn.name === "describe") {
    return `  /** Must say what manifest.json says. */
  describe(): Answer<Description> {
    const description = new Description();
    description.name = "__NAME__";
    description.version = "0.1.0";
    description.kind = ${JSON.stringify(contract.name)};
    description.abi = ${JSON.stringify(contract.version)};
    return ok(description);
  }`;
  }
  if (fn.name === "probe") {
    return `  /** Look whether you can work here, and say why not. */
  probe(): Answer<Probe> {
    const answer = new Probe();
    answer.health = Health.ready;
    return ok(answer);
  }`;
  }
  const result = fn.output?.name ?? "Nothing";
  const input = fn.input === undefined ? "" : `input: ${fn.input.name}`;
  return `${comment(fn.description, "  ")}
  ${fn.camelName}(${input}): Answer<${result}> {
    return failure<${result}>(Status.unsupported, "Not written yet.");
  }`;
}

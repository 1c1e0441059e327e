// What the starts of drivers have in common, whatever their language: manifest and README.
import type { Contract } from "../contract/model.ts";
import type { GeneratedFile } from "./file.ts";

export function skeletonManifest(contract: Contract, language: string): GeneratedFile {
  const manifest = {
    name: "__NAME__",
    version: "0.1.0",
    kind: contract.name,
    abi: contract.version,
    language,
    permissions: [],
    limits: { memoryPages: 64 },
  };
  return { path: "manifest.json", text: `${JSON.stringify(manifest, null, 2)}\n` };
}

export function skeletonReadme(contract: Contract, entry: string): GeneratedFile {
  const text = `# __NAME__

A Holdfast driver of the kind ${contract.name}. \`${entry}\` is yours: each function answers \`unsupported\` until you write it.
\`kit/\` is a copy of the guest kit with the bindings of the kind, and has its own README.

    npm install                 the compiler, once
    npx holdfast driver build   makes __NAME__.wasm
    npx holdfast driver test    runs the conformance cases of the kind against it
    npx holdfast driver watch   both again at each save
`;
  return { path: "README.md", text };
}

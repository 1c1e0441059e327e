// `holdfast driver info`: what is in a driver file, from its bytes alone.
import {
  type ImportedItem,
  InspectError,
  type Inspection,
  inspect,
  isComponent,
  type Manifest,
  readManifest,
} from "@holdfast/sdk/verdict";
import { formatBytes } from "../conf/units.ts";
import { moduleOf } from "../driver/component/component-file.ts";
import { readDriverFile } from "../driver/store.ts";
import { HostError, messageOf } from "../errors.ts";
import { driverFile } from "./builtin-drivers.ts";
import type { Cli } from "./cli.ts";

const FILE_BYTES_MAX = 32 * 1024 * 1024;

export async function driverInfo(cli: Cli, path: string): Promise<void> {
  const file = driverFile(path, cli.surroundings.cwd);
  const read = await readDriverFile(file, { bytesMax: FILE_BYTES_MAX });
  const { digest } = read;
  const { bytes } = await moduleOf(read);
  const inspection = inspected(bytes);
  const { manifest, problem } = manifestOf(bytes, inspection);
  const { memories, imports, exports } = inspection;
  const answer = {
    file,
    bytes: read.bytes.length,
    digest,
    component: isComponent(read.bytes),
    manifest: manifest ?? null,
    manifestProblem: problem ?? null,
    memories: memories.map(({ initial, maximum }) => ({ initialPages: initial, maximumPages: maximum ?? null })),
    imports: imports.map(({ module, name, kind }) => ({ module, name, kind })),
    exports: exports.map(({ name, kind }) => ({ name, kind })),
    sections: inspection.customSections.map(({ name, start, end }) => ({ name, bytes: end - start })),
  };
  cli.output.answer(answer, () =>
    [
      `${path}: ${formatBytes(read.bytes.length)}${isComponent(read.bytes) ? ", a component" : ""}, sha-256 ${digest}`,
      ...(manifest === undefined
        ? [`no manifest${problem === undefined ? "" : `: ${problem}`}`]
        : manifestLines(manifest)),
      `memory    ${memories.map(({ initial, maximum }) => `${initial} to ${maximum ?? "any number of"} pages`).join(", ") || "none"}`,
      ...grouped(imports).map(([from, names]) => `imports   ${from}: ${names.join(" ")}`),
      `exports   ${exports
        .filter(({ kind }) => kind === "function")
        .map(({ name }) => name)
        .join(" ")}`,
    ].join("\n"),
  );
}

function inspected(bytes: Uint8Array): Inspection {
  try {
    return inspect(bytes);
  } catch (cause) {
    if (!(cause instanceof InspectError)) throw cause;
    throw new HostError("DRIVER_MALFORMED", `the file cannot be read as WebAssembly: ${cause.message}`, { cause });
  }
}

function manifestOf(bytes: Uint8Array, inspection: Inspection): { manifest?: Manifest; problem?: string } {
  try {
    const manifest = readManifest(bytes, inspection);
    return manifest === undefined ? {} : { manifest };
  } catch (error) {
    return { problem: messageOf(error) };
  }
}

function manifestLines(manifest: Manifest): string[] {
  const { name, version, kind, abi, language, toolchain, permissions, description } = manifest;
  const made = [language, toolchain].filter((one) => one !== undefined).join(", ");
  return [
    `${name} ${version}, kind ${kind} ${abi}${made === "" ? "" : `, ${made}`}`,
    ...(description === undefined ? [] : [description]),
    ...permissions.map((one) => `asks for  ${one.name}${one.optional ? ", if it may" : ""}: ${one.reason}`),
  ];
}

function grouped(imports: readonly ImportedItem[]): [string, string[]][] {
  const groups = new Map<string, string[]>();
  for (const { module, name } of imports) groups.set(module, [...(groups.get(module) ?? []), name]);
  return [...groups];
}

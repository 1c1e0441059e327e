// AssemblyScript: its compiler, which runs in this process on sources in memory.
import { assemblyScriptSkeleton } from "../generate/skeleton-assemblyscript.ts";
import type { Compiled, CompileOptions, DriverSource, GuestLanguage } from "./compiler.ts";
import { findPackage } from "./npm-compiler.ts";
import { memoryPagesOf } from "./source.ts";

const PACKAGE = { name: "assemblyscript", version: "0.28.20", file: "dist/asc.js" } as const;

export const ASSEMBLYSCRIPT: GuestLanguage = {
  name: "assemblyscript",
  title: "AssemblyScript",
  sources: /\.ts$/,
  recipeProblem: ({ entry }) =>
    typeof entry === "string" ? undefined : '{"language": "assemblyscript", "entry": FILE}',
  async findCompiler(places) {
    const found = findPackage(PACKAGE, places);
    if ("missing" in found) return found;
    return {
      toolchain: found.toolchain,
      pinned: true,
      compile: (driver, options = {}) => compile(driver, found.url, options),
    };
  },
  skeleton: (contract) => assemblyScriptSkeleton(contract, PACKAGE),
};

/** The part of asc's interface that is used here. */
interface Asc {
  main(
    argv: readonly string[],
    io: {
      readFile(name: string): string | null;
      writeFile(name: string, contents: Uint8Array | string): void;
      listFiles(): string[];
    },
  ): Promise<{ error: Error | null; stderr: { toString(): string } }>;
}

async function compile(driver: DriverSource, url: string, { draftFolder }: CompileOptions): Promise<Compiled> {
  const { main } = (await import(url)) as Asc;
  const draft = draftFolder !== undefined;
  const args = [
    `${driver.folder}/${driver.recipe["entry"]}`,
    "--outFile",
    `${driver.name}.wasm`,
    ...["--exportRuntime", "--runtime", "incremental", "--maximumMemory", String(memoryPagesOf(driver))],
    // Optimising takes most of the time.
    draft ? "-O0" : "-Os",
  ];
  let bytes: Uint8Array | undefined;
  // Only the driver's own sources and its kit exist for the compiler, under names without this machine's paths.
  const result = await main(args, {
    readFile: (name) => {
      const found = driver.files.get(name);
      return found === undefined ? null : new TextDecoder().decode(found);
    },
    writeFile: (_name, contents) => {
      if (typeof contents !== "string") bytes = contents;
    },
    listFiles: () => [],
  });
  if (result.error || bytes === undefined) throw new Error(`asc: ${result.stderr}${result.error?.message ?? ""}`);
  return { bytes, command: `asc ${args.join(" ")}`, draft };
}

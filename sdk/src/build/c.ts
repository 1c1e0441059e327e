// C: the clang that npm installs, on the kit's sources and the driver's own.
import { cSkeleton } from "../generate/skeleton-c.ts";
import { cacheFolder } from "./cache-folder.ts";
import { CLANG_PACKAGE, compileWithClang, findClang, linkerArguments } from "./clang.ts";
import { draftWithClang } from "./clang-draft.ts";
import type { CompileOptions, DriverSource, GuestLanguage, Recipe } from "./compiler.ts";
import { areFolderNames, draftStackBytesOf, fromOwnFolder } from "./source.ts";

export const C: GuestLanguage = {
  name: "c",
  title: "C",
  sources: /\.[ch]$/,
  recipeProblem: ({ library, stackBytes, shared = [] }: Recipe) =>
    (library === "wasi-libc" || library === "none") && Number.isSafeInteger(stackBytes) && areFolderNames(shared)
      ? undefined
      : '{"language": "c", "library": "wasi-libc" or "none", "stackBytes": NUMBER, "shared": [NAME, …] if any}',
  async findCompiler(places) {
    const found = findClang(places);
    if ("missing" in found) return found;
    const { url } = found;
    const compile = (driver: DriverSource, { draftFolder: folder, signal }: CompileOptions = {}) => {
      if (folder === undefined) return compileWithClang(driver, { url, args: argumentsFor(driver), signal });
      // The kit has one path in all projects then, so that what is made of it serves all.
      const local = fromOwnFolder(driver);
      return draftWithClang(local, { url, folder, cache: cacheFolder(places.env), signal, ...draftArguments(local) });
    };
    return { toolchain: found.toolchain, pinned: true, compile };
  },
  skeleton: (contract) => cSkeleton(contract, CLANG_PACKAGE),
};

function languageArguments(driver: DriverSource, optimising: string): string[] {
  return [
    ...["-std=c11", optimising, "-Wall", "-Wextra", "-Wpedantic", "-Werror", `-I${driver.kit}`],
    ...driver.shared.map((folder) => `-I${folder}`),
  ];
}

function draftArguments(driver: DriverSource) {
  const [compile, link] =
    driver.recipe["library"] === "none"
      ? [
          ["--target=wasm32", "-fno-builtin"],
          ["--target=wasm32", "-nostdlib", "-Wl,--no-entry"],
        ]
      : [["--target=wasm32-wasip1"], ["--target=wasm32-wasip1", "-mexec-model=reactor"]];
  return {
    compileArgs: [...compile, ...languageArguments(driver, "-O0")],
    linkArgs: [...link, ...linkerArguments(driver, draftStackBytesOf(driver))],
  };
}

function argumentsFor(driver: DriverSource): string[] {
  return [
    ...(driver.recipe["library"] === "none"
      ? ["--target=wasm32", "-nostdlib", "-fno-builtin", "-Wl,--no-entry"]
      : ["--target=wasm32-wasip1", "-mexec-model=reactor"]),
    ...languageArguments(driver, "-Os"),
    ...linkerArguments(driver, driver.recipe["stackBytes"] as number),
    ...["-o", `${driver.name}.wasm`],
    ...[...driver.files.keys()].filter((path) => path.endsWith(".c")),
  ];
}

// C: the clang that npm installs, on the kit's sources and the driver's own.
import { cSkeleton } from "../generate/skeleton-c.ts";
import { CLANG_PACKAGE, compileWithClang, findClang } from "./clang.ts";
import type { DriverSource, GuestLanguage, Recipe } from "./compiler.ts";
import { areFolderNames, memoryPagesOf } from "./source.ts";

const PAGE_BYTES = 65_536;

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
    const compile = (driver: DriverSource) => compileWithClang(driver, found.url, argumentsFor(driver));
    return { toolchain: found.toolchain, pinned: true, compile };
  },
  skeleton: (contract) => cSkeleton(contract, CLANG_PACKAGE),
};

function argumentsFor(driver: DriverSource): string[] {
  return [
    ...(driver.recipe["library"] === "none"
      ? ["--target=wasm32", "-nostdlib", "-fno-builtin", "-Wl,--no-entry"]
      : ["--target=wasm32-wasip1", "-mexec-model=reactor"]),
    ...["-std=c11", "-Os", "-Wall", "-Wextra", "-Wpedantic", "-Werror", `-I${driver.kit}`],
    ...driver.shared.map((folder) => `-I${folder}`),
    "-Wl,--strip-all",
    `-Wl,-z,stack-size=${driver.recipe["stackBytes"]}`,
    `-Wl,--max-memory=${memoryPagesOf(driver) * PAGE_BYTES}`,
    ...["-o", `${driver.name}.wasm`],
    ...[...driver.files.keys()].filter((path) => path.endsWith(".c")),
  ];
}

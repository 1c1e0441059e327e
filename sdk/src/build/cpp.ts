// C++: the clang that npm installs, on the kit's C sources and the driver's own, with its libc++ and without exceptions.
import { compileWithClang, findClang } from "./clang.ts";
import type { DriverSource, GuestLanguage } from "./compiler.ts";
import { areFolderNames, memoryPagesOf } from "./source.ts";

const PAGE_BYTES = 65_536;

export const CPP: GuestLanguage = {
  name: "cpp",
  title: "C++",
  sources: /\.(c|h|cpp|hpp)$/,
  recipeProblem: ({ stackBytes, shared = [] }) =>
    Number.isSafeInteger(stackBytes) && areFolderNames(shared)
      ? undefined
      : '{"language": "cpp", "stackBytes": NUMBER, "shared": [NAME, …] if any}',
  async findCompiler(places) {
    const found = findClang(places);
    if ("missing" in found) return found;
    const compile = (driver: DriverSource) =>
      compileWithClang(driver, found.url, [
        ...[
          "--target=wasm32-wasip1",
          "-mexec-model=reactor",
          "-fno-exceptions",
          "-fno-rtti",
          "-fno-threadsafe-statics",
        ],
        ...["-Os", "-Wall", "-Wextra", "-Werror", `-I${driver.kit}`, "-Wl,--strip-all"],
        ...includesOfShared(driver),
        `-Wl,-z,stack-size=${driver.recipe["stackBytes"]}`,
        `-Wl,--max-memory=${memoryPagesOf(driver) * PAGE_BYTES}`,
        ...["-o", `${driver.name}.wasm`],
        ...[...driver.files.keys()].filter((path) => /\.(c|cpp)$/.test(path)),
        ...["-lc++", "-lc++abi"],
      ]);
    return { toolchain: found.toolchain, pinned: true, compile };
  },
};

/** What drivers share is in C, and includes the C kit by its own name, as where a driver in C is built. */
function includesOfShared({ kit, shared }: DriverSource): string[] {
  return shared.length > 0 ? [`${kit}/generated/c`, ...shared].map((folder) => `-I${folder}`) : [];
}

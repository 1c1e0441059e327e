// C++: the clang that npm installs, on the kit's C sources and the driver's own, with its libc++ and without exceptions.
import { compileWithClang, findClang } from "./clang.ts";
import type { GuestLanguage } from "./compiler.ts";
import { memoryPagesOf } from "./source.ts";

const PAGE_BYTES = 65_536;

export const CPP: GuestLanguage = {
  name: "cpp",
  title: "C++",
  sources: /\.(c|h|cpp|hpp)$/,
  recipeProblem: ({ stackBytes }) =>
    Number.isSafeInteger(stackBytes) ? undefined : '{"language": "cpp", "stackBytes": NUMBER}',
  async findCompiler(places) {
    const found = findClang(places);
    if ("missing" in found) return found;
    const compile = (driver: Parameters<typeof memoryPagesOf>[0]) =>
      compileWithClang(driver, found.url, [
        ...[
          "--target=wasm32-wasip1",
          "-mexec-model=reactor",
          "-fno-exceptions",
          "-fno-rtti",
          "-fno-threadsafe-statics",
        ],
        ...["-Os", "-Wall", "-Wextra", "-Werror", `-I${driver.kit}`, "-Wl,--strip-all"],
        `-Wl,-z,stack-size=${driver.recipe["stackBytes"]}`,
        `-Wl,--max-memory=${memoryPagesOf(driver) * PAGE_BYTES}`,
        ...["-o", `${driver.name}.wasm`],
        ...[...driver.files.keys()].filter((path) => /\.(c|cpp)$/.test(path)),
        ...["-lc++", "-lc++abi"],
      ]);
    return { toolchain: found.toolchain, pinned: true, compile };
  },
};

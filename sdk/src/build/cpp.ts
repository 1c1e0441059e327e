// C++: the clang that npm installs, on the kit's C sources and the driver's own, with its libc++ and without exceptions.
import { cacheFolder } from "./cache-folder.ts";
import { compileWithClang, findClang, linkerArguments } from "./clang.ts";
import { draftWithClang } from "./clang-draft.ts";
import type { CompileOptions, DriverSource, GuestLanguage } from "./compiler.ts";
import { areFolderNames, draftStackBytesOf, fromOwnFolder } from "./source.ts";

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
    const { url } = found;
    const compile = (driver: DriverSource, { draftFolder: folder, signal }: CompileOptions = {}) => {
      if (folder === undefined) return compileWithClang(driver, { url, args: argumentsFor(driver), signal });
      // The kit has one path in all projects then, so that what is made of it serves all.
      const local = fromOwnFolder(driver);
      return draftWithClang(local, { url, folder, cache: cacheFolder(places.env), signal, ...draftArguments(local) });
    };
    return { toolchain: found.toolchain, pinned: true, compile };
  },
};

const TARGET = "--target=wasm32-wasip1";
const REACTOR = "-mexec-model=reactor";
const PLAIN = ["-fno-exceptions", "-fno-rtti", "-fno-threadsafe-statics"];
const WARNINGS = ["-Wall", "-Wextra", "-Werror"];
const LIBRARIES = ["-lc++", "-lc++abi"];

/** What drivers share is in C, and includes the C kit by its own name, as where a driver in C is built. */
function includesOf({ kit, shared }: DriverSource): string[] {
  const others = shared.length > 0 ? [`${kit}/generated/c`, ...shared] : [];
  return [kit, ...others].map((folder) => `-I${folder}`);
}

function argumentsFor(driver: DriverSource): string[] {
  return [
    ...[TARGET, REACTOR, ...PLAIN, "-Os", ...WARNINGS, ...includesOf(driver)],
    ...linkerArguments(driver, driver.recipe["stackBytes"] as number),
    ...["-o", `${driver.name}.wasm`],
    ...[...driver.files.keys()].filter((path) => /\.(c|cpp)$/.test(path)),
    ...LIBRARIES,
  ];
}

function draftArguments(driver: DriverSource) {
  return {
    compileArgs: [TARGET, ...PLAIN, "-O0", ...WARNINGS, ...includesOf(driver)],
    linkArgs: [TARGET, REACTOR, ...linkerArguments(driver, draftStackBytesOf(driver)), ...LIBRARIES],
    prelude: preludeOf(driver),
  };
}

/** The bindings that the driver includes, with the code that drivers have in common. */
function preludeOf(driver: DriverSource): string {
  const own = [...driver.files].filter(([path]) => /\.(cpp|hpp|h)$/.test(path) && !path.startsWith(`${driver.kit}/`));
  const included = own.flatMap(([, bytes]) => [...new TextDecoder().decode(bytes).matchAll(INCLUDED)]);
  const bindings = included.map(([, path]) => path).filter((path) => driver.files.has(`${driver.kit}/${path}`));
  const includes = [...new Set(bindings)].sort().map((path) => `#include "${path}"`);
  // A source that includes more than that makes none of this code itself.
  return ["#define HOLDFAST_PRELUDE", ...includes, "#undef HOLDFAST_PRELUDE", ""].join("\n");
}

const INCLUDED = /^[ \t]*#[ \t]*include[ \t]*"(holdfast\.hpp|generated\/\w+\.hpp)"/gm;

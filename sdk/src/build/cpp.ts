// C++: the clang that npm installs, on the kit's C sources and the driver's own, with its libc++ and without exceptions.
import { compileWithClang, findClang, linkerArguments } from "./clang.ts";
import { draftWithClang } from "./clang-draft.ts";
import type { CompileOptions, DriverSource, GuestLanguage } from "./compiler.ts";
import { areFolderNames, draftStackBytesOf } from "./source.ts";

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
    const compile = (driver: DriverSource, { draftFolder }: CompileOptions = {}) =>
      draftFolder === undefined
        ? compileWithClang(driver, found.url, argumentsFor(driver))
        : draftWithClang(driver, { url: found.url, folder: draftFolder, ...draftArguments(driver) });
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

/** All bindings of the kit, with the code that drivers have in common. */
function preludeOf(driver: DriverSource): string {
  const bindings = [...driver.files.keys()].filter(
    (path) => path.startsWith(`${driver.kit}/generated/`) && path.endsWith(".hpp"),
  );
  const includes = bindings.map((path) => `#include "${path.slice(driver.kit.length + 1)}"`);
  return ["#define HOLDFAST_PRELUDE", ...includes, ""].join("\n");
}

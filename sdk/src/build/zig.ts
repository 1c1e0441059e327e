// Zig: the zig of PATH in the minor version that the kit is written for; it compiles the C kit below it too.
import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Compiled, CompileOptions, DriverSource, GuestLanguage, Recipe } from "./compiler.ts";
import { inFolder, mirrorFiles, runTool, type ToolOptions } from "./native.ts";
import { draftStackBytesOf, memoryPagesOf } from "./source.ts";

// The language changes from minor to minor.
const MINOR = "0.15";
const EXACT = "0.15.2";
const PAGE_BYTES = 65_536;
const QUESTION_TIMEOUT_MS = 30_000;
// What is compiled along, such as memcpy, is made once a machine.
const COMPILE_TIMEOUT_MS = 300_000;

export const ZIG: GuestLanguage = {
  name: "zig",
  title: "Zig",
  sources: /\.(zig|c|h)$/,
  recipeProblem: ({ entry, stackBytes }: Recipe) =>
    typeof entry === "string" && Number.isSafeInteger(stackBytes)
      ? undefined
      : '{"language": "zig", "entry": FILE, "stackBytes": NUMBER}',
  async findCompiler({ env }) {
    const missing = `zig ${MINOR} is not in PATH`;
    const remedy = `run \`pip install ziglang==${EXACT}\` and put its folder ziglang into PATH, or install it from https://ziglang.org/download`;
    try {
      const options = { cwd: "/", env: environment(env), timeoutMs: QUESTION_TIMEOUT_MS };
      const version = (await runTool("zig", ["version"], options)).trim();
      if (!version.startsWith(`${MINOR}.`)) return { missing: `${missing}, it has ${version}: ${remedy}` };
      return {
        toolchain: `zig ${version}`,
        pinned: false,
        compile: (driver, options = {}) => compile(driver, environment(env), options),
      };
    } catch {
      return { missing: `${missing}: ${remedy}` };
    }
  },
};

type Environment = Readonly<Record<string, string | undefined>>;

function environment({ PATH, HOME, XDG_CACHE_HOME, ZIG_GLOBAL_CACHE_DIR }: Environment): Environment {
  return { PATH, HOME, XDG_CACHE_HOME, ZIG_GLOBAL_CACHE_DIR };
}

async function compile(
  driver: DriverSource,
  env: Environment,
  { draftFolder, signal }: CompileOptions,
): Promise<Compiled> {
  const options = { env, timeoutMs: COMPILE_TIMEOUT_MS, signal };
  if (draftFolder !== undefined) return draft(driver, options, draftFolder);
  const args = argumentsFor(driver, SHIPPED, driver.recipe["stackBytes"] as number);
  const bytes = await inFolder(driver.files, async (cwd) => {
    await runTool("zig", args, { ...options, cwd });
    return readFile(join(cwd, `${driver.name}.wasm`));
  });
  return { bytes: new Uint8Array(bytes), command: `zig ${args.join(" ")}` };
}

/** Not optimised; what it has made of the C kit stays in its cache. (Its own linker would keep imports that nothing calls.) */
async function draft(driver: DriverSource, options: Omit<ToolOptions, "cwd">, folder: string): Promise<Compiled> {
  const cwd = join(folder, "sources");
  mirrorFiles(driver.files, cwd);
  const args = [...argumentsFor(driver, DRAFT, draftStackBytesOf(driver)), "--cache-dir", "../zig-cache"];
  await runTool("zig", args, { ...options, cwd });
  const bytes = await readFile(join(cwd, `${driver.name}.wasm`));
  return { bytes: new Uint8Array(bytes), command: `zig ${args.join(" ")}`, draft: true };
}

const SHIPPED = ["-OReleaseSafe"];
// Checks of the kit's C would want a library of their own.
const DRAFT = ["-ODebug", "-fno-sanitize-c"];

function argumentsFor(driver: DriverSource, mode: readonly string[], stackBytes: number): string[] {
  const paths = [...driver.files.keys()];
  const bindings = paths.filter((path) => path.startsWith(`${driver.kit}/generated/`) && path.endsWith(".zig"));
  const modules = bindings.map((path) => ({ name: basename(path, ".zig"), path }));
  return [
    ...["build-exe", "-target", "wasm32-freestanding", ...mode, "-fstrip", "-fno-entry", "-rdynamic"],
    ...["--stack", String(stackBytes), `--max-memory=${memoryPagesOf(driver) * PAGE_BYTES}`],
    `-femit-bin=${driver.name}.wasm`,
    ...["holdfast", ...modules.map(({ name }) => name)].flatMap((name) => ["--dep", name]),
    `-Mroot=${driver.folder}/${driver.recipe["entry"]}`,
    // What is not hidden would become an export.
    ...["-cflags", "-std=c11", "-fvisibility=hidden", "--"],
    ...paths.filter((path) => path.endsWith(".c")),
    ...[`-I${driver.kit}/generated/c`, `-Mholdfast=${driver.kit}/holdfast.zig`],
    ...modules.flatMap(({ name, path }) => ["--dep", "holdfast", `-M${name}=${path}`]),
  ];
}

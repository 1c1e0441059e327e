// Rust: the first rustc of PATH that has the standard library for WebAssembly; kit and driver are a crate each, and no cargo is needed.
import { existsSync, readdirSync, realpathSync, renameSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import type {
  Compiled,
  CompileOptions,
  Compiler,
  CompilerPlaces,
  DriverSource,
  GuestLanguage,
  Recipe,
} from "./compiler.ts";
import { inFolder, mirrorFiles, runTool } from "./native.ts";
import { digestOf, draftStackBytesOf, memoryPagesOf } from "./source.ts";

const TARGET = "wasm32-unknown-unknown";
const PAGE_BYTES = 65_536;
const QUESTION_TIMEOUT_MS = 30_000;
const COMPILE_TIMEOUT_MS = 300_000;
const MISSING =
  `no rustc with the standard library for ${TARGET} is in PATH: ` +
  `run \`rustup target add ${TARGET}\`, or on Debian \`apt-get install rustc libstd-rust-dev-wasm32 lld-14\``;

export const RUST: GuestLanguage = {
  name: "rust",
  title: "Rust",
  sources: /\.rs$/,
  recipeProblem: ({ entry, stackBytes }: Recipe) =>
    typeof entry === "string" && Number.isSafeInteger(stackBytes)
      ? undefined
      : '{"language": "rust", "entry": FILE, "stackBytes": NUMBER}',
  async findCompiler(places) {
    for (const rustc of onPath(places)) {
      const found = await compilerAt(rustc, places);
      if (found !== undefined) return found;
    }
    return { missing: MISSING };
  },
};

/** Every rustc of PATH: one without WebAssembly may hide another that has it. */
function onPath({ env }: CompilerPlaces): string[] {
  const folders = (env["PATH"] ?? "").split(delimiter).filter(Boolean);
  return [...new Set(folders)].map((folder) => join(folder, "rustc")).filter((path) => existsSync(path));
}

async function compilerAt(rustc: string, places: CompilerPlaces): Promise<Compiler | undefined> {
  const { PATH, HOME, RUSTUP_HOME, RUSTUP_TOOLCHAIN } = places.env;
  const env = { PATH, HOME, RUSTUP_HOME, RUSTUP_TOOLCHAIN };
  const ask = (...args: string[]) => runTool(rustc, args, { cwd: "/", env, timeoutMs: QUESTION_TIMEOUT_MS });
  try {
    const library = await ask("--print", "target-libdir", "--target", TARGET);
    if (!existsSync(library.trim())) return undefined;
    const toolchain = (await ask("--version")).trim();
    return {
      toolchain,
      pinned: false,
      compile: (driver, options = {}) => compile(driver, { rustc, env, toolchain }, options),
    };
  } catch {
    // A proxy of rustup without a toolchain, or no rustc at all: the next one may do.
    return undefined;
  }
}

interface Tool {
  readonly rustc: string;
  readonly toolchain: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal | undefined;
}

async function compile(driver: DriverSource, tool: Tool, { draftFolder, signal }: CompileOptions): Promise<Compiled> {
  if (draftFolder !== undefined) return compileDraft(driver, { ...tool, signal }, draftFolder);
  const { rustc, env } = tool;
  const kit = [...SHARED, "--crate-type", "rlib", "--crate-name", "holdfast", "--cap-lints", "warn"];
  const kitArgs = [...kit, "-o", "libholdfast.rlib", `${driver.kit}/lib.rs`];
  const args = [
    ...[...SHARED, "--crate-type", "cdylib", "--crate-name", driver.name.replaceAll("-", "_")],
    ...["--extern", "holdfast=libholdfast.rlib", "-C", "lto", "-C", "strip=symbols"],
    ...memoryArguments(driver, driver.recipe["stackBytes"] as number),
    ...["-o", `${driver.name}.wasm`, `${driver.folder}/${driver.recipe["entry"]}`],
  ];
  const bytes = await inFolder(driver.files, async (cwd) => {
    const options = { cwd, env, timeoutMs: COMPILE_TIMEOUT_MS, signal };
    // What a panic says names source files; a fresh folder's own name must not be in the bytes.
    const remap = `--remap-path-prefix=${realpathSync(cwd)}=.`;
    await runTool(rustc, [remap, ...kitArgs], options);
    await runTool(rustc, [remap, ...args], options);
    return readFile(join(cwd, `${driver.name}.wasm`));
  });
  const command = [kitArgs, args].map((each) => `rustc --remap-path-prefix=$PWD=. ${each.join(" ")}`).join(" && ");
  return { bytes: new Uint8Array(bytes), command };
}

/** The kit is compiled once, into a file that is named after all that it depends on; of the driver only what changed. */
async function compileDraft(driver: DriverSource, tool: Tool, folder: string): Promise<Compiled> {
  const { rustc, env, toolchain, signal } = tool;
  const cwd = join(folder, "sources");
  mirrorFiles(driver.files, cwd);
  const options = { cwd, env, timeoutMs: COMPILE_TIMEOUT_MS, signal };
  const kitFiles = [...driver.files].filter(([path]) => path.startsWith(`${driver.kit}/`));
  const kit = `libholdfast-${digestOf(kitFiles, [toolchain, DRAFT]).slice(0, 16)}.rlib`;
  if (!existsSync(join(folder, kit))) {
    for (const old of readdirSync(folder).filter((name) => /^libholdfast.*\.rlib$/.test(name)))
      rmSync(join(folder, old));
    const made = [
      "--crate-type",
      "rlib",
      "--crate-name",
      "holdfast",
      "--cap-lints",
      "warn",
      "-o",
      "../libholdfast.rlib",
    ];
    await runTool(rustc, [...DRAFT, ...made, `${driver.kit}/lib.rs`], options);
    renameSync(join(folder, "libholdfast.rlib"), join(folder, kit));
  }
  const output = `${driver.name}.wasm`;
  const args = [
    ...[...DRAFT, "--crate-type", "cdylib", "--crate-name", driver.name.replaceAll("-", "_")],
    ...["--extern", `holdfast=../${kit}`, "-C", "incremental=../incremental", "-C", "strip=symbols"],
    ...memoryArguments(driver, draftStackBytesOf(driver)),
    ...["-o", `../${output}`, `${driver.folder}/${driver.recipe["entry"]}`],
  ];
  await runTool(rustc, args, options);
  const bytes = await readFile(join(folder, output));
  return { bytes: new Uint8Array(bytes), command: `rustc ${args.join(" ")}`, draft: true };
}

function memoryArguments(driver: DriverSource, stackBytes: number): string[] {
  // The linker takes the last of two sizes, and rustc names one itself.
  const args = [`link-arg=--max-memory=${memoryPagesOf(driver) * PAGE_BYTES}`, `link-arg=-zstack-size=${stackBytes}`];
  return args.flatMap((arg) => ["-C", arg]);
}

/** Not optimised, but with the arithmetic of what ships. */
const DRAFT = [
  ...["--edition", "2021", "--target", TARGET, "-C", "opt-level=0", "-C", "panic=abort"],
  ...["-C", "debug-assertions=off", "-C", "overflow-checks=off"],
];

/** One unit of code, so that the bytes do not depend on how the work was shared out. */
const SHARED = [
  ...["--edition", "2021", "--target", TARGET],
  ...["-C", "opt-level=s", "-C", "panic=abort", "-C", "codegen-units=1"],
];

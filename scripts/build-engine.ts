// Compiles QuickJS and sdk/engine into the engine that the TypeScript kit carries, or checks that it is still what the sources say.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { inFolder, runTool } from "#sdk/build/native";

/** `build.json` beside the engine's sources: what its .wasm was made of and how. */
export interface EngineRecord {
  readonly sha256: string;
  readonly bytes: number;
  /** sha-256 of our own sources and of the arguments; QuickJS is named by the toolchain. */
  readonly sources: string;
  readonly toolchain: string;
  readonly command: string;
}

const ENGINE = "sdk/guest/typescript/engine.wasm";
const RECORD = "sdk/engine/build.json";
const TOOLCHAINS = "scripts/toolchains/node_modules";
const CLANG = "@yowasp/clang";
const QUICKJS_VERSION = "2021-03-27";
/** The package that has QuickJS's sources in it. It is an add-on of Node with a hundred packages below it, so it is only unpacked. */
const QUICKJS = {
  name: "qjsc@0.3.0",
  file: "qjsc-0.3.0.tgz",
  sha512: "a7+cU6/IVcZbIejffdt/wZVMX6LL2MDL3HQ9Zb5Gm23G9DvBMS/z9GHFxz39bAvp2PvMOM+ypSOAyokt2DdZ2w==",
  folder: "package/deps/quickjs_2021_03_27",
  files: /^(quickjs|libregexp|libunicode|cutils|list).*\.[ch]$/,
} as const;
const AGAIN = "run `npm run engine` and commit what it changes";
const STACK_BYTES = 1024 * 1024;
const TOOL_TIMEOUT_MS = 120_000;

/** Our own folders as the compiler sees them, and where they are. */
const OWN = [
  ["engine", "sdk/engine"],
  ["c", "sdk/guest/c"],
] as const;
/** QuickJS has a shell and its own library of system calls, which a guest has no use for. */
const LEFT_OUT = /^quickjs-libc/;

// EMSCRIPTEN: no threads and no jumps to computed places. A guest has one rounding mode only.
const DEFINES = [
  ...["-DNDEBUG", "-D_GNU_SOURCE", "-DEMSCRIPTEN", "-DCONFIG_STACK_CHECK", "-DFE_DOWNWARD=1", "-DFE_UPWARD=2"],
  `-DCONFIG_VERSION="${QUICKJS_VERSION}"`,
];

export interface BuildEngineOptions {
  readonly root: string;
  /** Write nothing; throw when a committed file is not what the sources say. */
  readonly check: boolean;
  /** Compile for a check too, which takes a minute; otherwise it compares digests only. */
  readonly rebuild: boolean;
}

/** Writes the engine and its record, or checks them. Answers a sentence. */
export async function buildEngine({ root, check, rebuild }: BuildEngineOptions): Promise<string> {
  const record = check ? checkedRecord(root) : undefined;
  if (record !== undefined && !rebuild) return `${ENGINE}: digests fit; not built again`;
  if (!existsSync(join(root, TOOLCHAINS, CLANG)))
    throw new Error(`${CLANG} is missing: run \`npm ci --prefix scripts/toolchains\``);
  const made = await compile(root);
  const wanted = new Map([
    [ENGINE, made.bytes],
    [RECORD, new TextEncoder().encode(`${JSON.stringify(made.record, null, 2)}\n`)],
  ]);
  for (const [path, bytes] of wanted) {
    if (existsSync(join(root, path)) && readFileSync(join(root, path)).equals(bytes)) continue;
    if (check) throw new Error(`${path} is not what the sources make: ${AGAIN}`);
    writeFileSync(join(root, path), bytes);
  }
  return `${ENGINE}: ${made.record.bytes} bytes, sha-256 ${made.record.sha256}`;
}

/** What can be said without a compiler: the carried file is the one of the record, and our own sources are those it was made of. */
function checkedRecord(root: string): EngineRecord {
  const record = JSON.parse(readFileSync(join(root, RECORD), "utf8")) as EngineRecord;
  if (sha256(readFileSync(join(root, ENGINE))) !== record.sha256)
    throw new Error(`${ENGINE} is not the file that ${RECORD} describes: ${AGAIN}`);
  if (sourcesDigest(root) !== record.sources)
    throw new Error(`the sources of ${ENGINE} changed after it was built: ${AGAIN}`);
  return record;
}

function sourcesDigest(root: string): string {
  const hash = createHash("sha256").update(JSON.stringify(argumentsFor({})));
  for (const [name, folder] of OWN) {
    for (const [file, content] of Object.entries(readFiles(join(root, folder), /\.[ch]$/)))
      hash.update(`${name}/${file}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex");
}

type Files = Record<string, Uint8Array>;

/** The part of the clang package's interface that is used here. */
interface Clang {
  readonly commands: {
    clang(
      args: readonly string[],
      files: Readonly<Record<string, Files>>,
      io: object,
    ): Promise<Record<string, unknown>>;
  };
  runLLVM(args: null, files: object, io: object): Promise<void>;
}

async function compile(root: string): Promise<{ readonly bytes: Uint8Array; readonly record: EngineRecord }> {
  const { commands, runLLVM } = (await import(
    pathToFileURL(join(root, TOOLCHAINS, CLANG, "gen/bundle.js")).href
  )) as Clang;
  await runLLVM(null, {}, { fetchProgress: () => {} });
  const own = OWN.map(([name, folder]) => [name, readFiles(join(root, folder), /\.[ch]$/)] as const);
  const folders = { quickjs: await fetchQuickjs(), ...Object.fromEntries(own) };
  const said: Uint8Array[] = [];
  const args = argumentsFor(folders);
  const io = { stderr: (bytes: Uint8Array | null) => bytes && said.push(bytes.slice()), decodeASCII: false };
  try {
    const bytes = (await commands.clang(args, folders, io))["engine.wasm"];
    if (!(bytes instanceof Uint8Array)) throw new Error("it wrote no module");
    return { bytes, record: recordOf(root, bytes, args) };
  } catch (error) {
    throw new Error(`clang: ${Buffer.concat(said).toString() || String(error)}`);
  }
}

function argumentsFor(folders: Readonly<Record<string, Files>>): string[] {
  const sources = Object.entries(folders).flatMap(([folder, files]) =>
    Object.keys(files)
      .filter((file) => file.endsWith(".c"))
      .map((file) => `${folder}/${file}`),
  );
  return [
    ...["--target=wasm32-wasip1", "-mexec-model=reactor", "-Os", "-w", ...DEFINES],
    ...["-include", "engine/quiet.h", "-isystem", "quickjs", "-Ic"],
    ...["-Wl,--strip-all", `-Wl,-z,stack-size=${STACK_BYTES}`, "-o", "engine.wasm", ...sources],
  ];
}

/** Through npm, whose cache has it after the first time. */
function fetchQuickjs(): Promise<Files> {
  return inFolder(new Map(), async (cwd) => {
    const options = { cwd, env: process.env, timeoutMs: TOOL_TIMEOUT_MS };
    await runTool("npm", ["pack", "--silent", "--ignore-scripts", QUICKJS.name], options);
    const digest = createHash("sha512")
      .update(readFileSync(join(cwd, QUICKJS.file)))
      .digest("base64");
    if (digest !== QUICKJS.sha512) throw new Error(`${QUICKJS.file} is not the file that this was made for`);
    await runTool("tar", ["-xzf", QUICKJS.file], options);
    return readFiles(join(cwd, QUICKJS.folder), QUICKJS.files);
  });
}

function readFiles(folder: string, pattern: RegExp): Files {
  const names = readdirSync(folder).filter((file) => pattern.test(file) && !LEFT_OUT.test(file));
  return Object.fromEntries(names.sort().map((file) => [file, new Uint8Array(readFileSync(join(folder, file)))]));
}

function recordOf(root: string, bytes: Uint8Array, args: readonly string[]): EngineRecord {
  const clang = JSON.parse(readFileSync(join(root, TOOLCHAINS, CLANG, "package.json"), "utf8")) as { version: string };
  return {
    sha256: sha256(bytes),
    bytes: bytes.length,
    sources: sourcesDigest(root),
    toolchain: `${CLANG} ${clang.version}, QuickJS ${QUICKJS_VERSION} of ${QUICKJS.name}`,
    command: `clang ${args.join(" ")}`,
  };
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

async function main(words: readonly string[]): Promise<number> {
  try {
    console.log(
      await buildEngine({
        root: fileURLToPath(new URL("../..", import.meta.url)),
        check: words.includes("--check"),
        rebuild: words.includes("--rebuild"),
      }),
    );
    return 0;
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return 1;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = await main(process.argv.slice(2));

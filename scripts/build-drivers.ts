// Builds the drivers below drivers-wasm into the .wasm files that are committed beside their sources, or checks that those are still what the sources say.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Compiler, DriverSource } from "#sdk/build/compiler";
import { attachManifest } from "#sdk/manifest";
import { findCompiler, readDriverSources } from "./build-drivers-recipe.ts";

/** `build.json` beside a driver: what its .wasm was made of and how. */
export interface BuildRecord {
  readonly sha256: string;
  readonly bytes: number;
  /** sha-256 over sources, guest kit, recipe and manifest. */
  readonly sources: string;
  readonly toolchain: string;
  readonly command: string;
}

export interface BuildDriversOptions {
  readonly root: string;
  /** Write nothing; say what differs. */
  readonly check: boolean;
  /** Fail for a compiler that is not there. Otherwise a check without it compares digests only, and says so. */
  readonly requireCompilers: boolean;
  /** Only these drivers; all when empty. */
  readonly only: readonly string[];
  /** Where native compilers are looked for; this process's environment when it is not given. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Sentences for a person, one a driver or problem. */
export interface BuildDriversReport {
  readonly done: readonly string[];
  readonly problems: readonly string[];
}

/** Builds or checks the drivers one after the other. Throws for a folder that cannot be read as a driver. */
export async function buildDrivers(options: BuildDriversOptions): Promise<BuildDriversReport> {
  const drivers = readDriverSources(options.root);
  const unknown = options.only.filter((name) => !drivers.some((driver) => driver.name === name));
  const done: string[] = [];
  const problems = unknown.map(
    (name) => `there is no driver ${name}: there are ${drivers.map((one) => one.name).join(", ")}`,
  );
  for (const driver of drivers.filter((one) => options.only.length === 0 || options.only.includes(one.name))) {
    try {
      done.push(options.check ? await checkDriver(driver, options) : await buildDriver(driver, options));
    } catch (error) {
      problems.push(`${driver.folder}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return { done, problems };
}

async function buildDriver(driver: DriverSource, { root, env }: BuildDriversOptions): Promise<string> {
  const compiler = await findCompiler(root, driver.recipe.language, env);
  if ("missing" in compiler) throw new Error(compiler.missing);
  const made = await make(driver, compiler);
  writeFileSync(join(root, wasmOf(driver)), made.bytes);
  writeFileSync(join(root, recordOf(driver)), `${JSON.stringify(made.record, null, 2)}\n`);
  return `${wasmOf(driver)}: ${made.record.bytes} bytes, sha-256 ${made.record.sha256}`;
}

/** What is committed must fit together, come from these sources, and be what the compiler makes of them. */
async function checkDriver(driver: DriverSource, options: BuildDriversOptions): Promise<string> {
  const again = `run \`npm run drivers\` and commit what it changes`;
  const { root } = options;
  if (!existsSync(join(root, wasmOf(driver))) || !existsSync(join(root, recordOf(driver)))) {
    throw new Error(`it has not been built: ${again}`);
  }
  const record = JSON.parse(readFileSync(join(root, recordOf(driver)), "utf8")) as BuildRecord;
  const committed = new Uint8Array(readFileSync(join(root, wasmOf(driver))));
  if (sha256(committed) !== record.sha256)
    throw new Error(`${driver.name}.wasm is not the file that build.json describes: ${again}`);
  if (driver.digest !== record.sources)
    throw new Error(`its sources, its kit or its manifest changed after it was built: ${again}`);
  const compiler = await findCompiler(root, driver.recipe.language, options.env);
  if ("missing" in compiler) {
    if (options.requireCompilers) throw new Error(compiler.missing);
    return `${wasmOf(driver)}: digests fit; not built again, ${compiler.missing}`;
  }
  if (!compiler.pinned && compiler.toolchain !== record.toolchain) {
    return `${wasmOf(driver)}: digests fit; NOT COMPARED, ${compiler.toolchain} is here and ${record.toolchain} made it`;
  }
  const made = await make(driver, compiler);
  if (JSON.stringify(made.record) !== JSON.stringify(record)) {
    throw new Error(`${compiler.toolchain} makes other bytes of these sources than those committed: ${again}`);
  }
  return `${wasmOf(driver)}: built again, the same ${record.bytes} bytes`;
}

async function make(
  driver: DriverSource,
  { toolchain, compile }: Compiler,
): Promise<{ readonly bytes: Uint8Array; readonly record: BuildRecord }> {
  const compiled = await compile(driver);
  const bytes = attachManifest(compiled.bytes, driver.manifest);
  const sources = driver.digest;
  const record = { sha256: sha256(bytes), bytes: bytes.length, sources, toolchain, command: compiled.command };
  return { bytes, record };
}

function wasmOf(driver: DriverSource): string {
  return `${driver.folder}/${driver.name}.wasm`;
}

function recordOf(driver: DriverSource): string {
  return `${driver.folder}/build.json`;
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

async function main(args: readonly string[]): Promise<number> {
  const options = args.filter((arg) => arg.startsWith("--"));
  const odd = options.find((option) => !["--check", "--require-compilers"].includes(option));
  if (odd !== undefined) {
    console.error(`unknown option ${odd}: there are --check and --require-compilers; other words name drivers`);
    return 2;
  }
  const { done, problems } = await buildDrivers({
    root: fileURLToPath(new URL("../..", import.meta.url)),
    check: options.includes("--check"),
    requireCompilers: options.includes("--require-compilers"),
    only: args.filter((arg) => !arg.startsWith("--")),
  });
  for (const line of done) console.log(line);
  for (const problem of problems) console.error(problem);
  return problems.length > 0 ? 1 : 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = await main(process.argv.slice(2));

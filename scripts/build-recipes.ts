// Builds the drivers of sdk/guest/recipes by the very commands that stand in their READMEs.
import { execFileSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

const BUILD_TIMEOUT_MS = 300_000;
const OUTPUT = "driver.wasm";

/** The recipes by the names of their folders. */
export function recipeNames(root: string): string[] {
  const entries = readdirSync(recipesOf(root), { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}

/** The tools that a recipe starts and that are not in PATH. */
export function missingTools(root: string, name: string): string[] {
  return missingFor(root, join(recipesOf(root), name));
}

/** The tools that the commands in a folder's README start and that are not in PATH. */
export function missingFor(root: string, folder: string): string[] {
  const tools = new Set(commandsIn(folder).flatMap((line) => line.split(" ", 1)));
  const places = pathOf(root).split(delimiter);
  return [...tools].filter((tool) => !places.some((place) => existsSync(join(place, tool))));
}

/** The committed file of a recipe. */
export function recipeFile(root: string, name: string): string {
  return join(root, "test/fixtures/recipes", `${name}.wasm`);
}

/** What a recipe's commands make. Throws an Error with the words of the one that failed. */
export function buildRecipe(root: string, name: string): Uint8Array {
  return buildIn(root, join(recipesOf(root), name));
}

/** Runs the commands of a folder's README in a copy of it; answers the `driver.wasm` that they made. Throws an Error with the words of the one that failed. */
export function buildIn(root: string, source: string): Uint8Array {
  const scratch = mkdtempSync(join(tmpdir(), "holdfast-recipe-"));
  // Always of the same name, which some compilers write into what they make.
  const folder = join(scratch, basename(source));
  try {
    cpSync(source, folder, { recursive: true });
    // Where an author's compilers and our packages would be.
    symlinkSync(join(root, "scripts/toolchains/node_modules"), join(folder, "node_modules"));
    const { HOME } = process.env;
    const env = { HOME, PATH: pathOf(root), SDK: join(root, "sdk") };
    const script = commandsIn(source).join("\n");
    execFileSync("sh", ["-e", "-c", script], { cwd: folder, env, timeout: BUILD_TIMEOUT_MS, stdio: "pipe" });
    return new Uint8Array(readFileSync(join(folder, OUTPUT)));
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function recipesOf(root: string): string {
  return join(root, "sdk/guest/recipes");
}

function commandsIn(folder: string): string[] {
  const text = readFileSync(join(folder, "README.md"), "utf8");
  const block = /```sh\n([\s\S]*?)```/.exec(text)?.[1];
  if (block === undefined) throw new Error(`${folder}/README.md has no commands`);
  return block.trim().split("\n");
}

function pathOf(root: string): string {
  const ours = ["node_modules/.bin", "scripts/toolchains/node_modules/.bin"].map((folder) => join(root, folder));
  return [...ours, process.env["PATH"] ?? ""].join(delimiter);
}

function main(names: readonly string[]): void {
  const root = fileURLToPath(new URL("../..", import.meta.url));
  for (const name of names.length > 0 ? names : recipeNames(root)) {
    const missing = missingTools(root, name);
    if (missing.length > 0) {
      console.error(`${name}: not built, ${missing.join(" and ")} not in PATH`);
      process.exitCode = 1;
      continue;
    }
    const bytes = buildRecipe(root, name);
    writeFileSync(recipeFile(root, name), bytes);
    console.log(`${name}: ${bytes.length} bytes`);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main(process.argv.slice(2));

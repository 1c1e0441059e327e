// A driver's folder as data: its recipe and manifest, the sources that its bytes depend on, and their digest.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Manifest, parseManifest } from "#sdk/manifest";

/** How a driver is built; `recipe.json` beside its sources. */
export type Recipe =
  | { readonly language: "assemblyscript"; readonly entry: string }
  | { readonly language: "c"; readonly library: "wasi-libc" | "none"; readonly stackBytes: number };

/** One driver, ready to be built. Paths are relative to the root, with `/`. */
export interface DriverSource {
  readonly name: string;
  /** Its folder, such as drivers-wasm/volume-file. */
  readonly folder: string;
  readonly recipe: Recipe;
  readonly manifest: Manifest;
  /** Everything that a compiler may read, by path. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** sha-256 over the paths and contents of `files`, the recipe and the manifest. */
  readonly digest: string;
}

const FOLDER = "drivers-wasm";
const KITS = { assemblyscript: "sdk/guest/assemblyscript", c: "sdk/guest/c" } as const;
const SOURCES = { assemblyscript: /\.ts$/, c: /\.[ch]$/ } as const;

/** All drivers below drivers-wasm that have a recipe, by name. Throws for a recipe or manifest that cannot be used. */
export function readDriverSources(root: string): DriverSource[] {
  const folders = readdirSync(join(root, FOLDER), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders.map((folder) => readDriverSource(root, folder.name)).sort((a, b) => (a.name < b.name ? -1 : 1));
}

function readDriverSource(root: string, name: string): DriverSource {
  const folder = `${FOLDER}/${name}`;
  const recipe = readRecipe(root, `${folder}/recipe.json`);
  const manifest = parseManifest(readJson(root, `${folder}/manifest.json`), { unknownKeys: "refuse" });
  if (manifest.name !== name)
    throw new Error(`${folder}/manifest.json names ${manifest.name}: it must be the folder's name`);
  const kit = readKit(root, recipe.language);
  const files = sorted([...kit, ...readSources(root, folder, SOURCES[recipe.language])]);
  return { name, folder, recipe, manifest, files, digest: digestOf(files, { recipe, manifest }) };
}

/** The sources of a language's guest kit, generated bindings among them, by path from the root. */
export function readKit(root: string, language: Recipe["language"]): ReadonlyMap<string, Uint8Array> {
  const folders = [KITS[language], `${KITS[language]}/generated`];
  return sorted(folders.flatMap((folder) => readSources(root, folder, SOURCES[language])));
}

function readSources(root: string, folder: string, pattern: RegExp): (readonly [string, Uint8Array])[] {
  return readdirSync(join(root, folder))
    .filter((file) => pattern.test(file))
    .map((file) => [`${folder}/${file}`, new Uint8Array(readFileSync(join(root, folder, file)))] as const);
}

function sorted(files: readonly (readonly [string, Uint8Array])[]): Map<string, Uint8Array> {
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function readRecipe(root: string, path: string): Recipe {
  const recipe = readJson(root, path) as Partial<Recipe>;
  const good =
    (recipe.language === "assemblyscript" && typeof recipe.entry === "string") ||
    (recipe.language === "c" &&
      (recipe.library === "wasi-libc" || recipe.library === "none") &&
      Number.isSafeInteger(recipe.stackBytes));
  if (!good) {
    throw new Error(
      `${path} must be {"language": "assemblyscript", "entry": FILE} or {"language": "c", "library": "wasi-libc" or "none", "stackBytes": NUMBER}`,
    );
  }
  return recipe as Recipe;
}

function readJson(root: string, path: string): unknown {
  try {
    return JSON.parse(readFileSync(join(root, path), "utf8"));
  } catch (error) {
    throw new Error(`${path} cannot be read as JSON`, { cause: error });
  }
}

function digestOf(files: ReadonlyMap<string, Uint8Array>, rest: object): string {
  const hash = createHash("sha256");
  for (const [path, bytes] of files) hash.update(`${path}\0${bytes.length}\0`).update(bytes);
  return hash.update(JSON.stringify(rest)).digest("hex");
}

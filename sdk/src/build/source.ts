// A driver's folder as data: its recipe and manifest, the sources that its bytes depend on, and their digest.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseManifest } from "../manifest.ts";
import type { DriverSource, GuestLanguage, Recipe } from "./compiler.ts";

/** Where a driver's folder and its kit are, below one root. */
export interface DriverPlace {
  readonly root: string;
  readonly folder: string;
  /** The kit's folder for a language. */
  kitOf(language: string): string;
  /** The folder with the folders that drivers share; a driver that stands alone has none. */
  readonly sharedFolder?: string;
}

// What compilers, package managers and editors leave behind, and what is no source of this driver.
const PASSED_OVER = new Set(["node_modules", "template", "target", "build", "dist", "zig-out"]);
const MEMORY_PAGES_DEFAULT = 16;
const PAGE_BYTES = 65_536;

/** Reads a driver's folder. Throws an Error that names the file for what cannot be used. */
export function readDriverSource(place: DriverPlace, languages: readonly GuestLanguage[]): DriverSource {
  const { root, folder } = place;
  const { recipe, language } = readRecipe(root, `${folder}/recipe.json`, languages);
  const manifest = parseManifest(readJson(root, `${folder}/manifest.json`), { unknownKeys: "refuse" });
  const kit = place.kitOf(recipe.language);
  const own = readSources(root, folder, language.sources).filter(([path]) => !path.startsWith(`${kit}/`));
  const shared = sharedOf(place, recipe);
  const others = shared.flatMap((one) => readSources(root, one, language.sources));
  const files = sorted([...readSources(root, kit, language.sources), ...others, ...own]);
  const digest = digestOf(files, { recipe, manifest });
  return { name: manifest.name, folder, kit, shared, recipe, manifest, files, digest };
}

/** The sources of a guest kit, generated bindings among them, by path from the root. */
export function readKit(root: string, kit: string, { sources }: GuestLanguage): ReadonlyMap<string, Uint8Array> {
  return sorted(readSources(root, kit, sources));
}

/** The driver with paths from its own folder, where its kit lies in that. */
export function fromOwnFolder(driver: DriverSource): DriverSource {
  const above = `${driver.folder}/`;
  if (!driver.kit.startsWith(above)) return driver;
  const local = (path: string) => (path.startsWith(above) ? path.slice(above.length) : path);
  const files = new Map([...driver.files].map(([path, bytes]) => [local(path), bytes]));
  return { ...driver, folder: ".", kit: local(driver.kit), files };
}

/** The memory that a driver's module declares at most, in pages of 64 KiB; one that says nothing gets a megabyte. */
export function memoryPagesOf(driver: DriverSource): number {
  return driver.manifest.limits?.memoryPages ?? MEMORY_PAGES_DEFAULT;
}

/** Whether a recipe's `shared` can be names of folders with sources. */
export function areFolderNames(value: unknown): boolean {
  return Array.isArray(value) && value.every((name) => typeof name === "string" && /^[a-z][a-z0-9-]*$/.test(name));
}

/** The stack of a draft in bytes: code that is not optimised needs several times what ships, where there is memory for it. */
export function draftStackBytesOf(driver: DriverSource): number {
  const shipped = driver.recipe["stackBytes"] as number;
  return Math.max(shipped, Math.min(4 * shipped, (memoryPagesOf(driver) * PAGE_BYTES) / 4));
}

/** The folders that a recipe names in `shared`. */
function sharedOf({ root, folder, sharedFolder }: DriverPlace, { shared = [] }: Recipe): string[] {
  const folders = (shared as readonly string[]).map((name) => `${sharedFolder ?? "shared"}/${name}`);
  const missing = folders.find((one) => sharedFolder === undefined || !existsSync(join(root, one)));
  if (missing === undefined) return folders;
  throw new Error(`${folder}/recipe.json shares ${missing}, which is not there`);
}

function readSources(root: string, folder: string, pattern: RegExp): (readonly [string, Uint8Array])[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.name.startsWith(".") || PASSED_OVER.has(entry.name)) return [];
    if (entry.isDirectory()) return readSources(root, path, pattern);
    return pattern.test(path) ? [[path, new Uint8Array(readFileSync(join(root, path)))] as const] : [];
  });
}

function sorted(files: readonly (readonly [string, Uint8Array])[]): Map<string, Uint8Array> {
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function readRecipe(
  root: string,
  path: string,
  languages: readonly GuestLanguage[],
): { readonly recipe: Recipe; readonly language: GuestLanguage } {
  const recipe = readJson(root, path) as Partial<Recipe> | null;
  const language = languages.find((one) => one.name === recipe?.language);
  if (language === undefined) {
    const names = languages.map((one) => JSON.stringify(one.name)).join(", ");
    throw new Error(`${path} must be {"language": LANGUAGE, …}, and LANGUAGE one of ${names}`);
  }
  const problem = language.recipeProblem(recipe as Recipe);
  if (problem !== undefined) throw new Error(`${path} must be ${problem}`);
  return { recipe: recipe as Recipe, language };
}

function readJson(root: string, path: string): unknown {
  try {
    return JSON.parse(readFileSync(join(root, path), "utf8"));
  } catch (error) {
    throw new Error(`${path} cannot be read as JSON: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

/** sha-256 over paths and contents, and over more as JSON. */
export function digestOf(files: Iterable<readonly [string, Uint8Array]>, rest: object): string {
  const hash = createHash("sha256");
  for (const [path, bytes] of files) hash.update(`${path}\0${bytes.length}\0`).update(bytes);
  return hash.update(JSON.stringify(rest)).digest("hex");
}

// The drivers of this repository, ready to be built, and where the compilers for them are.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Compiler, CompilerPlaces, DriverSource, MissingCompiler } from "#sdk/build/compiler";
import { GUEST_LANGUAGES, guestLanguage } from "#sdk/build/languages";
import { readDriverSource } from "#sdk/build/source";

const FOLDER = "drivers-wasm";
const SHARED = "shared";
const TOOLCHAINS = "scripts/toolchains";

/** All drivers below drivers-wasm that have a recipe, by name. Throws for a recipe or manifest that cannot be used. */
export function readDriverSources(root: string): DriverSource[] {
  const entries = readdirSync(join(root, FOLDER), { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory() && entry.name !== SHARED);
  return folders.map((folder) => readOne(root, folder.name)).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Where this repository keeps the kit of a language. */
export function kitFolder(language: string): string {
  return `sdk/guest/${language}`;
}

/** The compiler that scripts/toolchains, or this machine by its environment, has for a language. */
export async function findCompiler(
  root: string,
  language: string,
  env: CompilerPlaces["env"] = process.env,
): Promise<Compiler | MissingCompiler> {
  const known = guestLanguage(language);
  if (known === undefined) return { missing: `no compiler for ${language} is known` };
  return known.findCompiler({ folders: [join(root, TOOLCHAINS)], env, install: `npm ci --prefix ${TOOLCHAINS}` });
}

function readOne(root: string, name: string): DriverSource {
  const folder = `${FOLDER}/${name}`;
  const driver = readDriverSource(
    { root, folder, kitOf: kitFolder, sharedFolder: `${FOLDER}/${SHARED}` },
    GUEST_LANGUAGES,
  );
  if (driver.name !== name)
    throw new Error(`${folder}/manifest.json names ${driver.name}: it must be the folder's name`);
  return driver;
}

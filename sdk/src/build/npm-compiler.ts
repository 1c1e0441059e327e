// Compilers that npm installs: found in the pinned version in a node_modules of the project or above it, or named as missing.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import type { CompilerPlaces, MissingCompiler } from "./compiler.ts";

/** A package that has a compiler in it; `version` is exact, for another one makes other bytes. */
export interface CompilerPackage {
  readonly name: string;
  readonly version: string;
  /** The file to import, relative to the package. */
  readonly file: string;
}

export interface FoundPackage {
  readonly toolchain: string;
  readonly url: string;
  /** Where it is installed. */
  readonly folder: string;
}

/** The package in its version. One in another version is named, and passed over for a right one further away. */
export function findPackage(wanted: CompilerPackage, places: CompilerPlaces): FoundPackage | MissingCompiler {
  const { name, version, file } = wanted;
  const install = places.install ?? `npm install --save-dev --save-exact ${name}@${version}`;
  let other: string | undefined;
  for (const folder of places.folders.flatMap(upwards)) {
    const place = join(folder, "node_modules", name);
    if (!existsSync(join(place, "package.json"))) continue;
    const found = (JSON.parse(readFileSync(join(place, "package.json"), "utf8")) as { version?: string }).version;
    if (found === version)
      return { toolchain: `${name} ${version}`, url: pathToFileURL(join(place, file)).href, folder: place };
    other ??= found;
  }
  const state =
    other === undefined ? `${name} ${version} is not installed` : `${name} is ${other}, ${version} is pinned`;
  return { missing: `${state}: run \`${install}\`` };
}

function upwards(folder: string): string[] {
  const above = dirname(folder);
  return above === folder ? [folder] : [folder, ...upwards(above)];
}

// An author's driver folder: which file it builds, and the building.
import { basename, dirname, join } from "node:path";
import type { Compiler, CompilerPlaces, DriverSource } from "../build/compiler.ts";
import { writeWhole } from "../build/kept-files.ts";
import { GUEST_LANGUAGES, guestLanguage } from "../build/languages.ts";
import { readDriverSource } from "../build/source.ts";
import { attachManifest } from "../manifest.ts";
import { KIT_FOLDER } from "./scaffold.ts";

/** Where compilers keep what the next draft need not make again, in the driver's folder; it can be deleted at any time. */
const DRAFT_FOLDER = ".draft";

export interface ProjectPlace {
  /** The driver's folder, absolute. */
  readonly folder: string;
  readonly compilers: CompilerPlaces;
  /** Rather soon than small, where the language can: then into `NAME.draft.wasm`, so that nobody ships it by accident. */
  readonly draft?: boolean;
  /** Ends what is being built; building then throws. */
  readonly signal?: AbortSignal;
}

/** What was built. */
export interface BuiltDriver {
  readonly name: string;
  /** Absolute. */
  readonly file: string;
  readonly bytes: Uint8Array;
  readonly toolchain: string;
  readonly command: string;
  /** True for what is not to ship. */
  readonly draft: boolean;
  /** There when something is being made beside it that lets further drafts be there sooner: resolves when that has ended, with whether it was made. */
  readonly ahead?: Promise<boolean>;
}

/** Thrown when a compiler is not there; the message says which and what gets it. */
export class MissingCompilerError extends Error {
  override readonly name = "MissingCompilerError";
}

/**
 * What builds a driver's folder into `NAME.wasm` in it, manifest attached, as often as it is called: the compiler is looked for at
 * first, and anew after a build that failed. Building throws an Error with the reason, or the compiler's own words.
 */
export function projectBuilder(place: ProjectPlace): () => Promise<BuiltDriver> {
  let known: { readonly language: string; readonly compiler: Compiler } | undefined;
  return async () => {
    const driver = readProject(place.folder);
    const { language } = driver.recipe;
    const compiler = known?.language === language ? known.compiler : await compilerFor(language, place.compilers);
    known = undefined;
    const built = await build(driver, compiler, place);
    known = { language, compiler };
    return built;
  };
}

async function compilerFor(language: string, places: CompilerPlaces): Promise<Compiler> {
  const compiler = await guestLanguage(language)?.findCompiler(places);
  if (compiler === undefined || "missing" in compiler) throw new MissingCompilerError(compiler?.missing);
  return compiler;
}

async function build(driver: DriverSource, compiler: Compiler, place: ProjectPlace): Promise<BuiltDriver> {
  const { folder, draft: wanted = false, signal } = place;
  const options = { signal, ...(wanted && { draftFolder: join(folder, DRAFT_FOLDER) }) };
  const { bytes: compiled, command, draft = false, ahead } = await compiler.compile(driver, options);
  const bytes = attachManifest(compiled, driver.manifest);
  const file = join(folder, `${driver.name}${draft ? ".draft" : ""}.wasm`);
  writeWhole(file, bytes);
  return { name: driver.name, file, bytes, toolchain: compiler.toolchain, command, draft, ...(ahead && { ahead }) };
}

/** The sources of a driver's folder, by path from its parent: what to watch. */
export function projectFiles(folder: string): readonly string[] {
  const own = ["recipe.json", "manifest.json"].map((file) => join(folder, file));
  return [...own, ...[...readProject(folder).files.keys()].map((path) => join(dirname(folder), path))];
}

function readProject(folder: string) {
  const name = basename(folder);
  const place = { root: dirname(folder), folder: name, kitOf: () => `${name}/${KIT_FOLDER}` };
  return readDriverSource(place, GUEST_LANGUAGES);
}

// What a language offers to the builders of drivers, and what it is given: recipe, kit, sources, and the compiler that turns them into bytes.
import type { Contract } from "../contract/model.ts";
import type { GeneratedFile } from "../generate/file.ts";
import type { Manifest } from "../manifest.ts";

/** A language that drivers are written in. */
export interface GuestLanguage {
  /** `language` in recipe.json, and the folder below sdk/guest. */
  readonly name: string;
  /** As people write it. */
  readonly title: string;
  /** The files that its compiler may read, by path. */
  readonly sources: RegExp;
  /** What is wrong with a recipe of this language, as what it must be; undefined when it is good. */
  recipeProblem(recipe: Recipe): string | undefined;
  /** The compiler in the wanted version, or which one is missing and what gets it. */
  findCompiler(places: CompilerPlaces): Promise<Compiler | MissingCompiler>;
  /** A driver of any kind to start from, each function answering `unsupported`; its kit lies in the folder kit/ beside it. */
  skeleton?(contract: Contract): readonly GeneratedFile[];
}

/** Where compilers are looked for. */
export interface CompilerPlaces {
  /** Folders whose node_modules, or those of a folder above, may have a compiler; the first that has it wins. */
  readonly folders: readonly string[];
  /** The environment of native compilers; of it PATH, HOME and what a compiler names itself are used. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The command that installs what npm has; without it the one for a single package. */
  readonly install?: string;
}

export interface Compiler {
  /** Exact, such as `assemblyscript 0.28.20`. */
  readonly toolchain: string;
  /** False when its version is this machine's affair: then other bytes may come of the same sources. */
  readonly pinned: boolean;
  /** Throws an Error with the compiler's own words. */
  compile(driver: DriverSource, options?: CompileOptions): Promise<Compiled>;
}

export interface CompileOptions {
  /**
   * Rather soon than small: for a look at what was just saved. It names a folder of the driver's own, absolute and made when it is
   * missing, for what the next draft need not make again. Compilers that are quick as they are take no notice.
   */
  readonly draftFolder?: string;
  /** Ends a compiler that is a process of its own at once; compiling then throws. */
  readonly signal?: AbortSignal | undefined;
}

/** What came of compiling one driver. */
export interface Compiled {
  readonly bytes: Uint8Array;
  /** What a person would type to the same effect, from the root; names no path of this machine. */
  readonly command: string;
  /** True when a draft was asked for and made: other bytes than those that ship. */
  readonly draft?: boolean;
  /** There when something is being made beside it that lets further drafts be there sooner: resolves when that has ended, with whether it was made. */
  readonly ahead?: Promise<boolean>;
}

/** A compiler that is not there; `missing` says which and how to get it. */
export interface MissingCompiler {
  readonly missing: string;
}

/** How a driver is built; `recipe.json` beside its sources. What stands beside `language` is the language's own. */
export interface Recipe {
  readonly language: string;
  readonly [key: string]: unknown;
}

/** One driver, ready to be built. Paths are relative to one root, with `/`. */
export interface DriverSource {
  readonly name: string;
  /** The folder of its own sources, such as drivers-wasm/volume-file. */
  readonly folder: string;
  /** The folder of its guest kit, such as sdk/guest/c, or the copy in the driver's own folder. */
  readonly kit: string;
  /** Folders with sources that it shares with other drivers. */
  readonly shared: readonly string[];
  readonly recipe: Recipe;
  readonly manifest: Manifest;
  /** Everything that a compiler may read, by path. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** sha-256 over the paths and contents of `files`, the recipe and the manifest. */
  readonly digest: string;
}

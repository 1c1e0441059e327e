// Drafts with clang: each source is an object that stays until something changes that it may include; then only linking is left.
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CLANG_PACKAGE, type RunClang, runClang, withOwnClang } from "./clang.ts";
import type { Compiled, DriverSource } from "./compiler.ts";
import { digestOf } from "./source.ts";

/** How a language has its drafts made. */
export interface ClangDraft {
  /** The package's module. */
  readonly url: string;
  /** Absolute; what is kept lies in it. */
  readonly folder: string;
  /** What clang is told for each source. */
  readonly compileArgs: readonly string[];
  readonly linkArgs: readonly string[];
  /** The text of a header that sources in C++ may rely on without a change: it is compiled ahead, with the code that it makes. */
  readonly prelude?: string;
}

/** Compiles what changed and links it. Throws an Error with clang's own words. */
export async function draftWithClang(driver: DriverSource, draft: ClangDraft): Promise<Compiled> {
  const kept = new KeptFiles(draft.folder);
  const plan = draft.prelude === undefined ? undefined : planPrelude(driver, draft, kept);
  const prelude = plan?.made();
  const ahead = plan && !prelude ? makeAhead(plan) : undefined;
  const objects = new Map(prelude && [["prelude.o", prelude.object]]);
  for (const path of driver.files.keys()) {
    if (!SOURCE.test(path)) continue;
    const place = await makeObject(driver, path, { draft, kept, prelude: path.endsWith(".cpp") ? prelude : undefined });
    objects.set(`${path}.o`, place);
  }
  const output = `${driver.name}.wasm`;
  const args = ["-O0", "-o", output, ...objects.keys(), ...draft.linkArgs];
  const bytes = await runClang({ url: draft.url, args, files: new Map(), kept: objects, output });
  // What is made ahead may have come meanwhile.
  if (ahead === undefined && beingMade.size === 0) kept.dropOthers();
  return { bytes, command: `clang ${args.join(" ")}`, draft: true, ...(ahead && { ahead }) };
}

const SOURCE = /\.(c|cpp)$/;
const PRELUDE_HEADER = "prelude.hpp";
const PRELUDE = "prelude.pch";

interface Prelude {
  /** Where the compiled header is. */
  readonly header: string;
  readonly object: string;
}

interface PreludePlan {
  readonly name: string;
  /** The prelude, if it is there. */
  made(): Prelude | undefined;
  /** Takes half a minute, and only the kit and what is included of it can make it necessary again. */
  make(run: RunClang): Promise<Prelude>;
}

function planPrelude(driver: DriverSource, draft: ClangDraft, kept: KeptFiles): PreludePlan {
  const { url, compileArgs, prelude = "" } = draft;
  const files = new Map([...headersFor(driver, `${driver.kit}/`), [PRELUDE_HEADER, Buffer.from(prelude)]]);
  const name = keyOf(files, compileArgs);
  // On standard output: clang's file system copies a file as a whole for each 4 KiB that are written to it.
  const args = [...compileArgs, ...PRELUDE_ARGS, "-x", "c++-header", "-o", "-", PRELUDE_HEADER];
  const target = compileArgs.filter((arg) => /^--target=|^-O/.test(arg));
  return {
    name: join(draft.folder, name),
    made() {
      const [header, object] = [kept.found(`${name}.pch`), kept.found(`${name}.o`)];
      return header === undefined || object === undefined ? undefined : { header, object };
    },
    async make(run) {
      const header = await kept.file(`${name}.pch`, () => run({ url, args, files, output: "-" }));
      const object = await kept.file(`${name}.o`, () =>
        run({
          ...{ url, args: [...target, "-c", "-o", "prelude.o", PRELUDE], files, output: "prelude.o" },
          kept: new Map([[PRELUDE, header]]),
        }),
      );
      return { header, object };
    },
  };
}

const beingMade = new Map<string, Promise<boolean>>();
// What is wrong with them is said when a source includes them.
const failed = new Set<string>();

/** Makes the prelude beside what is compiled meanwhile, once; resolves with whether it is there. */
function makeAhead(plan: PreludePlan): Promise<boolean> | undefined {
  if (failed.has(plan.name)) return undefined;
  const known = beingMade.get(plan.name);
  if (known) return known;
  const making = withOwnClang(plan.make)
    .then(
      () => true,
      () => {
        failed.add(plan.name);
        return false;
      },
    )
    .finally(() => beingMade.delete(plan.name));
  beingMade.set(plan.name, making);
  return making;
}

// What the header instantiates and defines is made once, not in every source.
const PRELUDE_ARGS = ["-fpch-instantiate-templates", "-fpch-codegen", "-Wno-unused"];

interface ObjectContext {
  readonly draft: ClangDraft;
  readonly kept: KeptFiles;
  readonly prelude: Prelude | undefined;
}

function makeObject(driver: DriverSource, path: string, { draft, kept, prelude }: ObjectContext): Promise<string> {
  // The kit's sources see nothing of the driver.
  const below = path.startsWith(`${driver.kit}/`) ? `${driver.kit}/` : "";
  const headers = headersFor(driver, below);
  const files = new Map([...headers, [path, driver.files.get(path) ?? new Uint8Array()]]);
  const args = [...draft.compileArgs, ...(prelude ? ["-include-pch", PRELUDE] : [])];
  return kept.file(`${keyOf(files, [args, prelude?.object])}.o`, () => {
    if (prelude) files.set(PRELUDE_HEADER, Buffer.from(draft.prelude ?? ""));
    return runClang({
      ...{ url: draft.url, args: [...args, "-c", "-o", "made.o", path], files, output: "made.o" },
      kept: new Map(prelude && [[PRELUDE, prelude.header]]),
    });
  });
}

function headersFor(driver: DriverSource, below: string): [string, Uint8Array][] {
  return [...driver.files].filter(([path]) => path.startsWith(below) && !SOURCE.test(path));
}

function keyOf(files: ReadonlyMap<string, Uint8Array>, more: unknown): string {
  return digestOf(files, [CLANG_PACKAGE.version, more]).slice(0, 32);
}

/** Files that are named after all that they were made of. */
class KeptFiles {
  readonly #folder: string;
  readonly #used = new Set<string>();

  constructor(folder: string) {
    this.#folder = join(folder, "clang");
  }

  /** Where the file is, if it is there. */
  found(name: string): string | undefined {
    const place = join(this.#folder, name);
    if (!existsSync(place)) return undefined;
    this.#used.add(name);
    return place;
  }

  /** Where the file is, made if it was not there; a half one never is. */
  async file(name: string, make: () => Promise<Uint8Array>): Promise<string> {
    const place = join(this.#folder, name);
    this.#used.add(name);
    if (existsSync(place)) return place;
    const bytes = await make();
    mkdirSync(this.#folder, { recursive: true });
    writeFileSync(`${place}.new`, bytes);
    renameSync(`${place}.new`, place);
    return place;
  }

  /** What a whole draft did without will hardly be wanted again. */
  dropOthers(): void {
    for (const name of readdirSync(this.#folder)) if (!this.#used.has(name)) rmSync(join(this.#folder, name));
  }
}

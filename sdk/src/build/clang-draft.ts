// Drafts with clang: each source is an object that stays until something changes that it may include; then only linking is left.
import { join } from "node:path";
import { CLANG_PACKAGE, type RunClang, runClang, withOwnClang } from "./clang.ts";
import type { Compiled, DriverSource } from "./compiler.ts";
import { KeptFiles } from "./kept-files.ts";
import { digestOf } from "./source.ts";

/** How a language has its drafts made. */
export interface ClangDraft {
  /** The package's module. */
  readonly url: string;
  /** Absolute; what is kept of the driver lies in it. */
  readonly folder: string;
  /** Absolute; for what is the same in all drivers with this kit. Without it, or where it cannot be written, that is kept with the driver. */
  readonly cache?: string | undefined;
  /** What clang is told for each source. */
  readonly compileArgs: readonly string[];
  readonly linkArgs: readonly string[];
  /** The text of a header that sources in C++ may rely on without a change: it is compiled ahead, with the code that it makes. */
  readonly prelude?: string;
  /** Ends the compiler at once. */
  readonly signal?: AbortSignal | undefined;
}

// A compiled header has 18 MB, an object of a driver some 30 KB.
const OWN_BYTES_MAX = 32 * 1024 * 1024;
const CACHE_BYTES_MAX = 256 * 1024 * 1024;

/** What is kept of one driver, and what is the same in others. */
interface Kept {
  readonly own: KeptFiles;
  readonly common: KeptFiles;
}

function keptFor({ folder, cache }: ClangDraft): Kept {
  const own = { folder: join(folder, "clang"), bytesMax: OWN_BYTES_MAX };
  const common = cache === undefined ? [] : [{ folder: cache, bytesMax: CACHE_BYTES_MAX }];
  return { own: new KeptFiles([own]), common: new KeptFiles([...common, own]) };
}

/** Compiles what changed and links it. Throws an Error with clang's own words. */
export async function draftWithClang(driver: DriverSource, draft: ClangDraft): Promise<Compiled> {
  const { url, signal } = draft;
  const kept = keptFor(draft);
  const plan = draft.prelude === undefined ? undefined : planPrelude(driver, draft, kept.common);
  const prelude = plan?.made();
  const ahead = plan && !prelude ? makeAhead(plan, signal) : undefined;
  const objects = new Map(prelude && [["prelude.o", prelude.object]]);
  for (const path of driver.files.keys()) {
    if (!SOURCE.test(path)) continue;
    const place = await makeObject(driver, path, { draft, kept, prelude: path.endsWith(".cpp") ? prelude : undefined });
    objects.set(`${path}.o`, place);
  }
  const args = [...objects.keys(), ...draft.linkArgs];
  const bytes = await runClang({ url, args: ["-O0", ...TO_OUTPUT, ...args], files: new Map(), kept: objects }, signal);
  kept.own.dropOld();
  kept.common.dropOld();
  const command = `clang -O0 -o ${driver.name}.wasm ${args.join(" ")}`;
  return { bytes, command, draft: true, ...(ahead && { ahead }) };
}

// Clang's file system copies a file as a whole for each piece that is written to it; standard output it does not.
const TO_OUTPUT = ["-o", "-"];
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
  const args = [...compileArgs, ...PRELUDE_ARGS, "-x", "c++-header", ...TO_OUTPUT, PRELUDE_HEADER];
  const target = compileArgs.filter((arg) => /^--target=|^-O/.test(arg));
  return {
    name: join(draft.cache ?? draft.folder, name),
    made() {
      const [header, object] = [kept.found(`${name}.pch`), kept.found(`${name}.o`)];
      return header === undefined || object === undefined ? undefined : { header, object };
    },
    async make(run) {
      const header = await kept.file(`${name}.pch`, () => run({ url, args, files }));
      const object = await kept.file(`${name}.o`, () =>
        run({ url, args: [...target, "-c", ...TO_OUTPUT, PRELUDE], files, kept: new Map([[PRELUDE, header]]) }),
      );
      return { header, object };
    },
  };
}

const beingMade = new Map<string, Promise<boolean>>();
// What is wrong with them is said when a source includes them.
const failed = new Set<string>();

/** Makes the prelude beside what is compiled meanwhile, once; resolves with whether it is there. */
function makeAhead(plan: PreludePlan, signal: AbortSignal | undefined): Promise<boolean> | undefined {
  if (failed.has(plan.name)) return undefined;
  const known = beingMade.get(plan.name);
  if (known) return known;
  const making = withOwnClang(plan.make, signal)
    .then(
      () => true,
      () => {
        if (!signal?.aborted) failed.add(plan.name);
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
  readonly kept: Kept;
  readonly prelude: Prelude | undefined;
}

function makeObject(driver: DriverSource, path: string, { draft, kept, prelude }: ObjectContext): Promise<string> {
  // The kit's sources see nothing of the driver.
  const isKit = path.startsWith(`${driver.kit}/`);
  const headers = headersFor(driver, isKit ? `${driver.kit}/` : "");
  const files = new Map([...headers, [path, driver.files.get(path) ?? new Uint8Array()]]);
  const args = [...draft.compileArgs, ...(prelude ? ["-include-pch", PRELUDE] : [])];
  return kept[isKit ? "common" : "own"].file(`${keyOf(files, [args, prelude?.object])}.o`, () => {
    if (prelude) files.set(PRELUDE_HEADER, Buffer.from(draft.prelude ?? ""));
    const more = new Map(prelude && [[PRELUDE, prelude.header]]);
    return runClang({ url: draft.url, args: [...args, "-c", ...TO_OUTPUT, path], files, kept: more }, draft.signal);
  });
}

function headersFor(driver: DriverSource, below: string): [string, Uint8Array][] {
  return [...driver.files].filter(([path]) => path.startsWith(below) && !SOURCE.test(path));
}

function keyOf(files: ReadonlyMap<string, Uint8Array>, more: unknown): string {
  return digestOf(files, [CLANG_PACKAGE.version, more]).slice(0, 32);
}

// Loads an object by path, `path#export`: a class, a factory, a singleton object or a module, from JavaScript or TypeScript.
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { BuildFailure, Plugin } from "esbuild";
import { type Clock, systemClock } from "../clock.ts";
import { messageOf } from "../errors.ts";
import { describeManager, type ManagerShape } from "./declarations.ts";
import type { ManagerParts } from "./manager.ts";
import { findObjectFile, loadFailed, type ObjectFile } from "./object-file.ts";
import { makeObject, type Namespace, type ObjectForm, pickExport } from "./object-form.ts";

export interface LoadOptions {
  /** Where a relative path starts. */
  readonly cwd: string;
  /** Given to a class's constructor or to a factory. */
  readonly parts: ManagerParts;
  /** For the import and the construction together; default 30 s. */
  readonly timeoutMs?: number;
  readonly clock?: Clock;
}

export interface LoadedObject {
  readonly object: object;
  readonly form: ObjectForm;
  /** Absolute. */
  readonly file: string;
  readonly exportName: string | undefined;
  /** sha-256 of the file, lower-case hex. */
  readonly digest: string;
}

/** Imports the file and makes the object. Throws LOAD_FAILED; `data.reason` is a LoadProblem. Nothing is written to disk. */
export async function loadObject(spec: string, options: LoadOptions): Promise<LoadedObject> {
  const found = await findObjectFile(spec, options.cwd);
  return withinTime(spec, options, async () => {
    const namespace = await importFile(found);
    const { value, form } = pickExport(namespace, found, spec);
    const object = await makeObject(value, options.parts, spec);
    return { object, form, file: found.file, exportName: found.exportName, digest: found.digest };
  });
}

/** `loadObject`, then its hooks and declarations, checked. */
export async function loadManager(
  spec: string,
  options: LoadOptions,
): Promise<{ readonly loaded: LoadedObject; readonly shape: ManagerShape }> {
  const loaded = await loadObject(spec, options);
  return { loaded, shape: describeManager(loaded.object, spec) };
}

const LOAD_TIMEOUT_MS = 30_000;

async function withinTime<T>(spec: string, options: LoadOptions, work: () => Promise<T>): Promise<T> {
  const { timeoutMs = LOAD_TIMEOUT_MS, clock = systemClock } = options;
  let stopTimer = () => {};
  const late = new Promise<never>((_, reject) => {
    const message = `${spec} did not finish loading within ${timeoutMs} ms: look for an await at its top level`;
    stopTimer = clock.setTimer(timeoutMs, () => reject(loadFailed("timeout", message)));
  });
  return Promise.race([work(), late]).finally(stopTimer);
}

async function importFile(found: ObjectFile): Promise<Namespace> {
  const url = found.typescript ? await compileTypescript(found.file) : pathToFileURL(found.file).href;
  try {
    return (await import(url)) as Namespace;
  } catch (cause) {
    if (cause instanceof SyntaxError) await explainSyntaxError(found.file, cause);
    const inside = IMPORT_FAILURES.some((code) => (cause as { readonly code?: unknown } | null)?.code === code);
    const [reason, what] = inside
      ? (["import_failed", "exists, but something that it imports cannot be found"] as const)
      : (["threw", "threw while it was loaded"] as const);
    throw loadFailed(reason, `${found.file} ${what}: ${withoutData(messageOf(cause))}`, { cause });
  }
}

const IMPORT_FAILURES = [
  "ERR_MODULE_NOT_FOUND",
  "MODULE_NOT_FOUND",
  "ERR_PACKAGE_PATH_NOT_EXPORTED",
  "ERR_UNSUPPORTED_DIR_IMPORT",
  "ERR_UNSUPPORTED_RESOLVE_REQUEST",
];

// Compiled TypeScript is imported from a data URL, which Node repeats in full where it names the importer.
const withoutData = (message: string): string => message.replace(/data:text\/javascript;base64,[\w+/=]*/g, "it");

// Node's SyntaxError has no position that a program can read; esbuild's parser, asked a second time, has one.
async function explainSyntaxError(file: string, cause: SyntaxError): Promise<never> {
  if (/does not provide an export named/.test(cause.message)) {
    throw loadFailed("import_failed", `${file} exists, but an import in it fails: ${cause.message}`, { cause });
  }
  await bundle(file, {
    name: "syntax-only",
    setup: (build) => build.onResolve({ filter: /^[^./]/ }, () => ({ external: true })),
  });
  throw loadFailed("syntax", `${file}, or a file that it imports, has a syntax error: ${cause.message}`, { cause });
}

async function compileTypescript(file: string): Promise<string> {
  const code = await bundle(file, EXTERNAL_JAVASCRIPT);
  // The name that stack traces show; lines are those of the compiled text, hence not the source's own name.
  const text = `${code}\n//# sourceURL=${pathToFileURL(file).href}.compiled.js\n`;
  return `data:text/javascript;base64,${Buffer.from(text).toString("base64")}`;
}

// A data URL has no place in the file system, so every JavaScript import is named by its absolute URL: the file runs beside
// the same instances of its packages as anybody else. Only TypeScript (and JSON) is compiled in.
const EXTERNAL_JAVASCRIPT: Plugin = {
  name: "external-javascript",
  setup(build) {
    build.onResolve({ filter: /.*/ }, async (args) => {
      if (args.kind === "entry-point" || args.pluginData === EXTERNAL_JAVASCRIPT) return undefined;
      if (args.path.startsWith("node:")) return { path: args.path, external: true };
      const { kind, importer, resolveDir } = args;
      const found = await build.resolve(args.path, { kind, importer, resolveDir, pluginData: EXTERNAL_JAVASCRIPT });
      if (found.errors.length > 0) return { errors: found.errors };
      if (found.external || /\.([cm]?ts|tsx|json)$/.test(found.path)) return found;
      return { path: pathToFileURL(found.path).href, external: true };
    });
  },
};

let buildsRunning = 0;

async function bundle(file: string, plugin: Plugin): Promise<string> {
  // Loaded when first needed: a host whose managers are JavaScript never pays for the compiler.
  const esbuild = await import("esbuild");
  buildsRunning += 1;
  try {
    const built = await esbuild.build({
      absWorkingDir: path.dirname(file),
      entryPoints: [file],
      bundle: true,
      write: false,
      format: "esm",
      platform: "node",
      target: "node20",
      logLevel: "silent",
      plugins: [plugin],
      define: {
        "import.meta.url": JSON.stringify(pathToFileURL(file).href),
        "import.meta.filename": JSON.stringify(file),
        "import.meta.dirname": JSON.stringify(path.dirname(file)),
      },
    });
    return built.outputFiles[0]?.text ?? "";
  } catch (cause) {
    throw explainBuildFailure(file, cause);
  } finally {
    buildsRunning -= 1;
    // The compiler is a process of its own; an edge node does not keep it for the next load.
    if (buildsRunning === 0) await esbuild.stop();
  }
}

function explainBuildFailure(file: string, cause: unknown): Error {
  const first = (cause as Partial<BuildFailure> | null)?.errors?.[0];
  if (!first) return loadFailed("threw", `${file} could not be compiled: ${messageOf(cause)}`, { cause });
  const { location, text } = first;
  const where = location
    ? `${path.resolve(path.dirname(file), location.file)}:${location.line}:${location.column + 1}`
    : file;
  const data = location ? { line: location.line, column: location.column + 1 } : {};
  if (/^Could not resolve/.test(text)) {
    return loadFailed("import_failed", `${file} exists, but an import in it cannot be found: ${where}: ${text}`, {
      cause,
      data,
    });
  }
  return loadFailed("syntax", `${where}: ${text}`, { cause, data });
}

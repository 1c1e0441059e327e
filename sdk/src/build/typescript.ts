// TypeScript and JavaScript: esbuild bundles the sources to one script, and the linker makes a driver of it and the engine of the kit.
import type { Compiled, DriverSource, GuestLanguage } from "./compiler.ts";
import { findPackage } from "./npm-compiler.ts";
import { linkScript } from "./script-linker.ts";
import { memoryPagesOf } from "./source.ts";

const PACKAGE = { name: "esbuild", version: "0.27.7", file: "lib/main.js" } as const;
/** What the engine understands beyond its year. */
const SUPPORTED = [
  "class-field",
  "class-static-field",
  "class-private-field",
  "class-private-method",
  "class-private-static-field",
  "class-private-static-method",
] as const;

export const TYPESCRIPT: GuestLanguage = {
  name: "typescript",
  title: "TypeScript",
  sources: /\.[tj]s$|\/engine\.wasm$/,
  recipeProblem: ({ entry }) => (typeof entry === "string" ? undefined : '{"language": "typescript", "entry": FILE}'),
  async findCompiler(places) {
    const found = findPackage(PACKAGE, places);
    if ("missing" in found) return found;
    return { toolchain: found.toolchain, pinned: true, compile: (driver) => compile(driver, found.url) };
  },
};

/** The part of esbuild's interface that is used here. */
interface Esbuild {
  build(
    options: Readonly<Record<string, unknown>>,
  ): Promise<{ readonly outputFiles: readonly { readonly text: string }[] }>;
}
interface PluginBuild {
  onResolve(at: { readonly filter: RegExp }, resolve: (asked: Asked) => object): void;
  onLoad(at: { readonly filter: RegExp; readonly namespace: string }, load: (asked: Asked) => object): void;
}
interface Asked {
  readonly path: string;
  readonly importer: string;
}
interface Failure {
  readonly errors?: readonly {
    readonly text: string;
    readonly location: { readonly file: string; readonly line: number; readonly column: number } | null;
  }[];
}

const NAMESPACE = "driver";

async function compile(driver: DriverSource, url: string): Promise<Compiled> {
  const { build } = (await import(url)) as Esbuild;
  const entry = `${driver.folder}/${driver.recipe["entry"]}`;
  const engine = driver.files.get(`${driver.kit}/engine.wasm`);
  if (engine === undefined) throw new Error(`${driver.kit}/engine.wasm is missing: it is part of the kit`);
  const script = await bundled(build, entry, driver.files);
  const bytes = linkScript(engine, script, { memoryPages: memoryPagesOf(driver) });
  return {
    bytes,
    command: `esbuild ${entry} --bundle --format=iife --target=es2020, linked with ${driver.kit}/engine.wasm`,
  };
}

async function bundled(
  build: Esbuild["build"],
  entry: string,
  files: ReadonlyMap<string, Uint8Array>,
): Promise<string> {
  try {
    const { outputFiles } = await build({
      entryPoints: [entry],
      bundle: true,
      write: false,
      format: "iife",
      platform: "neutral",
      target: "es2020",
      supported: Object.fromEntries(SUPPORTED.map((feature) => [feature, true])),
      charset: "utf8",
      legalComments: "none",
      logLevel: "silent",
      tsconfigRaw: { compilerOptions: { useDefineForClassFields: true } },
      plugins: [{ name: "files", setup: (plugin: PluginBuild) => serveFiles(plugin, files) }],
    });
    return outputFiles[0]?.text ?? "";
  } catch (error) {
    const lines = ((error as Failure).errors ?? []).map(({ text, location }) =>
      location === null
        ? text
        : `${location.file.replace(`${NAMESPACE}:`, "")}:${location.line}:${location.column}: ${text}`,
    );
    throw new Error(`esbuild: ${lines.join("\n") || (error instanceof Error ? error.message : error)}`, {
      cause: error,
    });
  }
}

/** Only the driver's own sources and its kit exist for the bundler, under names without this machine's paths. */
function serveFiles(plugin: PluginBuild, files: ReadonlyMap<string, Uint8Array>): void {
  plugin.onResolve({ filter: /.*/ }, ({ path, importer }) => {
    const wanted = importer === "" ? path.replace(/^\.\//, "") : join(importer, path);
    const found = [wanted, `${wanted}.ts`, `${wanted}.js`, wanted.replace(/\.js$/, ".ts")].find((name) =>
      files.has(name),
    );
    if (found === undefined) return { errors: [{ text: `there is no ${path} among the driver's files and its kit` }] };
    return { path: found, namespace: NAMESPACE };
  });
  plugin.onLoad({ filter: /.*/, namespace: NAMESPACE }, ({ path }) => ({
    contents: new TextDecoder().decode(files.get(path)),
    loader: path.endsWith(".ts") ? "ts" : "js",
  }));
}

/** `./b` from `x/a.ts` is `x/b`; a name that is no relative path stays as it is, and is found nowhere. */
function join(importer: string, path: string): string {
  if (!path.startsWith(".")) return path;
  const parts = importer.split("/").slice(0, -1);
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== ".") parts.push(part);
  }
  return parts.join("/");
}

// Finds the file that a `path#export` names and says precisely what is wrong when it is not there.
import { createHash } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { HostError, messageOf, nearestWord } from "../errors.ts";

/** What was wrong with a `path#export`; `data.reason` of a LOAD_FAILED. */
export type LoadProblem =
  | "spec"
  | "file_missing"
  | "file_kind"
  | "syntax"
  | "import_failed"
  | "threw"
  | "export_missing"
  | "wrong_form"
  | "timeout";

export interface ObjectFile {
  /** Absolute. */
  readonly file: string;
  /** Undefined: the default export, or the module itself if it has none. */
  readonly exportName: string | undefined;
  readonly typescript: boolean;
  /** sha-256 of the named file, lower-case hex; what it imports is not in it. */
  readonly digest: string;
}

/** Reads `path#export` (a relative path starts at `cwd`) and the file's digest. Throws LOAD_FAILED. */
export async function findObjectFile(spec: string, cwd: string): Promise<ObjectFile> {
  const hash = spec.lastIndexOf("#");
  const written = hash < 0 ? spec : spec.slice(0, hash);
  const exportName = hash < 0 ? undefined : spec.slice(hash + 1);
  if (written === "" || exportName === "") {
    throw loadFailed("spec", `"${spec}" names no object: write PATH#EXPORT, or PATH for the file's default export`);
  }
  const file = path.resolve(cwd, written);
  const extension = path.extname(file);
  await checkFile(file);
  if (!EXTENSIONS.includes(extension)) {
    throw loadFailed(
      "file_kind",
      `${file} cannot be loaded as an object: its name must end in ${EXTENSIONS.join(", ")}`,
    );
  }
  return { file, exportName, typescript: TYPESCRIPT.includes(extension), digest: await digestOf(file) };
}

/** A LOAD_FAILED of this room. */
export function loadFailed(reason: LoadProblem, message: string, options: FailureOptions = {}): HostError {
  const { cause, data } = options;
  return new HostError("LOAD_FAILED", message, {
    data: { ...data, reason },
    ...(cause === undefined ? {} : { cause }),
  });
}

interface FailureOptions {
  readonly cause?: unknown;
  readonly data?: Readonly<Record<string, unknown>>;
}

const TYPESCRIPT: readonly string[] = [".ts", ".mts"];
const EXTENSIONS: readonly string[] = [".js", ".mjs", ".cjs", ...TYPESCRIPT];

async function checkFile(file: string): Promise<void> {
  const found = await stat(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return undefined;
    throw loadFailed("file_missing", `${file} cannot be looked at: ${error.message}`, { cause: error });
  });
  if (!found) throw loadFailed("file_missing", await missingFileMessage(file));
  if (!found.isFile())
    throw loadFailed("file_kind", `${file} is ${found.isDirectory() ? "a directory" : "no regular file"}`);
}

async function missingFileMessage(file: string): Promise<string> {
  const directory = path.dirname(file);
  const names = await readdir(directory).catch(() => undefined);
  if (!names) return `${file} does not exist, nor does the directory ${directory}`;
  const loadable = names.filter((name) => EXTENSIONS.includes(path.extname(name))).sort();
  const meant = nearestWord(path.basename(file), loadable);
  if (meant) return `${file} does not exist; did you mean ${meant}?`;
  const listed = loadable.slice(0, 10).join(", ");
  return `${file} does not exist; ${listed ? `there are ${listed}` : "there is nothing to load"} in that directory`;
}

async function digestOf(file: string): Promise<string> {
  try {
    return createHash("sha256")
      .update(await readFile(file))
      .digest("hex");
  } catch (cause) {
    throw loadFailed("file_missing", `${file} cannot be read: ${messageOf(cause)}`, { cause });
  }
}

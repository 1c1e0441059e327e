// Native compilers: sources written into a fresh folder, a tool run on them under a deadline, its own words kept when it fails.
import { spawn } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const SAID_BYTES_MAX = 64 * 1024;

export interface ToolOptions {
  readonly cwd: string;
  /** All that the tool gets. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly timeoutMs: number;
  /** Ends the tool at once. */
  readonly signal?: AbortSignal | undefined;
}

/** Writes the files below a fresh folder, lets `work` use it, and removes it whatever comes of that. */
export async function inFolder<T>(
  files: ReadonlyMap<string, Uint8Array>,
  work: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "holdfast-build-"));
  try {
    for (const [path, bytes] of files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), bytes);
    }
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Makes a folder that stays hold these files and no others; what did not change is not touched, so that a compiler need not look at it again. */
export function mirrorFiles(files: ReadonlyMap<string, Uint8Array>, folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const path of readdirSync(folder, { encoding: "utf8", recursive: true })) {
    const place = join(folder, path);
    if (!files.has(path.replaceAll("\\", "/")) && statSync(place).isFile()) rmSync(place);
  }
  for (const [path, bytes] of files) {
    const place = join(folder, path);
    if (existsSync(place) && readFileSync(place).equals(bytes)) continue;
    mkdirSync(dirname(place), { recursive: true });
    writeFileSync(place, bytes);
  }
}

/** What a tool wrote to standard output. Throws an Error with its name and its own words when it fails, is missing, or takes too long. */
export function runTool(command: string, args: readonly string[], options: ToolOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    const { cwd, timeoutMs, signal: ending } = options;
    const env = Object.fromEntries(Object.entries(options.env).filter(([, value]) => value !== undefined));
    const child = spawn(command, args, {
      cwd,
      env,
      timeout: timeoutMs,
      killSignal: "SIGKILL",
      signal: ending,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const out = gather(child.stdout);
    const err = gather(child.stderr);
    child.on("error", (cause) => {
      reject(
        ending?.aborted ? ending.reason : new Error(`${command} could not be started: ${cause.message}`, { cause }),
      );
    });
    child.on("close", (code, signal) => {
      if (code === 0) resolve(out());
      else if (signal === "SIGKILL") reject(new Error(`${command} took more than ${timeoutMs} ms\n${err()}`));
      else reject(new Error(`${command}: ${err() || out() || `it ended with ${code ?? signal}`}`));
    });
  });
}

/** The first of what a stream says; the rest is let go. */
function gather(stream: NodeJS.ReadableStream): () => string {
  const parts: Buffer[] = [];
  let length = 0;
  stream.on("data", (part: Buffer) => {
    if (length < SAID_BYTES_MAX) parts.push(part);
    length += part.length;
  });
  return () => Buffer.concat(parts).subarray(0, SAID_BYTES_MAX).toString("utf8");
}

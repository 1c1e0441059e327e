// The user's own cache, for what compilers make alike for all projects: used only where nobody else can have put something.
import { lstatSync, mkdirSync, statSync } from "node:fs";
import { dirname, isAbsolute, join } from "node:path";

/**
 * The folder for drafts in $XDG_CACHE_HOME or ~/.cache, made when it is missing. Undefined where there is none that can be relied on: it is
 * somebody else's, others may write to it or to what it lies in, or it cannot be made.
 */
export function cacheFolder(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const own = process.getuid?.();
  const base = baseOf(env);
  if (own === undefined || base === undefined) return undefined;
  const folder = join(base, "holdfast", "drafts");
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    // The cache itself may be a link to another disk; what lies in it may not.
    const found = [statSync(base), lstatSync(dirname(folder)), lstatSync(folder)];
    const isSafe = found.every((each) => each.isDirectory() && each.uid === own && (each.mode & 0o022) === 0);
    return isSafe ? folder : undefined;
  } catch {
    // A read-only home, a file in the way: then each project keeps its own.
    return undefined;
  }
}

/** The XDG rules say that a relative path is invalid and to be ignored. */
function baseOf({ XDG_CACHE_HOME: cache, HOME: home }: Readonly<Record<string, string | undefined>>) {
  if (cache !== undefined && isAbsolute(cache)) return cache;
  return home !== undefined && isAbsolute(home) ? join(home, ".cache") : undefined;
}

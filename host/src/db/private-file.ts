// Files of the state: they are their owner's alone, in a directory where nobody else can put one in their place.
import { chmodSync, closeSync, lstatSync, mkdirSync, openSync, type Stats, statSync } from "node:fs";
import { dirname } from "node:path";
import { HostError } from "../errors.ts";

/**
 * Makes the file, and its directory, if they are not there, and takes the rights of others away. PERMISSION_DENIED for a link, for what is
 * somebody else's, and for a directory that others may write: whoever planted it would decide what this host does.
 */
export function makePrivateFile(path: string): void {
  const directory = dirname(path);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  refuseOthers(directory, statSync(directory));
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (!found) {
    makeNew(path);
    return;
  }
  if (found.isSymbolicLink()) throw denied(`${path} is a link: give the path of the file itself`);
  if (!found.isFile()) throw new HostError("STORAGE_FAILED", `${path} is no file: move it away`, { retryable: false });
  if (found.uid !== process.geteuid?.()) throw denied(`${path} is of another user (${found.uid}): move it away`);
  // Not opened to look at it: closing it again would end the locks that this process may hold on it.
  if ((found.mode & 0o077) !== 0) chmodSync(path, 0o600);
}

function makeNew(path: string): void {
  try {
    closeSync(openSync(path, "wx", 0o600));
  } catch (error) {
    // Two processes may begin at once; the directory lets nobody else be the second.
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}

function refuseOthers(directory: string, { uid, gid, mode }: Stats): void {
  if (uid !== process.geteuid?.() && uid !== 0) {
    throw denied(`the directory ${directory} is of another user (${uid}): choose another with --data-dir`);
  }
  // A group with the user's own number has, where it exists, that user as its only member.
  const byGroup = (mode & 0o020) !== 0 && gid !== uid;
  if (!byGroup && (mode & 0o002) === 0) return;
  throw denied(`others may write to the directory ${directory}; run: chmod go-w ${directory}`);
}

function denied(message: string): HostError {
  return new HostError("PERMISSION_DENIED", message);
}

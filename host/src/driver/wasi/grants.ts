// Opens the directories that the operator granted; the guest reaches nothing that is not below one of them.
import { closeSync, constants, fstatSync, openSync, statfsSync } from "node:fs";
import { type FsGrant, GuestFault } from "../runtime.ts";
import type { OpenDirectory } from "./fd-table.ts";
import { DIRECTORY_RIGHTS, FILE_RIGHTS, MUTATING_RIGHTS } from "./rights.ts";

/** Where the descriptors of the process are found; an argument so that a test can stand on a machine without it. */
export interface FilesPlatform {
  readonly name: string;
  readonly descriptorsPath: string;
}

const THIS_PLATFORM: FilesPlatform = { name: process.platform, descriptorsPath: "/proc/self/fd" };
const PROCFS_MAGIC = 0x9fa0;

/** All granted directories, open, in the order of the grants; none stays open when one cannot be opened. */
export function openGrants(grants: readonly FsGrant[], platform: FilesPlatform = THIS_PLATFORM): OpenDirectory[] {
  if (grants.length > 0) requireProc(platform);
  const opened: OpenDirectory[] = [];
  try {
    for (const grant of grants) opened.push(openGrant(grant));
    return opened;
  } catch (error) {
    for (const directory of opened) closeSync(directory.hostFd);
    throw error;
  }
}

// Node has no openat: only /proc reaches a name below a descriptor, and a path from the root could be led astray by a symlink.
function requireProc(platform: FilesPlatform): void {
  const remedy = "run the host on Linux with /proc mounted, or remove the driver's fs grants";
  if (platform.name !== "linux") throw unavailable(`files cannot be granted safely on ${platform.name}: ${remedy}`);
  try {
    if (statfsSync(platform.descriptorsPath).type === PROCFS_MAGIC) return;
  } catch (error) {
    throw unavailable(`files cannot be granted without ${platform.descriptorsPath}: ${remedy}`, error);
  }
  throw unavailable(`files cannot be granted: ${platform.descriptorsPath} is not procfs: ${remedy}`);
}

// The operator's own path may go through symlinks; what the guest names below it may not.
function openGrant(grant: FsGrant): OpenDirectory {
  let hostFd: number;
  try {
    hostFd = openSync(grant.host, constants.O_RDONLY | constants.O_DIRECTORY);
  } catch (error) {
    // Who reads this need not know the host's paths; the configuration has them.
    const reason = error instanceof Error && "code" in error ? ` (${error.code})` : "";
    throw unavailable(
      `the directory granted as ${grant.guest} cannot be opened${reason}: create it or change the grant`,
      error,
    );
  }
  const readOnly = grant.mode !== "rw";
  return {
    kind: "directory",
    preopen: grant.guest,
    readOnly,
    hostFd,
    device: fstatSync(hostFd).dev,
    rights: readOnly ? DIRECTORY_RIGHTS & ~MUTATING_RIGHTS : DIRECTORY_RIGHTS,
    // Told in full below a read-only grant too: a guest asks for the rights it wants, and is answered ROFS instead of less.
    inheriting: DIRECTORY_RIGHTS | FILE_RIGHTS,
  };
}

function unavailable(message: string, cause?: unknown): GuestFault {
  return new GuestFault("DRIVER_UNAVAILABLE", message, cause);
}

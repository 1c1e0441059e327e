// path_open: from a path to a descriptor, with the rights the guest asked for and the host's rules about what a file is.
import { closeSync, constants, openSync, type Stats } from "node:fs";
import { isSystemCode, WasiError } from "./errno.ts";
import type { OpenDirectory, OpenEntry, OpenFile } from "./fd-table.ts";
import { type WasiFunctions, wasiFunction } from "./function.ts";
import type { WasiParts } from "./parts.ts";
import { descriptorPath, PATH_BYTES_MAX, type Place, requireDirectory, withPinned, withPlace } from "./paths.ts";
import { DIRECTORY_RIGHTS, FILE_RIGHTS, FILE_WRITE_RIGHTS, MUTATING_RIGHTS, RIGHT } from "./rights.ts";

export const FD_FLAG = { append: 1, dsync: 2, nonblock: 4, rsync: 8, sync: 16 } as const;

const FD_FLAGS_ALL = 31;
const OPEN_FLAG = { create: 1, directory: 2, exclusive: 4, truncate: 8 } as const;
const OPEN_FLAGS_ALL = 15;
// The umask of the host, which its operator sets, decides who else may read what a driver makes.
const NEW_FILE_MODE = 0o666;
// A name can vanish between "it exists" and "open it"; who does that for ever gets the error.
const CREATE_ATTEMPTS = 3;

/** What the guest asked for. */
interface Wanted {
  readonly directory: OpenDirectory;
  readonly openFlags: number;
  readonly flags: number;
  readonly rights: bigint;
  readonly inheriting: bigint;
}

export function openFunctions(parts: WasiParts): WasiFunctions {
  return {
    path_open: wasiFunction(
      "iiiiiIIii",
      ([fd, _lookup, pathPointer, pathLength, openFlags, rights, inheriting, flags, fdPointer]) => {
        if ((openFlags & ~OPEN_FLAGS_ALL) !== 0) throw new WasiError("INVAL");
        const needed = RIGHT.pathOpen | (has(openFlags, OPEN_FLAG.truncate) ? RIGHT.pathFilestatSetSize : 0n);
        const directory = parts.table.directory(fd, needed);
        const path = parts.memory.text(pathPointer, pathLength, PATH_BYTES_MAX);
        parts.memory.bytes(fdPointer, 4);
        parts.table.ensureRoom();
        const wanted = { directory, openFlags, flags: checkedFdFlags(flags), rights, inheriting };
        const entry = withPlace(directory, path, (place) => openPlace(parts, place, wanted));
        parts.memory.writeU32(fdPointer, parts.table.add(entry));
      },
    ),
  };
}

/** Opens the file again with other flags: Node cannot change those of an open descriptor. */
export function reopenWithFlags(file: OpenFile, flags: number): void {
  const hostFd = openSync(descriptorPath(file.hostFd), hostFlags(file.rights, checkedFdFlags(flags)));
  closeSync(file.hostFd);
  file.hostFd = hostFd;
  file.flags = flags;
}

function checkedFdFlags(flags: number): number {
  if ((flags & ~FD_FLAGS_ALL) !== 0) throw new WasiError("INVAL");
  return flags;
}

function openPlace(parts: WasiParts, place: Place, wanted: Wanted): OpenEntry {
  const create = has(wanted.openFlags, OPEN_FLAG.create);
  if (create && has(wanted.openFlags, OPEN_FLAG.directory)) throw new WasiError("INVAL");
  for (let attempt = 1; ; attempt++) {
    const created = create ? createFile(place, wanted) : undefined;
    if (created !== undefined) return created;
    try {
      return withPinned(place, (hostFd, stat) => openPinned(parts, place, wanted, { hostFd, stat }));
    } catch (error) {
      if (!create || !isSystemCode(error, "ENOENT")) throw error;
      if (wanted.directory.readOnly) throw new WasiError("ROFS");
      if (attempt === CREATE_ATTEMPTS) throw error;
    }
  }
}

// Only ever a new file: what exists is pinned and looked at first. O_EXCL follows no link, dangling or not.
function createFile(place: Place, wanted: Wanted): OpenFile | undefined {
  if (wanted.directory.readOnly) return undefined;
  if ((wanted.directory.rights & RIGHT.pathCreateFile) === 0n) throw new WasiError("NOTCAPABLE");
  if (place.mustBeDirectory) throw new WasiError("ISDIR");
  const rights = fileRights(wanted);
  const how = constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
  try {
    return openedFile(openSync(place.path, how | hostFlags(rights, wanted.flags), NEW_FILE_MODE), rights, wanted);
  } catch (error) {
    if (!isSystemCode(error, "EEXIST")) throw error;
    if (has(wanted.openFlags, OPEN_FLAG.exclusive)) throw error;
    return undefined;
  }
}

interface Pinned {
  readonly hostFd: number;
  readonly stat: Stats;
}

function openPinned(parts: WasiParts, place: Place, wanted: Wanted, pinned: Pinned): OpenEntry {
  const { openFlags } = wanted;
  if (has(openFlags, OPEN_FLAG.create) && has(openFlags, OPEN_FLAG.exclusive)) throw new WasiError("EXIST");
  if (pinned.stat.isSymbolicLink()) throw new WasiError("LOOP");
  if (pinned.stat.isDirectory()) return openDirectory(wanted, pinned);
  if (place.mustBeDirectory || has(openFlags, OPEN_FLAG.directory)) throw new WasiError("NOTDIR");
  // A fifo, a device or a socket: not files that a grant of a directory speaks of.
  if (!pinned.stat.isFile()) throw new WasiError("NOTSUP");
  parts.links.require(pinned.stat);
  const rights = fileRights(wanted);
  const truncate = has(openFlags, OPEN_FLAG.truncate) ? constants.O_TRUNC : 0;
  const hostFd = openSync(descriptorPath(pinned.hostFd), truncate | hostFlags(rights, wanted.flags));
  return openedFile(hostFd, rights, wanted);
}

function openDirectory(wanted: Wanted, pinned: Pinned): OpenDirectory {
  const { directory, openFlags, rights, inheriting } = wanted;
  requireDirectory(directory.device, pinned.stat);
  const asFile = has(openFlags, OPEN_FLAG.create | OPEN_FLAG.truncate) || (rights & RIGHT.fdWrite) !== 0n;
  if (asFile) throw new WasiError("ISDIR");
  const { readOnly, device } = directory;
  return {
    kind: "directory",
    readOnly,
    device,
    hostFd: openSync(descriptorPath(pinned.hostFd), constants.O_RDONLY | constants.O_DIRECTORY),
    rights: rights & directory.inheriting & (readOnly ? DIRECTORY_RIGHTS & ~MUTATING_RIGHTS : DIRECTORY_RIGHTS),
    inheriting: inheriting & directory.inheriting,
  };
}

// Guests ask for more than applies to a file, and get what applies. What they are sure to need they get, or an error now.
function fileRights(wanted: Wanted): bigint {
  const { directory, rights } = wanted;
  if (directory.readOnly && (rights & FILE_WRITE_RIGHTS) !== 0n) throw new WasiError("ROFS");
  if ((rights & (RIGHT.fdRead | FILE_WRITE_RIGHTS) & ~directory.inheriting) !== 0n) throw new WasiError("NOTCAPABLE");
  return rights & directory.inheriting & (directory.readOnly ? FILE_RIGHTS & ~MUTATING_RIGHTS : FILE_RIGHTS);
}

// O_NONBLOCK: somebody's lease on the file must not stop the thread.
function hostFlags(rights: bigint, flags: number): number {
  const writes = (rights & FILE_WRITE_RIGHTS) !== 0n;
  const reads = (rights & RIGHT.fdRead) !== 0n;
  const access = writes ? (reads ? constants.O_RDWR : constants.O_WRONLY) : constants.O_RDONLY;
  const append = has(flags, FD_FLAG.append) ? constants.O_APPEND : 0;
  const dsync = has(flags, FD_FLAG.dsync) ? constants.O_DSYNC : 0;
  const sync = has(flags, FD_FLAG.sync | FD_FLAG.rsync) ? constants.O_SYNC : 0;
  return access | append | dsync | sync | constants.O_NONBLOCK;
}

function openedFile(hostFd: number, rights: bigint, wanted: Wanted): OpenFile {
  const { directory, flags, inheriting } = wanted;
  const common = { kind: "file", readOnly: directory.readOnly, position: 0 } as const;
  return { ...common, hostFd, flags, rights, inheriting: inheriting & directory.inheriting };
}

function has(flags: number, any: number): boolean {
  return (flags & any) !== 0;
}

// How a guest's path becomes a place on disk: component by component below a directory descriptor, following no symbolic link.
import { closeSync, constants, fstatSync, openSync, type Stats } from "node:fs";
import { WasiError } from "./errno.ts";
import type { OpenDirectory } from "./fd-table.ts";

/** The longest path a guest may pass, as in Linux. */
export const PATH_BYTES_MAX = 4096;

// Each level holds a descriptor while the path is walked.
const DEPTH_MAX = 64;
// Opens a name without opening what it stands for: no device is touched, no fifo waits, no permission to read is needed.
const O_PATH = 0o10000000;

/** A name in a directory that is held open. A system call on `path` cannot be led astray by whoever renames or replaces its parents. */
export interface Place {
  readonly path: string;
  /** Of the granted directory, see `requireDirectory`. */
  readonly device: number;
  /** The guest wrote a trailing slash. */
  readonly mustBeDirectory: boolean;
}

/** Walks to the parent of the last component and runs `use` while it is held open. */
export function withPlace<T>(directory: OpenDirectory, path: string, use: (place: Place) => T): T {
  const parts = split(path);
  const last = parts.at(-1) ?? ".";
  const named = last !== "." && last !== "..";
  const held: number[] = [];
  try {
    for (const part of named ? parts.slice(0, -1) : parts) step(directory, held, part);
    const parent = held.at(-1) ?? directory.hostFd;
    const { device } = directory;
    return use({
      path: `${descriptorPath(parent)}/${named ? last : "."}`,
      device,
      mustBeDirectory: path.endsWith("/"),
    });
  } finally {
    for (const hostFd of held) closeSync(hostFd);
  }
}

/** Holds on to the thing itself, whatever it is, and says what it is. It can then be opened by `descriptorPath`, and no swap of names matters. */
export function withPinned<T>(place: Place, use: (hostFd: number, stat: Stats) => T): T {
  const hostFd = openSync(place.path, O_PATH | constants.O_NOFOLLOW);
  try {
    return use(hostFd, fstatSync(hostFd));
  } finally {
    closeSync(hostFd);
  }
}

/** The path under which the process reaches a descriptor of its own again. */
export function descriptorPath(hostFd: number): string {
  return `/proc/self/fd/${hostFd}`;
}

function split(path: string): string[] {
  if (path === "") throw new WasiError("NOENT");
  if (path.includes("\0")) throw new WasiError("INVAL");
  if (path.startsWith("/")) throw new WasiError("NOTCAPABLE");
  const parts = path.split("/").filter((part) => part !== "");
  return parts.filter((part, index) => part !== "." || index === parts.length - 1);
}

// "..": back to the directory that we came through and still hold, never what the file system calls the parent.
function step(directory: OpenDirectory, held: number[], part: string): void {
  if (part === ".") return;
  if (part === "..") {
    const left = held.pop();
    if (left === undefined) throw new WasiError("NOTCAPABLE");
    closeSync(left);
    return;
  }
  if (held.length >= DEPTH_MAX) throw new WasiError("NAMETOOLONG");
  const parent = held.at(-1) ?? directory.hostFd;
  const hostFd = openSync(`${descriptorPath(parent)}/${part}`, O_PATH | constants.O_NOFOLLOW);
  held.push(hostFd);
  requireDirectory(directory.device, fstatSync(hostFd));
}

/** Refuses what is no directory, and a directory on another device: a mount below a granted directory was not granted. */
export function requireDirectory(device: number, stat: Stats): void {
  if (stat.isSymbolicLink()) throw new WasiError("LOOP");
  if (!stat.isDirectory()) throw new WasiError("NOTDIR");
  if (stat.dev !== device) throw new WasiError("XDEV");
}

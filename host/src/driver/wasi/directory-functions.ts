// fd_readdir: lists a directory in pieces. A listing is taken once and handed out by cookie, so that a guest may delete as it reads.
import { isUtf8 } from "node:buffer";
import { type BigIntStats, lstatSync, opendirSync } from "node:fs";
import { isSystemCode, WasiError } from "./errno.ts";
import type { OpenDirectory } from "./fd-table.ts";
import { type WasiFunctions, wasiFunction } from "./function.ts";
import type { WasiParts } from "./parts.ts";
import { descriptorPath } from "./paths.ts";
import { RIGHT } from "./rights.ts";
import { FILE_TYPE, fileType } from "./stat.ts";

const DIRENT_BYTES = 24;
const DOTS: readonly Buffer[] = [Buffer.from("."), Buffer.from("..")];

export function directoryFunctions(parts: WasiParts): WasiFunctions {
  const { memory, table } = parts;
  return {
    fd_readdir: wasiFunction("iiiIi", ([fd, pointer, length, cookie, usedPointer]) => {
      const directory = table.directory(fd, RIGHT.fdReaddir);
      const target = memory.bytes(pointer, length);
      memory.bytes(usedPointer, 4);
      const used = fill(target, directory, listingFor(parts, directory, cookie), cookie);
      // The last piece was handed out: a guest that wants to read on starts again.
      if (used < length) directory.listing = undefined;
      memory.writeU32(usedPointer, used);
    }),
  };
}

/** A cookie is the index of the next name; cookie 0 takes the listing anew. */
function listingFor(parts: WasiParts, directory: OpenDirectory, cookie: bigint): readonly Buffer[] {
  if (cookie === 0n) directory.listing = undefined;
  if (directory.listing === undefined) {
    const room = parts.limits.dirEntriesMax - parts.table.listedNames();
    directory.listing = list(directory, room);
  }
  return directory.listing;
}

// Names are bytes on disk: latin1 keeps each as one character. WASI's names are UTF-8, what is not cannot be named by a guest.
function list(directory: OpenDirectory, room: number): Buffer[] {
  const stream = opendirSync(descriptorPath(directory.hostFd), { encoding: "latin1" });
  try {
    const names = [...DOTS];
    for (let entry = stream.readSync(); entry !== null; entry = stream.readSync()) {
      const name = Buffer.from(entry.name, "latin1");
      if (!isUtf8(name)) continue;
      if (names.length >= room) throw new WasiError("NOMEM");
      names.push(name);
    }
    return names;
  } finally {
    stream.closeSync();
  }
}

// An entry that does not fit is cut off, and the buffer then counts as full: this is how the guest knows to come again.
function fill(target: Uint8Array, directory: OpenDirectory, names: readonly Buffer[], cookie: bigint): number {
  let used = 0;
  for (let index = Number(cookie); used < target.length; index++) {
    const name = names[index];
    if (name === undefined) break;
    const entry = encodeEntry(directory, name, BigInt(index + 1)).subarray(0, target.length - used);
    target.set(entry, used);
    used += entry.length;
  }
  return used;
}

function encodeEntry(directory: OpenDirectory, name: Buffer, next: bigint): Buffer {
  const stat = statOf(directory, name);
  const entry = Buffer.alloc(DIRENT_BYTES + name.length);
  entry.writeBigUInt64LE(next, 0);
  entry.writeBigUInt64LE(stat?.ino ?? 0n, 8);
  entry.writeUInt32LE(name.length, 16);
  entry.writeUInt8(stat === undefined ? FILE_TYPE.unknown : fileType(stat), 20);
  name.copy(entry, DIRENT_BYTES);
  return entry;
}

// "..": what lies above a granted directory is nobody's business, so it is said to be the directory itself.
function statOf(directory: OpenDirectory, name: Buffer): BigIntStats | undefined {
  const base = Buffer.from(`${descriptorPath(directory.hostFd)}/`);
  try {
    return lstatSync(Buffer.concat([base, DOTS[1]?.equals(name) ? Buffer.from(".") : name]), { bigint: true });
  } catch (error) {
    if (isSystemCode(error, "ENOENT")) return undefined;
    throw error;
  }
}

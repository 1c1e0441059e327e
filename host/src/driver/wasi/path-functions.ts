// The path_* functions that look at names and change them: status, times, directories, links, renames, removal.
import {
  fstatSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readlinkSync,
  renameSync,
  rmdirSync,
  unlinkSync,
  utimesSync,
} from "node:fs";
import { WasiError } from "./errno.ts";
import { type WasiFunctions, wasiFunction } from "./function.ts";
import type { WasiParts } from "./parts.ts";
import { descriptorPath, PATH_BYTES_MAX, type Place, requireDirectory, withPinned, withPlace } from "./paths.ts";
import { RIGHT } from "./rights.ts";
import { timesToSet, writeFilestat } from "./stat.ts";

const SYMLINK_FOLLOW = 1;

/** A path as three parameters of the guest, and the right that its directory must carry. */
interface GuestPath {
  readonly fd: number;
  readonly pointer: number;
  readonly length: number;
  readonly right: bigint;
}

export function pathFunctions(parts: WasiParts): WasiFunctions {
  return { ...statusFunctions(parts), ...namingFunctions(parts), ...linkFunctions(parts) };
}

function at<T>({ memory, table }: WasiParts, { fd, pointer, length, right }: GuestPath, use: (place: Place) => T): T {
  const directory = table.directory(fd, right);
  return withPlace(directory, memory.text(pointer, length, PATH_BYTES_MAX), use);
}

function statusFunctions(parts: WasiParts): WasiFunctions {
  const { memory, clock, links } = parts;
  return {
    path_filestat_get: wasiFunction("iiiii", ([fd, lookup, pointer, length, statPointer]) => {
      const stat = at(parts, { fd, pointer, length, right: RIGHT.pathFilestatGet }, (place) => {
        requireDirectoryIfAsked(place);
        return lstatSync(place.path, { bigint: true });
      });
      if (stat.isSymbolicLink() && (lookup & SYMLINK_FOLLOW) !== 0) throw new WasiError("LOOP");
      writeFilestat(memory, statPointer, stat);
    }),
    path_filestat_set_times: wasiFunction("iiiiIIi", ([fd, _lookup, pointer, length, access, modified, flags]) => {
      at(parts, { fd, pointer, length, right: RIGHT.pathFilestatSetTimes }, (place) => {
        requireDirectoryIfAsked(place);
        withPinned(place, (hostFd, stat) => {
          if (stat.isFile()) links.require(stat);
          else requireDirectory(place.device, stat);
          const present = fstatSync(hostFd, { bigint: true });
          utimesSync(descriptorPath(hostFd), ...timesToSet({ access, modified, flags }, present, clock));
        });
      });
    }),
  };
}

function namingFunctions(parts: WasiParts): WasiFunctions {
  return {
    path_create_directory: wasiFunction("iii", ([fd, pointer, length]) => {
      at(parts, { fd, pointer, length, right: RIGHT.pathCreateDirectory }, (place) => mkdirSync(place.path));
    }),
    path_remove_directory: wasiFunction("iii", ([fd, pointer, length]) => {
      at(parts, { fd, pointer, length, right: RIGHT.pathRemoveDirectory }, (place) => rmdirSync(place.path));
    }),
    path_unlink_file: wasiFunction("iii", ([fd, pointer, length]) => {
      at(parts, { fd, pointer, length, right: RIGHT.pathUnlinkFile }, (place) => {
        requireDirectoryIfAsked(place);
        unlinkSync(place.path);
      });
    }),
    path_rename: wasiFunction("iiiiii", ([fd, pointer, length, toFd, toPointer, toLength]) => {
      at(parts, { fd, pointer, length, right: RIGHT.pathRenameSource }, (from) => {
        const right = RIGHT.pathRenameTarget;
        at(parts, { fd: toFd, pointer: toPointer, length: toLength, right }, (to) => {
          requireDirectoryIfAsked({ ...from, mustBeDirectory: from.mustBeDirectory || to.mustBeDirectory });
          renameSync(from.path, to.path);
        });
      });
    }),
  };
}

function linkFunctions(parts: WasiParts): WasiFunctions {
  const { memory, table } = parts;
  return {
    path_link: wasiFunction("iiiiiii", ([fd, lookup, pointer, length, toFd, toPointer, toLength]) => {
      if ((lookup & SYMLINK_FOLLOW) !== 0) throw new WasiError("INVAL");
      at(parts, { fd, pointer, length, right: RIGHT.pathLinkSource }, (from) => {
        const right = RIGHT.pathLinkTarget;
        at(parts, { fd: toFd, pointer: toPointer, length: toLength, right }, (to) => link(parts, from, to));
      });
    }),
    // The text alone; that nothing follows a link is what keeps it harmless.
    path_readlink: wasiFunction("iiiiii", ([fd, pointer, length, target, targetLength, usedPointer]) => {
      const buffer = memory.bytes(target, targetLength);
      memory.bytes(usedPointer, 4);
      const text = at(parts, { fd, pointer, length, right: RIGHT.pathReadlink }, (place) =>
        readlinkSync(place.path, { encoding: "buffer" }),
      );
      const used = text.subarray(0, targetLength);
      buffer.set(used);
      memory.writeU32(usedPointer, used.length);
    }),
    // Other programs of the host would follow what a driver plants.
    path_symlink: wasiFunction("iiiii", ([_pointer, _length, fd]) => {
      table.directory(fd, RIGHT.pathSymlink);
      throw new WasiError("NOTSUP");
    }),
  };
}

/**
 * The source is looked at before, but linked by name: Node cannot link what a descriptor holds. If somebody puts another file in its
 * place in between, the new name is that file's, which is then not remembered as ours and cannot be opened.
 */
function link({ links }: WasiParts, from: Place, to: Place): void {
  withPinned(from, (_hostFd, stat) => {
    if (stat.isDirectory()) throw new WasiError("PERM");
    if (from.mustBeDirectory) throw new WasiError("NOTDIR");
    if (to.mustBeDirectory) throw new WasiError("NOENT");
    if (stat.isSymbolicLink()) throw new WasiError("LOOP");
    if (!stat.isFile()) throw new WasiError("NOTSUP");
    links.require(stat);
    links.ensureRoom();
    linkSync(from.path, to.path);
    links.remember(stat);
  });
}

function requireDirectoryIfAsked(place: Place): void {
  if (place.mustBeDirectory && !lstatSync(place.path).isDirectory()) throw new WasiError("NOTDIR");
}

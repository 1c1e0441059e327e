// The fd_* functions about a descriptor itself: close, renumber, rights, flags, status, and the granted directories' names.
import { fstatSync, futimesSync } from "node:fs";
import { WasiError } from "./errno.ts";
import { type WasiFunctions, wasiFunction } from "./function.ts";
import { reopenWithFlags } from "./open.ts";
import type { WasiParts } from "./parts.ts";
import { RIGHT } from "./rights.ts";
import { FILE_TYPE, timesToSet, writeFilestat, writeStreamFilestat } from "./stat.ts";

const FDSTAT_BYTES = 24;
const PRESTAT_BYTES = 8;
const TYPES = { stream: FILE_TYPE.characterDevice, file: FILE_TYPE.regularFile, directory: FILE_TYPE.directory };

export function fdFunctions(parts: WasiParts): WasiFunctions {
  return { ...descriptorFunctions(parts), ...statusFunctions(parts), ...preopenFunctions(parts) };
}

function descriptorFunctions({ memory, table }: WasiParts): WasiFunctions {
  return {
    fd_close: wasiFunction("i", ([fd]) => table.close(fd)),
    fd_renumber: wasiFunction("ii", ([from, to]) => table.renumber(from, to)),
    fd_fdstat_get: wasiFunction("ii", ([fd, pointer]) => {
      const entry = table.get(fd);
      memory.bytes(pointer, FDSTAT_BYTES).fill(0);
      memory.writeU8(pointer, TYPES[entry.kind]);
      memory.writeU16(pointer + 2, entry.kind === "file" ? entry.flags : 0);
      memory.writeU64(pointer + 8, entry.rights);
      memory.writeU64(pointer + 16, entry.inheriting);
    }),
    fd_fdstat_set_flags: wasiFunction("ii", ([fd, flags]) => {
      reopenWithFlags(table.file(fd, RIGHT.fdFdstatSetFlags), flags);
    }),
    // Rights only ever shrink.
    fd_fdstat_set_rights: wasiFunction("iII", ([fd, rights, inheriting]) => {
      const entry = table.get(fd);
      if ((rights & ~entry.rights) !== 0n || (inheriting & ~entry.inheriting) !== 0n) throw new WasiError("NOTCAPABLE");
      entry.rights = rights;
      entry.inheriting = inheriting;
    }),
  };
}

function statusFunctions({ memory, table, clock }: WasiParts): WasiFunctions {
  return {
    fd_filestat_get: wasiFunction("ii", ([fd, pointer]) => {
      const entry = table.get(fd, RIGHT.fdFilestatGet);
      if (entry.kind === "stream") writeStreamFilestat(memory, pointer);
      else writeFilestat(memory, pointer, fstatSync(entry.hostFd, { bigint: true }));
    }),
    fd_filestat_set_times: wasiFunction("iIIi", ([fd, access, modified, flags]) => {
      const entry = table.get(fd, RIGHT.fdFilestatSetTimes);
      if (entry.kind === "stream") throw new WasiError("INVAL");
      const present = fstatSync(entry.hostFd, { bigint: true });
      futimesSync(entry.hostFd, ...timesToSet({ access, modified, flags }, present, clock));
    }),
  };
}

function preopenFunctions({ memory, table }: WasiParts): WasiFunctions {
  const preopenName = (fd: number): Buffer => {
    const entry = table.get(fd);
    if (entry.kind !== "directory" || entry.preopen === undefined) throw new WasiError("BADF");
    return Buffer.from(entry.preopen);
  };
  return {
    fd_prestat_get: wasiFunction("ii", ([fd, pointer]) => {
      const name = preopenName(fd);
      // The tag 0 says "a directory", which is all there is.
      memory.bytes(pointer, PRESTAT_BYTES).fill(0);
      memory.writeU32(pointer + 4, name.length);
    }),
    fd_prestat_dir_name: wasiFunction("iii", ([fd, pointer, length]) => {
      const name = preopenName(fd);
      if (length < name.length) throw new WasiError("NAMETOOLONG");
      memory.bytes(pointer, name.length).set(name);
    }),
  };
}

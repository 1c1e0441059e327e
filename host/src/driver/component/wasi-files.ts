// wasi:filesystem on the preview 1 shim: the same confinement, the same rights, the same read-only grants.
import { RIGHT } from "../wasi/rights.ts";
import { CanonicalError } from "./canonical-heap.ts";
import type { Interfaces } from "./lent.ts";
import { CHUNK_BYTES_MAX, FileError, type Preview1 } from "./preview1.ts";
import { Stream } from "./wasi-streams.ts";

/** A file or directory that the guest has open; what was granted stays open until the guest ends. */
export class Descriptor {
  readonly fd: number;
  readonly #granted: boolean;

  constructor(fd: number, granted: boolean) {
    this.fd = fd;
    this.#granted = granted;
  }

  close(shim: Preview1): void {
    if (!this.#granted) shim.call("fd_close", this.fd);
  }
}

class Listing {
  readonly entries: readonly { readonly type: string; readonly name: string }[];
  next = 0;

  constructor(entries: Listing["entries"]) {
    this.entries = entries;
  }
}

const FIRST_GRANT = 3;
const FOLLOW = 1;
const OPEN_FLAG: Readonly<Record<string, number>> = { create: 1, directory: 2, exclusive: 4, truncate: 8 };
const FD_FLAG: Readonly<Record<string, number>> = {
  data_integrity_sync: 2,
  requested_write_sync: 8,
  file_integrity_sync: 16,
};
const TYPES: Readonly<Record<number, string>> = {
  ...{ 1: "block_device", 2: "character_device", 3: "directory", 4: "regular_file", 6: "socket", 7: "symbolic_link" },
};
const NANOSECONDS = 1_000_000_000n;
const DIRENT_BYTES = 24;
const LISTED_MAX = 100_000;
const WRITES = RIGHT.fdWrite | RIGHT.fdAllocate | RIGHT.fdFilestatSetSize;
const ALL = Object.values(RIGHT).reduce((all, one) => all | one, 0n);

type Run = (fd: number, ...params: readonly unknown[]) => unknown;

export function fileFunctions(shim: Preview1): Interfaces {
  const methods = { ...contentMethods(shim), ...pathMethods(shim), ...statMethods(shim) };
  return {
    "wasi:filesystem/preopens": { "get-directories": () => grants(shim) },
    "wasi:filesystem/types": {
      ...Object.fromEntries(
        Object.entries(methods).map(([name, run]) => [`[method]descriptor.${name}`, onDescriptor(run)]),
      ),
      "[method]directory-entry-stream.read-directory-entry": (listing) => {
        if (!(listing instanceof Listing)) throw new CanonicalError("a handle is of no listing");
        return { ok: listing.entries[listing.next++] };
      },
      "filesystem-error-code": (error) => (error instanceof FileError ? error.code : undefined),
    },
  };
}

function onDescriptor(run: Run): (...params: readonly unknown[]) => unknown {
  return (descriptor, ...params) => {
    try {
      return { ok: run(fdOf(descriptor), ...params) };
    } catch (error) {
      if (error instanceof FileError) return { error: error.code };
      throw error;
    }
  };
}

function fdOf(value: unknown): number {
  if (value instanceof Descriptor) return value.fd;
  throw new CanonicalError("a handle is of no file or directory");
}

function grants(shim: Preview1): (readonly [Descriptor, string])[] {
  const found: (readonly [Descriptor, string])[] = [];
  for (let fd = FIRST_GRANT; ; fd++) {
    try {
      shim.call("fd_prestat_get", fd, shim.resultAt);
    } catch (error) {
      if (error instanceof FileError) return found;
      throw error;
    }
    const length = shim.resultU32(4);
    found.push([new Descriptor(fd, true), shim.text((at) => shim.call("fd_prestat_dir_name", fd, at, length), length)]);
  }
}

function contentMethods(shim: Preview1): Readonly<Record<string, Run>> {
  const at = (fd: number, offset: unknown) => new Stream(fd, big(offset));
  return {
    "read-via-stream": at,
    "write-via-stream": at,
    "append-via-stream": (fd) => {
      shim.call("fd_filestat_get", fd, shim.resultAt);
      return new Stream(fd, shim.resultU64(32));
    },
    advise: () => undefined,
    "sync-data": (fd) => shim.call("fd_datasync", fd),
    sync: (fd) => shim.call("fd_sync", fd),
    "set-size": (fd, size) => shim.call("fd_filestat_set_size", fd, big(size)),
    read: (fd, length, offset) => {
      const bytes = shim.read("fd_pread", fd, Number(length), big(offset));
      return [bytes, bytes.length === 0 && Number(length) > 0];
    },
    write: (fd, bytes, offset) => shim.write("fd_pwrite", fd, bytes as Uint8Array, big(offset)),
    "read-directory": (fd) => new Listing(list(shim, fd)),
  };
}

function pathMethods(shim: Preview1): Readonly<Record<string, Run>> {
  const path = (text: unknown, second = false) => shim.path(String(text), second);
  return {
    "create-directory-at": (fd, name) => shim.call("path_create_directory", fd, ...path(name)),
    "remove-directory-at": (fd, name) => shim.call("path_remove_directory", fd, ...path(name)),
    "unlink-file-at": (fd, name) => shim.call("path_unlink_file", fd, ...path(name)),
    "rename-at": (fd, from, to, name) => shim.call("path_rename", fd, ...path(from), fdOf(to), ...path(name, true)),
    "symlink-at": (fd, from, to) => shim.call("path_symlink", ...path(from), fd, ...path(to, true)),
    "link-at": (fd, ...[flags, from, to, name]) =>
      shim.call("path_link", fd, follow(flags), ...path(from), fdOf(to), ...path(name, true)),
    "readlink-at": (fd, name) => readLink(shim, fd, String(name)),
    "open-at": (fd, ...[flags, name, openFlags, descriptorFlags]) => {
      const wanted = descriptorFlags as readonly string[];
      const writes = wanted.includes("write");
      const rights =
        (ALL & ~WRITES & ~(wanted.includes("read") || !writes ? 0n : RIGHT.fdRead)) | (writes ? WRITES : 0n);
      const how = [bitsOf(openFlags, OPEN_FLAG), rights, ALL, bitsOf(descriptorFlags, FD_FLAG), shim.resultAt] as const;
      shim.call("path_open", fd, follow(flags), ...path(name), ...how);
      return new Descriptor(shim.resultU32(), false);
    },
  };
}

function statMethods(shim: Preview1): Readonly<Record<string, Run>> {
  const own = (fd: number) => shim.call("fd_filestat_get", fd, shim.resultAt);
  const at = (fd: number, flags: unknown, name: unknown) =>
    shim.call("path_filestat_get", fd, follow(flags), ...shim.path(String(name)), shim.resultAt);
  return {
    "get-type": (fd) => {
      own(fd);
      return typeOf(shim.resultU8(16));
    },
    "get-flags": (fd) => {
      shim.call("fd_fdstat_get", fd, shim.resultAt);
      const rights = shim.resultU64(8);
      const has = (right: bigint, name: string) => ((rights & right) === 0n ? [] : [name]);
      return [
        ...has(RIGHT.fdRead, "read"),
        ...has(RIGHT.fdWrite, "write"),
        ...has(RIGHT.pathCreateFile, "mutate_directory"),
      ];
    },
    stat: (fd) => {
      own(fd);
      return statOf(shim);
    },
    "stat-at": (fd, flags, name) => {
      at(fd, flags, name);
      return statOf(shim);
    },
    "set-times": (fd, access, modified) => shim.call("fd_filestat_set_times", fd, ...times(access, modified)),
    "set-times-at": (fd, ...[flags, name, access, modified]) =>
      shim.call("path_filestat_set_times", fd, follow(flags), ...shim.path(String(name)), ...times(access, modified)),
    "is-same-object": (fd, other) => fd === fdOf(other),
    "metadata-hash": (fd) => {
      own(fd);
      return hashOf(shim);
    },
    "metadata-hash-at": (fd, flags, name) => {
      at(fd, flags, name);
      return hashOf(shim);
    },
  };
}

function readLink(shim: Preview1, fd: number, name: string): string {
  const [at, length] = shim.path(name);
  let used = 0;
  const text = shim.text((to, room) => {
    shim.call("path_readlink", fd, at, length, to, room, shim.resultAt);
    used = shim.resultU32();
  });
  return new TextDecoder().decode(new TextEncoder().encode(text).subarray(0, used));
}

function list(shim: Preview1, fd: number): { readonly type: string; readonly name: string }[] {
  const entries: { readonly type: string; readonly name: string }[] = [];
  let cookie = 0n;
  for (;;) {
    const bytes = shim.list(fd, cookie);
    const view = new DataView(bytes.buffer);
    let at = 0;
    while (at + DIRENT_BYTES <= bytes.length) {
      const end = at + DIRENT_BYTES + view.getUint32(at + 16, true);
      // Cut off: the next piece begins with it.
      if (end > bytes.length) break;
      const name = new TextDecoder().decode(bytes.subarray(at + DIRENT_BYTES, end));
      if (name !== "." && name !== "..") entries.push({ type: typeOf(view.getUint8(at + 20)), name });
      cookie = view.getBigUint64(at, true);
      at = end;
    }
    if (bytes.length < CHUNK_BYTES_MAX) return entries;
    if (entries.length > LISTED_MAX) throw new FileError("insufficient_memory");
  }
}

function statOf(shim: Preview1): object {
  const moment = (offset: number) => ({
    seconds: shim.resultU64(offset) / NANOSECONDS,
    nanoseconds: Number(shim.resultU64(offset) % NANOSECONDS),
  });
  return {
    type: typeOf(shim.resultU8(16)),
    link_count: shim.resultU64(24),
    size: shim.resultU64(32),
    data_access_timestamp: moment(40),
    data_modification_timestamp: moment(48),
    status_change_timestamp: moment(56),
  };
}

function hashOf(shim: Preview1): object {
  return { lower: shim.resultU64(8), upper: shim.resultU64(0) };
}

function typeOf(number: number): string {
  return TYPES[number] ?? "unknown";
}

function follow(flags: unknown): number {
  return (flags as readonly string[]).includes("symlink_follow") ? FOLLOW : 0;
}

function bitsOf(names: unknown, bits: Readonly<Record<string, number>>): number {
  return (names as readonly string[]).reduce((all, name) => all | (bits[name] ?? 0), 0);
}

function big(value: unknown): bigint {
  return BigInt(value as number | bigint);
}

/** Both times and what is to be done with each: nothing, now, or the one that is given. */
function times(access: unknown, modified: unknown): [bigint, bigint, number] {
  const [first, firstFlag] = time(access);
  const [second, secondFlag] = time(modified);
  return [first, second, firstFlag | (secondFlag << 2)];
}

function time(value: unknown): [bigint, number] {
  const { type, timestamp } = value as {
    readonly type: string;
    readonly timestamp?: { readonly seconds: number | bigint; readonly nanoseconds: number };
  };
  if (type === "no_change") return [0n, 0];
  if (type === "now") return [0n, 2];
  return [big(timestamp?.seconds ?? 0) * NANOSECONDS + BigInt(timestamp?.nanoseconds ?? 0), 1];
}

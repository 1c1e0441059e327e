// What the guest has open: numbers, rights, positions; and the one choke point where a right is asked for.
import { closeSync } from "node:fs";
import { WasiError } from "./errno.ts";
import { MUTATING_RIGHTS } from "./rights.ts";

interface Rights {
  /** What may be done with this descriptor, and at most with those opened below it. */
  rights: bigint;
  inheriting: bigint;
}

/** Standard input, output or error. `write` takes a copy of what it keeps. */
export interface OpenStream extends Rights {
  readonly kind: "stream";
  readonly write: (bytes: Uint8Array) => void;
}

/** A regular file. The position is ours: the descriptor's own is used only to append. */
export interface OpenFile extends Rights {
  readonly kind: "file";
  readonly readOnly: boolean;
  hostFd: number;
  position: number;
  flags: number;
}

/** A directory. `device` is that of the granted directory, which nothing below may leave. */
export interface OpenDirectory extends Rights {
  readonly kind: "directory";
  readonly readOnly: boolean;
  readonly hostFd: number;
  readonly device: number;
  /** The guest's name of a granted directory. */
  readonly preopen?: string;
  /** The names that a running listing hands out. */
  listing?: readonly Buffer[] | undefined;
}

export type OpenEntry = OpenStream | OpenFile | OpenDirectory;

const FIRST_FREE_FD = 3;

/** Owns every host descriptor of one guest. */
export class FdTable {
  readonly #entries = new Map<number, OpenEntry>();
  readonly #openFdsMax: number;

  constructor(openFdsMax: number) {
    this.#openFdsMax = openFdsMax;
  }

  /** Refuses with MFILE when full: ask before opening what would then have to be closed. */
  ensureRoom(): void {
    if (this.#entries.size >= this.#openFdsMax) throw new WasiError("MFILE");
  }

  /** Takes ownership; standard streams and granted directories come first, in the order in which they are added. */
  add(entry: OpenEntry): number {
    let fd = entry.kind === "stream" ? 0 : FIRST_FREE_FD;
    while (this.#entries.has(fd)) fd++;
    this.#entries.set(fd, entry);
    return fd;
  }

  get(fd: number, right = 0n): OpenEntry {
    const entry = this.#entries.get(fd);
    if (entry === undefined) throw new WasiError("BADF");
    return permitted(entry, right);
  }

  file(fd: number, right: bigint): OpenFile {
    const entry = this.get(fd);
    if (entry.kind === "directory") throw new WasiError("ISDIR");
    if (entry.kind === "stream") throw new WasiError("SPIPE");
    return permitted(entry, right);
  }

  directory(fd: number, right: bigint): OpenDirectory {
    const entry = this.get(fd);
    if (entry.kind !== "directory") throw new WasiError("NOTDIR");
    return permitted(entry, right);
  }

  close(fd: number): void {
    const entry = this.get(fd);
    this.#entries.delete(fd);
    release(entry);
  }

  /** Moves `from` to the number `to`, closing what was there. */
  renumber(from: number, to: number): void {
    const entry = this.get(from);
    const replaced = this.get(to);
    if (from === to) return;
    this.#entries.set(to, entry);
    this.#entries.delete(from);
    release(replaced);
  }

  closeAll(): void {
    const entries = [...this.#entries.values()];
    this.#entries.clear();
    const failures: unknown[] = [];
    for (const entry of entries) {
      try {
        release(entry);
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }

  /** How many names all running listings hold. */
  listedNames(): number {
    let names = 0;
    for (const entry of this.#entries.values()) names += entry.kind === "directory" ? (entry.listing?.length ?? 0) : 0;
    return names;
  }
}

// Below a read-only grant the answer is ROFS, so that a driver's author sees at once whose decision it was.
function permitted<E extends OpenEntry>(entry: E, right: bigint): E {
  if (entry.kind !== "stream" && entry.readOnly && (right & MUTATING_RIGHTS) !== 0n) throw new WasiError("ROFS");
  if ((entry.rights & right) !== right) throw new WasiError("NOTCAPABLE");
  return entry;
}

function release(entry: OpenEntry): void {
  if (entry.kind !== "stream") closeSync(entry.hostFd);
}

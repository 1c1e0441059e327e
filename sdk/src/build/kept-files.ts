// What a compiler keeps from one draft to the next: files that are named after all that they were made of, in folders of a bounded size.
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";

/** A folder, absolute, and how much may stay in it. */
export interface KeptFolder {
  readonly folder: string;
  readonly bytesMax: number;
}

// What took long to make shall outlive a power cut; what is made in a moment is not worth a wait for the disk.
const FLUSHED_BYTES_MIN = 256 * 1024;

/** Several sessions may share the folders: nothing half-written has a file's name, and what was used last goes last. */
export class KeptFiles {
  readonly #folders: readonly KeptFolder[];

  /** In the order in which they are looked through; a file goes into the first that takes it. */
  constructor(folders: readonly KeptFolder[]) {
    this.#folders = folders;
  }

  /** Where the file is, if it is there. */
  found(name: string): string | undefined {
    return this.#folders.map(({ folder }) => join(folder, name)).find(use);
  }

  /** Where the file is, made if it was not there. Throws what `make` throws, and the last folder's error when none takes it. */
  async file(name: string, make: () => Promise<Uint8Array>): Promise<string> {
    const found = this.found(name);
    if (found !== undefined) return found;
    const bytes = await make();
    for (const [index, { folder }] of this.#folders.entries()) {
      const place = join(folder, name);
      try {
        writeWhole(place, bytes);
        return place;
      } catch (error) {
        if (index === this.#folders.length - 1) throw error;
      }
    }
    throw new Error("no folder was given to keep files in");
  }

  /** Makes room for what comes, beginning with what nobody has used for longest. */
  dropOld(): void {
    for (const { folder, bytesMax } of this.#folders) {
      let bytes = 0;
      const files = filesIn(folder).sort((a, b) => b.found.ctimeMs - a.found.ctimeMs);
      for (const { place, found } of files) {
        bytes += found.size;
        if (bytes > bytesMax) remove(place);
      }
    }
  }
}

/** Whether the file is there, and then the one that was used last. An empty one is what a power cut leaves of what had just been written. */
function use(place: string): boolean {
  const found = statusOf(place);
  if (!found?.isFile() || found.size === 0) return false;
  try {
    // Nothing but the time of its last change is altered by that.
    chmodSync(place, found.mode);
    return true;
  } catch {
    // On a disk that is read only it is as good; others may have removed it meanwhile.
    return existsSync(place);
  }
}

/** What cannot be looked at is as if it were not there. */
function statusOf(place: string): Stats | undefined {
  try {
    return statSync(place);
  } catch {
    return undefined;
  }
}

/** Writes beside the name first, under a hidden one that no other session takes. */
export function writeWhole(place: string, bytes: Uint8Array): void {
  mkdirSync(dirname(place), { recursive: true });
  const fresh = join(dirname(place), `.${basename(place)}.${process.pid}.new`);
  try {
    writeFileSync(fresh, bytes, { flush: bytes.length >= FLUSHED_BYTES_MIN });
    renameSync(fresh, place);
  } catch (error) {
    rmSync(fresh, { force: true });
    throw error;
  }
}

function filesIn(folder: string): { readonly place: string; readonly found: Stats }[] {
  if (!statusOf(folder)?.isDirectory()) return [];
  return readdirSync(folder).flatMap((name) => {
    const place = join(folder, name);
    const found = statusOf(place);
    return found?.isFile() ? [{ place, found }] : [];
  });
}

function remove(place: string): void {
  try {
    rmSync(place, { force: true });
  } catch {
    // Where this session must not, another one makes the room.
  }
}

// The rule about files that have more than one name: the other name may lie outside the granted directory.
import type { Stats } from "node:fs";
import { WasiError } from "./errno.ts";

const REMEMBERED_MAX = 4096;

/**
 * Refuses regular files with several names, unless this guest made the second name itself: somebody else may have linked a
 * file from elsewhere into the granted directory, and opening it would reach out. Removing or renaming such a name is
 * allowed, for that touches the granted directory only.
 */
export class HardLinks {
  readonly #made = new Set<string>();

  require(stat: Stats): void {
    if (stat.nlink > 1 && !this.#made.has(identity(stat))) throw new WasiError("NOTCAPABLE");
  }

  /** Refuses when no more can be remembered: ask before making a link. */
  ensureRoom(): void {
    if (this.#made.size >= REMEMBERED_MAX) throw new WasiError("MLINK");
  }

  /** The guest gave this file, which was its to open, another name below a granted directory. */
  remember(stat: Stats): void {
    this.#made.add(identity(stat));
  }
}

// The birth time tells a file from a later one that was given the same inode number.
function identity(stat: Stats): string {
  return `${stat.dev}:${stat.ino}:${stat.birthtimeMs}`;
}

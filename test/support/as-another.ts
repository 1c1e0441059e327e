// Work in a directory as somebody who may not look into it.
import { chmodSync } from "node:fs";

const NOBODY = 65_534;

/** Runs it as another user where root can, and otherwise with the directory closed to its own owner. */
export function asAnother(directory: string, work: () => void): void {
  const isRoot = process.geteuid?.() === 0;
  chmodSync(directory, isRoot ? 0o700 : 0o000);
  if (isRoot) process.seteuid?.(NOBODY);
  try {
    work();
  } finally {
    if (isRoot) process.seteuid?.(0);
    chmodSync(directory, 0o700);
  }
}

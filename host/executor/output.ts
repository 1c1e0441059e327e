// What a command wrote, as far as it is kept: the first bytes up to a limit, or the last ones of a daemon's file.
import { closeSync, fstatSync, openSync, readSync } from "node:fs";

const WORDS_LENGTH_MAX = 600;
const LINES_MAX = 3;

/** Keeps the head of a stream. */
export class Head {
  readonly #bytesMax: number;
  readonly #parts: Buffer[] = [];
  #bytes = 0;
  #cut = false;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  /** Whether anything was thrown away. */
  get cut(): boolean {
    return this.#cut;
  }

  add(bytes: Buffer): void {
    const room = this.#bytesMax - this.#bytes;
    if (bytes.length > room) this.#cut = true;
    if (room <= 0) return;
    const kept = bytes.subarray(0, room);
    // A copy, so that a small piece does not keep a large buffer.
    this.#parts.push(Buffer.from(kept));
    this.#bytes += kept.length;
  }

  text(): string {
    return Buffer.concat(this.#parts).toString("utf8");
  }

  /** The last lines, on one line, for a message. */
  lastLines(): string {
    return lastLines(this.text());
  }
}

/** The last lines of a text, joined; cut when they are long. */
export function lastLines(text: string): string {
  const lines = text.trim().split("\n").slice(-LINES_MAX);
  return lines
    .map((line) => line.trim())
    .join(" | ")
    .slice(-WORDS_LENGTH_MAX);
}

/** The end of a file; empty when there is none. */
export function tailOfFile(path: string, bytesMax: number): string {
  try {
    const file = openSync(path, "r");
    try {
      const { size } = fstatSync(file);
      const bytes = Buffer.alloc(Math.min(size, bytesMax));
      const read = readSync(file, bytes, 0, bytes.length, size - bytes.length);
      return bytes.subarray(0, read).toString("utf8");
    } finally {
      closeSync(file);
    }
  } catch {
    return "";
  }
}

// Driver files, by path: read whole and once, measured, compared with the pinned digest. What runs is what was read here.
import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { HostError, messageOf } from "../errors.ts";

export interface DriverFile {
  readonly path: string;
  readonly bytes: Uint8Array;
  /** sha-256, lower-case hex. */
  readonly digest: string;
}

export interface ReadOptions {
  readonly bytesMax: number;
  /** Refuse every other file: 64 hex digits, with or without `sha256:` before them. */
  readonly digest?: string | undefined;
}

/** Throws DRIVER_FILE_NOT_FOUND, DRIVER_MALFORMED (empty, too large, no digest) or DRIVER_DIGEST_MISMATCH. */
export async function readDriverFile(path: string, options: ReadOptions): Promise<DriverFile> {
  const pinned = options.digest === undefined ? undefined : normalDigest(options.digest);
  const bytes = await readBounded(path, options.bytesMax);
  const digest = createHash("sha256").update(bytes).digest("hex");
  if (pinned !== undefined && pinned !== digest) {
    throw new HostError(
      "DRIVER_DIGEST_MISMATCH",
      `${path} has the digest ${digest}, pinned is ${pinned}; if the new file is wanted, pin its digest`,
      { data: { digest, pinned } },
    );
  }
  return { path, bytes, digest };
}

async function readBounded(path: string, bytesMax: number): Promise<Uint8Array> {
  // Without O_NONBLOCK opening a pipe would wait for a writer.
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch((error: unknown) => {
    throw unreadable(path, messageOf(error), error);
  });
  try {
    return await readAll(file, path, bytesMax);
  } finally {
    await file.close();
  }
}

async function readAll(file: FileHandle, path: string, bytesMax: number): Promise<Uint8Array> {
  const stat = await file.stat();
  if (!stat.isFile()) throw unreadable(path, "it is no regular file");
  if (stat.size === 0) throw new HostError("DRIVER_MALFORMED", `${path} is empty; copy the driver again`);
  if (stat.size > bytesMax) {
    throw new HostError("DRIVER_MALFORMED", `${path} has ${stat.size} bytes, the limit is ${bytesMax}`);
  }
  const bytes = new Uint8Array(stat.size);
  let length = 0;
  while (length < bytes.length) {
    const { bytesRead } = await file.read(bytes, length, bytes.length - length, length);
    if (bytesRead === 0) throw new HostError("DRIVER_MALFORMED", `${path} became shorter while it was read; try again`);
    length += bytesRead;
  }
  return bytes;
}

function normalDigest(digest: string): string {
  const hex = digest.toLowerCase().replace(/^sha256:/, "");
  if (/^[0-9a-f]{64}$/.test(hex)) return hex;
  throw new HostError("DRIVER_DIGEST_MISMATCH", `"${digest}" is no sha-256 digest; it must be 64 hexadecimal digits`);
}

function unreadable(path: string, reason: string, cause?: unknown): HostError {
  const options = cause === undefined ? {} : { cause };
  return new HostError("DRIVER_FILE_NOT_FOUND", `the driver file ${path} cannot be read: ${reason}`, options);
}

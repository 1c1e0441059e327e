// What a running host leaves in its data directory, so that commands find it and can prove who asks.
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { HostError, messageOf } from "../errors.ts";

export interface HostNote {
  readonly url: string;
  readonly pid: number;
  readonly name: string;
  /** ISO time. */
  readonly startedAt: string;
}

export function hostNotePath(dataDir: string): string {
  return join(dataDir, "host.json");
}

export function tokenPath(dataDir: string): string {
  return join(dataDir, "token");
}

/** Tells commands where this host is; written whole, since they may read it at any time. */
export function leaveHostNote(dataDir: string, { url, pid, name, startedAt }: HostNote): void {
  const note: HostNote = { url, pid, name, startedAt };
  const path = hostNotePath(dataDir);
  writeFileSync(`${path}.new`, `${JSON.stringify(note)}\n`, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

/**
 * The note of the host that runs on this directory. NOT_READY when there is none, or when the host that wrote it was killed:
 * by now anybody may listen at its address, and must not be shown the token. UNAUTHENTICATED for the directory of another user.
 */
export function requireHostNote(dataDir: string): HostNote {
  const note = readHostNote(dataDir);
  if (!isAlive(note.pid)) throw notRunning(`the host that ran on ${dataDir} is gone (process ${note.pid})`);
  return note;
}

/** A refusal that says how to get a host. */
export function notRunning(what: string, cause?: unknown): HostError {
  const message = `${what}; start one with \`holdfast up\`, or name another with --data-dir or --url`;
  return new HostError("NOT_READY", message, { cause });
}

function readHostNote(dataDir: string): HostNote {
  const path = hostNotePath(dataDir);
  try {
    const { url, pid, name, startedAt } = JSON.parse(readFileSync(path, "utf8"));
    if (typeof url !== "string" || typeof pid !== "number") throw new TypeError("it names no url and no process");
    return { url, pid, name: String(name), startedAt: String(startedAt) };
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === "EACCES") throw ofAnother(dataDir, cause);
    const isAbsent = code === "ENOENT";
    const why = isAbsent ? `no host runs on ${dataDir}` : `the host's note ${path} cannot be read: ${messageOf(cause)}`;
    throw notRunning(why, cause);
  }
}

function ofAnother(dataDir: string, cause: unknown): HostError {
  const message = `${dataDir} is its owner's alone, and the host's token lies there: run as its owner, or give --url and --token-file`;
  return new HostError("UNAUTHENTICATED", message, { cause });
}

/** True for a process of another user too. */
function isAlive(pid: number): boolean {
  try {
    return Number.isInteger(pid) && pid > 0 && process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

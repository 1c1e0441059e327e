// The audit log: one line of JSON before anything starts and one when it has ended. What cannot be written down is not started.
import { closeSync, fstatSync, openSync, renameSync, writeSync } from "node:fs";
import { join } from "node:path";
import { DriverStatusError } from "@holdfast/sdk";

/** What is noted; never what a command read or wrote. */
export interface AuditEntry {
  readonly event: "run" | "ended" | "dry-run" | "refused" | "started" | "stopped" | "reloaded" | "adopted";
  /** Joins the lines of one run. */
  readonly run: number;
  readonly driver: string;
  readonly rule: string;
  readonly [key: string]: unknown;
}

export interface Audit {
  /** Throws `failed` when the line cannot be written. */
  note(entry: AuditEntry): void;
  close(): void;
}

export const AUDIT_FILE = "audit.log";
const MODE = 0o600;

/** Appends to `audit.log` in the directory; at that size it becomes `audit.log.1` and a new one begins. */
export function openAudit(directory: string, bytesMax: number): Audit {
  const path = join(directory, AUDIT_FILE);
  let file = openSync(path, "a", MODE);
  let size = fstatSync(file).size;
  const turn = () => {
    closeSync(file);
    renameSync(path, `${path}.1`);
    file = openSync(path, "a", MODE);
    size = 0;
  };
  return {
    note(entry) {
      try {
        const line = Buffer.from(`${JSON.stringify({ time: new Date().toISOString(), ...entry })}\n`);
        if (size > 0 && size + line.length > bytesMax) turn();
        const written = writeSync(file, line);
        size += written;
        if (written < line.length) throw new Error("the disk is full");
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        throw new DriverStatusError(
          "failed",
          `the executor's audit log cannot be written, so nothing is run: ${reason}`,
        );
      }
    },
    close: () => closeSync(file),
  };
}

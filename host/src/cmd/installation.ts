// Who this host is whatever it is called: an id that is made at its first start, and what happens when its name has changed since.
import { randomUUID } from "node:crypto";
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { Database } from "../db/connection.ts";
import { formerHostNames, renameHost } from "../db/host-name.ts";
import { HostError, messageOf } from "../errors.ts";
import type { Log } from "../log.ts";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The id of the installation whose data lie in `dataDir`; the caller holds the lock of its database. START_FAILED for a file that holds none. */
export function installationId(dataDir: string): string {
  const path = join(dataDir, "installation");
  if (!existsSync(path)) makeDurably(path, `${randomUUID()}\n`);
  const id = readFileSync(path, "utf8").trim();
  if (UUID.test(id)) return id;
  throw new HostError("START_FAILED", `${path} holds no id; remove it to have a new one made`);
}

// Whole or not there at all: a host must come up again after the power went while it was first started.
function makeDurably(path: string, text: string): void {
  try {
    const draft = openSync(`${path}.new`, "w", 0o600);
    writeSync(draft, text);
    fsyncSync(draft);
    closeSync(draft);
    renameSync(`${path}.new`, path);
  } catch (cause) {
    throw new HostError("START_FAILED", `${path} cannot be written: ${messageOf(cause)}`, { cause });
  }
}

/**
 * Gives what the host owned under an earlier name to the one it has now: services, volumes, and operations whose outcome is still open, which
 * nobody would settle under a name that no host has. FAILED_PRECONDITION when another host has the new name.
 */
export async function takeOverFormerNames(
  database: Database,
  { instanceId, host, log }: { readonly instanceId: string; readonly host: string; readonly log: Log },
): Promise<void> {
  for (const from of await formerHostNames(database.handle, { instanceId, host })) {
    const rows = await database.transaction((tx) => renameHost(tx, from, host));
    log.warn({ from, to: host, rows }, "the host has another name than at its last start; what it owns goes with it");
  }
}

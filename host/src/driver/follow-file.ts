// For development: looks at a driver's file again and again, and puts what was saved there into the driver's place.
import { stat } from "node:fs/promises";
import type { Clock } from "../clock.ts";
import { withContext } from "../context.ts";
import { messageOf } from "../errors.ts";
import { bringUp, type SupervisorParts, swapParts } from "./bring-up.ts";
import type { DriverEntry } from "./driver-entry.ts";
import { swapDriver } from "./hot-swap.ts";
import { FILE_BYTES_MAX } from "./load-driver.ts";
import { readDriverFile } from "./store.ts";

// A look is one system call, and works on any file system and through links. A file is taken when two looks in a row found it alike:
// compilers write in pieces.
const LOOK_MS = 250;
const SWAP_TIMEOUT_MS = 60_000;

/** Follows the file of a driver; the answer stops it, and resolves when what was being done is over. */
export function followFile(entry: DriverEntry, parts: SupervisorParts, watchMs: number): () => Promise<void> {
  const over = new AbortController();
  const path = () => entry.spec.path ?? "";
  const stop = watchFile(path, parts.clock, () => takeUp(entry, parts, { watchMs, signal: over.signal }));
  return () => {
    over.abort();
    return stop();
  };
}

/** Calls `onChange` for the file as it is and whenever it is another and has come to rest; false asks to be called again. */
export function watchFile(path: () => string, clock: Clock, onChange: () => Promise<boolean>): () => Promise<void> {
  let taken = "";
  let seen = "";
  let stopped = false;
  let cancel = () => {};
  let turn = Promise.resolve();
  const look = async (): Promise<void> => {
    const now = await lookAt(path());
    if (stopped) return;
    const isAtRest = now === seen;
    seen = now;
    if (now === "" || now === taken || !isAtRest) return;
    if (await onChange()) taken = now;
  };
  const again = () => {
    if (stopped) return;
    cancel = clock.setTimer(
      LOOK_MS,
      () => {
        turn = look().then(again);
      },
      { unref: true },
    );
  };
  again();
  return () => {
    stopped = true;
    cancel();
    return turn;
  };
}

/** What tells one file from another without reading it; empty while there is none. */
async function lookAt(path: string): Promise<string> {
  try {
    const { dev, ino, size, mtimeMs, ctimeMs } = await stat(path);
    return [path, dev, ino, size, mtimeMs, ctimeMs].join(" ");
  } catch {
    // An editor takes a file away before it puts the next one there.
    return "";
  }
}

/** False while the driver is in other hands. It never throws: the log and the list tell what was wrong with the file. */
async function takeUp(
  entry: DriverEntry,
  parts: SupervisorParts,
  { watchMs, signal }: { readonly watchMs: number; readonly signal: AbortSignal },
): Promise<boolean> {
  const { spec } = entry;
  const { clock, log } = parts;
  if (entry.removed || "object" in spec) return true;
  if (entry.swapping || entry.state === "starting") return false;
  try {
    const { digest } = await readDriverFile(spec.path, { bytesMax: FILE_BYTES_MAX });
    if (digest === entry.digest && entry.state === "serving") return true;
    await withContext({ timeoutMs: SWAP_TIMEOUT_MS, clock, log, signal }, async (ctx) => {
      if (entry.state === "broken") {
        entry.state = "starting";
        await bringUp(ctx, entry, parts);
      } else {
        await swapDriver(ctx, entry, { path: spec.path, watchMs }, swapParts(spec.kind, parts));
      }
    });
  } catch (error) {
    const reason = messageOf(error);
    entry.swap = { state: "refused", from: entry.digest ?? "", reason };
    log.warn({ driver: spec.name, kind: spec.kind, reason }, "what was saved in a driver's file was not taken");
  }
  return true;
}

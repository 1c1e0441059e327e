// Which trials of drivers' next files are going on, kept where a host that was killed in one finds it again, and removes what the trial made.
import { cleanSmoke } from "@holdfast/sdk";
import type { Clock } from "../clock.ts";
import { withContext } from "../context.ts";
import { messageOf } from "../errors.ts";
import type { Log } from "../log.ts";
import type { DriverEntry } from "./driver-entry.ts";
import type { KvStore } from "./host-functions/kv-service.ts";

export interface TrialParts {
  readonly clock: Clock;
  readonly log: Log;
  /** Durable; without it nothing is known of trials of an earlier run. */
  readonly trials?: KvStore | undefined;
}

interface OfDriver {
  readonly kind: string;
  readonly name: string;
}

const CLEANING_TIMEOUT_MS = 10_000;
const QUOTA = { bytesMax: 65_536, keysMax: 256 };

/** Durable when it resolves: from then on whatever has the stamp in its name is the trial's. */
export async function markTrial({ trials }: TrialParts, driver: OfDriver, stamp: string): Promise<void> {
  await trials?.write(spaceOf(driver), { key: stamp, value: "", quota: QUOTA });
}

/** Nothing of the trial is left. */
export async function unmarkTrial({ trials }: TrialParts, driver: OfDriver, stamp: string): Promise<void> {
  await trials?.delete(spaceOf(driver), stamp);
}

/** Removes by the driver that serves what trials left that were cut off. What it cannot remove now is tried again at its next start or swap; it never throws. */
export async function removeLeftovers(entry: DriverEntry, parts: TrialParts): Promise<void> {
  const { clock, log, trials } = parts;
  const { kind, name } = entry.spec;
  const cleaner = entry.loaded?.serving.handle;
  if (!trials || !cleaner) return;
  const contract = entry.loaded?.kind.contract;
  const subject = { kind, cleaner, ...(contract === undefined ? {} : { contract }) };
  try {
    for (const stamp of await trials.keys(spaceOf(entry.spec))) {
      await withContext({ timeoutMs: CLEANING_TIMEOUT_MS, clock, log }, (ctx) =>
        cleanSmoke({ ...subject, stamp, cleaningContext: () => ctx }),
      );
      await unmarkTrial(parts, entry.spec, stamp);
      log.info({ driver: name, kind, stamp }, "removed what a swap had left that was cut off");
    }
  } catch (error) {
    const about = { driver: name, kind, reason: messageOf(error) };
    log.warn(about, "what a swap had left could not be removed: it is tried again at the next start or swap");
  }
}

/** No driver has such a name, so no driver sees it. */
function spaceOf({ kind, name }: OfDriver) {
  return { kind, driver: `${name}/trials` };
}

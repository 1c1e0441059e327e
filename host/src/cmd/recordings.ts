// Where a host keeps recordings of drivers' calls, by its configuration.
import { join } from "node:path";
import type { Clock } from "../clock.ts";
import type { Config } from "../conf/options.ts";
import { BundleStore } from "../driver/replay/bundle-store.ts";
import type { RecordingTerms } from "../driver/replay/driver-recordings.ts";
import type { Log } from "../log.ts";
import type { Undo } from "./undo.ts";
import { packageVersion } from "./version.ts";

/** Below the data directory. */
export const RECORDINGS_FOLDER = "recordings";

export function openRecordings(
  { dataDir, driver }: Config,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
  undo: Undo,
): RecordingTerms {
  const directory = join(dataDir, RECORDINGS_FOLDER);
  const store = new BundleStore({ directory, bundlesMax: driver.recordingsMax, clock, log });
  undo.add("recordings", () => store.flush());
  return { mode: driver.record, bytesMax: driver.recordBytesMax, store, host: packageVersion() };
}

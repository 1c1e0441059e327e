// The recordings of a host as files in one directory: the last few of each driver, written behind the calls' backs.
import { mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Clock, isoTime } from "../../clock.ts";
import { messageOf } from "../../errors.ts";
import type { Log } from "../../log.ts";
import { type Bundle, bundleText } from "./bundle.ts";

export interface BundleStoreOptions {
  readonly directory: string;
  /** Of one driver; the oldest goes when there are more. */
  readonly bundlesMax: number;
  readonly clock: Clock;
  readonly log: Log;
}

/** A driver that fails without end must not fill the disk without end: one a second of each, and a few that wait to be written. */
const INTERVAL_MS = 1000;
const WAITING_MAX = 16;
const WRITING = ".writing";
export const BUNDLE_SUFFIX = ".jsonl";

export class BundleStore {
  readonly #options: BundleStoreOptions;
  readonly #lastMs = new Map<string, number>();
  #writing: Promise<void> = Promise.resolve();
  #waiting = 0;
  #count = 0;

  constructor(options: BundleStoreOptions) {
    this.#options = options;
  }

  /** Writes what `make` answers, soon. What comes too fast is left out, but with `every`. */
  keep(
    driver: { readonly kind: string; readonly name: string },
    make: () => Promise<Bundle>,
    { every = false } = {},
  ): void {
    const key = `${driver.kind}.${driver.name}.`;
    const nowMs = this.#options.clock.monotonicMs();
    const tooSoon = nowMs - (this.#lastMs.get(key) ?? Number.NEGATIVE_INFINITY) < INTERVAL_MS;
    if (this.#waiting >= WAITING_MAX || (tooSoon && !every)) return;
    this.#lastMs.set(key, nowMs);
    this.#waiting += 1;
    this.#writing = this.#writing
      .then(async () => this.#write(key, await make()))
      .catch((error: unknown) => {
        const about = { driver: driver.name, kind: driver.kind, reason: messageOf(error) };
        this.#options.log.warn(about, "a recording of a driver's call could not be kept");
      })
      .finally(() => {
        this.#waiting -= 1;
      });
  }

  /** Resolves when all that was to be kept is. */
  async flush(): Promise<void> {
    await this.#writing;
  }

  async #write(key: string, bundle: Bundle): Promise<void> {
    const { directory, bundlesMax, clock, log } = this.#options;
    await mkdir(directory, { recursive: true, mode: 0o700 });
    this.#count += 1;
    const number = String(this.#count).padStart(6, "0");
    const name = `${key}${isoTime(clock).replace(/[-:.]/g, "")}.${number}${BUNDLE_SUFFIX}`;
    const half = join(directory, WRITING);
    try {
      await writeFile(half, bundleText(bundle), { mode: 0o600 });
      await rename(half, join(directory, name));
    } catch (error) {
      await rm(half, { force: true });
      throw error;
    }
    const mine = (await readdir(directory)).filter((file) => file.startsWith(key) && file.endsWith(BUNDLE_SUFFIX));
    for (const old of mine.sort().slice(0, Math.max(0, mine.length - bundlesMax)))
      await rm(join(directory, old), { force: true });
    const { kind, name: driver } = bundle.head.driver;
    log.info({ driver, kind, function: bundle.call.exportName, file: join(directory, name) }, "a call was recorded");
  }
}

// Translations that were made before, in a folder of the host's own, by the digest of the component.
import { createHash, randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";

export interface ComponentStore {
  /** Undefined when there is none, or what is there is not whole. */
  read(digest: string): Promise<Uint8Array | undefined>;
  /** Keeps it if it can: a full disk costs time, not the driver. */
  write(digest: string, bytes: Uint8Array): Promise<void>;
}

// Raised with every change of what a translation says: older ones are made again.
const FORM = 2;
const SUM_BYTES = 32;
const KEPT_MAX = 64;

/** The folder is made with the first translation; the oldest ones go when there are many. */
export function openComponentStore(directory: string): ComponentStore {
  const fileOf = (digest: string) => join(directory, `${digest}-${FORM}`);
  return {
    async read(digest) {
      const whole = await readFile(fileOf(digest)).catch(() => undefined);
      if (!whole || whole.length <= SUM_BYTES) return undefined;
      const bytes = new Uint8Array(whole.subarray(SUM_BYTES));
      return sumOf(bytes).equals(whole.subarray(0, SUM_BYTES)) ? bytes : undefined;
    },
    async write(digest, bytes) {
      const fresh = join(directory, `.${randomUUID()}`);
      try {
        await mkdir(directory, { recursive: true, mode: 0o700 });
        await writeFile(fresh, Buffer.concat([sumOf(bytes), bytes]), { mode: 0o600, flag: "wx" });
        await rename(fresh, fileOf(digest));
        await forgetOldest(directory);
      } catch {
        // It is made again next time.
        await rm(fresh, { force: true }).catch(() => {});
      }
    },
  };
}

async function forgetOldest(directory: string): Promise<void> {
  const names = await readdir(directory);
  if (names.length <= KEPT_MAX) return;
  const dated = await Promise.all(
    names.map(async (name) => ({ name, madeMs: (await stat(join(directory, name))).mtimeMs })),
  );
  dated.sort((a, b) => a.madeMs - b.madeMs);
  for (const { name } of dated.slice(0, names.length - KEPT_MAX)) await rm(join(directory, name), { force: true });
}

function sumOf(bytes: Uint8Array): Buffer {
  return createHash("sha256").update(bytes).digest();
}

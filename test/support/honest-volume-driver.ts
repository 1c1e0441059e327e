// A volume driver that does as its contract says, and the cases of a list that a driver fails: what liars are made of and caught with.
import { ok } from "node:assert/strict";
import type { ConformanceCase, ConformanceTools } from "#sdk/conformance/conformance";
import type { Volume, VolumeDriver } from "#sdk/generated/volume";
import { DriverStatusError } from "#sdk/status";

/** A driver that keeps volumes in a map and does as the contract says. */
export function honestVolumeDriver(): VolumeDriver & { readonly volumes: Map<string, Volume> } {
  const volumes = new Map<string, Volume>();
  const checkName = (name: string) => {
    const bytes = Buffer.byteLength(name);
    if (bytes < 1 || bytes > 255) throw new DriverStatusError("invalid_argument", "1 to 255 bytes");
  };
  const found = (name: string) => {
    checkName(name);
    const volume = volumes.get(name);
    if (volume === undefined) throw new DriverStatusError("not_found", "there is none");
    return volume;
  };
  return {
    volumes,
    async createVolume(_ctx, { name, sizeBytes }) {
      checkName(name);
      if (volumes.has(name)) throw new DriverStatusError("already_exists", "there is one");
      volumes.set(name, { name, sizeBytes });
      return { name, sizeBytes };
    },
    async deleteVolume(_ctx, { name }) {
      checkName(name);
      volumes.delete(name);
    },
    async extendVolume(_ctx, { name, sizeBytes }) {
      if (sizeBytes < found(name).sizeBytes) throw new DriverStatusError("invalid_argument", "smaller");
      volumes.set(name, { name, sizeBytes });
      return { name, sizeBytes };
    },
    inspectVolume: async (_ctx, { name }) => found(name),
    listVolumes: async () => ({ volumes: [...volumes.values()] }),
    getStats: async () => ({ totalBytes: 100, freeBytes: 50 }),
  };
}

/** A thousand milliseconds for each call, or what a case asks for. */
export function plainTools(): ConformanceTools {
  let count = 0;
  return {
    context: (timeoutMs = 1000) => ({ signal: new AbortController().signal, remainingMs: () => timeoutMs }),
    freshName: (hint) => `${hint}-${count++}`,
  };
}

/** The cases that a driver fails, by name. */
export async function failedCases(
  cases: readonly ConformanceCase<VolumeDriver>[],
  driver: VolumeDriver,
): Promise<string[]> {
  const names: string[] = [];
  for (const { name, run } of cases) {
    await run(driver, plainTools()).catch((error: unknown) => {
      ok(error instanceof Error);
      names.push(name);
    });
  }
  return names;
}

// The volume driver __NAME__: it keeps its volumes in the instance's memory. Put what it really shall do in their place.
import { serve, type Volume } from "./kit/generated/volume.ts";
import { DriverFailure } from "./kit/holdfast.ts";

const CAPACITY_BYTES = 2 ** 40;
const sizes = new Map<string, number>();

serve({
  // Must be what manifest.json says.
  describe: () => ({ name: "__NAME__", version: "0.1.0", kind: "volume", abi: "1.0" }),
  // A driver that cannot work here says `unavailable` and why.
  probe: () => ({ health: "ready" }),

  createVolume({ name, sizeBytes }) {
    if (sizes.has(name)) throw new DriverFailure("already_exists", "There is a volume of that name.");
    take(sizeBytes);
    sizes.set(name, sizeBytes);
    return volume(name);
  },

  deleteVolume({ name }) {
    sizes.delete(name);
  },

  extendVolume({ name, sizeBytes }) {
    const growth = sizeBytes - volume(name).sizeBytes;
    if (growth < 0)
      throw new DriverFailure("invalid_argument", "A volume cannot shrink: ask for its present size or more.");
    take(growth);
    sizes.set(name, sizeBytes);
    return volume(name);
  },

  inspectVolume: ({ name }) => volume(name),
  listVolumes: () => ({ volumes: [...sizes.keys()].map(volume) }),
  getStats: () => ({ totalBytes: CAPACITY_BYTES, freeBytes: freeBytes() }),
});

function volume(name: string): Volume {
  const sizeBytes = sizes.get(name);
  if (sizeBytes === undefined) throw new DriverFailure("not_found", "There is no volume of that name.");
  return { name, sizeBytes };
}

function take(bytes: number): void {
  if (bytes > freeBytes()) throw new DriverFailure("resource_exhausted", "There is not that much room.");
}

function freeBytes(): number {
  let usedBytes = 0;
  for (const sizeBytes of sizes.values()) usedBytes += sizeBytes;
  return CAPACITY_BYTES - usedBytes;
}

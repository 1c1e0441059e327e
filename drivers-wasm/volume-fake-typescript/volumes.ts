// A volume driver that keeps its volumes in the instance's memory: they are gone with the instance.
import type {
  CreateVolume,
  Description,
  ExtendVolume,
  Probe,
  Stats,
  Volume,
  VolumeList,
  VolumeName,
} from "../../sdk/guest/typescript/generated/volume.ts";
import { config, configNumber, DriverFailure } from "../../sdk/guest/typescript/holdfast.ts";

const TEBIBYTE = 2 ** 40;

export class MemoryVolumes {
  readonly #sizes = new Map<string, number>();
  #usedBytes = 0;

  describe(): Description {
    return { name: "volume-fake-typescript", version: "1.0.0", kind: "volume", abi: "1.0" };
  }

  probe(): Probe {
    const health = config("health");
    const reason = config("reason");
    return {
      health: health === "degraded" || health === "unavailable" ? health : "ready",
      ...(reason === undefined ? {} : { reason }),
    };
  }

  createVolume({ name, sizeBytes }: CreateVolume): Volume {
    if (this.#sizes.has(name)) throw new DriverFailure("already_exists", "There is a volume of that name.");
    this.#take(sizeBytes);
    this.#sizes.set(name, sizeBytes);
    return this.#volume(name);
  }

  deleteVolume({ name }: VolumeName): void {
    this.#usedBytes -= this.#sizes.get(name) ?? 0;
    this.#sizes.delete(name);
  }

  extendVolume({ name, sizeBytes }: ExtendVolume): Volume {
    const growth = sizeBytes - this.#volume(name).sizeBytes;
    if (growth < 0) {
      throw new DriverFailure("invalid_argument", "A volume cannot shrink: ask for at least its present size.");
    }
    this.#take(growth);
    this.#sizes.set(name, sizeBytes);
    return this.#volume(name);
  }

  inspectVolume({ name }: VolumeName): Volume {
    return this.#volume(name);
  }

  listVolumes(): VolumeList {
    return { volumes: [...this.#sizes.keys()].map((name) => this.#volume(name)) };
  }

  getStats(): Stats {
    return { totalBytes: capacityBytes(), freeBytes: this.#freeBytes() };
  }

  #volume(name: string): Volume {
    const sizeBytes = this.#sizes.get(name);
    if (sizeBytes === undefined) {
      throw new DriverFailure("not_found", "There is no volume of that name in this instance's memory.");
    }
    return { name, sizeBytes, allocatedBytes: 0 };
  }

  #take(bytes: number): void {
    if (bytes > this.#freeBytes()) {
      throw new DriverFailure(
        "resource_exhausted",
        "There is not that much room: delete volumes, or raise capacity_bytes.",
      );
    }
    this.#usedBytes += bytes;
  }

  /** Never below zero, also when the capacity was configured smaller than what is there. */
  #freeBytes(): number {
    return Math.max(0, capacityBytes() - this.#usedBytes);
  }
}

function capacityBytes(): number {
  return configNumber("capacity_bytes", TEBIBYTE);
}

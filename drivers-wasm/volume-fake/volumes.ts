// A volume driver that keeps its volumes in the instance's memory: they are gone with the instance.
import { Answer, Box, done, failure, Nothing, ok, Status } from "../../sdk/guest/assemblyscript/answer";
import {
  CreateVolume,
  Description,
  ExtendVolume,
  Health,
  Probe,
  Stats,
  Volume,
  VolumeDriver,
  VolumeList,
  VolumeName,
} from "../../sdk/guest/assemblyscript/generated/volume";
import { config, configNumber } from "../../sdk/guest/assemblyscript/host";

const TEBIBYTE: i64 = 1 << 40;

export class MemoryVolumes extends VolumeDriver {
  private readonly sizes: Map<string, i64> = new Map<string, i64>();
  private usedBytes: i64 = 0;

  describe(): Answer<Description> {
    const description = new Description();
    description.name = "volume-fake";
    description.version = "1.0.0";
    description.kind = "volume";
    description.abi = "1.0";
    return ok(description);
  }

  probe(): Answer<Probe> {
    const result = new Probe();
    const health = config("health");
    if (health === "degraded") result.health = Health.degraded;
    if (health === "unavailable") result.health = Health.unavailable;
    result.reason = config("reason");
    return ok(result);
  }

  createVolume(input: CreateVolume): Answer<Volume> {
    if (this.sizes.has(input.name)) return failure<Volume>(Status.already_exists, "There is a volume of that name.");
    if (input.sizeBytes > this.freeBytes()) return this.full();
    this.sizes.set(input.name, input.sizeBytes);
    this.usedBytes += input.sizeBytes;
    return ok(this.volume(input.name));
  }

  deleteVolume(input: VolumeName): Answer<Nothing> {
    if (this.sizes.has(input.name)) {
      this.usedBytes -= this.sizes.get(input.name);
      this.sizes.delete(input.name);
    }
    return done();
  }

  extendVolume(input: ExtendVolume): Answer<Volume> {
    if (!this.sizes.has(input.name)) return this.absent();
    const growth = input.sizeBytes - this.sizes.get(input.name);
    if (growth < 0)
      return failure<Volume>(Status.invalid_argument, "A volume cannot shrink: ask for at least its present size.");
    if (growth > this.freeBytes()) return this.full();
    this.sizes.set(input.name, input.sizeBytes);
    this.usedBytes += growth;
    return ok(this.volume(input.name));
  }

  inspectVolume(input: VolumeName): Answer<Volume> {
    return this.sizes.has(input.name) ? ok(this.volume(input.name)) : this.absent();
  }

  listVolumes(): Answer<VolumeList> {
    const list = new VolumeList();
    const names = this.sizes.keys();
    for (let at = 0; at < names.length; at++) list.volumes.push(this.volume(names[at]));
    return ok(list);
  }

  getStats(): Answer<Stats> {
    const stats = new Stats();
    stats.totalBytes = this.capacityBytes();
    stats.freeBytes = this.freeBytes();
    return ok(stats);
  }

  private volume(name: string): Volume {
    const volume = new Volume();
    volume.name = name;
    volume.sizeBytes = this.sizes.get(name);
    volume.allocatedBytes = new Box<i64>(0);
    return volume;
  }

  private capacityBytes(): i64 {
    return configNumber("capacity_bytes", TEBIBYTE);
  }

  /** Never below zero, also when the capacity was configured smaller than what is there. */
  private freeBytes(): i64 {
    return max<i64>(0, this.capacityBytes() - this.usedBytes);
  }

  private full(): Answer<Volume> {
    return failure<Volume>(
      Status.resource_exhausted,
      "There is not that much room: delete volumes, or raise capacity_bytes.",
    );
  }

  private absent(): Answer<Volume> {
    return failure<Volume>(Status.not_found, "There is no volume of that name in this instance's memory.");
  }
}

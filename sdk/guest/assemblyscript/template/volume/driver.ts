// The driver __NAME__: volumes that are numbers in memory, to be replaced by what really keeps them.
import { Answer, done, failure, Nothing, ok, Status } from "./kit/answer";
import {
  CreateVolume,
  Description,
  ExtendVolume,
  Health,
  Probe,
  serve,
  Volume,
  VolumeDriver,
  VolumeList,
  VolumeName,
} from "./kit/generated/volume";
import { Level, log } from "./kit/host";

export {
  create_volume,
  delete_volume,
  describe,
  extend_volume,
  inspect_volume,
  list_volumes,
  probe,
} from "./kit/generated/volume";

const SIZE_BYTES_MAX: i64 = 1 << 40;

class Driver extends VolumeDriver {
  private readonly sizes: Map<string, i64> = new Map<string, i64>();

  /** Must say what manifest.json says. */
  describe(): Answer<Description> {
    const description = new Description();
    description.name = "__NAME__";
    description.version = "0.1.0";
    description.kind = "volume";
    description.abi = "1.0";
    return ok(description);
  }

  /** Look whether you can work here, and say why not. */
  probe(): Answer<Probe> {
    const answer = new Probe();
    answer.health = Health.ready;
    return ok(answer);
  }

  createVolume(input: CreateVolume): Answer<Volume> {
    if (this.sizes.has(input.name)) return failure<Volume>(Status.already_exists, "There is a volume of that name.");
    if (input.sizeBytes > SIZE_BYTES_MAX)
      return failure<Volume>(Status.resource_exhausted, "A volume has at most 1 TiB.");
    this.sizes.set(input.name, input.sizeBytes);
    log(Level.info, `made ${input.name}`);
    return ok(this.volume(input.name));
  }

  deleteVolume(input: VolumeName): Answer<Nothing> {
    this.sizes.delete(input.name);
    return done();
  }

  extendVolume(input: ExtendVolume): Answer<Volume> {
    if (!this.sizes.has(input.name)) return this.absent();
    if (input.sizeBytes < this.sizes.get(input.name))
      return failure<Volume>(Status.invalid_argument, "A volume cannot shrink: ask for at least its present size.");
    if (input.sizeBytes > SIZE_BYTES_MAX)
      return failure<Volume>(Status.resource_exhausted, "A volume has at most 1 TiB.");
    this.sizes.set(input.name, input.sizeBytes);
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

  private volume(name: string): Volume {
    const volume = new Volume();
    volume.name = name;
    volume.sizeBytes = this.sizes.get(name);
    return volume;
  }

  private absent(): Answer<Volume> {
    return failure<Volume>(Status.not_found, "There is no volume of that name.");
  }
}

serve(new Driver());

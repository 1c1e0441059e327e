// A volume driver as a plain object that can do all there is: contents, clones, snapshots, exports, room, plans.
import { DriverStatusError, type Export, type PlanChange, type Volume, type VolumeDriver } from "#sdk/index";

interface Held {
  bytes: Uint8Array;
  readonly snapshots: Map<string, Uint8Array>;
  readonly exports: Map<string, Export>;
}

export interface AbleVolumeDriver extends Required<VolumeDriver> {
  readonly held: Map<string, Held>;
  /** All the room there is; contents count. */
  capacityBytes: number;
  /** Runs before, or after, the next change of that function: throw to fail it, or to lose its answer. */
  readonly before: Map<keyof VolumeDriver, () => Promise<void>>;
  readonly after: Map<keyof VolumeDriver, () => Promise<void>>;
  /** What was asked, in order. */
  readonly asked: string[];
}

export function ableVolumeDriver(name: string): AbleVolumeDriver {
  const held = new Map<string, Held>();
  const before: AbleVolumeDriver["before"] = new Map();
  const after: AbleVolumeDriver["after"] = new Map();
  const asked: string[] = [];
  const of = (volume: string): Held => {
    const found = held.get(volume);
    if (found) return found;
    throw new DriverStatusError("not_found", `no volume ${volume}`);
  };
  const shown = (volume: string): Volume => {
    const { bytes, snapshots, exports } = of(volume);
    return {
      ...{ name: volume, sizeBytes: bytes.length, location: `/${name}/${volume}`, exports: [...exports.values()] },
      snapshots: [...snapshots].map(([snapshot, kept]) => ({ name: snapshot, sizeBytes: kept.length })),
    };
  };
  async function change<T>(which: keyof VolumeDriver, work: () => T): Promise<T> {
    asked.push(which);
    const [first, last] = [before.get(which), after.get(which)];
    before.delete(which);
    after.delete(which);
    await first?.();
    const answer = work();
    await last?.();
    return answer;
  }
  const make = (volume: string, bytes: Uint8Array) => {
    if (held.has(volume)) throw new DriverStatusError("already_exists", `${volume} exists`);
    held.set(volume, { bytes, snapshots: new Map(), exports: new Map() });
    return shown(volume);
  };
  const driver: AbleVolumeDriver = {
    ...{ held, before, after, asked, capacityBytes: 2 ** 30 },
    createVolume: (_ctx, input) => change("createVolume", () => make(input.name, new Uint8Array(input.sizeBytes))),
    deleteVolume: (_ctx, input) => change("deleteVolume", () => void held.delete(input.name)),
    extendVolume: (_ctx, input) =>
      change("extendVolume", () => {
        const volume = of(input.name);
        const grown = new Uint8Array(input.sizeBytes);
        grown.set(volume.bytes);
        volume.bytes = grown;
        return shown(input.name);
      }),
    inspectVolume: async (_ctx, input) => shown(input.name),
    listVolumes: async () => ({ volumes: [...held.keys()].map(shown) }),
    getStats: async () => {
      const used = [...held.values()].reduce((sum, { bytes }) => sum + bytes.length, 0);
      return { totalBytes: driver.capacityBytes, freeBytes: Math.max(0, driver.capacityBytes - used) };
    },
    cloneVolume: (_ctx, input) =>
      change("cloneVolume", () => {
        const source = of(input.source);
        if (held.has(input.name)) throw new DriverStatusError("already_exists", `${input.name} exists`);
        const from = input.snapshot === undefined ? source.bytes : source.snapshots.get(input.snapshot);
        if (!from) throw new DriverStatusError("not_found", `no snapshot ${input.snapshot}`);
        const bytes = new Uint8Array(input.sizeBytes ?? from.length);
        bytes.set(from);
        return make(input.name, bytes);
      }),
    createSnapshot: (_ctx, input) =>
      change("createSnapshot", () => {
        const volume = of(input.volume);
        if (volume.snapshots.has(input.name)) throw new DriverStatusError("already_exists", `${input.name} exists`);
        volume.snapshots.set(input.name, volume.bytes.slice());
        return { name: input.name, sizeBytes: volume.bytes.length };
      }),
    deleteSnapshot: (_ctx, input) => change("deleteSnapshot", () => void of(input.volume).snapshots.delete(input.name)),
    restoreSnapshot: (_ctx, input) =>
      change("restoreSnapshot", () => {
        const volume = of(input.volume);
        const kept = volume.snapshots.get(input.name);
        if (!kept) throw new DriverStatusError("not_found", `no snapshot ${input.name}`);
        volume.bytes = kept.slice();
        return shown(input.volume);
      }),
    exportVolume: (_ctx, input) =>
      change("exportVolume", () => {
        const { way, name: volume } = input;
        const one = { way, address: `${way}:/${volume}`, readOnly: input.readOnly ?? false };
        of(volume).exports.set(way, one);
        return one;
      }),
    unexportVolume: (_ctx, input) => change("unexportVolume", () => void of(input.name).exports.delete(input.way)),
    readVolume: async (_ctx, { name: volume, offset, length }) => {
      const data = of(volume).bytes.slice(offset, offset + length);
      return data.every((byte) => byte === 0) ? { zeroBytes: data.length } : { data };
    },
    writeVolume: (_ctx, input) =>
      change("writeVolume", () => {
        const { bytes } = of(input.name);
        if (input.offset + input.data.length > bytes.length)
          throw new DriverStatusError("invalid_argument", "beyond the end");
        bytes.set(input.data, input.offset);
      }),
    planChange: async (_ctx, input: PlanChange) => ({
      steps: [{ what: `would ${input.change} ${input.name}`, argv: ["/bin/tool", input.change] }],
    }),
  };
  return driver;
}

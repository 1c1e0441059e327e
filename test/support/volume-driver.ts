// A volume driver as a plain object that keeps its volumes in a map: what a manager's unit test passes instead of a .wasm.
import { DriverStatusError, type VolumeDriver } from "#sdk/index";

export interface PlainVolumeDriver extends VolumeDriver {
  /** What is really there, by name. */
  readonly held: Map<string, number>;
  /** Runs after the next change was made and before it is answered: throw here to lose the answer. */
  afterNext: (() => Promise<void>) | undefined;
  /** Runs before the next change is made. */
  beforeNext: (() => Promise<void>) | undefined;
}

export function plainVolumeDriver(): PlainVolumeDriver {
  const held = new Map<string, number>();
  const shown = (name: string) => {
    const sizeBytes = held.get(name);
    if (sizeBytes === undefined) throw new DriverStatusError("not_found", `no volume ${name}`);
    return { name, sizeBytes, location: `/volumes/${name}` };
  };
  const driver: PlainVolumeDriver = {
    held,
    afterNext: undefined,
    beforeNext: undefined,
    createVolume: (_ctx, { name, sizeBytes }) =>
      changed(async () => {
        if (held.has(name)) throw new DriverStatusError("already_exists", `${name} exists`);
        held.set(name, sizeBytes);
        return shown(name);
      }),
    deleteVolume: (_ctx, { name }) => changed(async () => void held.delete(name)),
    extendVolume: (_ctx, { name, sizeBytes }) =>
      changed(async () => {
        shown(name);
        held.set(name, sizeBytes);
        return shown(name);
      }),
    inspectVolume: async (_ctx, { name }) => shown(name),
    listVolumes: async () => ({ volumes: [...held.keys()].map(shown) }),
  };
  async function changed<T>(change: () => Promise<T>): Promise<T> {
    const { beforeNext, afterNext } = driver;
    driver.beforeNext = undefined;
    driver.afterNext = undefined;
    await beforeNext?.();
    const answer = await change();
    await afterNext?.();
    return answer;
  }
  return driver;
}

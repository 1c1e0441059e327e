// A supervisor with drivers from temporary files, for tests that let them loose.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { VolumeDriver } from "@holdfast/sdk";
import { type RequestContext, withContext } from "#host/context";
import type { DriverInfo, FileDriverSpec } from "#host/driver/driver-types";
import { createSupervisor, type Supervisor, type SupervisorOptions } from "#host/driver/supervisor";
import { silentLog } from "#host/log";

export interface DriverBench {
  readonly supervisor: Supervisor;
  /** Writes the bytes to a file and answers its path. */
  file(name: string, bytes: Uint8Array): Promise<string>;
  /** Adds a driver of kind volume from bytes. */
  add(name: string, bytes: Uint8Array, more?: Partial<FileDriverSpec>): Promise<DriverInfo>;
  /** Runs work under a context of that long. */
  within<T>(timeoutMs: number, work: (ctx: RequestContext) => Promise<T>): Promise<T>;
  volume(name: string): VolumeDriver;
}

/** Makes a bench, runs `work`, and takes everything away again. */
export async function withDrivers(
  work: (bench: DriverBench) => Promise<void>,
  options: Partial<SupervisorOptions> = {},
): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), "holdfast-drivers-"));
  const supervisor = createSupervisor({ log: silentLog, ...options });
  const within = <T>(timeoutMs: number, body: (ctx: RequestContext) => Promise<T>) => withContext({ timeoutMs }, body);
  const file = async (name: string, bytes: Uint8Array) => {
    const path = join(directory, `${name}.wasm`);
    await writeFile(path, bytes);
    return path;
  };
  const bench: DriverBench = {
    supervisor,
    within,
    file,
    add: async (name, bytes, more) => {
      const path = await file(name, bytes);
      return within(20_000, (ctx) => supervisor.add(ctx, { kind: "volume", name, path, ...more }));
    },
    volume: (name) => supervisor.set<VolumeDriver>("volume").get(name),
  };
  try {
    await work(bench);
  } finally {
    await supervisor.close();
    await rm(directory, { recursive: true });
  }
}

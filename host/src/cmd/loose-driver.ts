// One driver without a host: loaded and supervised as a host does it, with what it asks for granted on temporary directories.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import {
  type Contract,
  type DriverContext,
  descriptorOf,
  KINDS,
  type KindDescriptor,
  type Manifest,
  readManifest,
} from "@holdfast/sdk";
import { systemClock } from "../clock.ts";
import { RequestContext, withContext } from "../context.ts";
import type { Grants } from "../driver/driver-types.ts";
import { readDriverFile } from "../driver/store.ts";
import { createSupervisor, type Supervisor } from "../driver/supervisor.ts";
import { HostError, messageOf } from "../errors.ts";
import { silentLog } from "../log.ts";
import { contractIn, shippedContract } from "./author-kinds.ts";
import type { Cli } from "./cli.ts";
import { allGrants, limitsOf, pairsOf, type SpecOptions } from "./driver-options.ts";
import { openDriverServices, valuesInMemory } from "./driver-services.ts";
import { Undo } from "./undo.ts";

export interface LooseOptions extends SpecOptions {
  /** The contract of a kind of one's own. */
  readonly kindFile?: string;
  /** Files with rules of the executor. */
  readonly rules?: readonly string[];
}

export interface LooseDriver {
  readonly manifest: Manifest;
  readonly digest: string;
  readonly contract: Contract;
  readonly runtime: string;
  /** Has the methods of the kind's interface. */
  readonly driver: object;
  readonly startMs: number;
  /** A context for one call, of the given time or a long one; closed when the work is over. */
  context(timeoutMs?: number): DriverContext;
}

const FILE_BYTES_MAX = 32 * 1024 * 1024;
const START_TIMEOUT_MS = 30_000;
const CALL_TIMEOUT_MS = 60_000;
const WORK_TIMEOUT_MS = 3_600_000;
const REMOVE_TIMEOUT_MS = 5_000;

/** What drivers run in, one after the other: threads and the executor stay warm from one to the next. */
export interface LooseDrivers {
  /** Starts the driver in a file, lets `work` use it, and takes it and all it made away again. */
  use<T>(file: string, work: (loose: LooseDriver) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** Starts the driver, lets `work` use it, and takes everything away again. */
export async function withLooseDriver<T>(
  cli: Cli,
  file: string,
  options: LooseOptions,
  work: (loose: LooseDriver) => Promise<T>,
): Promise<T> {
  const drivers = await openLooseDrivers(cli, options);
  try {
    return await drivers.use(file, work);
  } finally {
    await drivers.close();
  }
}

export async function openLooseDrivers(cli: Cli, options: LooseOptions): Promise<LooseDrivers> {
  const { probeIntervalMs: _probe, runtime, ...limits } = (await cli.config()).config.driver;
  // The contract of a kind of one's own may change from one file to the next.
  const kinds: Record<string, KindDescriptor> = { ...KINDS };
  const directories = new TemporaryDirectories();
  const undo = new Undo(silentLog);
  const close = async () => {
    await undo.run();
    directories.remove();
  };
  const rules = (options.rules ?? []).map((path) => resolve(cli.surroundings.cwd, path));
  const stateDirectory = directories.make();
  const common = { clock: systemClock, log: silentLog, onEvent: () => {} };
  try {
    const services = await openDriverServices({ rules, stateDirectory, values: valuesInMemory(), ...common }, undo);
    const supervisor = createSupervisor({ log: silentLog, limits, runtime, kinds, services });
    undo.add("drivers", () => supervisor.close());
    let count = 0;
    return {
      use: (file, work) => useDriver({ cli, options, kinds, supervisor, number: ++count }, file, work),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

interface Use {
  readonly cli: Cli;
  readonly options: LooseOptions;
  readonly kinds: Record<string, KindDescriptor>;
  readonly supervisor: Supervisor;
  /** Of this driver among those of one run: what one kept under its name is nothing to the next. */
  readonly number: number;
}

async function useDriver<T>(use: Use, file: string, work: (loose: LooseDriver) => Promise<T>): Promise<T> {
  const { cli, options, kinds, supervisor } = use;
  const { bytes, digest } = await readDriverFile(file, { bytesMax: FILE_BYTES_MAX });
  const manifest = manifestOf(bytes);
  const { kind } = manifest;
  const contract = contractFor(manifest, options.kindFile, cli.surroundings.cwd);
  kinds[contract.name] = descriptorOf(contract);
  const directories = new TemporaryDirectories();
  const whole = new RequestContext({ timeoutMs: WORK_TIMEOUT_MS, signal: cli.signal });
  const contexts = [whole];
  const name = use.number === 1 ? basename(file, ".wasm") : `${basename(file, ".wasm")}-${use.number}`;
  try {
    const config = pairsOf(options.driverConfig ?? [], "--driver-config");
    const grants = await grantsFor(use, manifest, directories);
    const spec = { kind, name, path: file, grants, config, limits: limitsOf(options.limit ?? []) };
    const startMs = systemClock.monotonicMs();
    await withContext({ timeoutMs: START_TIMEOUT_MS, under: whole.ending }, (ctx) => supervisor.add(ctx, spec));
    return await work({
      ...{ manifest, digest, contract },
      driver: supervisor.set<object>(kind).get(name),
      runtime: supervisor.list().find((one) => one.name === name)?.runtime ?? "none",
      startMs: systemClock.monotonicMs() - startMs,
      context(timeoutMs = CALL_TIMEOUT_MS) {
        const ctx = new RequestContext({ timeoutMs, under: whole.ending });
        contexts.push(ctx);
        return ctx;
      },
    });
  } finally {
    for (const ctx of contexts.reverse()) ctx.close();
    if (supervisor.list().some((one) => one.kind === kind && one.name === name))
      await withContext({ timeoutMs: REMOVE_TIMEOUT_MS }, (ctx) => supervisor.remove(ctx, kind, name));
    directories.remove();
  }
}

async function grantsFor({ cli, options }: Use, manifest: Manifest, directories: TemporaryDirectories) {
  const chosen = options.grant !== undefined || options.grants !== undefined;
  const given = chosen ? await allGrants(options, cli.surroundings.cwd) : temporaryGrants(manifest, directories);
  return { ...given, ...((options.rules ?? []).length > 0 && { exec: rulesOf(manifest) }) };
}

function manifestOf(bytes: Uint8Array): Manifest {
  try {
    const manifest = readManifest(bytes);
    if (manifest !== undefined) return manifest;
  } catch (cause) {
    throw new HostError("DRIVER_MANIFEST_INVALID", `${messageOf(cause)}; \`holdfast driver check\` says more`, {
      cause,
    });
  }
  throw new HostError("DRIVER_MANIFEST_INVALID", "the file has no manifest; build it with `holdfast driver build`");
}

function contractFor(manifest: Manifest, kindFile: string | undefined, cwd: string): Contract {
  if (kindFile !== undefined) return contractIn(join(cwd, kindFile));
  if (Object.hasOwn(KINDS, manifest.kind)) return shippedContract(manifest.kind);
  throw new HostError(
    "DRIVER_ABI_MISMATCH",
    `the driver is of the kind ${manifest.kind}, which is none of ${Object.keys(KINDS).join(", ")}; give its contract as --kind-file FILE.yaml`,
  );
}

/** All that the manifest asks for and that can do no harm here: the directories are fresh and go afterwards. */
function temporaryGrants({ permissions }: Manifest, directories: TemporaryDirectories): Grants {
  const asks = (name: string) => permissions.some((permission) => permission.name === name);
  const paths = permissions.find(({ name }) => name === "fs")?.paths ?? [];
  const plain = ["log", "config", "kv", "clock", "random", "event"].filter(asks).map((name) => [name, true]);
  return {
    ...Object.fromEntries(plain),
    fs: paths.map(({ guest, mode }) => ({ guest, host: directories.make(), mode })),
  };
}

/** Commands do harm, so they are granted only to who names the rules; then all that the manifest asks for. */
function rulesOf({ permissions }: Manifest): readonly string[] {
  return permissions.find(({ name }) => name === "exec")?.rules ?? [];
}

class TemporaryDirectories {
  readonly #made: string[] = [];

  make(): string {
    const directory = mkdtempSync(join(tmpdir(), "holdfast-test-"));
    this.#made.push(directory);
    return directory;
  }

  remove(): void {
    for (const directory of this.#made) rmSync(directory, { recursive: true, force: true });
  }
}

// One driver without a host: loaded and supervised as a host does it, with what it asks for granted on temporary directories.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { type Contract, type DriverContext, descriptorOf, KINDS, type Manifest, readManifest } from "@holdfast/sdk";
import { systemClock } from "../clock.ts";
import { RequestContext, withContext } from "../context.ts";
import { readDriverFile } from "../driver/store.ts";
import { createSupervisor } from "../driver/supervisor.ts";
import { HostError, messageOf } from "../errors.ts";
import { silentLog } from "../log.ts";
import { contractIn, shippedContract } from "./author-kinds.ts";
import type { Cli } from "./cli.ts";
import { grantsOf, limitsOf, pairsOf, type SpecOptions, type WrittenGrants } from "./driver-options.ts";

export interface LooseOptions extends SpecOptions {
  /** The contract of a kind of one's own. */
  readonly kindFile?: string;
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

/** Starts the driver, lets `work` use it, and takes everything away again. */
export async function withLooseDriver<T>(
  cli: Cli,
  file: string,
  options: LooseOptions,
  work: (loose: LooseDriver) => Promise<T>,
): Promise<T> {
  const { bytes, digest } = await readDriverFile(file, { bytesMax: FILE_BYTES_MAX });
  const manifest = manifestOf(bytes);
  const contract = contractFor(manifest, options.kindFile, cli.surroundings.cwd);
  const { probeIntervalMs: _probe, runtime, ...limits } = cli.config().config.driver;
  const kinds = { ...KINDS, [contract.name]: descriptorOf(contract) };
  const supervisor = createSupervisor({ log: silentLog, limits, runtime, kinds });
  const directories: string[] = [];
  const whole = new RequestContext({ timeoutMs: WORK_TIMEOUT_MS, signal: cli.signal });
  const contexts = [whole];
  try {
    const name = basename(file, ".wasm");
    const grants =
      options.grant === undefined
        ? temporaryGrants(manifest, directories)
        : grantsOf(options.grant, cli.surroundings.cwd);
    const config = pairsOf(options.driverConfig ?? [], "--driver-config");
    const spec = { kind: manifest.kind, name, path: file, grants, config, limits: limitsOf(options.limit ?? []) };
    const startMs = systemClock.monotonicMs();
    await withContext({ timeoutMs: START_TIMEOUT_MS, under: whole.ending }, (ctx) => supervisor.add(ctx, spec));
    return await work({
      manifest,
      digest,
      contract,
      driver: supervisor.set<object>(manifest.kind).get(name),
      runtime: supervisor.list()[0]?.runtime ?? "none",
      startMs: systemClock.monotonicMs() - startMs,
      context(timeoutMs = CALL_TIMEOUT_MS) {
        const ctx = new RequestContext({ timeoutMs, under: whole.ending });
        contexts.push(ctx);
        return ctx;
      },
    });
  } finally {
    for (const ctx of contexts.reverse()) ctx.close();
    await supervisor.close();
    for (const directory of directories) rmSync(directory, { recursive: true, force: true });
  }
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
function temporaryGrants({ permissions }: Manifest, directories: string[]): WrittenGrants {
  const asks = (name: string) => permissions.find((permission) => permission.name === name);
  const fs = (asks("fs")?.paths ?? []).map(({ guest, mode }) => {
    const host = mkdtempSync(join(tmpdir(), "holdfast-test-"));
    directories.push(host);
    return { guest, host, mode };
  });
  return { log: asks("log") !== undefined, config: asks("config") !== undefined, fs };
}

// How a driver of a host comes to serve: loaded from its file, started, and asked how it feels.
import { FUNCTION } from "@holdfast/sdk";
import type { Clock } from "../clock.ts";
import type { RequestContext } from "../context.ts";
import { HostError, isHostError, messageOf } from "../errors.ts";
import type { Log } from "../log.ts";
import type { ComponentStore } from "./component/component-store.ts";
import type { ConformancePolicy } from "./conformance-policy.ts";
import { waitFor } from "./deadline.ts";
import type { DriverEntry, LoadedDriver } from "./driver-entry.ts";
import type { DriverLimits, FileDriverSpec } from "./driver-types.ts";
import type { KvStore } from "./host-functions/kv-service.ts";
import type { HostServices } from "./host-functions/services.ts";
import type { SwapParts } from "./hot-swap.ts";
import { type Kinds, kindOf, limitsOf, loadDriver } from "./load-driver.ts";
import type { ModuleCache } from "./module-cache.ts";
import type { RecordingTerms } from "./replay/driver-recordings.ts";
import type { RestartLimits } from "./restart-policy.ts";
import type { ExtismRuntimeName } from "./runtime.ts";
import { createGuestDriver, createObjectDriver, type ProbeResult, type ServingDriver } from "./serving-driver.ts";
import type { SpareThreads } from "./spare-threads.ts";
import type { ThreadGroup } from "./thread-group.ts";
import { removeLeftovers } from "./trial-marks.ts";

/** What all drivers of a supervisor share. */
export interface SupervisorParts {
  readonly log: Log;
  readonly clock: Clock;
  readonly limits: Partial<DriverLimits>;
  readonly probeIntervalMs: number;
  readonly restart: RestartLimits;
  readonly probationMs: number;
  readonly runtime: ExtismRuntimeName | undefined;
  readonly kinds: Kinds | undefined;
  readonly policy: ConformancePolicy | undefined;
  readonly cache: ModuleCache;
  readonly components: ComponentStore | undefined;
  readonly threads: ThreadGroup;
  readonly spares: SpareThreads;
  readonly services: HostServices;
  readonly recordings: RecordingTerms | undefined;
  /** Where trials of next files are remembered. */
  readonly trials: KvStore | undefined;
  /** A driver of that kind came, went, or became another. */
  readonly onChange: (kind: string) => void;
}

// A driver that loops at its start costs a processor for the whole start time-out: it must not do so often.
const RETRY_MS_MAX = 3_600_000;

/** Takes an entry to `serving`, or to `broken` with its error, which is thrown. */
export async function bringUp(ctx: RequestContext, entry: DriverEntry, parts: SupervisorParts): Promise<void> {
  const { kind, name } = entry.spec;
  let serving: ServingDriver | undefined;
  try {
    serving = await prepare(ctx, entry, parts);
    mustBeWanted(entry);
    entry.serving = serving;
    const health = await serving.probe(ctx);
    if (health.error) throw health.error;
    mustBeWanted(entry);
    Object.assign(entry, { state: "serving", health, error: undefined, failures: 0 });
    parts.log.info({ driver: name, kind, ...health }, "driver serves");
    await removeLeftovers(entry, parts);
    parts.onChange(kind);
  } catch (error) {
    const reason = isHostError(error) ? error : new HostError("INTERNAL", messageOf(error), { cause: error });
    const health: ProbeResult = { health: "unavailable", reason: reason.message };
    const failures = entry.failures + 1;
    const retryAtMs = parts.clock.monotonicMs() + Math.min(parts.probeIntervalMs * 2 ** (failures - 1), RETRY_MS_MAX);
    // It counts as starting until its threads are gone, so that whoever closes the supervisor waits for them.
    await serving?.close();
    Object.assign(entry, {
      state: "broken",
      health,
      error: reason,
      serving: undefined,
      loaded: undefined,
      failures,
      retryAtMs,
    });
    parts.log.warn({ driver: name, kind, code: reason.code, reason: reason.message }, "driver does not serve");
    parts.onChange(kind);
    throw reason;
  }
}

async function prepare(ctx: RequestContext, entry: DriverEntry, parts: SupervisorParts): Promise<ServingDriver> {
  const { spec } = entry;
  if ("object" in spec) {
    entry.runtime = "object";
    return createObjectDriver(kindOf(spec.kind, parts.kinds), spec.name, spec.object);
  }
  entry.loaded = await loadFile(ctx, spec, parts);
  Object.assign(entry, entry.loaded.facts);
  return entry.loaded.serving;
}

/** What a swap of a driver of that kind needs. */
export function swapParts(kind: string, parts: SupervisorParts): SwapParts {
  const { clock, log, trials } = parts;
  return { clock, log, trials, load: (ctx, spec) => loadFile(ctx, spec, parts), onShift: () => parts.onChange(kind) };
}

/** A driver out of its file; nothing of it has run yet. */
async function loadFile(ctx: RequestContext, spec: FileDriverSpec, parts: SupervisorParts): Promise<LoadedDriver> {
  const late = (waitedMs: number) =>
    new HostError("DRIVER_START_TIMEOUT", `driver ${spec.name} was not loaded within ${waitedMs} ms`);
  const loading = loadDriver(spec, limitsOf(spec, parts.limits), parts);
  const prepared = await waitFor(loading, { clock: parts.clock, ctx, timeoutMs: Number.POSITIVE_INFINITY, late });
  const revive = () => createGuestDriver(prepared, { name: spec.name, ...parts });
  const facts = { digest: prepared.digest, runtime: prepared.guest.runtime, version: prepared.manifest.version };
  // What a plain plugin exports under such a name is its own affair.
  const exports = (name: string) => prepared.kind !== FUNCTION && hasFunction(prepared.guest.module, name);
  const { inputBytesMax } = prepared.limits;
  return { spec, kind: prepared.kind, serving: revive(), revive, exports, inputBytesMax, facts };
}

function hasFunction(module: WebAssembly.Module, name: string): boolean {
  return WebAssembly.Module.exports(module).some((one) => one.name === name && one.kind === "function");
}

function mustBeWanted(entry: DriverEntry): void {
  if (!entry.removed) return;
  throw new HostError("DRIVER_UNAVAILABLE", `driver ${entry.spec.name} was removed while it started`);
}

// All drivers of a host: brings them up one by one, asks each how it feels, and keeps a bad one from troubling the others.
import { type Clock, systemClock } from "../clock.ts";
import { type RequestContext, withContext } from "../context.ts";
import { HostError, isHostError, messageOf } from "../errors.ts";
import type { Log } from "../log.ts";
import type { ConformancePolicy } from "./conformance-policy.ts";
import { waitFor } from "./deadline.ts";
import { type DriverEntry, infoOf, type LoadedDriver, newEntry, statusOf } from "./driver-entry.ts";
import { createSet, type DriverSet, keyOf } from "./driver-set.ts";
import type { DriverInfo, DriverLimits, DriverSpec, DriverStatus, FileDriverSpec } from "./driver-types.ts";
import type { HostServices } from "./host-functions/services.ts";
import { rollBack, swapDriver } from "./hot-swap.ts";
import { type Kinds, kindOf, limitsOf, loadDriver } from "./load-driver.ts";
import { ModuleCache } from "./module-cache.ts";
import type { RestartLimits } from "./restart-policy.ts";
import type { ExtismRuntimeName } from "./runtime.ts";
import { createGuestDriver, createObjectDriver, type ProbeResult, type ServingDriver } from "./serving-driver.ts";
import { SpareThreads } from "./spare-threads.ts";
import { ThreadGroup } from "./thread-group.ts";

export interface SupervisorOptions {
  readonly log: Log;
  readonly clock?: Clock;
  /** Bounds for every driver whose spec has none of its own. */
  readonly limits?: Partial<DriverLimits>;
  /** How often each driver is asked how it feels, and a broken one that may recover is tried again. */
  readonly probeIntervalMs?: number;
  readonly restart?: Partial<RestartLimits>;
  /** So long a driver stays in quarantine before it may try again in a process of its own; twice as long after each time. */
  readonly probationMs?: number;
  /** What runs Extism guests whose spec does not say. */
  readonly runtime?: ExtismRuntimeName | undefined;
  /** The kinds there are; those of the SDK when absent. */
  readonly kinds?: Kinds | undefined;
  /** What a driver's report must say before it is loaded; nothing when absent. */
  readonly policy?: ConformancePolicy | undefined;
  /** Threads that pooled drivers share; a spare one stands by. */
  readonly threadsMax?: number;
  /** What drivers with grants may ask the host for. */
  readonly services?: HostServices | undefined;
}

export type { DriverSet } from "./driver-set.ts";

export interface SwapRequest {
  readonly kind: string;
  readonly name: string;
  readonly path: string;
  readonly digest?: string | undefined;
  readonly watchMs?: number;
  /** Told when the file has stood its watch, with what is to be remembered. */
  readonly onKept?: (spec: FileDriverSpec, digest: string) => void;
}

export interface Supervisor {
  /** Loads, starts and probes a driver. A failure is thrown, and listed as `broken` until the driver is removed or added again. */
  add(ctx: RequestContext, spec: DriverSpec): Promise<DriverInfo>;
  /** Takes the driver away: no new calls, begun ones come back until the context is over. NOT_FOUND when there is none. */
  remove(ctx: RequestContext, kind: string, name: string): Promise<void>;
  /** Puts another file in its place without losing a call; its faults within `watchMs` take it back. FAILED_PRECONDITION, BUSY, and all that loading throws. */
  swap(ctx: RequestContext, request: SwapRequest): Promise<DriverInfo>;
  /** Takes the last swap back. FAILED_PRECONDITION when there was none. */
  rollback(ctx: RequestContext, kind: string, name: string): Promise<DriverInfo>;
  list(): DriverStatus[];
  set<D>(kind: string): DriverSet<D>;
  /** Ends every thread and timer. */
  close(): Promise<void>;
}

const THREADS_MAX = 2;
const SWAP_WATCH_MS = 30_000;
const PROBE_INTERVAL_MS = 30_000;
const PROBATION_MS = 600_000;
const PROBATION_MS_MAX = 86_400_000;
const PROBE_TIMEOUT_MS = 15_000;
// A driver that loops at its start costs a processor for the whole start time-out: it must not do so often.
const RETRY_MS_MAX = 3_600_000;
const RESTART: RestartLimits = {
  freeFaults: 3,
  backoffMs: 200,
  backoffMsMax: 30_000,
  quarantineFaults: 20,
  quarantineWindowMs: 60_000,
};

export function createSupervisor(options: SupervisorOptions): Supervisor {
  const clock = options.clock ?? systemClock;
  const entries = new Map<string, DriverEntry>();
  const parts: SupervisorParts = {
    log: options.log,
    clock,
    limits: options.limits ?? {},
    probeIntervalMs: options.probeIntervalMs ?? PROBE_INTERVAL_MS,
    restart: { ...RESTART, ...options.restart },
    probationMs: options.probationMs ?? PROBATION_MS,
    runtime: options.runtime,
    kinds: options.kinds,
    policy: options.policy,
    cache: new ModuleCache(),
    threads: new ThreadGroup({ clock, threads: options.threadsMax ?? THREADS_MAX }),
    spares: new SpareThreads(),
    services: options.services ?? {},
  };
  let closed = false;
  const stopProbing = repeatProbes(entries, parts);
  return {
    async add(ctx, spec) {
      if (closed) throw new HostError("SHUTTING_DOWN", "the host is stopping and takes no drivers");
      const key = keyOf(spec.kind, spec.name);
      const present = entries.get(key);
      if (present && present.state !== "broken") {
        throw new HostError("ALREADY_EXISTS", `a ${spec.kind} driver ${spec.name} is there; remove it first`);
      }
      const entry = newEntry(spec);
      entries.set(key, entry);
      await bringUp(ctx, entry, parts);
      return infoOf(entry);
    },
    async remove(ctx, kind, name) {
      const entry = entries.get(keyOf(kind, name));
      if (!entry) throw new HostError("NOT_FOUND", `there is no ${kind} driver ${name}`);
      entries.delete(keyOf(kind, name));
      entry.removed = true;
      entry.stopWatch?.();
      await Promise.all([entry.serving?.drain(ctx), entry.former?.serving.drain(ctx), ...entry.retiring.values()]);
      options.log.info({ driver: name, kind }, "driver removed");
    },
    async swap(ctx, { kind, name, onKept, ...change }) {
      const entry = entries.get(keyOf(kind, name));
      if (!entry) throw new HostError("NOT_FOUND", `there is no ${kind} driver ${name}`);
      const load = (under: RequestContext, spec: FileDriverSpec) => loadFile(under, spec, parts);
      await swapDriver(ctx, entry, { watchMs: SWAP_WATCH_MS, ...change }, { clock, log: options.log, load, onKept });
      return infoOf(entry);
    },
    async rollback(_ctx, kind, name) {
      const entry = entries.get(keyOf(kind, name));
      if (!entry) throw new HostError("NOT_FOUND", `there is no ${kind} driver ${name}`);
      const load = (under: RequestContext, spec: FileDriverSpec) => loadFile(under, spec, parts);
      rollBack(entry, "the operator wanted it", { clock, log: options.log, load });
      return infoOf(entry);
    },
    list: () => [...entries.values()].map(statusOf),
    set: <D>(kind: string) =>
      createSet<D>({ kind, descriptor: () => kindOf(kind, parts.kinds), entries, log: options.log }),
    async close() {
      closed = true;
      const lastRound = stopProbing();
      const all = [...entries.values()];
      entries.clear();
      for (const entry of all) entry.removed = true;
      await Promise.all([lastRound, ...all.map(closeEntry)]);
      await Promise.all([parts.threads.close(), parts.spares.close()]);
    },
  };
}

interface SupervisorParts {
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
  readonly threads: ThreadGroup;
  readonly spares: SpareThreads;
  readonly services: HostServices;
}

/** Takes an entry to `serving`, or to `broken` with its error, which is thrown. */
async function bringUp(ctx: RequestContext, entry: DriverEntry, parts: SupervisorParts): Promise<void> {
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

async function loadFile(ctx: RequestContext, spec: FileDriverSpec, parts: SupervisorParts): Promise<LoadedDriver> {
  const late = (waitedMs: number) =>
    new HostError("DRIVER_START_TIMEOUT", `driver ${spec.name} was not loaded within ${waitedMs} ms`);
  const loading = loadDriver(spec, limitsOf(spec, parts.limits), parts);
  const prepared = await waitFor(loading, { clock: parts.clock, ctx, timeoutMs: Number.POSITIVE_INFINITY, late });
  const revive = () => createGuestDriver(prepared, { name: spec.name, ...parts });
  const facts = { digest: prepared.digest, runtime: prepared.guest.runtime, version: prepared.manifest.version };
  return { spec, kind: prepared.kind, serving: revive(), revive, facts };
}

/** Ends all that an entry has, what a swap replaced too. */
async function closeEntry(entry: DriverEntry): Promise<void> {
  entry.stopWatch?.();
  const all = [entry.serving, entry.former?.serving, ...entry.retiring.keys()];
  await Promise.all([...all.map((serving) => serving?.close()), ...entry.retiring.values()]);
}

function mustBeWanted(entry: DriverEntry): void {
  if (!entry.removed) return;
  throw new HostError("DRIVER_UNAVAILABLE", `driver ${entry.spec.name} was removed while it started`);
}

/** Probes all drivers again and again; the answer stops it, and resolves when the round that ran is over. */
function repeatProbes(entries: Map<string, DriverEntry>, parts: SupervisorParts): () => Promise<void> {
  let stopped = false;
  let cancel = () => {};
  let round = Promise.resolve();
  const again = () => {
    if (stopped) return;
    cancel = parts.clock.setTimer(parts.probeIntervalMs, run, { unref: true });
  };
  const run = () => {
    const turns = [...entries.values()].map((entry) => lookAfter(entry, parts));
    round = Promise.all(turns).then(again);
  };
  again();
  return () => {
    stopped = true;
    cancel();
    return round;
  };
}

/** One driver's turn; it never throws, for it has nobody to tell but the log and the list. */
async function lookAfter(entry: DriverEntry, parts: SupervisorParts): Promise<void> {
  const own = { timeoutMs: PROBE_TIMEOUT_MS, clock: parts.clock, log: parts.log };
  if (entry.state === "broken") {
    if (!entry.error?.retryable || parts.clock.monotonicMs() < entry.retryAtMs) return;
    entry.state = "starting";
    await withContext(own, (ctx) => bringUp(ctx, entry, parts)).catch(() => {});
    return;
  }
  const figures = entry.serving?.figures();
  if (figures?.quarantined) return onProbation(entry, parts);
  // A driver whose instances all work is alive, and a probe in its queue would only be late; one that sleeps is not woken for it.
  if (figures?.asleep) return;
  if (entry.state !== "serving" || !entry.serving || (figures && figures.busy > 0 && figures.busy >= figures.instances))
    return;
  const { serving } = entry;
  const health = await withContext(own, (ctx) => serving.probe(ctx));
  if (health.health !== entry.health.health || health.reason !== entry.health.reason) {
    const { name, kind } = entry.spec;
    parts.log.info({ driver: name, kind, health: health.health, reason: health.reason }, "driver's health changed");
  }
  entry.health = health;
  if (health.error) entry.error = health.error;
}

/** Once its time has come it starts again, where nothing but its own process can come to harm. */
async function onProbation(entry: DriverEntry, parts: SupervisorParts): Promise<void> {
  const { spec, serving } = entry;
  const nowMs = parts.clock.monotonicMs();
  entry.probationAtMs ??= nowMs + Math.min(parts.probationMs * 2 ** entry.probations, PROBATION_MS_MAX);
  if (nowMs < entry.probationAtMs || "object" in spec || !serving || entry.swapping) return;
  Object.assign(entry, { probationAtMs: undefined, probations: entry.probations + 1, state: "starting" });
  entry.spec = { ...spec, isolation: "process" };
  parts.log.warn({ driver: spec.name, kind: spec.kind }, "driver leaves quarantine for a process of its own");
  const own = { timeoutMs: PROBE_TIMEOUT_MS, clock: parts.clock, log: parts.log };
  await serving.close();
  await withContext(own, (ctx) => bringUp(ctx, entry, parts)).catch(() => {});
  serving.forwardTo(entry.serving);
}

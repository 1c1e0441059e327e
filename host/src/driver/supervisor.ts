// All drivers of a host: brings them up one by one, asks each how it feels, and keeps a bad one from troubling the others.
import { type Clock, systemClock } from "../clock.ts";
import type { RequestContext } from "../context.ts";
import { HostError } from "../errors.ts";
import type { Log } from "../log.ts";
import { bringUp, type SupervisorParts, swapParts } from "./bring-up.ts";
import type { ComponentStore } from "./component/component-store.ts";
import type { ConformancePolicy } from "./conformance-policy.ts";
import { type DriverEntry, infoOf, newEntry, statusOf } from "./driver-entry.ts";
import { createSet, type DriverSet, keyOf } from "./driver-set.ts";
import type { DriverInfo, DriverLimits, DriverSpec, DriverStatus, FileDriverSpec } from "./driver-types.ts";
import { followFile } from "./follow-file.ts";
import type { KvStore } from "./host-functions/kv-service.ts";
import type { HostServices } from "./host-functions/services.ts";
import { rollBack, swapDriver } from "./hot-swap.ts";
import type { DriverUses } from "./learned-grants.ts";
import { type Kinds, kindOf } from "./load-driver.ts";
import { repeatProbes } from "./look-after.ts";
import { ModuleCache } from "./module-cache.ts";
import type { RecordingTerms } from "./replay/driver-recordings.ts";
import type { RecordMode } from "./replay/tape.ts";
import type { RestartLimits } from "./restart-policy.ts";
import type { ExtismRuntimeName } from "./runtime.ts";
import type { ServingDriver } from "./serving-driver.ts";
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
  /** Where translations of components are kept; without it each load makes its own. */
  readonly components?: ComponentStore | undefined;
  /** Threads that pooled drivers share; a spare one stands by. */
  readonly threadsMax?: number;
  /** What drivers with grants may ask the host for. */
  readonly services?: HostServices | undefined;
  /** What is recorded of calls, and where; nothing when absent. */
  readonly recordings?: RecordingTerms | undefined;
  /** Where trials of next files are remembered, so that a host that was killed in one removes what it made. */
  readonly trials?: KvStore | undefined;
}

export type { DriverSet } from "./driver-set.ts";

export interface SwapRequest {
  readonly kind: string;
  readonly name: string;
  readonly path: string;
  readonly digest?: string | undefined;
  readonly watchMs?: number;
  /** True leaves behind what the former file would hand over. */
  readonly dropState?: boolean;
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
  /** Chooses which calls of a driver are recorded, until it is loaded anew. NOT_FOUND, DRIVER_UNAVAILABLE, UNSUPPORTED. */
  record(kind: string, name: string, wanted: { readonly mode: RecordMode; readonly withModule: boolean }): void;
  /** What a driver used of its grants and what it was denied since it was loaded. NOT_FOUND, DRIVER_UNAVAILABLE. */
  uses(kind: string, name: string): DriverUses;
  list(): DriverStatus[];
  /** Tells from now on when a driver of a kind came, went, or became another. The listener must not throw. */
  onChange(listener: (kind: string) => void): void;
  set<D>(kind: string): DriverSet<D>;
  /** Ends every thread and timer. */
  close(): Promise<void>;
}

const THREADS_MAX = 2;
const SWAP_WATCH_MS = 30_000;
const PROBE_INTERVAL_MS = 30_000;
const PROBATION_MS = 600_000;
const RESTART: RestartLimits = {
  freeFaults: 3,
  backoffMs: 200,
  backoffMsMax: 30_000,
  quarantineFaults: 20,
  quarantineWindowMs: 60_000,
};

export function createSupervisor(options: SupervisorOptions): Supervisor {
  const entries = new Map<string, DriverEntry>();
  const listeners = new Set<(kind: string) => void>();
  const parts = partsFor(options, (kind) => {
    for (const listener of listeners) listener(kind);
  });
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
      mustBeFreeToChange(spec);
      const entry = newEntry(spec);
      void present?.stopFollowing?.();
      entries.set(key, entry);
      if (!("object" in spec) && spec.watch) entry.stopFollowing = followFile(entry, parts, SWAP_WATCH_MS);
      await bringUp(ctx, entry, parts);
      return infoOf(entry);
    },
    async remove(ctx, kind, name) {
      const entry = entryOf(entries, kind, name);
      entries.delete(keyOf(kind, name));
      entry.removed = true;
      entry.stopWatch?.();
      const following = entry.stopFollowing?.();
      await Promise.all([entry.serving?.drain(ctx), entry.former?.serving.drain(ctx), ...entry.retiring.values()]);
      await following;
      options.log.info({ driver: name, kind }, "driver removed");
      parts.onChange(kind);
    },
    async swap(ctx, { kind, name, onKept, ...change }) {
      const entry = entryOf(entries, kind, name);
      await swapDriver(ctx, entry, { watchMs: SWAP_WATCH_MS, ...change }, { ...swapParts(kind, parts), onKept });
      return infoOf(entry);
    },
    async rollback(_ctx, kind, name) {
      const entry = entryOf(entries, kind, name);
      rollBack(entry, "the operator wanted it", swapParts(kind, parts));
      return infoOf(entry);
    },
    record(kind, name, { mode, withModule }) {
      servingOf(entries, kind, name).record(mode, withModule);
    },
    uses(kind, name) {
      const { spec } = entryOf(entries, kind, name);
      return { ...servingOf(entries, kind, name).uses(), grants: "object" in spec ? {} : (spec.grants ?? {}) };
    },
    onChange: (listener) => void listeners.add(listener),
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

function entryOf(entries: ReadonlyMap<string, DriverEntry>, kind: string, name: string): DriverEntry {
  const entry = entries.get(keyOf(kind, name));
  if (entry) return entry;
  throw new HostError("NOT_FOUND", `there is no ${kind} driver ${name}`);
}

function servingOf(entries: ReadonlyMap<string, DriverEntry>, kind: string, name: string): ServingDriver {
  const { serving } = entryOf(entries, kind, name);
  if (serving) return serving;
  throw new HostError("DRIVER_UNAVAILABLE", `the ${kind} driver ${name} does not serve`);
}

function partsFor(options: SupervisorOptions, onChange: (kind: string) => void): SupervisorParts {
  const clock = options.clock ?? systemClock;
  return {
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
    components: options.components,
    threads: new ThreadGroup({ clock, threads: options.threadsMax ?? THREADS_MAX }),
    spares: new SpareThreads(),
    services: options.services ?? {},
    recordings: options.recordings,
    trials: options.trials,
    onChange,
  };
}

/** Ends all that an entry has, what a swap replaced too. */
async function closeEntry(entry: DriverEntry): Promise<void> {
  entry.stopWatch?.();
  await entry.stopFollowing?.();
  const all = [entry.serving, entry.former?.serving, ...entry.retiring.keys()];
  await Promise.all([...all.map((serving) => serving?.close()), ...entry.retiring.values()]);
}

function mustBeFreeToChange(spec: DriverSpec): void {
  if ("object" in spec || !spec.watch || spec.digest === undefined) return;
  const message = `the driver ${spec.name} is pinned to a digest, so its file cannot be watched for others; leave one of the two out`;
  throw new HostError("INVALID_PARAMS", message);
}

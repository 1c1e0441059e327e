// One driver that serves: its handle, how it was asked what it is, and how it is asked how it feels.
import {
  BadAnswerError,
  type Description,
  type DriverContext,
  decodeAnswer,
  FUNCTION,
  type FunctionDescriptor,
  type KindDescriptor,
  type Manifest,
  type Probe,
} from "@holdfast/sdk";
import { HostError, isDriverStatus, messageOf } from "../errors.ts";
import type { Log } from "../log.ts";
import { Account } from "./account.ts";
import { fuelFor } from "./call-limits.ts";
import { createDriverHandle } from "./driver-handle.ts";
import type { DriverHealth } from "./driver-types.ts";
import { createFunctionHandle } from "./function-handle.ts";
import type { GuestAnswer } from "./guest-thread.ts";
import { type Isolation, SHARED_FUEL_MAX } from "./isolation.ts";
import type { DriverUses } from "./learned-grants.ts";
import type { PreparedDriver } from "./load-driver.ts";
import { Pool, type PoolCall, type PoolFigures } from "./pool.ts";
import { DriverRecordings, type RecordingTerms, type SeenCall } from "./replay/driver-recordings.ts";
import type { RecordMode } from "./replay/tape.ts";
import { createRestartPolicy, type RestartLimits } from "./restart-policy.ts";
import { createTier, type TierSurroundings } from "./tier.ts";

/** What a driver of either sort, file or object, offers to its supervisor. */
export interface ServingDriver {
  /** Has the methods of the kind's TypeScript interface. */
  readonly handle: object;
  readonly version: string;
  /** The optional functions that it offers, by wire name. */
  readonly capabilities: readonly string[];
  supports(functionName: string): boolean;
  /** Asks it how it feels; a failure to answer is `unavailable` with the reason, never a throw. */
  probe(ctx: DriverContext): Promise<ProbeResult>;
  figures(): ServingFigures;
  /** From now on calls of this handle are made there; undefined makes them here again. For whoever still holds it after a swap. */
  forwardTo(successor: ServingDriver | undefined): void;
  /** A call as its handle makes it. */
  call(ctx: DriverContext, request: PoolCall): Promise<GuestAnswer>;
  /** Tells of each fault from now on: a lost instance, an answer that breaks the contract. */
  onFault(listener: (error: HostError) => void): void;
  /** Chooses which of its calls are recorded, from now on. UNSUPPORTED where there is nothing to record. */
  record(mode: RecordMode, withModule: boolean): void;
  /** What its instances used and were denied, of what its manifest asks for. */
  uses(): Omit<DriverUses, "grants">;
  /** Nothing serves here any more. */
  readonly closed: boolean;
  /** Lets begun calls come back until the context is over, then ends all instances. */
  drain(ctx: DriverContext): Promise<void>;
  /** Ends all instances at once. */
  close(): Promise<void>;
}

export interface ServingFigures extends PoolFigures {
  readonly faults: number;
  readonly quarantined: boolean;
  readonly isolation: Isolation | "none";
}

export interface ProbeResult {
  readonly health: DriverHealth;
  readonly reason?: string;
  /** The failure behind the health, when the probe itself did not come back. */
  readonly error?: HostError;
}

export interface ServingParts extends TierSurroundings {
  readonly log: Log;
  readonly restart: RestartLimits;
  /** What is recorded of calls, and where; nothing when absent. */
  readonly recordings?: RecordingTerms | undefined;
}

interface ProbeMethod {
  probe?(ctx: DriverContext): Promise<Probe>;
}

/** Of what has no instances. */
export const NO_FIGURES: ServingFigures = {
  ...{
    instances: 0,
    busy: 0,
    queued: 0,
    asleep: false,
    calls: 0,
    restarts: 0,
    faults: 0,
    quarantined: false,
    isolation: "none",
  },
  account: new Account().read(),
};

/** A driver file, prepared; its first instance starts with the first call. */
export function createGuestDriver(prepared: PreparedDriver, parts: ServingParts): ServingDriver {
  const { kind, manifest, limits, guest } = prepared;
  const policy = createRestartPolicy(parts.name, parts.restart);
  const log = parts.log.child({ driver: parts.name });
  const { clock } = parts;
  const recordings = parts.recordings && new DriverRecordings(parts.name, prepared, { ...parts.recordings, clock });
  const tier = createTier(prepared, parts, { log, recordings, onBreach: (error) => pool.noteFault(error) });
  const isFunction = kind === FUNCTION;
  // Long work must not keep the neighbours of a thread waiting.
  const fuelInTier = prepared.isolation === "pooled" ? SHARED_FUEL_MAX : Number.POSITIVE_INFINITY;
  let successor: ServingDriver | undefined;
  let onFault: (error: HostError) => void = () => {};
  const pool = new Pool({
    ...{ spec: guest, clock, policy, confined: tier.isConfined },
    instances: limits.instances,
    queueLengthMax: limits.queueLengthMax,
    startTimeoutMs: limits.startTimeoutMs,
    retire: limits,
    fuelFor: (timeoutMs, fuelHint) => Math.min(fuelInTier, fuelFor(timeoutMs, limits, fuelHint)),
    start: tier.start,
    onFault: (error) => onFault(error),
    greet: async (call) => {
      if (!isFunction) mustEqual(parts.name, decodeDescription(kind, await call("describe")), manifest);
    },
  });
  const exports = new Set(prepared.optionalFunctions);
  const { callTimeoutMs, inputBytesMax, outputBytesMax } = limits;
  const common = {
    ...{ driver: parts.name, clock: parts.clock, exports, callTimeoutMs, inputBytesMax, outputBytesMax },
    call: (ctx: DriverContext, request: PoolCall) => (successor ?? pool).call(ctx, request),
    onBadAnswer(error: HostError, call: SeenCall, { output, usage }: GuestAnswer) {
      recordings?.broken(call, output, usage);
      onFault(error);
    },
  };
  const own: object = isFunction ? createFunctionHandle(common) : createDriverHandle(kind, common);
  // A driver of an earlier major is shown to managers as one of now.
  const { adapt } = prepared;
  const handle = adapt === undefined ? own : Object.freeze(adapt(own));
  const offered = kind.functions.filter((fn) => !fn.required && fn.camel in handle).map((fn) => fn.wire);
  return {
    handle,
    version: manifest.version,
    capabilities: isFunction ? [...exports].sort() : offered,
    supports: (name) =>
      adapt !== undefined ? name in handle : functionNamed(kind, name, (fn) => fn.required || exports.has(fn.wire)),
    // A plain plugin has no word for how it feels: it is well when it starts.
    probe: (ctx) => probe(isFunction ? { probe: () => started(pool, ctx) } : own, ctx),
    figures: () => ({
      ...pool.figures(),
      faults: policy.faults,
      quarantined: policy.quarantined,
      isolation: tier.isolation,
    }),
    forwardTo(other) {
      successor = other;
    },
    call: (ctx, request) => (successor ?? pool).call(ctx, request),
    onFault(listener) {
      onFault = listener;
    },
    uses: () => ({ permissions: manifest.permissions, uses: [...tier.uses.values()] }),
    record(...wanted) {
      changeRecordings(recordings, ...wanted);
      pool.renew();
    },
    get closed() {
      return pool.closed;
    },
    drain: (ctx) => pool.drain(ctx),
    close: () => pool.close(),
  };
}

function changeRecordings(recordings: DriverRecordings | undefined, mode: RecordMode, withModule: boolean): void {
  if (!recordings) throw new HostError("UNSUPPORTED", "this host keeps no recordings");
  recordings.change(mode, withModule);
}

/** A trusted JavaScript object in a driver's place. DRIVER_EXPORT_MISSING when it lacks what the kind requires of a file, bar describe and probe. */
export function createObjectDriver(kind: KindDescriptor, name: string, object: object): ServingDriver {
  const has = (fn: FunctionDescriptor) => typeof Reflect.get(object, fn.camel) === "function";
  const missing = kind.functions.filter((fn) => fn.required && !isHostsOwn(fn) && !has(fn)).map((fn) => fn.camel);
  if (missing.length > 0) {
    throw new HostError(
      "DRIVER_EXPORT_MISSING",
      `the object for driver ${name} lacks ${missing.join(", ")}; kind ${kind.name} requires them`,
    );
  }
  const version: unknown = Reflect.get(object, "version");
  return {
    handle: object,
    version: typeof version === "string" ? version : "",
    capabilities: kind.functions.filter((fn) => !fn.required && has(fn)).map((fn) => fn.wire),
    supports: (functionName) => functionNamed(kind, functionName, has),
    probe: (ctx) => probe(object, ctx),
    figures: () => NO_FIGURES,
    forwardTo() {},
    call: () => Promise.reject(new HostError("UNSUPPORTED", `driver ${name} is an object: it has methods, no exports`)),
    onFault() {},
    uses: () => ({ permissions: [], uses: [] }),
    record() {
      throw new HostError(
        "UNSUPPORTED",
        `driver ${name} is an object: it asks the host for nothing that could be recorded`,
      );
    },
    closed: false,
    drain: async () => {},
    close: async () => {},
  };
}

async function started(pool: Pool, ctx: DriverContext): Promise<Probe> {
  await pool.ready(ctx);
  return { health: "ready" };
}

async function probe(handle: ProbeMethod, ctx: DriverContext): Promise<ProbeResult> {
  if (!handle.probe) return { health: "ready" };
  try {
    const { health, reason } = await handle.probe(ctx);
    return { health, ...(reason === undefined ? {} : { reason }) };
  } catch (error) {
    const reason = messageOf(error);
    if (error instanceof HostError) return { health: "unavailable", reason, error };
    return { health: "unavailable", reason: isDriverStatus(error) ? `${error.status}: ${reason}` : reason };
  }
}

// What the host asks for itself; no manager calls them.
function isHostsOwn(fn: FunctionDescriptor): boolean {
  return fn.wire === "describe" || fn.wire === "probe";
}

function functionNamed(kind: KindDescriptor, name: string, test: (fn: FunctionDescriptor) => boolean): boolean {
  return kind.functions.some((fn) => (fn.camel === name || fn.wire === name) && test(fn));
}

function decodeDescription(kind: KindDescriptor, answer: GuestAnswer): Description {
  const describe = kind.functions.find((fn) => fn.wire === "describe");
  if (!describe) throw new HostError("INTERNAL", `the kind ${kind.name} has no describe`);
  try {
    return decodeAnswer(describe, answer.output) as Description;
  } catch (error) {
    if (!(error instanceof BadAnswerError) && !isDriverStatus(error)) throw error;
    throw new HostError("DRIVER_BAD_ANSWER", `the driver could not describe itself: ${error.message}`, {
      cause: error,
    });
  }
}

function mustEqual(driver: string, said: Description, manifest: Manifest): void {
  for (const key of ["name", "version", "kind", "abi"] as const) {
    if (said[key] === manifest[key]) continue;
    throw new HostError(
      "DRIVER_BAD_ANSWER",
      `driver ${driver} describes itself with ${key} ${JSON.stringify(said[key].slice(0, 80))}, its manifest says ${JSON.stringify(manifest[key])}; build both from one source`,
    );
  }
}

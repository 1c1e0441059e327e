// Another file in a serving driver's place: loaded and tried beside it, given the calls, watched, and taken back when it fails.
import { type RequestContext, withContext } from "../context.ts";
import { HostError } from "../errors.ts";
import type { DriverEntry, LoadedDriver } from "./driver-entry.ts";
import type { FileDriverSpec, SwapStatus } from "./driver-types.ts";
import type { ServingDriver } from "./serving-driver.ts";
import { type HandedOver, handOver } from "./swap-state.ts";
import { tryOut } from "./swap-trial.ts";
import type { TrialParts } from "./trial-marks.ts";

export interface SwapChange {
  /** Absolute path of the file. */
  readonly path: string;
  readonly digest?: string | undefined;
  /** For how long its faults take it back. */
  readonly watchMs: number;
  /** True leaves behind what the former file would hand over. */
  readonly dropState?: boolean;
}

export interface SwapParts extends TrialParts {
  readonly load: (ctx: RequestContext, spec: FileDriverSpec) => Promise<LoadedDriver>;
  /** Calls go to another file than before. */
  readonly onShift?: (() => void) | undefined;
  /** The file has stood its watch: from now on it is what the driver is. */
  readonly onKept?: ((spec: FileDriverSpec, digest: string) => void) | undefined;
}

/** So many faults during the watch, and the former file serves again. */
const SWAP_FAULTS_MAX = 3;
const RETIRE_TIMEOUT_MS = 60_000;
const IDLE_LOOK_MS = 20;

/** Resolves when the new file has the calls. Whatever it throws, the driver serves on as it was. */
export async function swapDriver(
  ctx: RequestContext,
  entry: DriverEntry,
  change: SwapChange,
  parts: SwapParts,
): Promise<void> {
  const { spec, loaded } = entry;
  if ("object" in spec || !loaded || entry.state !== "serving") throw notToBeSwapped(entry);
  if (entry.swapping) {
    throw new HostError("BUSY", `driver ${spec.name} is being swapped already; try again when that is done`);
  }
  entry.swapping = true;
  try {
    const { digest: _former, ...rest } = spec;
    const pinned = change.digest === undefined ? {} : { digest: change.digest };
    const next = await parts.load(ctx, { ...rest, path: change.path, ...pinned });
    const watched: Shift = { former: loaded, next, watchMs: change.watchMs };
    const found = await trial(ctx, entry, { ...watched, drop: change.dropState === true }, parts).catch(
      async (error: unknown) => {
        await next.serving.close();
        throw error;
      },
    );
    if (entry.removed || entry.loaded !== loaded) {
      await next.serving.close();
      throw new HostError("FAILED_PRECONDITION", `driver ${spec.name} became another while its next file was tried`);
    }
    shift(entry, watched, found, parts);
  } finally {
    entry.swapping = false;
  }
}

/** The former file serves again. FAILED_PRECONDITION when there is none. */
export function rollBack(entry: DriverEntry, reason: string, parts: SwapParts): void {
  const { former, loaded } = entry;
  if (!former || !loaded) {
    const why = entry.swap?.state === "rolled-back" ? "went back already" : "was not swapped";
    throw new HostError("FAILED_PRECONDITION", `driver ${entry.spec.name} ${why}, so there is nothing to go back to`);
  }
  entry.stopWatch?.();
  const serving = former.serving.closed ? former.revive() : former.serving;
  serving.forwardTo(undefined);
  loaded.serving.forwardTo(serving);
  become(entry, { ...former, serving });
  entry.former = undefined;
  entry.swap = { state: "rolled-back", from: loaded.facts.digest, reason };
  parts.log.warn({ driver: entry.spec.name, reason, digest: former.facts.digest }, "the former driver serves again");
  parts.onShift?.();
  retire(entry, loaded.serving, parts);
}

interface Shift {
  readonly former: LoadedDriver;
  readonly next: LoadedDriver;
  readonly watchMs: number;
}

type Found = Pick<SwapStatus, "smoke"> & HandedOver;

/** The last thing is the state: what the former file learns after that stays behind. */
async function trial(
  ctx: RequestContext,
  entry: DriverEntry,
  { former, next, drop }: Shift & { readonly drop: boolean },
  parts: SwapParts,
): Promise<Found> {
  const { log } = parts;
  const { passed, skipped } = await tryOut(ctx, entry, next, parts);
  if (skipped.length > 0)
    log.warn({ driver: entry.spec.name, skipped }, "cases could not be tried on the new file here");
  const state = await handOver(ctx, { former, next, drop }, log);
  return { smoke: { passed: passed.length, skipped: skipped.length }, ...state };
}

function shift(entry: DriverEntry, { former, next, watchMs }: Shift, found: Found, parts: SwapParts): void {
  // Of two swaps in a row only the last one can be taken back.
  entry.stopWatch?.();
  const older = entry.former?.serving;
  if (older && !older.closed) retire(entry, older, parts);
  become(entry, next);
  former.serving.forwardTo(next.serving);
  Object.assign(entry, { former, swap: { state: "watched", from: former.facts.digest, ...found } });
  let faults = 0;
  next.serving.onFault((error) => {
    faults += 1;
    if (entry.loaded !== next || entry.former !== former || entry.swap?.state !== "watched") return;
    if (faults >= SWAP_FAULTS_MAX) rollBack(entry, `${faults} faults, the last: ${error.message}`, parts);
  });
  const stop = parts.clock.setTimer(watchMs, () => keep(entry, former, parts), { unref: true });
  entry.stopWatch = () => {
    stop();
    entry.stopWatch = undefined;
  };
  const { digest } = next.facts;
  parts.log.info({ driver: entry.spec.name, from: former.facts.digest, digest, watchMs }, "driver swapped");
  parts.onShift?.();
}

/** The watch is over: the former instances go; the file can still be gone back to. */
function keep(entry: DriverEntry, former: LoadedDriver, parts: SwapParts): void {
  entry.stopWatch = undefined;
  if (entry.former !== former || !entry.loaded) return;
  entry.swap = { ...entry.swap, state: "kept", from: former.facts.digest };
  retire(entry, former.serving, parts);
  parts.onKept?.(entry.loaded.spec, entry.loaded.facts.digest);
}

function become(entry: DriverEntry, loaded: LoadedDriver): void {
  Object.assign(entry, { loaded, spec: loaded.spec, serving: loaded.serving, ...loaded.facts, error: undefined });
}

/** Ends a driver that gets no calls any more, when those that it has are done. */
function retire(entry: DriverEntry, serving: ServingDriver, { clock, log }: SwapParts): void {
  const work = withContext({ timeoutMs: RETIRE_TIMEOUT_MS, clock, log }, async (ctx) => {
    while (!ctx.ending.reason && isWorking(serving)) {
      await new Promise<void>((resolve) => void clock.setTimer(IDLE_LOOK_MS, resolve, { unref: true }));
    }
    await serving.drain(ctx);
  }).finally(() => entry.retiring.delete(serving));
  entry.retiring.set(serving, work);
}

function isWorking(serving: ServingDriver): boolean {
  const { busy, queued } = serving.figures();
  return busy + queued > 0;
}

function notToBeSwapped({ spec, state }: DriverEntry): HostError {
  const why = "object" in spec ? "is an object" : `is ${state}`;
  return new HostError(
    "FAILED_PRECONDITION",
    `driver ${spec.name} ${why}: only a file that serves can be swapped; remove it and add it again`,
  );
}

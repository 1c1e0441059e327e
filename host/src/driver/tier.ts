// Where the instances of one driver run, what they may ask there, and what they tell of themselves.
import type { Clock } from "../clock.ts";
import { tracedLog } from "../context.ts";
import { HostError } from "../errors.ts";
import type { Log } from "../log.ts";
import { longestCallMs } from "./call-limits.ts";
import type { GuestInstance, OnGuestLog } from "./guest-thread.ts";
import { type HostBridge, openBridge } from "./host-functions/bridge.ts";
import { asksHost, NO_HOST_GRANTS } from "./host-functions/host-grants.ts";
import type { HostServices } from "./host-functions/services.ts";
import { type GuestUse, keyOf, USES_MAX } from "./host-functions/uses.ts";
import { InlineGuest } from "./inline-guest.ts";
import type { PreparedDriver } from "./load-driver.ts";
import { ProcessGuest } from "./process-guest.ts";
import type { DriverRecordings } from "./replay/driver-recordings.ts";
import type { GuestNote } from "./replay/tape.ts";
import type { SpareThreads } from "./spare-threads.ts";
import type { ThreadGroup } from "./thread-group.ts";
import type { GuestSpec } from "./thread-messages.ts";

/** What of a host a driver's instances need. */
export interface TierSurroundings {
  readonly name: string;
  readonly clock: Clock;
  /** Where pooled guests sit. */
  readonly threads: ThreadGroup;
  /** Where the others get a thread of their own. */
  readonly spares: SpareThreads;
  readonly services: HostServices;
}

interface TierParts {
  /** The driver's own. */
  readonly log: Log;
  readonly recordings: DriverRecordings | undefined;
  /** It told of what nobody can be told. */
  readonly onBreach: (error: HostError) => void;
}

/** Where its instances run: what costs others their thread gets one of its own from then on. */
export function createTier(prepared: PreparedDriver, parts: TierSurroundings, own: TierParts) {
  const { log, recordings, onBreach } = own;
  const tier = {
    isolation: prepared.isolation,
    uses: new Map<string, GuestUse>(),
    /** An instance has its thread alone, and no way to anything outside. */
    isConfined() {
      const { options } = prepared.guest;
      const isAlone = tier.isolation === "dedicated" || tier.isolation === "process";
      return isAlone && options.fs.length === 0 && !asksHost(options.host ?? NO_HOST_GRANTS);
    },
    start(plain: GuestSpec): GuestInstance {
      const spec = { ...plain, options: { ...plain.options, ...recordings?.options() } };
      if (tier.isolation === "inline") return new InlineGuest(spec, parts.clock, onLog, onNote);
      if (tier.isolation === "pooled") return parts.threads.open(spec, { onLog, onNote, onThreadLost });
      const bridge = bridgeFor(prepared, parts);
      if (prepared.bytes) return new ProcessGuest({ spec, bytes: prepared.bytes, onLog, onNote, bridge });
      return parts.spares.open({ spec, onLog, onNote, bridge });
    },
  };
  const onLog: OnGuestLog = (level, line, traceparent) =>
    tracedLog(log, traceparent)[level]({ line }, "the driver says");
  const onNote = (note: GuestNote) => {
    if (note.kind === "recording") recordings?.keep(note.recording);
    if (note.kind === "breach") onBreach(badEvent(parts.name, note.message));
    if (note.kind === "use" && tier.uses.size < USES_MAX) tier.uses.set(keyOf(note.use), note.use);
  };
  const onThreadLost = () => {
    tier.isolation = "dedicated";
    log.warn({ driver: parts.name }, "the driver cost others their thread; from now on it has one of its own");
  };
  return tier;
}

function badEvent(driver: string, reason: string): HostError {
  const message = `driver ${driver} told of an event that nobody can be told: ${reason}`;
  return new HostError("DRIVER_BAD_ANSWER", message, { data: { driver } });
}

function bridgeFor(
  { kind, guest, limits }: PreparedDriver,
  { name, services }: TierSurroundings,
): HostBridge | undefined {
  const { host: grants = NO_HOST_GRANTS } = guest.options;
  if (!asksHost(grants)) return undefined;
  return openBridge(services, { kind: kind.name, driver: name, grants, timeoutMs: longestCallMs(kind, limits) });
}

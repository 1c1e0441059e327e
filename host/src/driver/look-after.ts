// What a host does about its drivers by itself: asks each how it feels, tries broken ones again, lets quarantined ones out on probation.
import { withContext } from "../context.ts";
import { bringUp, type SupervisorParts } from "./bring-up.ts";
import type { DriverEntry } from "./driver-entry.ts";

const PROBATION_MS_MAX = 86_400_000;
const PROBE_TIMEOUT_MS = 15_000;

/** Probes all drivers again and again; the answer stops it, and resolves when the round that ran is over. */
export function repeatProbes(entries: Map<string, DriverEntry>, parts: SupervisorParts): () => Promise<void> {
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

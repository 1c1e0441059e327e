// Whether a service may join those of its topic: not if every living one is newer, for it would not know what they agreed on.
import type { ServiceRecord } from "../db/services-table.ts";
import { HostError, messageOf } from "../errors.ts";
import type { Log } from "../log.ts";
import { parseVersion } from "../rpc/version.ts";

type Known = Pick<ServiceRecord, "uuid" | "host" | "topic" | "version" | "state" | "forcedDown" | "deleted">;

// Who ended, or is taken for dead, holds nobody back.
const LIVING: readonly string[] = ["starting", "up", "degraded", "suspect"];

/** The living services of a topic that run the lowest version, and that version; undefined if there are none. */
export function minimumVersion(
  records: readonly Known[],
  topic: string,
): { readonly version: string; readonly holders: readonly Known[] } | undefined {
  const living = records.filter(
    (record) => record.topic === topic && !record.forcedDown && !record.deleted && LIVING.includes(record.state),
  );
  const version = living.map((record) => record.version).sort(compareVersions)[0];
  if (version === undefined) return undefined;
  return { version, holders: living.filter((record) => compareVersions(record.version, version) === 0) };
}

/** A service that wants to start. `requires`: topic → the lowest version that its living servers may speak. */
export interface Newcomer {
  readonly host: string;
  readonly topic: string;
  readonly version: string;
  readonly requires: Readonly<Record<string, string>>;
}

/**
 * Throws FAILED_PRECONDITION, naming who does not fit, when the newcomer is too old for the others of its topic or others are too old for it.
 * With `allowed`, the log of a host whose operator wants it all the same, it warns instead.
 */
export function checkVersions(records: readonly Known[], newcomer: Newcomer, allowed?: Log): void {
  for (const refuse of [refuseTooOld, refuseOldPeers]) {
    try {
      refuse(records, newcomer);
    } catch (error) {
      if (!allowed) throw error;
      const fields = { topic: newcomer.topic, error: messageOf(error) };
      allowed.warn(fields, "versions that do not fit are allowed by service.oldVersionsAllowed");
    }
  }
}

/** Throws FAILED_PRECONDITION, with who is newer, when `own` is below the minimum of the others. Read anew at each start: nothing is cached. */
export function refuseTooOld(
  records: readonly Known[],
  own: { readonly host: string; readonly topic: string; readonly version: string },
): void {
  const others = records.filter(({ host, topic }) => topic === own.topic && host !== own.host);
  const minimum = minimumVersion(others, own.topic);
  if (!minimum || compareVersions(own.version, minimum.version) >= 0) return;
  const newer = others.filter(({ version, state, forcedDown }) => {
    return LIVING.includes(state) && !forcedDown && compareVersions(own.version, version) < 0;
  });
  const named = newer.map(({ host, version }) => `${own.topic}@${host} ${version}`);
  const message = `version ${own.version} is too old: all others of its topic are newer (${named.join(", ")}); install the newer one, or force those down that are gone`;
  throw new HostError("FAILED_PRECONDITION", message, { data: { minimum: minimum.version, newer: named } });
}

/** Throws FAILED_PRECONDITION, with who is too old, unless all living servers of each required topic speak at least its version. */
function refuseOldPeers(records: readonly Known[], { requires }: Newcomer): void {
  const old = records.filter(({ topic, version, state, forcedDown, deleted }) => {
    const wanted = Object.hasOwn(requires, topic) ? requires[topic] : undefined;
    if (wanted === undefined || forcedDown || deleted || !LIVING.includes(state)) return false;
    return compareVersions(version, wanted) < 0;
  });
  if (old.length === 0) return;
  const named = old.map(({ topic, host, version }) => `${topic}@${host} ${version} (${requires[topic]} is needed)`);
  const message = `this service cannot live with ${named.join(", ")}; upgrade them first, or force those down that are gone`;
  throw new HostError("FAILED_PRECONDITION", message, { data: { old: named } });
}

function compareVersions(one: string, other: string): number {
  const [left, right] = [parseVersion(one), parseVersion(other)];
  return left.major - right.major || left.minor - right.minor;
}

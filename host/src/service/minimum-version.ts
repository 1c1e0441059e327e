// Whether a service may join those of its topic: not if every living one is newer, for it would not know what they agreed on.
import type { ServiceRecord } from "../db/services-table.ts";
import { HostError } from "../errors.ts";
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

function compareVersions(one: string, other: string): number {
  const [left, right] = [parseVersion(one), parseVersion(other)];
  return left.major - right.major || left.minor - right.minor;
}

// Where a driver works: its directories, and a digest of what its configuration and grants point it at, so that the same file elsewhere is not taken for the same driver.
import { createHash } from "node:crypto";
import type { DriverSpec } from "./driver-types.ts";

/**
 * sha-256 in hex over configuration, directories and servers; what it may use besides, its limits and its secrets do not count. Empty for
 * an object, which has none of them.
 */
export function placeOf(spec: DriverSpec): string {
  if ("object" in spec) return "";
  const { config = {}, grants = {} } = spec;
  const directories = (grants.fs ?? []).map(({ guest, host }) => [guest, host]);
  const servers = (grants.http ?? []).map(({ origin }) => origin);
  const place = [ordered(config), directories.sort(), servers.sort()];
  return createHash("sha256").update(JSON.stringify(place)).digest("hex");
}

/** The directories of this machine that it may write to. */
export function directoriesOf(spec: DriverSpec): readonly string[] {
  if ("object" in spec) return [];
  return (spec.grants?.fs ?? []).filter(({ mode }) => mode === "rw").map(({ host }) => host);
}

/** The same for the same fields in whatever order. */
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== "object" || value === null) return value;
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, inner]) => [name, ordered(inner)]);
}

// Interface versions: a server of 1.4 answers who was written for 1.0 to 1.4, and nobody else.
import { HostError } from "../errors.ts";

export interface Version {
  readonly major: number;
  readonly minor: number;
}

const VERSION = /^(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})$/;

/** Reads `major.minor`. Throws INVALID_REQUEST with the form that was expected. */
export function parseVersion(text: string): Version {
  const parts = VERSION.exec(text);
  if (!parts) throw new HostError("INVALID_REQUEST", `a version is written major.minor, like 1.0; not ${quoted(text)}`);
  return { major: Number(parts[1]), minor: Number(parts[2]) };
}

/** True if who implements the one can serve who asks for the other: the same major, and a minor not above the implemented. */
export function isCompatible(implemented: Version, asked: Version): boolean {
  return implemented.major === asked.major && asked.minor <= implemented.minor;
}

/** The range of versions that an implementation answers, for people: `1.0-1.4`. */
export function formatRange(implemented: Version): string {
  const lowest = `${implemented.major}.0`;
  return implemented.minor === 0 ? lowest : `${lowest}-${implemented.major}.${implemented.minor}`;
}

function quoted(text: string): string {
  return JSON.stringify(text.slice(0, 40));
}

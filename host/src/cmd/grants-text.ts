// The smallest set of grants with which a driver loads, as a file for the operator to read, complete and keep.
import { writeFileSync } from "node:fs";
import type { Manifest, MissingGrant } from "@holdfast/sdk";
import { HostError, messageOf } from "../errors.ts";

/** YAML as `--grants` reads it; each grant stands below the driver's own reason. Places that only the operator knows are guesses beside the file. */
export function grantsText(missing: readonly MissingGrant[], manifest: Manifest, digest: string): string {
  const wanted = missing.filter(({ optional }) => !optional);
  return [
    `# What ${manifest.name} ${manifest.version} needs to load, sha-256 ${digest}.`,
    "# Each line is for you to judge: take out what it shall not have, and correct places and addresses.",
    ...wanted.flatMap((grant) => [`# ${grant.permission}: ${oneLine(grant.reason)}`, ...linesOf(grant)]),
    "",
  ].join("\n");
}

/** INVALID_PARAMS for a file that is there: nobody's grants are overwritten. */
export function writeGrants(path: string, text: string): void {
  try {
    writeFileSync(path, text, { flag: "wx", mode: 0o600 });
  } catch (cause) {
    throw new HostError(
      "INVALID_PARAMS",
      `the grants cannot be written: ${messageOf(cause)}; name a file that is not there`,
      { cause },
    );
  }
}

function linesOf({ permission, paths, rules, secrets }: MissingGrant): readonly string[] {
  if (paths !== undefined) {
    return [
      `${permission}:`,
      ...paths.map(({ guest, mode }) => `  - { guest: ${quoted(guest)}, host: ${quoted(`.${guest}`)}, mode: ${mode} }`),
    ];
  }
  if (rules !== undefined) return [`${permission}: [${rules.join(", ")}]`];
  if (secrets !== undefined) return [`${permission}:`, ...secrets.map((name) => `  ${name}: ./${name}.secret`)];
  return permission === "http" ? [`${permission}: [{ origin: "https://example.org" }]`] : [`${permission}: true`];
}

/** A reason is a stranger's text: it must not become a line of its own. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029\u0085]+/gu, " ").slice(0, 300);
}

function quoted(text: string): string {
  return JSON.stringify(text);
}

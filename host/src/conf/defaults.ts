// The values that depend on the machine and on each other: names, places, and the drivers that come with Holdfast.
import { homedir, hostname } from "node:os";
import { isAbsolute, join, resolve } from "node:path";
import type { Environment } from "./text-sources.ts";
import { isFields, type Origin, type ValueTree } from "./tree.ts";

/** What the driver room finds among the files that come with Holdfast, instead of at a path. */
export const BUILTIN_PREFIX = "builtin:";

/** Fills in what nobody set. A driver entry that was given its own path inherits nothing from a default of the same name. */
export function addDefaults(tree: ValueTree, env: Environment): void {
  const origin: Origin = { text: "default", place: "default", baseDir: "/" };
  const fill = (path: readonly string[], value: unknown) => {
    if (tree.get(path) === undefined) tree.set(path, value, () => origin);
  };
  fill(["host", "name"], hostName());
  fill(["dataDir"], defaultDataDir(env));
  const given = tree.get(["dataDir"]);
  const dataDir = resolve(
    tree.origin(["dataDir"])?.baseDir ?? "/",
    typeof given === "string" ? given : defaultDataDir(env),
  );
  fill(["database", "path"], join(dataDir, "holdfast.db"));
  for (const [name, entry] of Object.entries(defaultVolumeDrivers(dataDir))) {
    const path = ["volume", "drivers", name];
    const set = tree.get(path);
    if (set !== undefined && (!isFields(set) || Object.hasOwn(set, "path"))) continue;
    for (const [key, value] of Object.entries(entry)) fill([...path, key], value);
  }
}

function defaultVolumeDrivers(dataDir: string): Readonly<Record<string, Readonly<Record<string, unknown>>>> {
  const fs = [{ guest: "/volumes", host: join(dataDir, "volumes"), mode: "rw" }];
  return {
    file: { path: `${BUILTIN_PREFIX}volume-file`, grants: { log: true, fs } },
    fake: { path: `${BUILTIN_PREFIX}volume-fake`, grants: { log: true, config: true } },
  };
}

/** The system's place for root, the user's own for everybody else. */
function defaultDataDir(env: Environment): string {
  if (process.getuid?.() === 0) return "/var/lib/holdfast";
  const state = env["XDG_STATE_HOME"];
  // The XDG rules say that a relative path is invalid and to be ignored.
  return join(state !== undefined && isAbsolute(state) ? state : join(homedir(), ".local", "state"), "holdfast");
}

function hostName(): string {
  return (
    hostname()
      .replace(/[^A-Za-z0-9_.:-]+/g, "-")
      .slice(0, 255) || "localhost"
  );
}

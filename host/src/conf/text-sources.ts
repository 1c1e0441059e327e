// Reads options from the environment and from `--set` flags into the tree.
import { parse } from "yaml";
import { nearestWord } from "../errors.ts";
import { OPTIONS } from "./options.ts";
import type { Problem } from "./problem.ts";
import { childOf, isText, keysOf, optionPaths, schemaAt } from "./schema-walk.ts";
import { expandShorthand } from "./shorthand.ts";
import type { Path, ValueTree } from "./tree.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

const PREFIX = "HOLDFAST_";
// One value has nothing to share with itself, and is one of JSON's.
const YAML_OPTIONS = { maxAliasCount: 0, resolveKnownTags: false, logLevel: "error" } as const;

/**
 * `HOLDFAST_HUB__LISTEN=…` sets `hub.listen`: two underscores stand between levels, single ones and case are ignored within a name
 * (`HOLDFAST_SERVICE__REPORT_INTERVAL_MS`). Values are YAML, so a list is `[a, b]`; an empty one counts as not set. Names with no
 * double underscore that are no option are somebody else's, unless they look like an option that was written wrongly.
 */
export function readEnvironment(env: Environment, tree: ValueTree, cwd: string): readonly Problem[] {
  const problems: Problem[] = [];
  for (const [name, value] of Object.entries(env).sort(([a], [b]) => a.localeCompare(b))) {
    if (!name.startsWith(PREFIX) || value === undefined || value === "" || name === "HOLDFAST_CONFIG") continue;
    const path = pathOfName(name);
    const place = `env ${name}`;
    if (path.length === 1 && childOf(OPTIONS, path[0] ?? "") === undefined) {
      const meant = meantName(name);
      if (meant) problems.push({ path: "", place, message: `is no option; did you mean ${meant}?` });
      continue;
    }
    tree.set(path, readValue(path, value), () => ({ text: place, place, baseDir: cwd }));
    expandShorthand(tree);
  }
  return problems;
}

/** Each flag is `PATH=VALUE`, as in `hub.listen=127.0.0.1:0`; the value is YAML. */
export function readFlags(flags: readonly string[], tree: ValueTree, cwd: string): readonly Problem[] {
  const problems: Problem[] = [];
  for (const flag of flags) {
    const equals = flag.indexOf("=");
    const path = flag.slice(0, Math.max(equals, 0)).split(".");
    const place = `--set ${path.join(".")}`;
    if (equals < 1 || path.includes("")) {
      problems.push({
        path: "",
        place: `--set ${flag}`,
        message: "expected PATH=VALUE, such as hub.listen=127.0.0.1:0",
      });
      continue;
    }
    tree.set(path, readValue(path, flag.slice(equals + 1)), () => ({ text: "flag", place, baseDir: cwd }));
    expandShorthand(tree);
  }
  return problems;
}

function readValue(path: Path, given: string): unknown {
  if (isText(schemaAt(OPTIONS, path))) return given;
  try {
    return parse(given, YAML_OPTIONS);
  } catch {
    // Not YAML: as text it meets the option's own check, which knows what was expected.
    return given;
  }
}

/** The option's path; a part that matches no option stays in lower case and is refused with all other unknown keys. */
function pathOfName(name: string): Path {
  const path: string[] = [];
  for (const part of name.slice(PREFIX.length).split("__")) {
    const bare = plain(part);
    const keys = keysOf(schemaAt(OPTIONS, path)) ?? [];
    path.push(keys.find((key) => plain(key) === bare) ?? part.toLowerCase());
  }
  return path;
}

/** The variable that a misspelt one probably stands for: `HOLDFAST_HUB_LISTEN` lacks an underscore. */
function meantName(name: string): string | undefined {
  const names = new Map(optionPaths(OPTIONS).map((path) => [plain(path.join("")), nameOfPath(path)]));
  const bare = plain(name.slice(PREFIX.length));
  const exact = names.get(bare);
  if (exact) return exact;
  const near = bare.length < 6 ? undefined : nearestWord(bare, names.keys());
  // nearestWord also completes prefixes, which is too bold for names that may be another program's.
  return near !== undefined && Math.abs(near.length - bare.length) <= 2 ? names.get(near) : undefined;
}

/** `service.reportIntervalMs` → `HOLDFAST_SERVICE__REPORT_INTERVAL_MS`. */
function nameOfPath(path: Path): string {
  return PREFIX + path.map((part) => part.replace(/[A-Z]/g, "_$&").toUpperCase()).join("__");
}

function plain(part: string): string {
  return part.replaceAll("_", "").toLowerCase();
}

// Holds a tree of given values against the schema: the configuration, or every problem at once with its place.
import type { z } from "zod";
import { nearestWord } from "../errors.ts";
import { findContradictions } from "./combinations.ts";
import type { FilePlaces } from "./file-source.ts";
import { type Config, OPTIONS } from "./options.ts";
import type { Problem } from "./problem.ts";
import { keysOf, schemaAt } from "./schema-walk.ts";
import { isFields, type Path, type ValueTree } from "./tree.ts";

type Issue = z.core.$ZodIssue;

/** `config` only when nothing is wrong. */
export function checkTree(
  tree: ValueTree,
  places: FilePlaces,
): { readonly config?: Config; readonly problems: readonly Problem[] } {
  const plain = tree.toPlain();
  const first = OPTIONS.safeParse(plain);
  const problems = first.success ? [] : first.error.issues.flatMap((issue) => describe(issue, tree, places));
  for (const path of pathsToProto(plain)) {
    if (!problems.some((problem) => problem.path === path.join(".")))
      problems.push({
        path: path.join("."),
        place: placeOf(path, tree, places),
        message: "is no name; choose another",
      });
  }
  // A wrong value in one section must not hide a contradiction in another.
  const judged = first.success ? first : OPTIONS.safeParse(without(plain, first.error.issues));
  const spoilt = first.success ? [] : first.error.issues.filter(isAboutValue).map(({ path }) => path[0]);
  for (const { path, message } of judged.success ? findContradictions(judged.data) : []) {
    if (!spoilt.includes(path[0])) problems.push({ path: path.join("."), place: placeOf(path, tree, places), message });
  }
  return first.success && problems.length === 0 ? { config: first.data, problems } : { problems };
}

function describe(issue: Issue, tree: ValueTree, places: FilePlaces): readonly Problem[] {
  const path = issue.path.map(String);
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => {
      const full = [...path, key];
      const place = places.get(full.join("\n"))?.key ?? placeOf(full, tree, places);
      return { path: full.join("."), place, message: unknownKey(key, path) };
    });
  }
  if (issue.code === "invalid_key") {
    const place = places.get(path.join("\n"))?.key ?? placeOf(path, tree, places);
    return [{ path: path.join("."), place, message: issue.issues[0]?.message ?? issue.message }];
  }
  return [
    {
      path: path.join("."),
      place: placeOf(path, tree, places),
      message: sentence(issue, path.reduce<unknown>(fieldOf, tree.root)),
    },
  ];
}

function unknownKey(key: string, above: Path): string {
  const names = keysOf(schemaAt(OPTIONS, above)) ?? [];
  const meant = nearestWord(key, names);
  if (meant !== undefined) return `is no option; did you mean ${meant}?`;
  return `is no option; there ${names.length === 1 ? "is" : "are"} ${names.join(", ")}`;
}

function sentence(issue: Issue, value: unknown): string {
  if (value === undefined && issue.code === "invalid_type") return "is required";
  const got = `got ${shown(value)}`;
  if (issue.code === "invalid_type" && issue.message.startsWith("Invalid input")) {
    return `expected ${WORDS[issue.expected] ?? issue.expected}, ${got}`;
  }
  if (issue.code === "invalid_value") {
    const words = issue.values.map(String);
    const meant = typeof value === "string" ? nearestWord(value, words) : undefined;
    return `expected one of ${words.join(", ")}, ${got}${meant === undefined ? "" : `; did you mean ${meant}?`}`;
  }
  if (issue.code === "too_small" && issue.origin !== "string") return `must be at least ${issue.minimum}, ${got}`;
  if (issue.code === "too_big")
    return `must be at most ${issue.maximum}${issue.origin === "array" ? " items" : `, ${got}`}`;
  return value === "" ? issue.message : `${issue.message}, ${got}`;
}

const WORDS: Readonly<Record<string, string>> = {
  string: "text",
  int: "a whole number",
  number: "a number",
  boolean: "true or false",
  array: "a list",
  object: "options by name",
  record: "names with options",
};

function shown(value: unknown): string {
  if (isFields(value)) return "a section";
  if (Array.isArray(value)) return "a list";
  const json = JSON.stringify(value) ?? "nothing";
  return json.length > 80 ? `${json.slice(0, 77)}…` : json;
}

/** The value's own place, that of an item within its list, or else that of the section which lacks it. */
function placeOf(path: Path, tree: ValueTree, places: FilePlaces): string {
  const own = tree.origin(path)?.place;
  for (let length = path.length; length > 0; length--) {
    const place = places.get(path.slice(0, length).join("\n"));
    if (own === undefined && place) return place.key;
    // An item has no origin but its list's; the file knows more, if the list is still the file's.
    if (place && isFromFile(path, own, places)) return place.value.place;
  }
  return own ?? tree.originNear(path)?.place ?? "default";
}

function isFromFile(path: Path, own: string | undefined, places: FilePlaces): boolean {
  return path.some((_, index) => places.get(path.slice(0, index + 1).join("\n"))?.value.place === own);
}

/** Where free names are taken, the schema drops this one without a word, and what it names with it. */
function pathsToProto(value: unknown, above: Path = []): readonly Path[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const path = [...above, key];
    return key === "__proto__" ? [path] : pathsToProto(inner, path);
  });
}

function isAboutValue(issue: Issue): boolean {
  return issue.code !== "unrecognized_keys";
}

// What a complete configuration needs and has no default in the schema, for when the given one was wrong.
const PLACEHOLDERS = { host: { name: "host" }, dataDir: "/", database: { path: "/" } };

/** The values without unknown keys, and without the sections that have a wrong value. */
function without(plain: Record<string, unknown>, issues: readonly Issue[]): unknown {
  for (const issue of issues) {
    const path = issue.path.map(String);
    if (issue.code === "unrecognized_keys") for (const key of issue.keys) remove(plain, [...path, key]);
    else remove(plain, path.slice(0, 1));
  }
  return { ...PLACEHOLDERS, ...plain };
}

function remove(fields: Record<string, unknown>, path: Path): void {
  const above = path.slice(0, -1).reduce<unknown>(fieldOf, fields);
  if (typeof above === "object" && above !== null) delete (above as Record<string, unknown>)[path.at(-1) ?? ""];
}

function fieldOf(at: unknown, key: string): unknown {
  if (typeof at !== "object" || at === null || !Object.hasOwn(at, key)) return undefined;
  return (at as Record<string, unknown>)[key];
}

// A configuration as a flat list of its values, for showing it and for comparing two.
import { isDeepStrictEqual } from "node:util";
import type { Config } from "./options.ts";
import { isFields, type Path } from "./tree.ts";

export interface Value {
  readonly path: Path;
  /** A scalar or a list. */
  readonly value: unknown;
}

/** Every value in the order of the options; an empty section has none. */
export function flatten(config: Config): readonly Value[] {
  return below(config, []);
}

/** What differs between two configurations, by path; `undefined` where a value is not there. */
export function diffConfig(
  before: Config,
  after: Config,
): readonly { readonly path: string; readonly before: unknown; readonly after: unknown }[] {
  const old = new Map(flatten(before).map(({ path, value }) => [path.join("."), value]));
  const now = new Map(flatten(after).map(({ path, value }) => [path.join("."), value]));
  return [...new Set([...old.keys(), ...now.keys()])]
    .map((path) => ({ path, before: old.get(path), after: now.get(path) }))
    .filter((change) => !isDeepStrictEqual(change.before, change.after));
}

function below(value: unknown, path: Path): readonly Value[] {
  if (!isFields(value)) return value === undefined ? [] : [{ path, value }];
  return Object.entries(value).flatMap(([key, inner]) => below(inner, [...path, key]));
}

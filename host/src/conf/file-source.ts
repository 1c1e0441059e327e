// Reads the YAML file into the tree, each value with its line and column.
import { readFileSync, statSync } from "node:fs";
import { dirname, relative } from "node:path";
import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, type YAMLMap } from "yaml";
import { messageOf } from "../errors.ts";
import type { Problem } from "./problem.ts";
import type { Origin, Path, ValueTree } from "./tree.ts";

const FILE_BYTES_MAX = 1024 * 1024;
const ALIASES_MAX = 100;

/** Where the keys of the file stand, for what is said about a key rather than its value. */
export type KeyPlaces = ReadonlyMap<string, string>;

/** Puts the file's values into the tree; answers what is wrong with it as YAML. */
export function readFileSource(
  path: string,
  tree: ValueTree,
  cwd: string,
): { readonly problems: readonly Problem[]; readonly keys: KeyPlaces } {
  const shown = shownPath(path, cwd);
  const lines = new LineCounter();
  const keys = new Map<string, string>();
  const placeAt = (offset: number | undefined) => {
    const { line, col } = lines.linePos(offset ?? 0);
    return {
      text: `${shown}:${line}`,
      place: `${shown}:${Math.max(line, 1)}:${Math.max(col, 1)}`,
      baseDir: dirname(path),
    };
  };
  try {
    if (statSync(path).size > FILE_BYTES_MAX) throw new Error(`the file is larger than ${FILE_BYTES_MAX} bytes`);
    const document = parseDocument(readFileSync(path, "utf8"), { lineCounter: lines, prettyErrors: false });
    const problems = document.errors.map(({ pos, message }) => ({ path: "", place: placeAt(pos[0]).place, message }));
    if (document.contents === null || problems.length > 0) return { problems, keys };
    if (!isMap(document.contents)) {
      const message = "expected options by name, such as `hub:` with `listen: 127.0.0.1:4650` below it";
      return { problems: [{ path: "", place: placeAt(document.contents.range?.[0]).place, message }], keys };
    }
    const origins = new Map<string, Origin>();
    notePlaces(document.contents, [], { origins, keys, placeAt });
    const unknown = placeAt(0);
    tree.set([], document.toJS({ maxAliasCount: ALIASES_MAX }), (at) => nearest(origins, at) ?? unknown);
    return { problems, keys };
  } catch (error) {
    return { problems: [{ path: "", place: shown, message: `cannot be read: ${messageOf(error)}` }], keys };
  }
}

interface Places {
  readonly origins: Map<string, Origin>;
  readonly keys: Map<string, string>;
  placeAt(offset: number | undefined): Origin;
}

function notePlaces(map: YAMLMap, above: Path, places: Places): void {
  for (const { key, value } of map.items) {
    const name = isScalar(key) ? String(key.value) : String(key);
    const path = [...above, name];
    const at = places.placeAt((key as Node | null)?.range?.[0]);
    places.keys.set(path.join("\n"), at.place);
    const node = value as Node | null;
    // An empty value has no place of its own worth naming; a list is one value, whose items are found below it.
    places.origins.set(
      path.join("\n"),
      isScalar(node) && node.value === null ? at : places.placeAt(node?.range?.[0] ?? 0),
    );
    if (isMap(node)) notePlaces(node, path, places);
    if (isSeq(node)) noteItems(node.items as readonly Node[], path, places);
    if (isAlias(node)) places.origins.set(path.join("\n"), places.placeAt(node.range?.[0]));
  }
}

function noteItems(items: readonly (Node | null)[], above: Path, places: Places): void {
  for (const [index, item] of items.entries()) {
    const path = [...above, String(index)];
    places.keys.set(path.join("\n"), places.placeAt(item?.range?.[0]).place);
    if (isMap(item)) notePlaces(item, path, places);
  }
}

function nearest(origins: ReadonlyMap<string, Origin>, path: Path): Origin | undefined {
  for (let length = path.length; length > 0; length--) {
    const origin = origins.get(path.slice(0, length).join("\n"));
    if (origin) return origin;
  }
  return undefined;
}

function shownPath(path: string, cwd: string): string {
  const short = relative(cwd, path);
  return short.startsWith("..") || short === "" ? path : short;
}

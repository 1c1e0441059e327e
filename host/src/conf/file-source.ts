// Reads the YAML file into the tree, and notes for each key and value its line and column.
import { readFileSync, statSync } from "node:fs";
import { dirname, relative } from "node:path";
import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";
import { messageOf } from "../errors.ts";
import type { Problem } from "./problem.ts";
import type { Origin, Path, ValueTree } from "./tree.ts";

/** Where a key stands, and its value; of an item in a list both are the item's. */
export interface FilePlace {
  readonly key: string;
  readonly value: Origin;
}

/** By path with line breaks between; items of lists are among them. */
export type FilePlaces = ReadonlyMap<string, FilePlace>;

const FILE_BYTES_MAX = 1024 * 1024;
const ALIASES_MAX = 100;
// Values are those of JSON: a tag that makes something else of one, or that nobody knows, is a mistake to tell and not to guess about.
const YAML_OPTIONS = { prettyErrors: false, resolveKnownTags: false, logLevel: "error" } as const;

type PlaceAt = (offset: number | undefined) => Origin;

/** Puts the file's values into the tree; answers what is wrong with it as YAML, and where everything stands. */
export function readFileSource(
  path: string,
  tree: ValueTree,
  cwd: string,
): { readonly problems: readonly Problem[]; readonly places: FilePlaces } {
  const shown = shownPath(path, cwd);
  const places = new Map<string, FilePlace>();
  const refuse = (place: string, message: string) => ({ problems: [{ path: "", place, message }], places });
  try {
    if (statSync(path).size > FILE_BYTES_MAX) return refuse(shown, `the file is larger than ${FILE_BYTES_MAX} bytes`);
    const lineCounter = new LineCounter();
    const placeAt: PlaceAt = (offset) => {
      const { line, col } = lineCounter.linePos(offset ?? 0);
      return { text: `${shown}:${line}`, place: `${shown}:${line}:${col}`, baseDir: dirname(path) };
    };
    const document = parseDocument(readFileSync(path, "utf8"), { ...YAML_OPTIONS, lineCounter });
    const faults = [...document.errors, ...document.warnings];
    const problems = faults.map(({ pos, message }) => ({ path: "", place: placeAt(pos[0]).place, message }));
    if (document.contents === null || problems.length > 0) return { problems, places };
    const top = placeAt(document.contents.range?.[0]);
    if (!isMap(document.contents)) {
      return refuse(top.place, "expected options by name, such as `hub:` with `listen: 127.0.0.1:4650` below it");
    }
    const endless = aliasInsideItself(document, document.contents, []);
    if (endless) return refuse(placeAt(endless.range?.[0]).place, "the alias stands inside of what it names");
    notePlaces(document.contents, [], { places, placeAt });
    tree.set([], document.toJS({ maxAliasCount: ALIASES_MAX }), (at) => nearest(places, at) ?? top);
    return { problems, places };
  } catch (error) {
    return refuse(shown, `cannot be read: ${messageOf(error)}`);
  }
}

/** An alias of a section or a list around it: such a value has no end. */
function aliasInsideItself(document: Document, node: unknown, around: readonly unknown[]): Node | undefined {
  if (isAlias(node)) return around.includes(node.resolve(document)) ? node : undefined;
  if (!isMap(node) && !isSeq(node)) return undefined;
  for (const item of node.items) {
    const value = isMap(node) ? (item as { readonly value: unknown }).value : item;
    const found = aliasInsideItself(document, value, [...around, node]);
    if (found) return found;
  }
  return undefined;
}

function notePlaces(
  node: Node | null,
  path: Path,
  into: { readonly places: Map<string, FilePlace>; readonly placeAt: PlaceAt },
): void {
  const { places, placeAt } = into;
  const note = (name: string, key: Node | null, value: Node | null) => {
    const at = placeAt(key?.range?.[0]);
    // An empty value has no place worth naming.
    const empty = value === null || (isScalar(value) && value.value === null);
    const below = [...path, name];
    places.set(below.join("\n"), { key: at.place, value: empty ? at : placeAt(value.range?.[0]) });
    notePlaces(value, below, into);
  };
  if (isMap<Node, Node | null>(node)) {
    for (const { key, value } of node.items) note(isScalar(key) ? String(key.value) : String(key), key, value);
  }
  if (isSeq<Node | null>(node)) for (const [index, item] of node.items.entries()) note(String(index), item, item);
}

/** The place of the value, or, for what came through an alias, of the alias. */
function nearest(places: FilePlaces, path: Path): Origin | undefined {
  for (let length = path.length; length > 0; length--) {
    const place = places.get(path.slice(0, length).join("\n"));
    if (place) return place.value;
  }
  return undefined;
}

/** As messages name a file: relative to where the command runs, if it is below. */
export function shownPath(path: string, cwd: string): string {
  const short = relative(cwd, path);
  return short.startsWith("..") || short === "" ? path : short;
}

// Reads a pipeline file into a checked description of the application, or says everything that is wrong with it, each with its place.
import { readFileSource, shownPath } from "../conf/file-source.ts";
import { configError, type Problem } from "../conf/problem.ts";
import { isFields, ValueTree } from "../conf/tree.ts";
import { nearestWord } from "../errors.ts";

/** A filter or an application: one that is built in, or an object by path, with its options. */
export interface PartEntry {
  readonly use?: string;
  /** `PATH#export`, relative to the pipeline file. */
  readonly path?: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/** What a name stands for. In a pipeline the last name is an application and all before it are filters, the outermost first. */
export type NodeEntry =
  | { readonly kind: "filter" | "app"; readonly part: PartEntry }
  | { readonly kind: "pipeline"; readonly names: readonly string[] }
  | { readonly kind: "composite"; readonly mounts: ReadonlyMap<string, string> };

export interface PipelineFile {
  /** The name of the application as a whole. */
  readonly main: string;
  readonly nodes: ReadonlyMap<string, NodeEntry>;
}

/** What is built in, by name, with the options each takes. */
export interface BuiltIns {
  readonly filters: ReadonlyMap<string, readonly string[]>;
  readonly apps: ReadonlyMap<string, readonly string[]>;
}

const SECTIONS = ["main", "filters", "apps", "pipelines", "composites"] as const;

/** Throws CONFIG_INVALID with every problem: `file:line:column`, what is wrong, and what was probably meant. */
export function readPipelineFile(path: string, cwd: string, builtIns: BuiltIns): PipelineFile {
  const tree = new ValueTree();
  const { problems, places } = readFileSource(path, tree, cwd);
  if (problems.length > 0) throw configError(problems);
  const reader = new Reader(tree.root, builtIns, (at) => places.get(at.join("\n"))?.key ?? shownPath(path, cwd));
  const file = reader.read();
  if (reader.problems.length > 0) throw configError(reader.problems);
  return file;
}

type Path = readonly string[];
type Fields = Readonly<Record<string, unknown>>;

class Reader {
  readonly problems: Problem[] = [];
  readonly #root: Fields;
  readonly #builtIns: BuiltIns;
  readonly #placeOf: (path: Path) => string;
  readonly #nodes = new Map<string, NodeEntry>();
  readonly #paths = new Map<string, Path>();

  constructor(root: Fields, builtIns: BuiltIns, placeOf: (path: Path) => string) {
    this.#root = root;
    this.#builtIns = builtIns;
    this.#placeOf = placeOf;
  }

  read(): PipelineFile {
    for (const key of Object.keys(this.#root)) this.#knownKey([key], SECTIONS);
    for (const name of this.#builtIns.filters.keys())
      this.#nodes.set(name, { kind: "filter", part: { use: name, options: {} } });
    for (const name of this.#builtIns.apps.keys())
      this.#nodes.set(name, { kind: "app", part: { use: name, options: {} } });
    this.#section("filters", (name, value, at) => this.#part(name, value, at, "filter"));
    this.#section("apps", (name, value, at) => this.#part(name, value, at, "app"));
    this.#section("pipelines", (name, value, at) => this.#pipeline(name, value, at));
    this.#section("composites", (name, value, at) => this.#composite(name, value, at));
    this.#references();
    this.#cycles();
    const main = this.#root["main"];
    if (typeof main !== "string")
      this.#refuse(["main"], "expected the name of an application, a pipeline or a composite");
    else this.#reference(main, ["main"], "application");
    return { main: String(main), nodes: this.#nodes };
  }

  #section(section: string, take: (name: string, value: unknown, at: Path) => void): void {
    const entries = this.#root[section] ?? {};
    if (!isFields(entries)) {
      this.#refuse([section], "expected names, each with what it stands for");
      return;
    }
    for (const [name, value] of Object.entries(entries)) take(name, value, [section, name]);
  }

  #part(name: string, value: unknown, at: Path, kind: "filter" | "app"): void {
    if (!isFields(value)) {
      this.#refuse(at, "expected `use: NAME` or `path: FILE#export`, and options");
      return;
    }
    const { use, path, ...options } = value;
    if ((use === undefined) === (path === undefined)) {
      this.#refuse(at, "expected either `use` or `path`");
      return;
    }
    if (typeof (use ?? path) !== "string") {
      this.#refuse(at, "`use` and `path` are texts");
      return;
    }
    if (typeof path === "string") {
      this.#add(name, at, { kind, part: { path, options } });
      return;
    }
    const known = this.#builtIns[kind === "filter" ? "filters" : "apps"];
    const allowed = known.get(String(use));
    if (allowed) for (const key of Object.keys(options)) this.#knownKey([...at, key], allowed);
    else this.#refuse([...at, "use"], `there is no built-in ${kind} ${String(use)}${hint(String(use), known.keys())}`);
    this.#add(name, at, { kind, part: { use: String(use), options } });
  }

  #pipeline(name: string, value: unknown, at: Path): void {
    if (!Array.isArray(value) || value.length === 0 || !value.every((item) => typeof item === "string")) {
      this.#refuse(at, "expected a list of names: filters, the outermost first, and last an application");
      return;
    }
    this.#add(name, at, { kind: "pipeline", names: value as string[] });
  }

  #composite(name: string, value: unknown, at: Path): void {
    if (!isFields(value) || Object.keys(value).length === 0) {
      this.#refuse(at, "expected paths, each with a name, such as `/rpc: calls`");
      return;
    }
    const mounts = new Map<string, string>();
    for (const [prefix, app] of Object.entries(value)) {
      if (!/^\/[^?#\s]*$/.test(prefix)) this.#refuse([...at, prefix], "a path begins with a slash");
      if (typeof app !== "string") this.#refuse([...at, prefix], "expected the name of an application");
      else mounts.set(prefix, app);
    }
    this.#add(name, at, { kind: "composite", mounts });
  }

  #add(name: string, at: Path, node: NodeEntry): void {
    const before = this.#paths.get(name);
    if (before) {
      this.#refuse(at, `the name is taken already, at ${this.#placeOf(before)}`);
      return;
    }
    this.#paths.set(name, at);
    this.#nodes.set(name, node);
  }

  #references(): void {
    for (const [name, node] of this.#nodes) {
      const at = this.#paths.get(name) ?? [];
      if (node.kind === "composite")
        for (const [prefix, app] of node.mounts) this.#reference(app, [...at, prefix], "application");
      if (node.kind !== "pipeline") continue;
      const last = node.names.length - 1;
      for (const [index, item] of node.names.entries())
        this.#reference(item, [...at, String(index)], index === last ? "application" : "filter");
    }
  }

  #reference(name: string, at: Path, wanted: "filter" | "application"): void {
    const node = this.#nodes.get(name);
    const fits = (one: NodeEntry) => (one.kind === "filter") === (wanted === "filter");
    if (node && fits(node)) return;
    const candidates = [...this.#nodes].filter(([, one]) => fits(one)).map(([word]) => word);
    const what = node ? `${name} is no ${wanted}, but of the kind ${node.kind}` : `there is no ${wanted} ${name}`;
    this.#refuse(at, `${what}${hint(name, candidates)}`);
  }

  #cycles(): void {
    const done = new Set<string>();
    const visit = (name: string, above: readonly string[]): void => {
      const start = above.indexOf(name);
      if (start >= 0) {
        this.#refuse(this.#paths.get(name) ?? [], `contains itself: ${[...above.slice(start), name].join(" → ")}`);
        return;
      }
      if (done.has(name)) return;
      for (const below of namesBelow(this.#nodes.get(name))) visit(below, [...above, name]);
      done.add(name);
    };
    for (const name of this.#nodes.keys()) visit(name, []);
  }

  #knownKey(at: Path, known: readonly string[]): void {
    const key = at.at(-1) ?? "";
    if (!known.includes(key)) this.#refuse(at, `is no option${hint(key, known)}`);
  }

  #refuse(at: Path, message: string): void {
    // What a section lacks is said where the section stands.
    let near = at;
    while (near.length > 1 && this.#placeOf(near) === this.#placeOf([])) near = near.slice(0, -1);
    this.problems.push({ path: at.join("."), place: this.#placeOf(near), message });
  }
}

function namesBelow(node: NodeEntry | undefined): readonly string[] {
  if (node?.kind === "pipeline") return node.names;
  return node?.kind === "composite" ? [...node.mounts.values()] : [];
}

function hint(name: string, words: Iterable<string>): string {
  const all = [...words];
  const meant = nearestWord(name, all);
  return meant === undefined ? ` (there are: ${all.join(", ") || "none"})` : `; did you mean ${meant}?`;
}

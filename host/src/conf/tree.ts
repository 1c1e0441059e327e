// The values as they were given, before any check, and for each where it came from.

export type Path = readonly string[];

/** Where a value came from. */
export interface Origin {
  /** `default`, `file:line`, `env NAME` or `flag`: what is shown beside a value in force. */
  readonly text: string;
  /** The same with all that is known, for an error message: `file:line:column`. */
  readonly place: string;
  /** What a relative path in the value is relative to. */
  readonly baseDir: string;
}

type Fields = Record<string, unknown>;

/** A tree of plain values that remembers origins; a later value replaces an earlier one and all below it. */
export class ValueTree {
  readonly #root: Fields = {};
  readonly #origins = new Map<string, Origin>();

  get root(): Readonly<Fields> {
    return this.#root;
  }

  /** Puts a scalar, a list or a whole section at a path; fields of a section are put one by one. */
  set(path: Path, value: unknown, originOf: (path: Path) => Origin): void {
    if (isFields(value)) {
      if (!isFields(this.get(path))) this.#put(path, {});
      for (const [key, inner] of Object.entries(value)) this.set([...path, key], inner, originOf);
      if (Object.keys(value).length === 0) this.#origins.set(keyOf(path), originOf(path));
      return;
    }
    this.#put(path, value);
    this.#origins.set(keyOf(path), originOf(path));
  }

  get(path: Path): unknown {
    let at: unknown = this.#root;
    for (const key of path) at = isFields(at) && Object.hasOwn(at, key) ? at[key] : undefined;
    return at;
  }

  delete(path: Path): void {
    const above = this.get(path.slice(0, -1));
    const last = path.at(-1);
    if (isFields(above) && last !== undefined) delete above[last];
    this.#forget(path);
  }

  /** Where a value that was given came from; of an item, where its list did. Undefined for what nobody gave. */
  origin(path: Path): Origin | undefined {
    for (let length = path.length; length > 0; length--) {
      const above = path.slice(0, length);
      const origin = this.#origins.get(keyOf(above));
      if (origin) return length < path.length && isFields(this.get(above)) ? undefined : origin;
    }
    return undefined;
  }

  /** Somewhere near: the origin of anything else in the section that the value belongs to. */
  originNear(path: Path): Origin | undefined {
    for (let length = path.length; length > 0; length--) {
      const below = belowOf(path.slice(0, length));
      for (const [key, origin] of this.#origins) if (`${key}\n`.startsWith(below)) return origin;
    }
    return undefined;
  }

  /** A copy that may be changed without harm to this one. */
  toPlain(): Fields {
    return structuredClone(this.#root);
  }

  #put(path: Path, value: unknown): void {
    this.#forget(path);
    let at = this.#root;
    for (const key of path.slice(0, -1)) {
      const next = Object.hasOwn(at, key) ? at[key] : undefined;
      const fields = isFields(next) ? next : {};
      define(at, key, fields);
      at = fields;
    }
    define(at, path.at(-1) ?? "", value);
  }

  #forget(path: Path): void {
    const below = belowOf(path);
    this.#origins.delete(keyOf(path));
    for (const key of this.#origins.keys()) if (key.startsWith(below)) this.#origins.delete(key);
  }
}

/** True for a plain object, the form of a section. */
export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

// A key named __proto__ must become a field like any other, to be refused like any other.
function define(fields: Fields, key: string, value: unknown): void {
  Object.defineProperty(fields, key, { value, writable: true, enumerable: true, configurable: true });
}

// No name has a line break, so a path is one string without doubt.
function keyOf(path: Path): string {
  return path.join("\n");
}

function belowOf(path: Path): string {
  return path.length === 0 ? "" : `${keyOf(path)}\n`;
}

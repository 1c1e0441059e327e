// A strict reader of plain objects that gathers every problem with its path instead of stopping at the first.

/** One thing that is wrong, and where: `exports.create_volume.input.$ref`. */
export interface ContractProblem {
  readonly path: string;
  readonly message: string;
}

/** A contract that cannot be used; `problems` has all that was found. */
export class ContractError extends Error {
  readonly problems: readonly ContractProblem[];

  constructor(contractName: string, problems: readonly ContractProblem[]) {
    const lines = problems.map((problem) => `  ${problem.path || "(top)"}: ${problem.message}`);
    super(`the contract ${contractName} has ${problems.length} problem(s):\n${lines.join("\n")}`);
    this.name = "ContractError";
    this.problems = problems;
  }
}

/** One object of the document. Keys that nobody asked for are problems when its reading ends. */
export class Section {
  readonly path: string;
  readonly #object: Readonly<Record<string, unknown>>;
  readonly #problems: ContractProblem[];
  readonly #asked = new Set<string>();

  constructor(value: unknown, path: string, problems: ContractProblem[]) {
    this.path = path;
    this.#problems = problems;
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    if (!isObject) problems.push({ path, message: `must be an object, it is ${nameOf(value)}` });
    this.#object = isObject ? (value as Readonly<Record<string, unknown>>) : {};
  }

  problem(message: string, key = ""): void {
    this.#problems.push({ path: this.pathOf(key), message });
  }

  pathOf(key: string): string {
    if (key === "") return this.path;
    return this.path === "" ? key : `${this.path}.${key}`;
  }

  has(key: string): boolean {
    return Object.hasOwn(this.#object, key);
  }

  raw(key: string): unknown {
    this.#asked.add(key);
    return this.has(key) ? this.#object[key] : undefined;
  }

  /** The text under a key, or the fallback; without a fallback the key must be there. */
  text(key: string, fallback?: string): string {
    const value = this.raw(key);
    if (typeof value === "string") return value;
    if (value !== undefined) this.problem(`must be text, it is ${nameOf(value)}`, key);
    else if (fallback === undefined) this.problem("is missing", key);
    return fallback ?? "";
  }

  flag(key: string, fallback?: boolean): boolean {
    const value = this.raw(key);
    if (typeof value === "boolean") return value;
    if (value !== undefined) this.problem(`must be true or false, it is ${nameOf(value)}`, key);
    else if (fallback === undefined) this.problem("is missing; say true or false", key);
    return fallback ?? false;
  }

  /** A safe integer of at least `least`; undefined when the key is absent. */
  integer(key: string, least = Number.MIN_SAFE_INTEGER): number | undefined {
    const value = this.raw(key);
    if (value === undefined) return undefined;
    if (Number.isSafeInteger(value) && (value as number) >= least) return value as number;
    this.problem(`must be an integer${least === Number.MIN_SAFE_INTEGER ? "" : ` of at least ${least}`}`, key);
    return undefined;
  }

  /** The texts of a list; without a fallback the key must be there. */
  texts(key: string, fallback?: readonly string[]): readonly string[] {
    const value = this.raw(key);
    if (Array.isArray(value) && value.every((item) => typeof item === "string")) {
      const twice = value.find((item, at) => value.indexOf(item) !== at);
      if (twice !== undefined) this.problem(`names ${twice} twice`, key);
      return value;
    }
    if (value !== undefined) this.problem("must be a list of texts", key);
    else if (fallback === undefined) this.problem("is missing", key);
    return fallback ?? [];
  }

  /** All keys, in the order of the file. */
  keys(): readonly string[] {
    return Object.keys(this.#object);
  }

  section(key: string): Section {
    return new Section(this.raw(key), this.pathOf(key), this.#problems);
  }

  /** The objects of a list; the key must be there. */
  sections(key: string): readonly Section[] {
    const value = this.raw(key);
    if (Array.isArray(value))
      return value.map((one, at) => new Section(one, `${this.pathOf(key)}[${at}]`, this.#problems));
    this.problem(`must be a list, it is ${nameOf(value)}`, key);
    return [];
  }

  /** The objects under the keys of an object, in the order of the file; none when the key is absent. */
  entries(key: string): readonly (readonly [string, Section])[] {
    if (this.raw(key) === undefined) return [];
    const inner = this.section(key);
    return Object.keys(inner.#object).map((name) => [name, inner.section(name)] as const);
  }

  /** To be called when all known keys were read; keys that start with `x-` are let pass. */
  end(): void {
    this.#refuseUnknown((key) => !key.startsWith("x-"));
  }

  /** As `end`, but nothing is let pass: for places where an unknown key may change what is granted. */
  endStrictly(): void {
    this.#refuseUnknown(() => true);
  }

  #refuseUnknown(isRefused: (key: string) => boolean): void {
    for (const key of Object.keys(this.#object)) {
      if (!this.#asked.has(key) && isRefused(key)) this.problem("is not a key of this place", key);
    }
  }
}

function nameOf(value: unknown): string {
  if (value === undefined) return "missing";
  if (value === null) return "null";
  return Array.isArray(value) ? "a list" : `a ${typeof value}`;
}

// Makes one core module of all those that a component puts together, so that it is clamped, metered and run like any other.
import { malformed, SECTION, type Section } from "../module-bytes.ts";
import type { CoreSort } from "./component-format.ts";
import type { CoreItem, Instantiation, LoweredFunction } from "./component-values.ts";
import { type CoreImport, type CoreModule, readCoreModule } from "./core-module.ts";
import { unsupported } from "./read-parts.ts";
import { type Renumbering, rewriteBody, rewriteConstant, rewriteData, rewriteElements } from "./rewrite-code.ts";
import { bytesOf, exportEntry, importEntry, number, vector } from "./write-entries.ts";

/** A function of the host's, as the linked module imports it. */
export interface LinkedImport {
  readonly namespace: string;
  readonly name: string;
  readonly lowered: LoweredFunction;
  /** The type of its parameters and results, as it is written. */
  readonly type: Uint8Array;
}

/** What the linked module is to export. */
export interface WantedExport {
  readonly name: string;
  readonly item: CoreItem;
}

export interface Linked {
  readonly sections: readonly Section[];
  readonly imports: readonly LinkedImport[];
  /** The written type of a function that was exported. */
  readonly typeOf: (item: CoreItem) => Uint8Array;
}

/** Before the names of interfaces: they are no namespaces of another ABI. */
export const INTERFACE_PREFIX = "wit:";

const BYTES_MAX = 64 * 1024 * 1024;
const FUNCTION_FORM = 0x60;
const OPCODE = { end: 0x0b, call: 0x10 } as const;

/** Throws DRIVER_MALFORMED when the modules do not fit together, or bring more than one memory. */
export function linkModules(instantiations: readonly Instantiation[], wanted: readonly WantedExport[]): Linked {
  return new Linker(instantiations).link(wanted);
}

/** Of one instantiated module: the merged number of each of its things, imported ones first. */
interface Placed {
  readonly module: CoreModule;
  readonly typeBase: number;
  readonly numbers: Readonly<Record<CoreSort, number[]>>;
}

interface PlacedImport extends LinkedImport {
  readonly index: number;
  readonly typeIndex: number;
}

interface Global {
  readonly type: Uint8Array;
  /** Undefined for one that may change: it cannot stand in a constant expression. */
  readonly constant: Uint8Array | undefined;
  readonly initial: Uint8Array;
}

class Linker {
  readonly #instantiations: readonly Instantiation[];
  readonly #placed: Placed[] = [];
  readonly #imports: PlacedImport[] = [];
  readonly #importOf = new Map<LoweredFunction, PlacedImport>();
  readonly #twins = new Map<string, number>();
  readonly #types: Uint8Array[] = [];
  readonly #functionTypes: number[] = [];
  readonly #tables: Uint8Array[] = [];
  readonly #memories: Uint8Array[] = [];
  readonly #globals: Global[] = [];
  readonly #bodies: Uint8Array[] = [];
  readonly #elements: Uint8Array[] = [];
  readonly #data: Uint8Array[] = [];
  readonly #starts: number[] = [];
  #bytes = 0;

  constructor(instantiations: readonly Instantiation[]) {
    this.#instantiations = instantiations;
  }

  link(wanted: readonly WantedExport[]): Linked {
    const modules = this.#instantiations.map(({ module }) => this.#read(module));
    // The numbers of the host's functions come before all others, so they are counted first.
    for (const [index, module] of modules.entries())
      this.#countImports(module, this.#instantiations[index] as Instantiation);
    for (const [index, module] of modules.entries()) this.#place(module, this.#instantiations[index] as Instantiation);
    for (const placed of this.#placed) this.#copy(placed);
    if (this.#memories.length > 1) throw unsupported(`${this.#memories.length} memories`);
    return {
      sections: this.#sections(wanted),
      imports: this.#imports,
      typeOf: (item) => this.#typeOfFunction(this.#numberOf(item, "func")) ?? new Uint8Array(0),
    };
  }

  #read(bytes: Uint8Array): CoreModule {
    this.#bytes += bytes.length;
    if (this.#bytes > BYTES_MAX)
      throw malformed(`the modules of the component have more than ${BYTES_MAX} bytes together`);
    return readCoreModule(bytes);
  }

  #countImports(module: CoreModule, instantiation: Instantiation): void {
    for (const wanted of module.imports) {
      const item = this.#given(wanted, instantiation);
      if (item.from !== "host") continue;
      const type = module.types[wanted.type];
      if (wanted.sort !== "func" || !type)
        throw malformed("a core module imports a function of the host as something else");
      const known = this.#importOf.get(item);
      if (known && !same(known.type, type)) throw malformed(`${item.name} is imported under two types`);
      if (!known) this.#addImport(item, type);
    }
  }

  #addImport(lowered: LoweredFunction, type: Uint8Array): void {
    const namespace = INTERFACE_PREFIX + lowered.interface;
    const key = `${namespace} ${lowered.name}`;
    const twins = (this.#twins.get(key) ?? 0) + 1;
    this.#twins.set(key, twins);
    // Each has a way of its own to make room for what the host answers.
    const name = twins === 1 ? lowered.name : `${lowered.name}#${twins}`;
    const typeIndex = this.#types.push(type) - 1;
    const placed = { namespace, name, lowered, type, index: this.#imports.length, typeIndex };
    this.#imports.push(placed);
    this.#importOf.set(lowered, placed);
  }

  #place(module: CoreModule, instantiation: Instantiation): void {
    const numbers: Record<CoreSort, number[]> = { func: [], table: [], memory: [], global: [] };
    for (const wanted of module.imports) {
      const number = this.#numberOf(this.#given(wanted, instantiation), wanted.sort);
      this.#mustFit(module, wanted, number);
      numbers[wanted.sort].push(number);
    }
    const placed = { module, typeBase: this.#types.length, numbers };
    for (const type of module.types) this.#types.push(type);
    const add = <T>(sort: CoreSort, items: readonly T[], to: unknown[], base = 0) => {
      for (const item of items) numbers[sort].push(to.push(item) - 1 + base);
    };
    const functionTypes = module.functionTypes.map((type) => placed.typeBase + within(type, module.types.length));
    add("func", functionTypes, this.#functionTypes, this.#imports.length);
    add("table", module.tables, this.#tables);
    add("memory", module.memories, this.#memories);
    for (const { type, initial, isMutable } of module.globals) {
      const expression = rewriteConstant(initial, this.#renumbering(placed));
      numbers.global.push(
        this.#globals.push({ type, initial: expression, constant: isMutable ? undefined : expression }) - 1,
      );
    }
    this.#placed.push(placed);
  }

  #given({ namespace, name, sort }: CoreImport, { arguments: given }: Instantiation): CoreItem {
    const items = given.get(namespace);
    if (items && "module" in items) return { from: "module", instantiation: items, sort, name };
    const item = items?.get(name);
    if (item) return item;
    throw malformed(
      `a core module imports ${JSON.stringify(`${namespace} ${name}`.slice(0, 160))}, which it is not given`,
    );
  }

  #numberOf(item: CoreItem, sort: CoreSort): number {
    if (item.from === "host") {
      const known = this.#importOf.get(item);
      if (known && sort === "func") return known.index;
      throw unsupported("a function of the host that it gives on");
    }
    const placed = this.#placed[item.instantiation.number];
    const found = placed?.module.exports.get(item.name);
    const number = found?.sort === sort && item.sort === sort ? placed?.numbers[sort][found.index] : undefined;
    if (number !== undefined) return number;
    throw malformed(`a core module has no export ${JSON.stringify(item.name.slice(0, 80))} of the sort ${sort}`);
  }

  /** Of functions and globals the type must be the same; tables and memories the engine checks as it is used. */
  #mustFit(module: CoreModule, wanted: CoreImport, number: number): void {
    const fits =
      wanted.sort === "func"
        ? same(module.types[wanted.type], this.#typeOfFunction(number))
        : wanted.sort !== "global" || same(wanted.written, this.#globals[number]?.type);
    if (!fits)
      throw malformed(
        `a core module imports ${JSON.stringify(wanted.name.slice(0, 80))} under another type than it has`,
      );
  }

  #typeOfFunction(number: number): Uint8Array | undefined {
    const { length } = this.#imports;
    const index = number < length ? this.#imports[number]?.typeIndex : this.#functionTypes[number - length];
    return index === undefined ? undefined : this.#types[index];
  }

  #copy(placed: Placed): void {
    const { module, numbers } = placed;
    if (module.bodies.length !== module.functionTypes.length)
      throw malformed("a core module has functions without code");
    const to = this.#renumbering(placed);
    for (const [index, body] of module.bodies.entries()) {
      this.#bodies.push(rewriteBody(body, to.paramCountOf(module.functionTypes[index] as number), to));
    }
    // All of a module at once: while they are copied the numbers of its segments begin where those before it ended.
    const elements = module.elements ? rewriteElements(module.elements, to) : [];
    const data = module.data ? rewriteData(module.data, to) : [];
    for (const segment of elements) this.#elements.push(segment);
    for (const segment of data) this.#data.push(segment);
    if (module.start !== undefined) this.#starts.push(numbers.func[module.start] ?? -1);
  }

  #renumbering({ module, typeBase, numbers }: Placed): Renumbering {
    const number = (sort: CoreSort) => (index: number) => {
      const found = numbers[sort][index];
      if (found !== undefined) return found;
      throw malformed(`a core module refers to ${sort} ${index}, which it does not have`);
    };
    return {
      type: (index) => typeBase + within(index, module.types.length),
      func: number("func"),
      table: number("table"),
      global: number("global"),
      constantOf: (index) => {
        const constant = this.#globals[number("global")(index)]?.constant;
        if (constant) return constant;
        throw malformed("a constant expression of a core module uses a global that may change");
      },
      elementBase: this.#elements.length,
      dataBase: this.#data.length,
      paramCountOf: (type) => module.paramCounts[type] ?? 0,
      globalCount: numbers.global.length,
    };
  }

  #sections(wanted: readonly WantedExport[]): Section[] {
    const start = this.#start();
    const section = (id: number, items: readonly Uint8Array[]): Section[] =>
      items.length === 0 ? [] : [{ id, payload: vector(items) }];
    const exported = wanted.map(({ name, item }) => exportEntry(name, "func", this.#numberOf(item, "func")));
    const memory = this.#memories.length === 0 ? [] : [exportEntry("memory", "memory", 0)];
    return [
      ...section(
        SECTION.type,
        this.#types.map((type) => bytesOf(FUNCTION_FORM, type)),
      ),
      ...section(SECTION.import, this.#imports.map(importEntry)),
      ...section(
        SECTION.function,
        this.#functionTypes.map((type) => number(type)),
      ),
      ...section(SECTION.table, this.#tables),
      ...section(SECTION.memory, this.#memories),
      ...section(
        SECTION.global,
        this.#globals.map(({ type, initial }) => bytesOf(type, initial, OPCODE.end)),
      ),
      ...section(SECTION.export, [...memory, ...exported]),
      ...(start === undefined ? [] : [{ id: SECTION.start, payload: number(start) }]),
      ...section(SECTION.element, this.#elements),
      ...(this.#data.length === 0 ? [] : [{ id: SECTION.dataCount, payload: number(this.#data.length) }]),
      ...section(
        SECTION.code,
        this.#bodies.map((body) => bytesOf(number(body.length), body)),
      ),
      ...section(SECTION.data, this.#data),
    ];
  }

  /** One start function that calls all of them in order; none where there is none. */
  #start(): number | undefined {
    if (this.#starts.length === 0) return undefined;
    this.#types.push(Uint8Array.of(0, 0));
    this.#functionTypes.push(this.#types.length - 1);
    const calls = this.#starts.map((start) => bytesOf(OPCODE.call, number(start)));
    this.#bodies.push(bytesOf(0, ...calls, OPCODE.end));
    return this.#imports.length + this.#functionTypes.length - 1;
  }
}

function within(index: number, length: number): number {
  if (index < length) return index;
  throw malformed(`a core module refers to type ${index}, it has ${length}`);
}

function same(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  return a !== undefined && b !== undefined && Buffer.compare(a, b) === 0;
}

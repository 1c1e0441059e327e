// Follows a component from its first section to its last, so that it is known which modules are put together how; runs none of it.
import { isComponent } from "@holdfast/sdk";
import { ByteReader, malformed } from "../module-bytes.ts";
import {
  type Alias,
  type Argument,
  type Canon,
  type CanonOptions,
  COMPONENT_SECTION,
  type CoreExport,
  type CoreSort,
  type Sort,
} from "./component-format.ts";
import type {
  ComponentItem,
  CoreItem,
  CoreItems,
  FunctionItem,
  InstanceItem,
  Instantiation,
  Item,
  OuterScope,
  TypeItem,
} from "./component-values.ts";
import { readCanon, readCoreInstance, readExport, readImport, readInstance } from "./read-items.ts";
import { listOf, readAlias, unsupported } from "./read-parts.ts";
import { readType } from "./read-types.ts";
import { functionTypeAt, importedInstance, outerType, resolveType, typeAt } from "./resolve-types.ts";

const HEADER_BYTES = 8;
// A component that puts others together can double with each line: so many items are far more than tools make.
const ITEMS_MAX = 200_000;
const INSTANTIATIONS_MAX = 64;
const NESTING_MAX = 8;

/** What a component comes to. */
export interface Evaluated {
  /** By the names of the interfaces. */
  readonly exports: InstanceItem;
  /** Its core modules, in the order in which they are put to work. */
  readonly instantiations: readonly Instantiation[];
}

/** Throws DRIVER_MALFORMED for what is no component, or one with parts that this host does not take. */
export function evaluateComponent(bytes: Uint8Array): Evaluated {
  const work: Work = { items: 0, instantiations: [] };
  const exports = new ComponentScope({ bytes, outer: undefined }, undefined, work, 0).run();
  return { exports, instantiations: work.instantiations };
}

/** The sections of a component, in order. */
export function* componentSections(
  bytes: Uint8Array,
): Generator<{ readonly id: number; readonly payload: Uint8Array }> {
  if (!isComponent(bytes)) throw malformed("the file is not a WebAssembly component");
  const reader = new ByteReader(bytes, HEADER_BYTES);
  while (!reader.done) yield { id: reader.byte(), payload: reader.bytes(reader.u32()) };
}

/** What all components in one file use up together. */
interface Work {
  items: number;
  readonly instantiations: Instantiation[];
}

class ComponentScope implements OuterScope {
  readonly types: TypeItem[] = [];
  readonly modules: Uint8Array[] = [];
  readonly components: ComponentItem[] = [];
  readonly outer: OuterScope | undefined;
  readonly #component: ComponentItem;
  readonly #given: InstanceItem | undefined;
  readonly #work: Work;
  readonly #nesting: number;
  readonly #functions: FunctionItem[] = [];
  readonly #instances: InstanceItem[] = [];
  readonly #coreInstances: CoreItems[] = [];
  readonly #core: Readonly<Record<CoreSort, CoreItem[]>> = { func: [], table: [], memory: [], global: [] };
  readonly #exports = new Map<string, Item>();

  /** `given` are the arguments of a nested component; the outermost one is given what it says it imports. */
  constructor(component: ComponentItem, given: InstanceItem | undefined, work: Work, nesting: number) {
    if (nesting > NESTING_MAX) throw malformed(`components stand in each other more than ${NESTING_MAX} deep`);
    this.#component = component;
    this.#given = given;
    this.#work = work;
    this.#nesting = nesting;
    this.outer = component.outer;
  }

  run(): InstanceItem {
    for (const { id, payload } of componentSections(this.#component.bytes)) {
      if (id === COMPONENT_SECTION.custom) continue;
      if (id === COMPONENT_SECTION.start) throw unsupported("a start function of its own");
      const reader = new ByteReader(payload);
      if (id === COMPONENT_SECTION.coreModule) this.modules.push(reader.rest());
      // A nested one could look at what is defined after it, which harms nobody.
      else if (id === COMPONENT_SECTION.component) this.components.push({ bytes: reader.rest(), outer: this });
      else listOf(reader, () => this.#entry(id, reader));
      if (!reader.done) throw malformed("a section of the component is longer than its content");
    }
    return this.#exports;
  }

  #entry(id: number, reader: ByteReader): void {
    this.#work.items += 1;
    if (this.#work.items > ITEMS_MAX) throw malformed(`the component has more than ${ITEMS_MAX} items`);
    switch (id) {
      case COMPONENT_SECTION.coreInstance:
        this.#coreInstances.push(this.#coreInstance(reader));
        return;
      case COMPONENT_SECTION.instance:
        this.#instances.push(this.#instance(reader));
        return;
      case COMPONENT_SECTION.alias:
        this.#alias(readAlias(reader));
        return;
      case COMPONENT_SECTION.type:
        this.types.push(resolveType(readType(reader), this));
        return;
      case COMPONENT_SECTION.canon:
        this.#canon(readCanon(reader));
        return;
      case COMPONENT_SECTION.import: {
        const { name, item } = readImport(reader);
        this.#add(
          this.#given
            ? given(this.#given, name, item.sort)
            : { sort: "instance", value: importedInstance(name, item, this) },
        );
        return;
      }
      case COMPONENT_SECTION.export: {
        const { name, sort, index } = readExport(reader);
        const item = this.#at(sort, index);
        this.#exports.set(name, item);
        this.#add(item);
        return;
      }
      default:
        throw unsupported(`sections of the sort ${id}`);
    }
  }

  #coreInstance(reader: ByteReader): CoreItems {
    const made = readCoreInstance(reader);
    if (made.kind === "inline") return new Map(made.exports.map((one) => [one.name, this.#coreAt(one)]));
    const number = this.#work.instantiations.length;
    if (number === INSTANTIATIONS_MAX)
      throw malformed(`the component has more than ${INSTANTIATIONS_MAX} core instances`);
    const given = made.arguments.map(({ name, instance }) => [name, at(this.#coreInstances, instance)] as const);
    const instantiation = { number, module: at(this.modules, made.module), arguments: new Map(given) };
    this.#work.instantiations.push(instantiation);
    return instantiation;
  }

  #instance(reader: ByteReader): InstanceItem {
    const made = readInstance(reader);
    const items = (list: readonly Argument[]) =>
      new Map(list.map(({ name, sort, index }) => [name, this.#at(sort, index)]));
    if (made.kind === "inline") return items(made.exports);
    const component = at(this.components, made.component);
    return new ComponentScope(component, items(made.arguments), this.#work, this.#nesting + 1).run();
  }

  #alias(alias: Alias): void {
    if (alias.from === "core") {
      this.#core[alias.sort].push(exportOf(at(this.#coreInstances, alias.instance), alias.sort, alias.name));
    } else if (alias.from === "instance") {
      this.#add(given(at(this.#instances, alias.instance), alias.name, alias.sort));
    } else this.#outerAlias(alias);
  }

  #outerAlias({ sort, levels, index }: Extract<Alias, { from: "outer" }>): void {
    if (sort === "type") {
      this.types.push(outerType(this, levels, index));
      return;
    }
    let scope: OuterScope | undefined = this;
    for (let left = levels; left > 0 && scope; left--) scope = scope.outer;
    if (scope && sort === "module") this.modules.push(at(scope.modules, index));
    else if (scope && sort === "component") this.components.push(at(scope.components, index));
    else throw malformed("an alias reaches for what nested components may not have");
  }

  #canon(canon: Canon): void {
    if (canon.kind === "lift") {
      const type = functionTypeAt(this, canon.type);
      this.#functions.push({
        kind: "lifted",
        core: at(this.#core.func, canon.core),
        type,
        ...this.#options(canon.options),
      });
      return;
    }
    if (canon.kind === "drop") {
      const found = typeAt(this, canon.resource);
      if (found.kind !== "resource") throw malformed("what is to be dropped is no resource");
      const { interface: of, name } = found.resource;
      this.#core.func.push({ from: "host", interface: of, name: `[resource-drop]${name}` });
      return;
    }
    const lowered = at(this.#functions, canon.func);
    if (lowered.kind !== "imported") throw unsupported("calls from one of its components to another");
    const { interface: of, name, type } = lowered;
    const { realloc } = this.#options(canon.options);
    this.#core.func.push({ from: "host", interface: of, name, type, ...(realloc && { realloc }) });
  }

  // Which memory is meant need not be remembered: there may be one only.
  #options({ realloc, postReturn }: CanonOptions): { realloc?: CoreItem; postReturn?: CoreItem } {
    return {
      ...(realloc !== undefined && { realloc: at(this.#core.func, realloc) }),
      ...(postReturn !== undefined && { postReturn: at(this.#core.func, postReturn) }),
    };
  }

  #at(sort: Sort, index: number): Item {
    if (sort === "func") return { sort, value: at(this.#functions, index) };
    if (sort === "type") return { sort, value: typeAt(this, index) };
    if (sort === "instance") return { sort, value: at(this.#instances, index) };
    if (sort === "component") return { sort, value: at(this.components, index) };
    return { sort, value: at(this.modules, index) };
  }

  #add(item: Item): void {
    if (item.sort === "func") this.#functions.push(item.value);
    else if (item.sort === "type") this.types.push(item.value);
    else if (item.sort === "instance") this.#instances.push(item.value);
    else if (item.sort === "component") this.components.push(item.value);
    else this.modules.push(item.value);
  }

  #coreAt({ sort, index }: CoreExport): CoreItem {
    return at(this.#core[sort], index);
  }
}

function exportOf(items: CoreItems, sort: CoreSort, name: string): CoreItem {
  if ("module" in items) return { from: "module", instantiation: items, sort, name };
  const found = (items as ReadonlyMap<string, CoreItem>).get(name);
  if (found) return found;
  throw malformed(`a core instance has no export ${JSON.stringify(name.slice(0, 80))}`);
}

function given(items: InstanceItem, name: string, sort: Sort | string): Item {
  const found = items.get(name);
  if (found && found.sort === sort) return found;
  throw malformed(`an instance has no ${sort} ${JSON.stringify(name.slice(0, 80))}`);
}

function at<T>(list: readonly T[], index: number): T {
  const found = list[index];
  if (found !== undefined) return found;
  throw malformed(`the component refers to item ${index} of ${list.length}`);
}

// The small parts that entries of a component are made of: lists, names, sorts, aliases, and what an import or export is said to be.
import { type ByteReader, malformed } from "../module-bytes.ts";
import type { Alias, CoreSort, ItemType, Sort } from "./component-format.ts";

/** In the order of their numbers. */
export const CORE_SORTS: readonly CoreSort[] = ["func", "table", "memory", "global"];

/** The entries of a list, each read by `read`. */
export function listOf<T>(reader: ByteReader, read: (reader: ByteReader) => T): T[] {
  const items: T[] = [];
  for (let left = reader.u32(); left > 0; left--) items.push(read(reader));
  return items;
}

/** What the host's side of the component model does not know. */
export function unsupported(what: string): Error {
  return malformed(`the component has ${what}, which this host does not take`);
}

/** The name of an import or an export; older tools wrote its form before it, and one form has the version apart. */
export function readName(reader: ByteReader): string {
  const form = reader.byte();
  if (form > 1) throw unsupported(`the form of name 0x${form.toString(16)}`);
  return reader.name();
}

/** What an import or an export is said to be. */
export function readItem(reader: ByteReader): ItemType {
  const sort = reader.byte();
  switch (sort) {
    case 1:
      return { sort: "func", type: reader.u32() };
    case 3: {
      const bound = reader.byte();
      if (bound > 1) throw unsupported(`the bound of a type 0x${bound.toString(16)}`);
      return bound === 0 ? { sort: "type", equal: reader.u32() } : { sort: "type" };
    }
    case 4:
      return { sort: "component", type: reader.u32() };
    case 5:
      return { sort: "instance", type: reader.u32() };
    default:
      throw unsupported(`an import or export of the sort 0x${sort.toString(16)}`);
  }
}

export function readAlias(reader: ByteReader): Alias {
  const { core, component } = readSort(reader);
  const target = reader.byte();
  if (target === 0 && component)
    return { from: "instance", sort: component, instance: reader.u32(), name: reader.name() };
  if (target === 1 && core) return { from: "core", sort: core, instance: reader.u32(), name: reader.name() };
  if (target === 2 && component) return { from: "outer", sort: component, levels: reader.u32(), index: reader.u32() };
  throw unsupported(`the alias 0x${target.toString(16)}`);
}

export function readSorted(reader: ByteReader): { sort: Sort; index: number } {
  const { component } = readSort(reader);
  if (component === undefined) throw unsupported("core items outside of core instances");
  return { sort: component, index: reader.u32() };
}

function readSort(reader: ByteReader): { readonly core?: CoreSort; readonly component?: Sort } {
  const sort = reader.byte();
  if (sort === 0) {
    const core = reader.byte();
    if (core === 0x11) return { component: "module" };
    const found = CORE_SORTS[core];
    if (found) return { core: found };
    throw unsupported(`the core sort 0x${core.toString(16)}`);
  }
  const names: Readonly<Record<number, Sort>> = { 1: "func", 3: "type", 4: "component", 5: "instance" };
  const component = names[sort];
  if (component) return { component };
  throw unsupported(`the sort 0x${sort.toString(16)}`);
}

// Reads the entries of a component's sections other than types: modules put together, functions lifted and lowered, names given.
import { type ByteReader, malformed } from "../module-bytes.ts";
import type {
  Argument,
  Canon,
  CanonOptions,
  CoreArgument,
  CoreExport,
  CoreInstance,
  Export,
  Import,
  Instance,
} from "./component-format.ts";
import { CORE_SORTS, listOf, readItem, readName, readSorted, unsupported } from "./read-parts.ts";

export function readCoreInstance(reader: ByteReader): CoreInstance {
  const form = reader.byte();
  if (form === 0) return { kind: "instantiate", module: reader.u32(), arguments: listOf(reader, readCoreArgument) };
  if (form === 1) return { kind: "inline", exports: listOf(reader, readCoreExport) };
  throw malformed(`0x${form.toString(16)} is no form of a core instance`);
}

export function readInstance(reader: ByteReader): Instance {
  const form = reader.byte();
  if (form === 0) return { kind: "instantiate", component: reader.u32(), arguments: listOf(reader, readArgument) };
  if (form === 1) return { kind: "inline", exports: listOf(reader, readInlineExport) };
  throw malformed(`0x${form.toString(16)} is no form of an instance`);
}

export function readCanon(reader: ByteReader): Canon {
  const form = reader.byte();
  if (form === 0 && reader.byte() === 0) {
    const core = reader.u32();
    const options = readOptions(reader);
    return { kind: "lift", core, options, type: reader.u32() };
  }
  if (form === 1 && reader.byte() === 0) return { kind: "lower", func: reader.u32(), options: readOptions(reader) };
  if (form === 3) return { kind: "drop", resource: reader.u32() };
  throw unsupported(`the built-in function 0x${form.toString(16)}`);
}

export function readImport(reader: ByteReader): Import {
  return { name: readName(reader), item: readItem(reader) };
}

export function readExport(reader: ByteReader): Export {
  const name = readName(reader);
  const { sort, index } = readSorted(reader);
  const ascribed = reader.byte();
  if (ascribed > 1) throw malformed(`0x${ascribed.toString(16)} does not say whether an export has a type`);
  if (ascribed === 1) readItem(reader);
  return { name, sort, index };
}

function readOptions(reader: ByteReader): CanonOptions {
  const options: { -readonly [K in keyof CanonOptions]: CanonOptions[K] } = {};
  listOf(reader, () => {
    const form = reader.byte();
    if (form === 0) return;
    if (form === 3) options.memory = reader.u32();
    else if (form === 4) options.realloc = reader.u32();
    else if (form === 5) options.postReturn = reader.u32();
    else if (form === 1 || form === 2) throw unsupported("text in another encoding than UTF-8");
    else throw unsupported(form === 6 || form === 7 ? "asynchronous functions" : `the option 0x${form.toString(16)}`);
  });
  return options;
}

function readCoreArgument(reader: ByteReader): CoreArgument {
  const name = reader.name();
  if (reader.byte() !== 0x12) throw malformed("an argument of a core module is no instance");
  return { name, instance: reader.u32() };
}

function readCoreExport(reader: ByteReader): CoreExport {
  const name = reader.name();
  const sort = CORE_SORTS[reader.byte()];
  if (sort === undefined) throw unsupported("a core export that is no function, table, memory or global");
  return { name, sort, index: reader.u32() };
}

function readArgument(reader: ByteReader): Argument {
  const name = reader.name();
  return { name, ...readSorted(reader) };
}

function readInlineExport(reader: ByteReader): Argument {
  const name = readName(reader);
  return { name, ...readSorted(reader) };
}

// Writes the entries of a core module's sections.
import { ByteWriter } from "../module-bytes.ts";
import type { CoreSort } from "./component-format.ts";

const SORT_NUMBER: Readonly<Record<CoreSort, number>> = { func: 0, table: 1, memory: 2, global: 3 };

/** An imported function. */
export function importEntry({
  namespace,
  name,
  typeIndex,
}: {
  readonly namespace: string;
  readonly name: string;
  readonly typeIndex: number;
}): Uint8Array {
  const writer = new ByteWriter();
  writer.name(namespace);
  writer.name(name);
  writer.byte(SORT_NUMBER.func);
  writer.u32(typeIndex);
  return writer.finish();
}

/** Anything exported. */
export function exportEntry(name: string, sort: CoreSort, index: number): Uint8Array {
  const writer = new ByteWriter();
  writer.name(name);
  writer.byte(SORT_NUMBER[sort]);
  writer.u32(index);
  return writer.finish();
}

/** A number as sections have them. */
export function number(value: number): Uint8Array {
  const writer = new ByteWriter();
  writer.u32(value);
  return writer.finish();
}

/** Bytes, and single ones as numbers, one after the other. */
export function bytesOf(...parts: readonly (number | Uint8Array)[]): Uint8Array {
  const writer = new ByteWriter();
  for (const part of parts) {
    if (typeof part === "number") writer.byte(part);
    else writer.bytes(part);
  }
  return writer.finish();
}

/** A list with its length before it. */
export function vector(items: readonly Uint8Array[]): Uint8Array {
  return bytesOf(number(items.length), ...items);
}

// WASI past a tape: what each function is told and what it writes, not where that lies, so that a driver that was built anew can be replayed too.

import type { FsGrant } from "../runtime.ts";
import { errnoNumber } from "../wasi/errno.ts";
import type { WasiImport } from "../wasi/function.ts";
import type { Tape, TapeValue } from "./tape.ts";
import { WASI_SHAPES, type WasiPart } from "./wasi-shapes.ts";

interface Surroundings {
  readonly memory: () => WebAssembly.Memory | undefined;
  readonly fs: readonly FsGrant[];
}

type Imports = Readonly<Record<string, WasiImport>>;

const FIRST_PREOPEN = 3;
const STDERR = 2;
const VECTOR_BYTES = 8;

/**
 * The same imports, noted or answered. What follows from the configuration alone (arguments, the granted directories' names) and output,
 * which is logged, is no question to the world.
 */
export function tapedImports(imports: Imports, tape: Tape, { memory, fs }: Surroundings): Imports {
  const taped = Object.entries(WASI_SHAPES).map(([name, shape]): [string, WasiImport] => {
    const live = imports[name] ?? (() => errnoNumber("NOSYS"));
    const pass = passing({ name, shape, live, tape, memory });
    if (name !== "fd_write") return [name, pass];
    return [name, (...values) => (Number(values[0]) <= STDERR ? live(...values) : pass(...values))];
  });
  return { ...imports, ...(tape.replays && preopens(fs, memory)), ...Object.fromEntries(taped) };
}

interface Passing {
  readonly name: string;
  readonly shape: readonly WasiPart[];
  readonly live: WasiImport;
  readonly tape: Tape;
  readonly memory: () => WebAssembly.Memory | undefined;
}

function passing({ name, shape, live, tape, memory }: Passing): WasiImport {
  return (...values) => {
    if (tape.isFull) return live(...values);
    const bytes = bytesOf(memory);
    const { said, outs } = placesOf(shape, values, bytes);
    const got = tape.pass(`wasi.${name}`, said, () => {
      const errno = live(...values);
      // The guest's memory may have grown a new buffer meanwhile.
      return errno === 0 ? [errno, ...read(outs, bytesOf(memory))] : [errno];
    });
    if (tape.replays && got.length > 1) write(outs, got.slice(1), bytesOf(memory));
    return Number(got[0]);
  };
}

/** Where a function writes: pieces of memory, of which only as many bytes count as the count beside them says. */
interface Out {
  readonly pieces: readonly (readonly [at: number, length: number])[];
  /** Where the number stands that says how much was written, and how many bytes each counts for. */
  readonly counted?: { readonly at: number; readonly unit: number } | undefined;
}

function placesOf(
  shape: readonly WasiPart[],
  values: readonly unknown[],
  bytes: Uint8Array,
): { readonly said: TapeValue[]; readonly outs: Out[] } {
  const said: TapeValue[] = [];
  const outs: Out[] = [];
  const countAt = shape.includes("count") ? numberAt(values, positionOf(shape, "count")) : 0;
  let at = 0;
  for (const part of shape) {
    const pointer = numberAt(values, at);
    const length = numberAt(values, at + 1);
    at += WIDTH[part] ?? 1;
    if (part === "plain") said.push(plain(values[at - 1]));
    else if (part === "in") said.push(slice(bytes, pointer, length));
    else if (part === "ins") said.push(joined(vectors(bytes, pointer, length), bytes));
    else if (part === "buffer" || part === "part") {
      said.push(length);
      outs.push({ pieces: [[pointer, length]], counted: part === "part" ? { at: countAt, unit: 1 } : undefined });
    } else if (part === "outs") {
      const pieces = vectors(bytes, pointer, length);
      said.push(pieces.reduce((sum, [, size]) => sum + size, 0));
      outs.push({ pieces, counted: { at: countAt, unit: 1 } });
    } else if (part === "events") {
      const count = numberAt(values, at + 1);
      said.push(slice(bytes, pointer, count * SUBSCRIPTION_BYTES));
      outs.push({ pieces: [[length, count * EVENT_BYTES]], counted: { at: countAt, unit: EVENT_BYTES } });
    } else outs.push({ pieces: [[pointer, part === "count" ? 4 : part]] });
  }
  return { said, outs };
}

const SUBSCRIPTION_BYTES = 48;
const EVENT_BYTES = 32;
/** How many parameters a part takes, where it is not one. */
const WIDTH: Readonly<Partial<Record<WasiPart, number>>> = { in: 2, ins: 2, buffer: 2, part: 2, outs: 2, events: 2 };

function positionOf(shape: readonly WasiPart[], wanted: WasiPart): number {
  return shape.slice(0, shape.indexOf(wanted)).reduce<number>((sum, part) => sum + (WIDTH[part] ?? 1), 0);
}

function read(outs: readonly Out[], bytes: Uint8Array): TapeValue[] {
  return outs.map(({ pieces, counted }) => {
    const all = joined(pieces, bytes, counted && wordAt(bytes, counted.at) * counted.unit);
    return all ?? new Uint8Array(0);
  });
}

/** Puts noted bytes where the guest wants them now; it said before how much room it has. */
function write(outs: readonly Out[], values: readonly TapeValue[], bytes: Uint8Array): void {
  for (const [index, { pieces }] of outs.entries()) {
    let rest = values[index] as Uint8Array;
    for (const [at, length] of pieces) {
      bytes.set(rest.subarray(0, length), at);
      rest = rest.subarray(length);
    }
  }
}

function bytesOf(memory: () => WebAssembly.Memory | undefined): Uint8Array {
  return new Uint8Array(memory()?.buffer ?? new ArrayBuffer(0));
}

function vectors(bytes: Uint8Array, pointer: number, count: number): [number, number][] {
  if (pointer + count * VECTOR_BYTES > bytes.length) return [];
  return Array.from({ length: count }, (_, index) => {
    const at = pointer + index * VECTOR_BYTES;
    return [wordAt(bytes, at), wordAt(bytes, at + 4)];
  });
}

/** A copy; null where the guest pointed outside of its memory, which the function itself refuses. */
function slice(bytes: Uint8Array, at: number, length: number): Uint8Array | null {
  return at + length > bytes.length ? null : bytes.slice(at, at + length);
}

function joined(
  pieces: readonly (readonly [number, number])[],
  bytes: Uint8Array,
  bytesMax = Number.POSITIVE_INFINITY,
): Uint8Array | null {
  const length = Math.min(
    bytesMax,
    pieces.reduce((sum, [, size]) => sum + size, 0),
  );
  if (length > bytes.length || pieces.some(([at, size]) => at + size > bytes.length)) return null;
  const all = new Uint8Array(length);
  let used = 0;
  for (const [at, size] of pieces) {
    const taken = Math.min(size, length - used);
    all.set(bytes.subarray(at, at + taken), used);
    used += taken;
  }
  return all;
}

function wordAt(bytes: Uint8Array, at: number): number {
  if (at + 4 > bytes.length) return 0;
  return new DataView(bytes.buffer, at, 4).getUint32(0, true);
}

function numberAt(values: readonly unknown[], at: number): number {
  const value = values[at];
  return typeof value === "number" ? value >>> 0 : 0;
}

function plain(value: unknown): TapeValue {
  if (typeof value === "bigint") return BigInt.asUintN(64, value);
  return typeof value === "number" ? value >>> 0 : null;
}

/** The granted directories by name, without the directories. */
function preopens(fs: readonly FsGrant[], memory: () => WebAssembly.Memory | undefined): Imports {
  const nameOf = (fd: unknown) => {
    const grant = fs[Number(fd) - FIRST_PREOPEN];
    return grant && new TextEncoder().encode(grant.guest);
  };
  return {
    fd_prestat_get(fd, pointer) {
      const name = nameOf(fd);
      const at = Number(pointer) >>> 0;
      const bytes = bytesOf(memory);
      if (name === undefined) return errnoNumber("BADF");
      if (at + 8 > bytes.length) return errnoNumber("FAULT");
      new DataView(bytes.buffer, at, 8).setBigUint64(0, BigInt(name.length) << 32n, true);
      return 0;
    },
    fd_prestat_dir_name(fd, pointer, length) {
      const name = nameOf(fd);
      const at = Number(pointer) >>> 0;
      const bytes = bytesOf(memory);
      if (name === undefined) return errnoNumber("BADF");
      if (Number(length) >>> 0 < name.length) return errnoNumber("NAMETOOLONG");
      if (at + name.length > bytes.length) return errnoNumber("FAULT");
      bytes.set(name, at);
      return 0;
    },
  };
}

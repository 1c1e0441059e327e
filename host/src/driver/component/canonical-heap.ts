// What codecs of the canonical ABI share: a guest's memory with its bounds, the flat values of a call, and the handles it holds.

export type FlatType = "i32" | "i64" | "f32" | "f64";
export type FlatValue = number | bigint;

/** A guest that breaks the canonical ABI, or a value that does not fit its type. The runtime makes a fault of it. */
export class CanonicalError extends Error {
  /** True when what it gives is larger than the limit. */
  readonly tooLarge: boolean;

  constructor(message: string, tooLarge = false) {
    super(message);
    this.name = "CanonicalError";
    this.tooLarge = tooLarge;
  }
}

/** How one type is read and written. `load` and `store` work on memory, `lift` and `lower` on arguments. */
export interface Codec {
  readonly size: number;
  readonly align: number;
  readonly flat: readonly FlatType[];
  /** How deep types stand in each other. */
  readonly depth: number;
  /** A pair whose first is text: a list of such is a map. */
  readonly isEntry?: boolean;
  load(heap: GuestHeap, at: number): unknown;
  store(heap: GuestHeap, at: number, value: unknown): void;
  lift(heap: GuestHeap, flat: FlatReader): unknown;
  lower(heap: GuestHeap, value: unknown, flat: FlatValue[]): void;
}

export function must(holds: boolean, what: string): void {
  if (!holds) throw new CanonicalError(what);
}

/** Arguments one after the other. The engine has converted them to the types that the module declares, and those were compared. */
export class FlatReader {
  readonly #values: readonly unknown[];
  #at = 0;

  constructor(values: readonly unknown[]) {
    this.#values = values;
  }

  next(): FlatValue {
    const value = this.#values[this.#at++];
    must(typeof value === "number" || typeof value === "bigint", "a call has too few arguments");
    return value as FlatValue;
  }

  u32(): number {
    return Number(this.next()) >>> 0;
  }
}

const HANDLES_MAX = 4096;

/** What the host keeps for a guest, by numbers that only this guest knows. */
export class Handles {
  readonly #held = new Map<number, unknown>();
  #last = 0;

  add(value: unknown): number {
    must(this.#held.size < HANDLES_MAX, `a component holds more than ${HANDLES_MAX} handles`);
    do this.#last = (this.#last % 0x7fff_ffff) + 1;
    while (this.#held.has(this.#last));
    this.#held.set(this.#last, value);
    return this.#last;
  }

  get(handle: number): unknown {
    const value = this.#held.get(handle);
    must(value !== undefined, "a component uses a handle that it does not hold");
    return value;
  }

  remove(handle: number): unknown {
    const value = this.get(handle);
    this.#held.delete(handle);
    return value;
  }
}

export interface GuestHeapParts {
  readonly memory: () => WebAssembly.Memory | undefined;
  /** The guest's own allocator, as `cabi_realloc`. */
  readonly realloc: ((old: number, oldSize: number, align: number, size: number) => unknown) | undefined;
  readonly handles: Handles;
  /** Bytes that may be taken out of the memory. */
  readonly budget: Budget;
}

/** How much of a guest's memory may become values of the host's during one call: lists may lie in the same bytes many times. */
export class Budget {
  readonly #bytesMax: number;
  #left: number;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
    this.#left = bytesMax;
  }

  reset(): void {
    this.#left = this.#bytesMax;
  }

  spend(bytes: number): void {
    this.#left -= bytes;
    if (this.#left < 0) throw new CanonicalError(`it gives more than ${this.#bytesMax} bytes`, true);
  }
}

/** A guest's memory during one lift or lowering. */
export class GuestHeap {
  readonly handles: Handles;
  readonly #parts: GuestHeapParts;
  #view = new DataView(new ArrayBuffer(0));

  constructor(parts: GuestHeapParts) {
    this.#parts = parts;
    this.handles = parts.handles;
  }

  /** The memory, in which those bytes are. Asked for each time, because growing replaces the buffer. */
  check(at: number, length: number, align: number): DataView {
    const buffer = this.#parts.memory()?.buffer;
    must(
      buffer !== undefined && at + length <= buffer.byteLength,
      `${length} bytes at ${at} are outside of the memory`,
    );
    must(at % align === 0, `the address ${at} is no multiple of ${align}`);
    if (this.#view.buffer !== buffer) this.#view = new DataView(buffer as ArrayBuffer);
    return this.#view;
  }

  charge(bytes: number): void {
    this.#parts.budget.spend(bytes);
  }

  /** A window on bytes that the guest gives. */
  take(at: number, length: number): Uint8Array {
    const { buffer } = this.check(at, length, 1);
    this.charge(length);
    return new Uint8Array(buffer, at, length);
  }

  /** Copies bytes to where the guest wants them. */
  give(bytes: Uint8Array): readonly [number, number] {
    must(bytes instanceof Uint8Array, "bytes are wanted");
    const at = this.allocate(1, bytes.length);
    new Uint8Array(this.check(at, bytes.length, 1).buffer).set(bytes, at);
    return [at, bytes.length];
  }

  allocate(align: number, size: number): number {
    if (size === 0) return align;
    const { realloc } = this.#parts;
    must(realloc !== undefined, "the component says no way to make room for what it is given");
    const at = Number(realloc?.(0, 0, align, size)) >>> 0;
    this.check(at, size, align);
    return at;
  }
}

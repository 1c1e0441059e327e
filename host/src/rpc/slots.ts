// Where the calls of the moment are kept: arrays that stay while their entries come and go.
//
// A Map or a Set that is filled and emptied all the time gets a new table every few dozen entries, and V8 lets each old table point to the next.
// Once one of them has grown old, all that follow live until the next full collection, with every call that was in them.

/** Beyond this an empty table is given up, so that one burst does not cost its memory for ever. */
const KEPT_MAX = 256;

/** A bag: what is added gets a place, by which it is taken out again. */
export class Slots<Value> {
  #values: (Value | undefined)[] = [];
  /** Behind a free place the next free one; -1 is none. */
  #nextFree: number[] = [];
  #firstFree = -1;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(value: Value): number {
    const at = this.#firstFree < 0 ? this.#values.length : this.#firstFree;
    this.#firstFree = this.#nextFree[at] ?? -1;
    this.#nextFree[at] = -1;
    this.#values[at] = value;
    this.#size++;
    return at;
  }

  /** Harmless when it is not there any more. */
  remove(at: number, value: Value): void {
    if (this.#values[at] !== value) return;
    this.#values[at] = undefined;
    this.#nextFree[at] = this.#firstFree;
    this.#firstFree = at;
    this.#size--;
    if (this.#size > 0 || this.#values.length <= KEPT_MAX) return;
    this.#values = [];
    this.#nextFree = [];
    this.#firstFree = -1;
  }

  /** All that are there now, in no order. */
  list(): Value[] {
    return this.#values.filter((value) => value !== undefined);
  }
}

const CAPACITY_MIN = 8;

/** A table by whole numbers from 0 on: each has one place, by its last bits, and those whose place is taken wait in a Map. */
export class NumberTable<Value> {
  #ids: number[] = [];
  #values: (Value | undefined)[] = [];
  /** The capacity, a power of two, less one; -1 is no places yet. */
  #mask = -1;
  #placed = 0;
  /** Few tables ever need one. */
  #displaced: Map<number, Value> | undefined;

  get size(): number {
    return this.#placed + (this.#displaced?.size ?? 0);
  }

  /** The place of this number is free: who may choose its numbers takes one of those. */
  hasPlace(id: number): boolean {
    return this.#mask < 0 || this.#values[id & this.#mask] === undefined;
  }

  get(id: number): Value | undefined {
    const at = id & this.#mask;
    return this.#ids[at] === id ? this.#values[at] : this.#displaced?.get(id);
  }

  /** The number is not in the table. */
  add(id: number, value: Value): void {
    if (this.#placed * 2 > this.#mask) this.#grow();
    const at = id & this.#mask;
    if (this.#values[at] !== undefined) {
      this.#displaced ??= new Map();
      this.#displaced.set(id, value);
      return;
    }
    this.#ids[at] = id;
    this.#values[at] = value;
    this.#placed++;
  }

  /** Takes it out and answers it; undefined if it is not there. */
  take(id: number): Value | undefined {
    const at = id & this.#mask;
    const value = this.#ids[at] === id ? this.#values[at] : undefined;
    if (value === undefined) return this.#takeDisplaced(id);
    this.#values[at] = undefined;
    this.#placed--;
    if (this.#placed === 0 && this.#mask >= KEPT_MAX) this.#reset(CAPACITY_MIN);
    return value;
  }

  clear(): void {
    this.#reset(CAPACITY_MIN);
    this.#displaced = undefined;
  }

  /** All that are there now, in no order. */
  list(): Value[] {
    return [...this.#values.filter((value) => value !== undefined), ...(this.#displaced?.values() ?? [])];
  }

  #takeDisplaced(id: number): Value | undefined {
    const value = this.#displaced?.get(id);
    this.#displaced?.delete(id);
    return value;
  }

  // Who had a place of its own among few has one among many.
  #grow(): void {
    const [ids, values] = [this.#ids, this.#values];
    this.#reset(Math.max(CAPACITY_MIN, 2 * values.length));
    for (const [at, value] of values.entries()) {
      if (value !== undefined) this.add(ids[at] ?? 0, value);
    }
  }

  #reset(capacity: number): void {
    this.#ids = new Array<number>(capacity).fill(-1);
    this.#values = new Array<Value | undefined>(capacity).fill(undefined);
    this.#mask = capacity - 1;
    this.#placed = 0;
  }
}

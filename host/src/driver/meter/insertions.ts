// What is to be written into one function, in the order of its bytes: where, what, and for how many units.

/**
 * Kinds of inserted code. A function with a loop holds its fuel in a local while it runs ("held"), and stores it in the
 * module's global wherever others look at it; a function without one works on the global alone.
 */
export const INSERT = {
  /** At the function's entry: take the units from the global, trap below zero, and hold what is left. */
  entry: 0,
  /** At the head of a loop: take the units from what is held, trap below zero. */
  loop: 1,
  /** Where the global is up to date: take the units from it and hold what is left. */
  chargeStored: 2,
  /** Where only the local is up to date: take the units from it. */
  chargeHeld: 3,
  store: 4,
  load: 5,
  /** Before a bulk instruction: take units for the length on the stack, trap below zero. The value is the shift. */
  length: 6,
} as const;

const CAPACITY_FIRST = 256;

/** A list that is filled and cleared once a function; it grows to what the largest function needs. */
export class Insertions {
  #offsets = new Int32Array(CAPACITY_FIRST);
  #kinds = new Uint8Array(CAPACITY_FIRST);
  #values = new Float64Array(CAPACITY_FIRST);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** Offsets must not fall. Answers the number under which the value can be changed. */
  add(offset: number, kind: number, value = 0): number {
    if (this.#count === this.#offsets.length) this.#grow();
    this.#offsets[this.#count] = offset;
    this.#kinds[this.#count] = kind;
    this.#values[this.#count] = value;
    return this.#count++;
  }

  setValue(index: number, value: number): void {
    this.#values[index] = value;
  }

  offset(index: number): number {
    return this.#offsets[index] as number;
  }

  kind(index: number): number {
    return this.#kinds[index] as number;
  }

  value(index: number): number {
    return this.#values[index] as number;
  }

  clear(): void {
    this.#count = 0;
  }

  #grow(): void {
    const size = 2 * this.#offsets.length;
    const offsets = new Int32Array(size);
    const kinds = new Uint8Array(size);
    const values = new Float64Array(size);
    offsets.set(this.#offsets);
    kinds.set(this.#kinds);
    values.set(this.#values);
    this.#offsets = offsets;
    this.#kinds = kinds;
    this.#values = values;
  }
}

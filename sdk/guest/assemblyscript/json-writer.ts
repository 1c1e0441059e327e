// Writes JSON into one growing buffer; what cannot be written is noted as a problem instead.
import { isWellFormed } from "./json-text";

const HEX: string = "0123456789abcdef";

/** Commas are its own business: a caller only says what comes next. */
export class JsonWriter {
  /** What could not be written; empty as long as all is well. */
  problem: string = "";
  private buffer: ArrayBuffer = new ArrayBuffer(512);
  /** In UTF-16 units. */
  private used: i32 = 0;
  /** True when a comma must stand before the next key or item. */
  private comma: bool = false;
  private lastKey: string = "";

  fail(message: string): void {
    if (this.problem.length === 0) this.problem = `${this.lastKey} ${message}`;
  }

  beginObject(): void {
    this.open(0x7b);
  }

  endObject(): void {
    this.close(0x7d);
  }

  beginArray(): void {
    this.open(0x5b);
  }

  endArray(): void {
    this.close(0x5d);
  }

  key(key: string): void {
    this.lastKey = key;
    this.text(key);
    this.put(0x3a);
    this.comma = false;
  }

  none(): void {
    this.word("null");
  }

  /** What another writer wrote, with its problem if it has one. */
  raw(other: JsonWriter): void {
    if (this.problem.length === 0) this.problem = other.problem;
    this.word(other.toString());
  }

  boolean(value: bool): void {
    this.word(value ? "true" : "false");
  }

  integer(value: i64, minimum: i64, maximum: i64): void {
    if (value < minimum || value > maximum) {
      this.fail(`must be from ${minimum.toString()} to ${maximum.toString()}, it is ${value.toString()}`);
    }
    this.word(value.toString());
  }

  number(value: f64): void {
    if (!isFinite(value)) this.fail("must be a finite number");
    // The language prints -0 as 0.
    this.word(reinterpret<u64>(value) === reinterpret<u64>(-0.0) ? "-0" : value.toString());
  }

  /** A string of a list, by its place. */
  name(names: StaticArray<string>, place: i32): void {
    if (place < 0 || place >= names.length) this.fail(`must be one of ${names.join(", ")}`);
    else this.text(names[place]);
  }

  text(text: string): void {
    if (!isWellFormed(text)) this.fail("holds half a character (a lone surrogate)");
    this.separate();
    this.put(0x22);
    const length = text.length;
    let start = 0;
    for (let at = 0; at < length; at++) {
      const unit = <i32>load<u16>(changetype<usize>(text) + ((<usize>at) << 1));
      if (unit >= 0x20 && unit !== 0x22 && unit !== 0x5c) continue;
      this.copy(text, start, at);
      start = at + 1;
      this.escape(unit);
    }
    this.copy(text, start, length);
    this.put(0x22);
    this.comma = true;
  }

  toString(): string {
    return String.UTF16.decodeUnsafe(changetype<usize>(this.buffer), (<usize>this.used) << 1);
  }

  private open(bracket: i32): void {
    this.separate();
    this.put(bracket);
    this.comma = false;
  }

  private close(bracket: i32): void {
    this.put(bracket);
    this.comma = true;
  }

  private word(word: string): void {
    this.separate();
    this.copy(word, 0, word.length);
    this.comma = true;
  }

  private separate(): void {
    if (this.comma) this.put(0x2c);
  }

  private escape(unit: i32): void {
    this.put(0x5c);
    if (unit === 0x22 || unit === 0x5c) this.put(unit);
    else if (unit === 0x0a) this.put(0x6e);
    else {
      this.copy("u00", 0, 3);
      this.put(HEX.charCodeAt(unit >> 4));
      this.put(HEX.charCodeAt(unit & 15));
    }
  }

  private put(unit: i32): void {
    this.reserve(1);
    store<u16>(changetype<usize>(this.buffer) + ((<usize>this.used) << 1), <u16>unit);
    this.used++;
  }

  private copy(text: string, start: i32, end: i32): void {
    const units = end - start;
    this.reserve(units);
    const target = changetype<usize>(this.buffer) + ((<usize>this.used) << 1);
    memory.copy(target, changetype<usize>(text) + ((<usize>start) << 1), (<usize>units) << 1);
    this.used += units;
  }

  private reserve(units: i32): void {
    const needed = (this.used + units) << 1;
    if (needed <= this.buffer.byteLength) return;
    const larger = new ArrayBuffer(max(needed, this.buffer.byteLength << 1));
    memory.copy(changetype<usize>(larger), changetype<usize>(this.buffer), (<usize>this.used) << 1);
    this.buffer = larger;
  }
}

// Reads JSON strictly, value by value and without building a tree; the first problem ends the reading.
import { JsonText } from "./json-text";
import { parseNumber } from "./number";

const DEPTH_MAX: i32 = 64;
const KEY_SHOWN_MAX: i32 = 64;
const INTEGER_MAX: i64 = 9007199254740991;

/**
 * Every read answers a plain default once there is a problem, and every loop over keys or items ends, so that generated code needs
 * to look at `problem` only once, at the end.
 */
export class JsonReader {
  /** What is wrong and where, for the caller; empty as long as all is well. */
  problem: string = "";
  private readonly source: string;
  private at: i32 = 0;
  private depth: i32 = 0;
  /** True between the opening bracket and the first key or item. */
  private fresh: bool = false;
  private readonly path: string[] = [];

  constructor(source: string) {
    this.source = source;
  }

  /** Notes the first problem, at the key or item that is being read. */
  fail(message: string): void {
    if (this.problem.length > 0) return;
    this.problem = `input${this.path.join("")}: ${message}`;
    this.at = this.source.length;
  }

  beginObject(): void {
    this.begin(0x7b, "must be an object");
  }

  /** The next key of the object, or null at its end. */
  nextKey(): string | null {
    if (!this.more(0x7d)) return null;
    const key = this.readText();
    if (this.peek() !== 0x3a) this.unexpected("a colon");
    else this.at++;
    this.path[this.depth - 1] = key.length > KEY_SHOWN_MAX ? ".(a long key)" : `.${key}`;
    return this.problem.length > 0 ? null : key;
  }

  beginArray(): void {
    this.begin(0x5b, "must be an array");
  }

  /** True when one more item follows. `index` is its place, for messages. */
  nextItem(index: i32): bool {
    if (!this.more(0x5d)) return false;
    this.path[this.depth - 1] = `[${index.toString()}]`;
    return true;
  }

  /** Notes that a field was given; false and a problem when it was given before. */
  first(seen: StaticArray<bool>, field: i32): bool {
    if (seen[field]) this.fail("is given twice");
    seen[field] = true;
    return this.problem.length === 0;
  }

  /** Makes it a problem when a field was not given. */
  need(seen: StaticArray<bool>, field: i32, name: string): void {
    if (!seen[field]) this.fail(`${name} is missing`);
  }

  /** Takes a null if one is next. */
  takeNull(): bool {
    if (this.peek() !== 0x6e) return false;
    return this.word("null");
  }

  readBoolean(): bool {
    if (this.peek() === 0x74) return this.word("true");
    if (this.peek() === 0x66) this.word("false");
    else this.fail("must be true or false");
    return false;
  }

  /** An integer written with digits only, as all integers on the wire are. */
  readInteger(minimum: i64, maximum: i64): i64 {
    const negative = this.peek() === 0x2d;
    if (negative) this.at++;
    const start = this.at;
    let value: i64 = 0;
    while (this.isDigit(this.at)) {
      if (value <= INTEGER_MAX) value = value * 10 + (this.unit(this.at) - 0x30);
      this.at++;
    }
    const digits = this.at - start;
    const padded = digits > 1 && this.unit(start) === 0x30;
    const next = this.unit(this.at);
    if (negative) value = -value;
    if (
      digits === 0 ||
      padded ||
      next === 0x2e ||
      next === 0x65 ||
      next === 0x45 ||
      value < minimum ||
      value > maximum
    ) {
      this.fail(`must be an integer from ${minimum.toString()} to ${maximum.toString()}, written with digits only`);
      return 0;
    }
    return value;
  }

  readNumber(): f64 {
    this.peek();
    const start = this.at;
    if (!this.skipNumber()) return 0;
    const value = parseNumber(this.source, start, this.at);
    if (!isFinite(value)) this.fail("must be a finite number");
    return value;
  }

  /** A string whose length in bytes of UTF-8 is within the bounds. */
  readString(bytesMin: i32, bytesMax: i32): string {
    const text = this.readText();
    if (this.problem.length > 0 || (bytesMin === 0 && bytesMax === i32.MAX_VALUE)) return text;
    const bytes = String.UTF8.byteLength(text);
    if (bytes < bytesMin || bytes > bytesMax) {
      this.fail(`must be ${bytesMin.toString()} to ${bytesMax.toString()} bytes long, it is ${bytes.toString()}`);
    }
    return text;
  }

  /** The place of a string in a list of names. */
  readName(names: StaticArray<string>): i32 {
    const text = this.readText();
    if (this.problem.length > 0) return 0;
    for (let place = 0; place < names.length; place++) if (names[place] === text) return place;
    this.fail(`must be one of ${names.join(", ")}`);
    return 0;
  }

  /** Passes over one value of any shape, checking that it is JSON. */
  skip(): void {
    const next = this.peek();
    if (next === 0x7b) {
      this.beginObject();
      while (this.nextKey() !== null) this.skip();
    } else if (next === 0x5b) {
      this.beginArray();
      for (let index = 0; this.nextItem(index); index++) this.skip();
    } else if (next === 0x22) this.readText();
    else if (next === 0x74 || next === 0x66) this.readBoolean();
    else if (next === 0x6e) this.word("null");
    else this.skipNumber();
  }

  /** True when the whole input was one good value. */
  end(): bool {
    if (this.problem.length === 0 && this.peek() !== -1) this.unexpected("the end");
    return this.problem.length === 0;
  }

  private begin(bracket: i32, otherwise: string): void {
    if (this.peek() !== bracket || this.depth === DEPTH_MAX) {
      this.fail(this.depth === DEPTH_MAX ? `is nested more than ${DEPTH_MAX.toString()} deep` : otherwise);
      return;
    }
    this.at++;
    this.depth++;
    this.path.push("");
    this.fresh = true;
  }

  /** Stands on the next key or item and answers true, or passes the closing bracket and answers false. */
  private more(bracket: i32): bool {
    if (this.problem.length > 0) return false;
    const next = this.peek();
    if (next === bracket) {
      this.at++;
      this.depth--;
      this.path.pop();
      this.fresh = false;
      return false;
    }
    if (this.fresh) this.fresh = false;
    else if (next === 0x2c) this.at++;
    else this.unexpected("a comma or the closing bracket");
    return this.problem.length === 0;
  }

  /** The next unit that is not white space, or -1 at the end. */
  private peek(): i32 {
    let unit = this.unit(this.at);
    while (unit === 0x20 || unit === 0x0a || unit === 0x0d || unit === 0x09) unit = this.unit(++this.at);
    return unit;
  }

  private unit(at: i32): i32 {
    if (at >= this.source.length) return -1;
    return <i32>load<u16>(changetype<usize>(this.source) + ((<usize>at) << 1));
  }

  private isDigit(at: i32): bool {
    const unit = this.unit(at);
    return unit >= 0x30 && unit <= 0x39;
  }

  private word(word: string): bool {
    if (this.source.substr(this.at, word.length) !== word) {
      this.fail("is no JSON value");
      return false;
    }
    this.at += word.length;
    return true;
  }

  private skipNumber(): bool {
    if (this.peek() === 0x2d) this.at++;
    const start = this.at;
    let good = this.skipDigits() && (this.at - start === 1 || this.unit(start) !== 0x30);
    if (this.unit(this.at) === 0x2e) {
      this.at++;
      good = this.skipDigits() && good;
    }
    const exponent = this.unit(this.at);
    if (exponent === 0x65 || exponent === 0x45) {
      const sign = this.unit(++this.at);
      if (sign === 0x2b || sign === 0x2d) this.at++;
      good = this.skipDigits() && good;
    }
    if (!good) this.fail("must be a number");
    return good;
  }

  private skipDigits(): bool {
    const start = this.at;
    while (this.isDigit(this.at)) this.at++;
    return this.at > start;
  }

  private readText(): string {
    if (this.peek() !== 0x22) {
      this.fail("must be a string");
      return "";
    }
    const text = new JsonText(this.source, this.at + 1);
    this.at = text.end;
    if (text.problem.length > 0) this.fail(text.problem);
    return text.text;
  }

  private unexpected(expected: string): void {
    this.fail(`there must be ${expected} at character ${this.at.toString()}`);
  }
}

// One string of JSON, from behind its opening quote to behind its closing one: escapes, control characters, surrogates.

/** Two passes: the first checks and counts, the second writes into a string of exactly that length. */
export class JsonText {
  text: string = "";
  /** Where reading goes on. */
  end: i32;
  /** What is wrong with it; empty when all is well. */
  problem: string = "";
  private readonly source: string;

  constructor(source: string, start: i32) {
    this.source = source;
    this.end = start;
    const length = this.measure();
    if (this.problem.length === 0) {
      this.text = this.end - start === length ? source.substring(start, this.end) : this.decode(start, length);
      this.end++;
      if (!isWellFormed(this.text)) this.problem = "holds half a character (a lone surrogate)";
    }
  }

  /** Moves `end` to the closing quote; answers the length of the text in units. */
  private measure(): i32 {
    let length = 0;
    for (let unit = this.unit(this.end); unit !== 0x22; unit = this.unit(this.end)) {
      if (unit < 0x20) {
        this.problem = unit < 0 ? "is a string without an end" : "holds a control character that is not escaped";
        return 0;
      }
      this.end++;
      if (unit === 0x5c) {
        if (this.escaped(this.end) < 0) {
          this.problem = "holds an escape that JSON does not have";
          return 0;
        }
        this.end += this.unit(this.end) === 0x75 ? 5 : 1;
      }
      length++;
    }
    return length;
  }

  private decode(start: i32, length: i32): string {
    const text = changetype<string>(__new((<usize>length) << 1, idof<string>()));
    let from = start;
    for (let to = 0; to < length; to++) {
      let unit = this.unit(from++);
      if (unit === 0x5c) {
        unit = this.escaped(from);
        from += this.unit(from) === 0x75 ? 5 : 1;
      }
      store<u16>(changetype<usize>(text) + ((<usize>to) << 1), <u16>unit);
    }
    return text;
  }

  /** What the escape behind a backslash stands for, or -1. */
  private escaped(at: i32): i32 {
    const unit = this.unit(at);
    if (unit === 0x22 || unit === 0x5c || unit === 0x2f) return unit;
    if (unit === 0x62) return 0x08;
    if (unit === 0x66) return 0x0c;
    if (unit === 0x6e) return 0x0a;
    if (unit === 0x72) return 0x0d;
    if (unit === 0x74) return 0x09;
    if (unit !== 0x75) return -1;
    let value = 0;
    for (let place = 1; place <= 4; place++) {
      const digit = hexDigit(this.unit(at + place));
      if (digit < 0) return -1;
      value = (value << 4) | digit;
    }
    return value;
  }

  /** The unit at a place, or -1 behind the end. */
  private unit(at: i32): i32 {
    if (at >= this.source.length) return -1;
    return <i32>load<u16>(changetype<usize>(this.source) + ((<usize>at) << 1));
  }
}

/** False when a text holds half of a surrogate pair, which UTF-8 cannot carry. */
export function isWellFormed(text: string): bool {
  const length = text.length;
  for (let at = 0; at < length; at++) {
    const unit = <i32>load<u16>(changetype<usize>(text) + ((<usize>at) << 1));
    if ((unit & 0xf800) !== 0xd800) continue;
    if (unit >= 0xdc00 || at + 1 === length) return false;
    const next = <i32>load<u16>(changetype<usize>(text) + ((<usize>++at) << 1));
    if ((next & 0xfc00) !== 0xdc00) return false;
  }
  return true;
}

function hexDigit(unit: i32): i32 {
  if (unit >= 0x30 && unit <= 0x39) return unit - 0x30;
  const letter = unit | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}

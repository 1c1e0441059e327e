// The lines of a file that may be anybody's: taken one at a time, and read as JSON only where that stays small.

/** More lines than any recording has. */
const LINES_MAX = 1_000_000;
// Values in one line: a recording has few that are long, a hostile one many that are short, each of which costs what an object costs.
const VALUES_MAX = 100_000;

const [QUOTE, BACKSLASH, COMMA, BRACKET, BRACE] = [...'"\\,[{'].map((sign) => sign.charCodeAt(0));

export type Line = Readonly<Record<string, unknown>>;

/** Hands each line that is not empty to `take`, with its number from 1; what is thrown is as `wrong` makes it. */
export function eachLine(
  text: string,
  take: (line: Line, number: number) => void,
  wrong: (line: number, cause: unknown) => Error,
): void {
  let number = 0;
  for (let from = 0; from < text.length; ) {
    const next = text.indexOf("\n", from);
    const end = next < 0 ? text.length : next;
    if (end > from) {
      number += 1;
      try {
        if (number > LINES_MAX) throw new Error(`it has more than ${LINES_MAX} lines`);
        take(recordIn(parsed(text.slice(from, end))), number);
      } catch (cause) {
        throw wrong(number, cause);
      }
    }
    from = end + 1;
  }
}

export function recordIn(value: unknown): Line {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Error("it must be an object");
  return value as Line;
}

function parsed(line: string): unknown {
  if (line.length > VALUES_MAX && valuesOf(line) > VALUES_MAX) throw new Error(`it has more than ${VALUES_MAX} values`);
  return JSON.parse(line);
}

/** Counts what opens a value or parts two, outside of texts. */
function valuesOf(line: string): number {
  let values = 0;
  let isText = false;
  for (let at = 0; at < line.length; at++) {
    const sign = line.charCodeAt(at);
    if (sign === QUOTE) isText = !isText;
    else if (isText) at += sign === BACKSLASH ? 1 : 0;
    else if (sign === COMMA || sign === BRACKET || sign === BRACE) values += 1;
  }
  return values;
}

// How large an answer would become once it is parsed: measured in the guest's thread, before the host's thread parses it.
import { GuestFault } from "./runtime.ts";

/**
 * Bounds of one JSON answer. Four megabytes of brackets become a hundred megabytes of objects and half a second in which
 * the host does nothing else, so bytes alone are no bound.
 */
export const ANSWER_DEPTH_MAX = 64;
export const ANSWER_VALUES_MAX = 500_000;

// What is shorter cannot grow to anything that matters.
const HARMLESS_BYTES = 65_536;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** Throws DRIVER_OUTPUT_TOO_LARGE for JSON that is too deep or has too many values. It does not judge whether it is JSON. */
export function checkAnswerSize(answer: Uint8Array): void {
  if (answer.length <= HARMLESS_BYTES) return;
  let depth = 0;
  let values = 1;
  for (let at = 0; at < answer.length; at++) {
    const byte = answer[at];
    if (byte === QUOTE) at = endOfText(answer, at);
    else if (byte === COMMA) values += 1;
    else if (byte === OPEN_LIST || byte === OPEN_OBJECT) {
      depth += 1;
      values += 1;
      if (depth > ANSWER_DEPTH_MAX) throw tooLarge(`is more than ${ANSWER_DEPTH_MAX} levels deep`);
    } else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) depth -= 1;
    if (values > ANSWER_VALUES_MAX) throw tooLarge(`has more than ${ANSWER_VALUES_MAX} values`);
  }
}

function endOfText(answer: Uint8Array, start: number): number {
  for (let at = start + 1; at < answer.length; at++) {
    if (answer[at] === BACKSLASH) at += 1;
    else if (answer[at] === QUOTE) return at;
  }
  return answer.length;
}

function tooLarge(what: string): GuestFault {
  return new GuestFault("DRIVER_OUTPUT_TOO_LARGE", `the answer ${what}`);
}

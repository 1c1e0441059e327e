// The log lines of a service's own process on their way to its host: many in one message, one message at a time, and no more than a host can take.
import { type Clock, isoTime } from "../clock.ts";

export interface PassedLinesOptions {
  readonly clock: Clock;
  /** Calls `onSent` when the message has left, or never will. */
  readonly send: (lines: readonly string[], onSent: () => void) => void;
}

const WAIT_MS = 50;
const WAITING_CHARACTERS_MAX = 256 * 1024;
// pino's number of `warn`.
const WARN = 40;

/** What there is no room for is not passed on, and said; it stands on standard error all the same. */
export class PassedLines {
  readonly #options: PassedLinesOptions;
  #waiting: string[] = [];
  #characters = 0;
  #leftOut = 0;
  #isUnderWay = false;

  constructor(options: PassedLinesOptions) {
    this.#options = options;
  }

  /** One line of JSON. */
  write(line: string): void {
    if (this.#characters + line.length > WAITING_CHARACTERS_MAX) {
      this.#leftOut += 1;
      return;
    }
    this.#waiting.push(line);
    this.#characters += line.length;
    if (this.#isUnderWay) return;
    this.#isUnderWay = true;
    this.#options.clock.setTimer(WAIT_MS, () => this.#send(), { unref: true });
  }

  #send(): void {
    const { clock, send } = this.#options;
    const lines = this.#waiting;
    if (this.#leftOut > 0) {
      const msg = `${this.#leftOut} lines of this process are not shown here: it wrote too many at once`;
      lines.push(JSON.stringify({ level: WARN, time: isoTime(clock), msg }));
    }
    [this.#waiting, this.#characters, this.#leftOut] = [[], 0, 0];
    send(lines, () => {
      this.#isUnderWay = this.#waiting.length > 0;
      if (this.#isUnderWay) clock.setTimer(WAIT_MS, () => this.#send(), { unref: true });
    });
  }
}

// The host's log for who watches it from elsewhere: the last lines, and those that come, for readers that keep up.
import type { RequestContext } from "../context.ts";
import { HostError } from "../errors.ts";
import { LOG_LEVELS, type LogLevel } from "../log.ts";

/** One line of the log. `fields` is what stands beside the message; secrets were hidden before it came here. */
export interface LogLine {
  readonly at: string;
  readonly level: LogLevel;
  /** The topic of the service that tells; absent for the host itself. */
  readonly service?: string;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface LogWanted {
  /** Only lines of this level and above. */
  readonly level?: LogLevel | undefined;
  readonly service?: string | undefined;
  /** How many of the kept lines come first. */
  readonly last: number;
  /** Goes on with the lines that come, until the context ends. */
  readonly follow: boolean;
}

export const KEPT_LINES_MAX = 500;
const KEPT_CHARACTERS_MAX = 256 * 1024;
const LINE_LENGTH_MAX = 16 * 1024;
const WAITING_MAX = 1000;

/** Takes the lines that the log writes. Nothing is read out of them before somebody asks. */
export class LogLines {
  #kept: string[] = [];
  #characters = 0;
  readonly #readers = new Set<(line: string) => void>();

  /** One line of JSON, as pino writes it. */
  write(line: string): void {
    const kept = line.slice(0, LINE_LENGTH_MAX);
    this.#kept.push(kept);
    this.#characters += kept.length;
    while (this.#kept.length > KEPT_LINES_MAX || this.#characters > KEPT_CHARACTERS_MAX)
      this.#characters -= this.#kept.shift()?.length ?? 0;
    for (const reader of this.#readers) reader(kept);
  }

  /** The oldest first. Throws RESOURCE_EXHAUSTED when a reader is so slow that lines would be lost. */
  async *read(ctx: RequestContext, { follow, last, ...wanted }: LogWanted): AsyncGenerator<LogLine> {
    const kept = last === 0 ? [] : this.#kept.map(lineOf);
    const waiting = kept.filter((line) => isWanted(line, wanted)).slice(-last);
    if (!follow) return yield* waiting;
    let isOver = false;
    let wake = () => {};
    const reader = (text: string) => {
      const line = lineOf(text);
      if (!isWanted(line, wanted)) return;
      if (waiting.length < WAITING_MAX) waiting.push(line);
      else isOver = true;
      wake();
    };
    const onEnd = () => wake();
    this.#readers.add(reader);
    ctx.ending.onEnd(onEnd);
    try {
      for (;;) {
        for (let line = waiting.shift(); line; line = waiting.shift()) yield line;
        ctx.throwIfOver();
        if (isOver)
          throw new HostError(
            "RESOURCE_EXHAUSTED",
            `${WAITING_MAX} lines waited to be read; follow again, or fewer of them`,
          );
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    } finally {
      this.#readers.delete(reader);
      ctx.ending.offEnd(onEnd);
    }
  }
}

function isWanted(line: LogLine, { level, service }: Pick<LogWanted, "level" | "service">): boolean {
  if (service !== undefined && line.service !== service) return false;
  return level === undefined || LOG_LEVELS.indexOf(line.level) >= LOG_LEVELS.indexOf(level);
}

/** A line of JSON as pino writes it. */
export function lineOf(text: string): LogLine {
  try {
    const { level, time, msg, source: service, ...fields } = JSON.parse(text);
    // pino's numbers: ten for the first level, and ten more for each.
    return {
      at: String(time),
      level: LOG_LEVELS[Math.min(5, Math.max(0, Math.round(Number(level) / 10) - 1))] ?? "info",
      ...(typeof service === "string" ? { service } : {}),
      message: String(msg),
      fields,
    };
  } catch {
    // A line that was too long to be kept whole.
    return { at: "", level: "info", message: text.trim(), fields: {} };
  }
}

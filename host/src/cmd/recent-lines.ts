// The last log lines about each driver, kept in memory so that an explanation can show them.
import { type Clock, isoTime } from "../clock.ts";
import type { Log } from "../log.ts";

const LINES_MAX = 50;
const DRIVERS_MAX = 256;
const TEXT_LENGTH_MAX = 500;

export interface DriverLine {
  readonly at: string;
  readonly level: "info" | "warn" | "error";
  readonly text: string;
}

/** Passes every line on, and keeps those that name a driver from `info` up. */
export class RecentLines {
  readonly #lines = new Map<string, DriverLine[]>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A log that is remembered here besides being written to `log`. */
  over(log: Log, bindings: Readonly<Record<string, unknown>> = {}): Log {
    const kept =
      (level: DriverLine["level"]): Log["info"] =>
      (fields, message) => {
        log[level](fields, message);
        this.#keep(level, { ...bindings, ...fields }, message);
      };
    return {
      trace: log.trace,
      debug: log.debug,
      info: kept("info"),
      warn: kept("warn"),
      error: kept("error"),
      child: (more) => this.over(log.child(more), { ...bindings, ...more }),
    };
  }

  /** Oldest first. */
  of(driver: string): readonly DriverLine[] {
    return this.#lines.get(driver) ?? [];
  }

  #keep(level: DriverLine["level"], fields: Readonly<Record<string, unknown>>, message: string): void {
    const { driver, kind: _kind, ...more } = fields;
    if (typeof driver !== "string") return;
    const lines = this.#lines.get(driver) ?? [];
    if (lines.length === 0 && this.#lines.size >= DRIVERS_MAX) return;
    const words = Object.entries(more).flatMap(([key, value]) =>
      typeof value === "object" || value === undefined ? [] : [`${key}=${String(value)}`],
    );
    const text = [message, ...words].join(" ").slice(0, TEXT_LENGTH_MAX);
    lines.push({ at: isoTime(this.#clock), level, text });
    if (lines.length > LINES_MAX) lines.shift();
    this.#lines.set(driver, lines);
  }
}

// The host's log as a person reads it: one line each, on a terminal or where the configuration asks for it; programs get JSON.
import { type LogLine, lineOf } from "../admin/log-lines.ts";
import type { LogOptions } from "../log.ts";
import type { Streams } from "./output.ts";
import { onOneLine, printable } from "./printable.ts";

export interface LogPlace {
  readonly format: "auto" | "json" | "text";
  readonly err: Streams["err"];
  /** True when this command talks to a program. */
  readonly json: boolean;
  readonly colors: boolean;
}

/** Where the log goes when it is not JSON on standard error, as an option of `createLog`. */
export function logDestination({ format, err, json, colors }: LogPlace): Pick<LogOptions, "destination"> {
  const isText = format === "text" || (format === "auto" && err.isTTY === true && !json);
  if (!isText) return {};
  return { destination: { write: (line) => void err.write(`${shown(lineOf(line), colors)}\n`) } };
}

/** A line's parts, which may come from a driver: nothing in them reaches a terminal as more than text. */
export function textOf({ at, level, service = "host", message, fields }: LogLine): string {
  const more = Object.entries(fields).map(
    ([name, value]) => `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`,
  );
  const parts = [at, level.padEnd(5), service.padEnd(8), message, ...more];
  return parts.map((part) => onOneLine(printable(part, { colors: false }))).join("  ");
}

const COLORS: Readonly<Partial<Record<LogLine["level"], number>>> = { warn: 33, error: 31, fatal: 31 };

function shown(line: LogLine, colors: boolean): string {
  // Today is known to who sits before it: hours, minutes and seconds of this machine.
  const time = new Date(line.at);
  const at = Number.isNaN(time.getTime()) ? line.at : time.toTimeString().slice(0, 8);
  const text = textOf({ ...line, at });
  const color = COLORS[line.level];
  return colors && color !== undefined ? `\u001b[${color}m${text}\u001b[0m` : text;
}

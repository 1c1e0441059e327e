// Structured logs: the only place that names pino. Everybody else takes a Log.
import { type LevelWithSilent, pino, stdTimeFunctions } from "pino";

type LogFunction = (fields: Readonly<Record<string, unknown>>, message: string) => void;

/** What rooms may do with a log: fields first, then a constant sentence. Guest text goes into a value, never into a key. */
export interface Log {
  readonly trace: LogFunction;
  readonly debug: LogFunction;
  readonly info: LogFunction;
  readonly warn: LogFunction;
  readonly error: LogFunction;
  child(bindings: Readonly<Record<string, unknown>>): Log;
}

/** A log whose level may be changed while it is used; its children's with it. */
export interface AdjustableLog extends Log {
  setLevel(level: LogLevel): void;
}

export type LogLevel = LevelWithSilent;
export const LOG_LEVELS: readonly LogLevel[] = ["trace", "debug", "info", "warn", "error", "fatal", "silent"];

export interface LogOptions {
  readonly level: LogLevel;
  /** Where JSON lines go; standard error by default, so that standard output stays for answers. */
  readonly destination?: { write(line: string): void };
  /** Gets each line too. */
  readonly tee?: { write(line: string): void };
}

const REDACTED_PATHS = [
  "token",
  "*.token",
  "secret",
  "*.secret",
  "password",
  "*.password",
  "authorization",
  "*.authorization",
];

/** A log that writes one JSON object a line and hides secrets by field name. */
export function createLog(options: LogOptions): AdjustableLog {
  // pino's children keep the level that they were made with, so what passes is decided here.
  const threshold = { value: severityOf(options.level) };
  const settings = { level: "trace", base: {}, redact: REDACTED_PATHS, timestamp: stdTimeFunctions.isoTime };
  const destination = options.destination ?? pino.destination({ fd: 2, sync: true });
  const { tee } = options;
  const both = tee && {
    write: (line: string) => {
      destination.write(line);
      tee.write(line);
    },
  };
  const logger = pino(settings, both ?? destination);
  const setLevel = (level: LogLevel) => {
    threshold.value = severityOf(level);
  };
  return { ...wrap(logger, threshold), setLevel };
}

/** A log that drops everything; for tests and for code that was given none. */
export const silentLog: Log = wrap(pino({ level: "silent" }), { value: Number.POSITIVE_INFINITY });

function wrap(logger: pino.Logger, threshold: { readonly value: number }): Log {
  const at = (level: "trace" | "debug" | "info" | "warn" | "error"): LogFunction => {
    const value = severityOf(level);
    return (fields, message) => {
      if (value >= threshold.value) logger[level](fields, message);
    };
  };
  return {
    trace: at("trace"),
    debug: at("debug"),
    info: at("info"),
    warn: at("warn"),
    error: at("error"),
    child: (bindings) => wrap(logger.child(bindings), threshold),
  };
}

function severityOf(level: LogLevel): number {
  return pino.levels.values[level] ?? Number.POSITIVE_INFINITY;
}

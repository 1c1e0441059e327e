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

export type LogLevel = LevelWithSilent;
export const LOG_LEVELS: readonly LogLevel[] = ["trace", "debug", "info", "warn", "error", "fatal", "silent"];

export interface LogOptions {
  readonly level: LogLevel;
  /** Where JSON lines go; standard error by default, so that standard output stays for answers. */
  readonly destination?: { write(line: string): void };
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
export function createLog(options: LogOptions): Log {
  const settings = { level: options.level, base: {}, redact: REDACTED_PATHS, timestamp: stdTimeFunctions.isoTime };
  return wrap(pino(settings, options.destination ?? pino.destination({ fd: 2, sync: true })));
}

/** A log that drops everything; for tests and for code that was given none. */
export const silentLog: Log = wrap(pino({ level: "silent" }));

function wrap(logger: pino.Logger): Log {
  const at =
    (level: "trace" | "debug" | "info" | "warn" | "error"): LogFunction =>
    (fields, message) =>
      logger[level](fields, message);
  return {
    trace: at("trace"),
    debug: at("debug"),
    info: at("info"),
    warn: at("warn"),
    error: at("error"),
    child: (bindings) => wrap(logger.child(bindings)),
  };
}

// What the host offers to a driver: its log and the driver's own configuration. An import exists only if it is used.

/** Severity, in the order of the host's log levels. */
export enum Level {
  trace,
  debug,
  info,
  warn,
  error,
}

@external("holdfast", "log")
declare function hostLog(level: i32, message: string): void;

@external("holdfast", "config_get")
declare function hostConfigGet(key: string): string | null;

/** Writes one line to the host's log; needs the permission `log`. */
export function log(level: Level, message: string): void {
  hostLog(level, message);
}

/** The value of a key in the driver's own configuration, null when it is not set; needs the permission `config`. */
export function config(key: string): string | null {
  return hostConfigGet(key);
}

/** A whole number from the configuration, or `fallback` when the key is not set or its value is no such number. */
export function configNumber(key: string, fallback: i64): i64 {
  const text = config(key);
  if (text === null || text.length == 0 || text.length > 15) return fallback;
  let value: i64 = 0;
  for (let at = 0; at < text.length; at++) {
    const digit = text.charCodeAt(at) - 0x30;
    if (digit < 0 || digit > 9) return fallback;
    value = value * 10 + digit;
  }
  return value;
}

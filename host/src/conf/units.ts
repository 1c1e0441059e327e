// Times and sizes as people write them: a number in the option's own unit, or text with a unit.

const MS_PER_UNIT: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

const BYTES_PER_UNIT: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1000,
  KB: 1000,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 1024,
  MiB: 1024 ** 2,
  GiB: 1024 ** 3,
  TiB: 1024 ** 4,
};

/** For messages: what a time and a size look like. */
export const DURATION_EXAMPLES = "10s, 250ms, 5min, 1h, 30d or a number of milliseconds";
export const BYTES_EXAMPLES = "64MiB, 4KiB, 2GiB, 10MB or a number of bytes";

/** The same as patterns, for the JSON Schema. */
export const DURATION_PATTERN = patternOf(MS_PER_UNIT);
export const BYTES_PATTERN = patternOf(BYTES_PER_UNIT);

/** Milliseconds of `10s`, `1.5h`, `250` …; undefined if it is no time in whole milliseconds. */
export function parseDurationMs(text: string): number | undefined {
  return parseWithUnit(text, MS_PER_UNIT, "ms");
}

/** Bytes of `64MiB`, `10MB`, `4096` …; undefined if it is no size in whole bytes. */
export function parseBytes(text: string): number | undefined {
  return parseWithUnit(text, BYTES_PER_UNIT, "B");
}

/** A size as people read it, rounded to one digit after the point: `2 GiB`, `1.5 MiB`. */
export function formatBytes(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${Number.isInteger(value) ? value : value.toFixed(1)} ${units[unit]}`;
}

/** A time as the file would say it, exact: `10s`, `250ms`, `90min`. */
export function formatDurationMs(ms: number): string {
  for (const unit of ["d", "h", "min", "s"]) {
    const factor = MS_PER_UNIT[unit] ?? 1;
    if (ms !== 0 && ms % factor === 0) return `${ms / factor}${unit}`;
  }
  return `${ms}ms`;
}

function parseWithUnit(
  text: string,
  factors: Readonly<Record<string, number>>,
  defaultUnit: string,
): number | undefined {
  const match = /^(\d+(?:\.\d+)?) ?([A-Za-z]*)$/.exec(text.trim());
  const unit = match?.[2] || defaultUnit;
  if (!match || !Object.hasOwn(factors, unit)) return undefined;
  // Through a rounded product, so that 0.1s is 100 and not 100.00000000000001, but 1.5ms is nothing.
  const exact = Number(match[1]) * (factors[unit] ?? 0);
  const value = Math.round(exact);
  return Math.abs(value - exact) < 1e-6 && Number.isSafeInteger(value) ? value : undefined;
}

function patternOf(factors: Readonly<Record<string, number>>): string {
  return `^\\d+(\\.\\d+)? ?(${Object.keys(factors).join("|")})?$`;
}

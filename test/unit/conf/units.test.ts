import assert from "node:assert/strict";
import { test } from "node:test";
import {
  BYTES_PATTERN,
  DURATION_PATTERN,
  formatBytes,
  formatDurationMs,
  parseBytes,
  parseDurationMs,
} from "#host/conf/units";

test("times are read with every unit, exactly", () => {
  const table: readonly (readonly [string, number])[] = [
    ["250", 250],
    ["250ms", 250],
    ["10s", 10_000],
    ["0.1s", 100],
    ["1.5 h", 5_400_000],
    ["5m", 300_000],
    ["5min", 300_000],
    ["30d", 2_592_000_000],
    [" 7s ", 7000],
  ];
  for (const [text, ms] of table) assert.equal(parseDurationMs(text), ms, text);
});

test("sizes are read with binary and decimal units, exactly", () => {
  const table: readonly (readonly [string, number])[] = [
    ["4096", 4096],
    ["10B", 10],
    ["1kB", 1000],
    ["64MiB", 67_108_864],
    ["2 GiB", 2_147_483_648],
    ["1.5KiB", 1536],
    ["8TiB", 8_796_093_022_208],
    ["10MB", 10_000_000],
  ];
  for (const [text, bytes] of table) assert.equal(parseBytes(text), bytes, text);
});

test("what is no whole, non-negative number of a known unit is refused, never guessed", () => {
  for (const text of [
    "",
    "s",
    "-1s",
    "10 sec",
    "1e3",
    "0x10",
    "10S",
    "1.s",
    "1.5ms",
    "∞",
    "constructor",
    "1 toString",
  ]) {
    assert.equal(parseDurationMs(text), undefined, text);
  }
  for (const text of ["10 gib", "64Mb", "1.0001KiB", "9007199254740993B", "10MiBs", "M", "1__proto__"]) {
    assert.equal(parseBytes(text), undefined, text);
  }
});

test("the patterns for editors accept what the parsers accept", () => {
  for (const text of ["10s", "1.5 h", "250"]) assert.match(text, new RegExp(DURATION_PATTERN));
  for (const text of ["64MiB", "2 GiB", "10"]) assert.match(text, new RegExp(BYTES_PATTERN));
  for (const text of ["10 sec", "-1", "64mib"]) {
    assert.doesNotMatch(text, new RegExp(DURATION_PATTERN));
    assert.doesNotMatch(text, new RegExp(BYTES_PATTERN));
  }
});

test("values are shown as people read them", () => {
  assert.deepEqual([0, 1, 1023, 1024, 1536, 2 ** 31].map(formatBytes), [
    "0 B",
    "1 B",
    "1023 B",
    "1 KiB",
    "1.5 KiB",
    "2 GiB",
  ]);
  const times = [0, 250, 10_000, 90_000, 5_400_000, 86_400_000];
  assert.deepEqual(times.map(formatDurationMs), ["0ms", "250ms", "10s", "90s", "90min", "1d"]);
  for (const ms of times) assert.equal(parseDurationMs(formatDurationMs(ms)), ms);
});

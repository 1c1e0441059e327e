// A driver as an explanation shows it: whether it can be asked, whether it is the file it was, and what was logged about it.
import { messageOf } from "../errors.ts";
import type { DriverInfo, DriverSet } from "./manager.ts";

const LINES_SHOWN = 20;

export interface LogLine {
  readonly at: string;
  readonly level: string;
  readonly text: string;
}

/** The last log lines about a driver, oldest first. */
export type DriverLines = (name: string) => readonly LogLine[];

export type ExplainedDriver =
  | (DriverInfo & { readonly isSameFile: boolean })
  | { readonly name: string; readonly problem: string };

/** `digest` is that of the file that made the thing, where it is known. */
export function explainDriver(
  drivers: DriverSet<unknown>,
  { name, digest }: { readonly name: string; readonly digest: string | undefined },
): ExplainedDriver {
  try {
    const info = drivers.info(name);
    return { ...info, isSameFile: digest === undefined || digest === "" || info.digest === digest };
  } catch (error) {
    return { name, problem: messageOf(error) };
  }
}

/** What is wrong with it, one sentence a line. */
export function driverSentences(driver: ExplainedDriver): readonly string[] {
  if ("problem" in driver) return [`the driver cannot be asked: ${driver.problem}`];
  if (driver.health !== "ready") return [`the driver is ${driver.health}: ${driver.reason ?? "it says no reason"}`];
  return driver.isSameFile ? [] : ["the driver is another file now than the one that made it"];
}

/** What a driver logged, and what was logged about it: denials, faults, health. */
export function lastLines(lines: DriverLines | undefined, name: string): readonly LogLine[] {
  return (lines?.(name) ?? []).slice(-LINES_SHOWN);
}

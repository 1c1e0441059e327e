// Whether a driver was tested enough to be loaded here: what the operator asks for, against the signed report beside its file.
import { readFile, stat } from "node:fs/promises";
import { type ConformanceReport, type Manifest, type ReportProblem, readReport } from "@holdfast/sdk";
import { HostError, messageOf } from "../errors.ts";
import type { DriverFile } from "./store.ts";

/** `none` asks for nothing, `passed` for a report without a failed case, `complete` for one in which no case was skipped either. */
export type ConformanceLevel = "none" | "passed" | "complete";

export interface ConformancePolicy {
  readonly minConformance: ConformanceLevel;
  /** Public keys whose reports count: ed25519, SPKI in base64, as reports have them. */
  readonly trustedKeys: readonly string[];
  /** True for files that came with the host's own package: they are trusted as it is, without a report. */
  readonly isOwn: (path: string) => boolean;
}

const REPORT_BYTES_MAX = 1024 * 1024;
const PROBLEMS: Readonly<Record<ReportProblem, string>> = {
  "not-a-report": "is no conformance report",
  "bad-signature": "is not signed by the key that it names, or was changed afterwards",
  "untrusted-key": "is signed with a key that policy.trustedKeys does not list",
};

/** Where the report on a driver's file lies: beside it, `mydisk.conformance.json` for `mydisk.wasm`. */
export function reportPath(driverPath: string): string {
  return `${driverPath.replace(/\.wasm$/, "")}.conformance.json`;
}

/** Throws DRIVER_NOT_CONFORMING, which says what is missing and how to get it. */
export async function mustConform(
  file: Pick<DriverFile, "path" | "digest">,
  { kind }: Pick<Manifest, "kind">,
  policy: ConformancePolicy,
): Promise<void> {
  const { minConformance, trustedKeys, isOwn } = policy;
  if (minConformance === "none" || isOwn(file.path)) return;
  const at = reportPath(file.path);
  const read = readReport(await documentAt(at, minConformance), trustedKeys);
  if ("problem" in read) throw refused(at, PROBLEMS[read.problem], minConformance);
  const lack = lackOf(read.report, { digest: file.digest, kind, minConformance });
  if (lack !== undefined) throw refused(at, lack, minConformance);
}

/** What keeps a report from being enough for a file; undefined when nothing does. Counts the cases itself. */
export function lackOf(
  { driver, kind, cases, only }: ConformanceReport,
  wanted: { readonly digest: string; readonly kind: string; readonly minConformance: ConformanceLevel },
): string | undefined {
  if (driver.digest !== wanted.digest) return `is about another file, with the digest ${driver.digest}`;
  if (kind !== wanted.kind) return `is about a driver of kind ${kind}`;
  if (only !== undefined || cases.length === 0) return "is about a part of the cases only";
  const names = (outcome: string) => cases.filter((one) => one.outcome === outcome).map(({ name }) => name);
  const bad = cases.filter(({ outcome }) => outcome !== "passed" && outcome !== "skipped").map(({ name }) => name);
  if (bad.length > 0) return `has ${bad.length} failed cases, the first is "${bad[0]}"`;
  const skipped = names("skipped");
  if (wanted.minConformance !== "complete" || skipped.length === 0) return undefined;
  return `has ${skipped.length} skipped cases, the first is "${skipped[0]}"`;
}

async function documentAt(path: string, level: ConformanceLevel): Promise<unknown> {
  try {
    const { size } = await stat(path);
    if (size > REPORT_BYTES_MAX) throw new Error(`it has ${size} bytes, the limit is ${REPORT_BYTES_MAX}`);
    return JSON.parse(await readFile(path, "utf8"));
  } catch (cause) {
    throw refused(path, `cannot be read: ${messageOf(cause)}`, level, cause);
  }
}

function refused(path: string, why: string, level: ConformanceLevel, cause?: unknown): HostError {
  const file = path.replace(/\.conformance\.json$/, ".wasm");
  const remedy = `run \`holdfast driver test ${file} --report ${path} --key KEY\` and list its key in policy.trustedKeys`;
  const message = `policy.minConformance is ${level}, and the report ${path} ${why}; ${remedy}`;
  return new HostError("DRIVER_NOT_CONFORMING", message, cause === undefined ? {} : { cause });
}

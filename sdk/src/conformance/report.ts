// Signed conformance reports: whoever ran the cases signs what came of them, and whoever trusts that key can rely on it.
import { createPublicKey, type KeyObject, sign, verify } from "node:crypto";
import type { ConformanceReport } from "./run.ts";

/** A report with the signature over it; `key` is the public half, ed25519, SPKI in base64. */
export interface SignedReport {
  readonly report: ConformanceReport;
  readonly key: string;
  /** ed25519 over the report's canonical JSON, base64. */
  readonly signature: string;
}

/** What may be wrong with a report. */
export type ReportProblem = "not-a-report" | "bad-signature" | "untrusted-key";

/** Signs a report with an ed25519 private key. */
export function signReport(report: ConformanceReport, privateKey: KeyObject): SignedReport {
  const key = createPublicKey(privateKey).export({ type: "spki", format: "der" }).toString("base64");
  return { report, key, signature: sign(null, signedBytes(report), privateKey).toString("base64") };
}

/** The report in a document, or what is wrong with it. `trusted` are public keys as reports have them; without it any key will do. */
export function readReport(
  document: unknown,
  trusted?: readonly string[],
): { readonly report: ConformanceReport } | { readonly problem: ReportProblem } {
  const signed = document as Partial<SignedReport> | null;
  if (typeof signed !== "object" || signed === null || !isReport(signed.report)) return { problem: "not-a-report" };
  const { report, key, signature } = signed;
  if (typeof key !== "string" || typeof signature !== "string") return { problem: "not-a-report" };
  if (!isSigned(report, key, signature)) return { problem: "bad-signature" };
  if (trusted !== undefined && !trusted.includes(key)) return { problem: "untrusted-key" };
  return { report };
}

function isReport(value: unknown): value is ConformanceReport {
  if (typeof value !== "object" || value === null) return false;
  const report = value as Partial<ConformanceReport>;
  return (
    report.format === 1 &&
    typeof report.driver?.digest === "string" &&
    Array.isArray(report.cases) &&
    [report.passed, report.failed, report.skipped].every(Number.isSafeInteger)
  );
}

function isSigned(report: ConformanceReport, key: string, signature: string): boolean {
  try {
    const publicKey = createPublicKey({ key: Buffer.from(key, "base64"), format: "der", type: "spki" });
    if (publicKey.asymmetricKeyType !== "ed25519") return false;
    return verify(null, signedBytes(report), publicKey, Buffer.from(signature, "base64"));
  } catch {
    // A key that is none signs nothing.
    return false;
  }
}

/** Keys in order, so that a report keeps its signature however it is written down. */
function signedBytes(report: ConformanceReport): Uint8Array {
  return new TextEncoder().encode(ordered(report));
}

function ordered(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(ordered).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  const sorted = entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${sorted.map(([key, one]) => `${JSON.stringify(key)}:${ordered(one)}`).join(",")}}`;
}

// Signed reports: what was signed is what is read, and nothing else passes.
import { deepStrictEqual, ok } from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { test } from "node:test";
import { readReport, signReport } from "#sdk/conformance/report";
import type { ConformanceReport } from "#sdk/conformance/run";

const REPORT: ConformanceReport = {
  format: 1,
  driver: { name: "mydisk", version: "1.0.0", digest: "ab".repeat(32) },
  kind: "volume",
  abi: "1.0",
  kindVersion: "1.1",
  runtime: "linked",
  host: "0.1.0",
  testedAt: "2026-01-31T12:00:00.000Z",
  passed: 1,
  failed: 1,
  skipped: 0,
  cases: [
    { name: "one", outcome: "passed", ms: 1 },
    { name: "two", outcome: "failed", reason: "no", ms: 2 },
  ],
};
const { privateKey } = generateKeyPairSync("ed25519");
const signed = signReport(REPORT, privateKey);

test("a report survives being written, read and put into another order", () => {
  const turned = JSON.parse(
    JSON.stringify({ ...signed, report: Object.fromEntries(Object.entries(REPORT).reverse()) }),
  );
  deepStrictEqual(readReport(turned), { report: REPORT });
  deepStrictEqual(readReport(turned, [signed.key]), { report: REPORT });
});

test("one changed figure, another driver's signature or another key is found", () => {
  const other = signReport(REPORT, generateKeyPairSync("ed25519").privateKey);
  for (const forged of [
    { ...signed, report: { ...REPORT, failed: 0, passed: 2 } },
    { ...signed, report: { ...REPORT, driver: { ...REPORT.driver, digest: "cd".repeat(32) } } },
    { ...signed, signature: other.signature },
    { ...signed, key: other.key },
    { ...signed, key: "bm8ga2V5" },
    { ...signed, signature: "" },
  ])
    deepStrictEqual(readReport(forged), { problem: "bad-signature" });
});

test("a key that nobody trusts is named as such, and what is no report is none", () => {
  deepStrictEqual(readReport(signed, []), { problem: "untrusted-key" });
  for (const thing of [
    null,
    1,
    {},
    { report: {} },
    { ...signed, key: 1 },
    { ...signed, report: { ...REPORT, format: 2 } },
  ])
    deepStrictEqual(readReport(thing), { problem: "not-a-report" });
  ok(!JSON.stringify(signed).includes("PRIVATE"));
});

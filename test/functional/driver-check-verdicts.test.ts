// `driver check` on files as they come: every good and every bad one gets its own verdict, from its bytes alone.
import { deepStrictEqual, ok } from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { attachManifest, type Manifest } from "@holdfast/sdk";
import { temporaryFiles } from "../support/files.ts";
import { GUEST, guestBytes, hostileFile } from "../support/guest-wat.ts";
import { committedDriver } from "../support/guests.ts";
import { commandLine } from "../support/own-command.ts";

const MANIFEST: Manifest = { ...GUEST, permissions: [] };
const good = (manifest: Partial<Manifest> = {}, fields = "") =>
  guestBytes(fields).then((bytes) => attachManifest(bytes, { ...MANIFEST, ...manifest }));

type Expected = readonly [outcome: "loads" | "needs-grants" | "refused", code: string, grants?: readonly string[]];
const FILES: Readonly<Record<string, readonly [() => Promise<Uint8Array> | Uint8Array, ...Expected]>> = {
  "a driver that needs nothing": [() => good(), "loads", ""],
  "one that may do without what it asks for": [
    () => good({ permissions: [{ name: "log", reason: "Talks.", optional: true }] }),
    "loads",
    "",
  ],
  "one that needs what was not granted": [
    () => good({ permissions: [{ name: "config", reason: "Reads." }] }),
    "needs-grants",
    "DRIVER_GRANT_MISSING",
  ],
  "the same with its grant": [
    () => good({ permissions: [{ name: "config", reason: "Reads." }] }),
    "loads",
    "",
    ["--grant", "config"],
  ],
  "volume-fake in AssemblyScript": [() => committedDriver("volume-fake"), "loads", ""],
  "volume-fake in Rust": [() => committedDriver("volume-fake-rust"), "loads", ""],
  "volume-fake in TypeScript": [() => committedDriver("volume-fake-typescript"), "loads", ""],
  "volume-file without its directory": [() => committedDriver("volume-file"), "needs-grants", "DRIVER_GRANT_MISSING"],
  "volume-file with it": [() => committedDriver("volume-file"), "loads", "", ["--grant", "fs:/volumes=/srv:rw"]],
  "a driver that loops when it starts": [() => hostileFile("start-loops"), "loads", ""],
  "an older minor": [() => good({ abi: "1.0" }), "loads", ""],
  "a later minor": [() => good({ abi: "1.99" }), "refused", "DRIVER_ABI_MISMATCH"],
  "another major": [() => good({ abi: "7.0" }), "refused", "DRIVER_ABI_MISMATCH"],
  "a kind that nobody knows": [() => good({ kind: "teapot" }), "refused", "DRIVER_ABI_MISMATCH"],
  "a permission that nobody knows": [
    () => good({ permissions: [{ name: "fly", reason: "Up." }] }),
    "refused",
    "DRIVER_ABI_MISMATCH",
  ],
  "a file without a manifest": [() => guestBytes(), "refused", "DRIVER_MANIFEST_INVALID"],
  "no WebAssembly": [() => new TextEncoder().encode("(module)"), "refused", "DRIVER_MALFORMED"],
  "half a file": [() => committedDriver("volume-fake").subarray(0, 20_000), "refused", "DRIVER_MALFORMED"],
  "an export that is missing": [() => hostileFile("export-missing"), "refused", "DRIVER_EXPORT_MISSING"],
  "an export of another type": [() => hostileFile("export-of-wrong-type"), "refused", "DRIVER_EXPORT_MISSING"],
  "an export with the host's name": [() => hostileFile("export-of-hosts-name"), "refused", "DRIVER_MALFORMED"],
  "an import that nobody offers": [() => hostileFile("import-missing"), "refused", "DRIVER_IMPORT_REFUSED"],
  "an import of another type": [() => hostileFile("import-of-forged-type"), "refused", "DRIVER_IMPORT_REFUSED"],
  "an import that its manifest hides": [
    () => hostileFile("import-of-ungranted-log"),
    "refused",
    "DRIVER_IMPORT_REFUSED",
  ],
  "two memories": [() => hostileFile("memories-two"), "refused", "DRIVER_MALFORMED"],
  "a memory of 64 bits": [() => hostileFile("memory-of-64-bits"), "refused", "DRIVER_MALFORMED"],
  "a memory that starts too large": [() => hostileFile("memory-starts-too-large"), "refused", "DRIVER_MEMORY_EXCEEDED"],
  "a table that starts too large": [() => hostileFile("table-starts-too-large"), "refused", "DRIVER_MEMORY_EXCEEDED"],
};

for (const [what, [bytes, outcome, code, grants = []]] of Object.entries(FILES)) {
  test(`${what}: ${outcome}${code === "" ? "" : `, ${code}`}`, async (t) => {
    const file = join(temporaryFiles(t), "driver.wasm");
    writeFileSync(file, await bytes());
    const { code: exitCode, json } = await commandLine(["driver", "check", file, "--json", ...grants]);
    const [first] = json.problems as { code: string; message: string; remedy: string }[];
    deepStrictEqual([json.outcome, first?.code ?? "", exitCode], [outcome, code, outcome === "loads" ? 0 : 1]);
    for (const problem of json.problems) ok(problem.message && problem.remedy, "a reason and what to do");
  });
}

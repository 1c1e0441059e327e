// `holdfast driver check`: the verdict on a file, from its bytes alone; needs no running host and loads no native code.
import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { HOST, KINDS, type Manifest, readManifest, type Verdict, verdictOf } from "@holdfast/sdk";
import { readDriverFile } from "../driver/store.ts";
import { HostError, messageOf } from "../errors.ts";
import { driverFile } from "./builtin-drivers.ts";
import { type Cli, EXIT } from "./cli.ts";
import { allGrants, grantArguments, type SpecOptions } from "./driver-options.ts";
import { grantsText } from "./grants-text.ts";
import type { Output } from "./output.ts";

const FILE_BYTES_MAX = 32 * 1024 * 1024;
const PAGE_BYTES = 65_536;
const TABLE_ELEMENTS_MAX = 65_536;

export async function checkDriver(cli: Cli, path: string, options: CheckOptions): Promise<number> {
  const file = driverFile(path, cli.surroundings.cwd);
  const { bytes, digest } = await readDriverFile(file, { bytesMax: FILE_BYTES_MAX });
  const { memoryBytesMax } = cli.config().config.driver;
  const limits = { memoryPagesMax: Math.floor(memoryBytesMax / PAGE_BYTES), tableElementsMax: TABLE_ELEMENTS_MAX };
  const host = { kinds: KINDS, hostFunctions: HOST, limits };
  const grants = allGrants(options, cli.surroundings.cwd);
  const verdict = verdictOf(bytes, { host, grants, kind: options.kind });
  const manifest = manifestOf(bytes);
  if (options.writeGrants !== undefined && manifest)
    writeNew(resolve(cli.surroundings.cwd, options.writeGrants), grantsText(verdict.missingGrants, manifest, digest));
  const answer = { file, bytes: bytes.length, digest, ...verdict, manifest: manifest ?? null };
  cli.output.answer(answer, () => describe(cli.output, { path, digest, verdict, manifest }));
  return verdict.outcome === "loads" ? EXIT.ok : EXIT.failed;
}

interface CheckOptions extends SpecOptions {
  readonly writeGrants?: string;
  readonly kind?: string;
}

function writeNew(path: string, text: string): void {
  try {
    writeFileSync(path, text, { flag: "wx", mode: 0o600 });
  } catch (cause) {
    throw new HostError(
      "INVALID_PARAMS",
      `the grants cannot be written: ${messageOf(cause)}; name a file that is not there`,
      { cause },
    );
  }
}

function manifestOf(bytes: Uint8Array): Manifest | undefined {
  try {
    return readManifest(bytes);
  } catch {
    // The verdict says what is wrong with it.
    return undefined;
  }
}

interface Described {
  readonly path: string;
  readonly digest: string;
  readonly verdict: Verdict;
  readonly manifest: Manifest | undefined;
}

const HEADLINES = {
  loads: { tone: "good", text: "loads" },
  "needs-grants": { tone: "warn", text: "loads if you grant what is missing" },
  refused: { tone: "bad", text: "does not load" },
} as const;

function describe(output: Output, { path, digest, verdict, manifest }: Described): string {
  const { tone, text } = HEADLINES[verdict.outcome];
  const lines = [`${path}: ${output.paint(tone, text)}`, `sha-256 ${digest}`];
  if (manifest) {
    lines.push(
      `${manifest.name} ${manifest.version}, kind ${manifest.kind} ${manifest.abi}, runtime ${verdict.runtime ?? "unknown"}`,
    );
    for (const permission of manifest.permissions) lines.push(`asks for ${permission.name}: ${permission.reason}`);
  }
  for (const { code, message, remedy } of verdict.problems)
    lines.push(`${output.paint("bad", code)}: ${message}`, `  → ${remedy}`);
  if (verdict.missingGrants.length > 0) lines.push(`to grant it all: ${grantArguments(verdict.missingGrants)}`);
  for (const note of verdict.notes) lines.push(`note: ${note}`);
  return lines.join("\n");
}

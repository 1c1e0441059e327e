// `holdfast driver check`: the verdict on a file, from its bytes alone; needs no running host and loads no native code.
import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { HOST, KINDS, type Manifest, readManifest, type Verdict, verdictOf } from "@holdfast/sdk";
import { HostError, messageOf } from "../errors.ts";
import { type Cli, EXIT } from "./cli.ts";
import { grantsOf, type SpecOptions } from "./driver-options.ts";
import type { Output } from "./output.ts";

const FILE_BYTES_MAX = 32 * 1024 * 1024;
const PAGE_BYTES = 65_536;
const TABLE_ELEMENTS_MAX = 65_536;

export async function checkDriver(cli: Cli, path: string, options: SpecOptions): Promise<number> {
  const file = resolve(cli.surroundings.cwd, path);
  const bytes = read(file);
  const { memoryBytesMax } = cli.config().config.driver;
  const limits = { memoryPagesMax: Math.floor(memoryBytesMax / PAGE_BYTES), tableElementsMax: TABLE_ELEMENTS_MAX };
  const host = { kinds: KINDS, hostFunctions: HOST, limits };
  const verdict = verdictOf(bytes, { host, grants: grantsOf(options.grant ?? [], cli.surroundings.cwd) });
  const manifest = manifestOf(bytes);
  const digest = createHash("sha256").update(bytes).digest("hex");
  const answer = { file, bytes: bytes.length, digest, ...verdict, manifest: manifest ?? null };
  cli.output.answer(answer, () => describe(cli.output, { path, digest, verdict, manifest }));
  return verdict.outcome === "loads" ? EXIT.ok : EXIT.failed;
}

function read(file: string): Uint8Array {
  try {
    const { size } = statSync(file);
    if (size > FILE_BYTES_MAX)
      throw new HostError("DRIVER_MALFORMED", `${file} has ${size} bytes; a driver has at most ${FILE_BYTES_MAX}`);
    return readFileSync(file);
  } catch (error) {
    if (error instanceof HostError) throw error;
    throw new HostError("DRIVER_FILE_NOT_FOUND", `cannot read ${file}: ${messageOf(error)}`, { cause: error });
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
  for (const note of verdict.notes) lines.push(`note: ${note}`);
  return lines.join("\n");
}

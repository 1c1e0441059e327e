// `holdfast driver check`: the verdict on a file, from its bytes alone; needs no running host and loads no native code.
import { resolve } from "node:path";
import type { HostOffer } from "@holdfast/sdk/author";
import { HOST, KINDS, type Manifest, readManifest, type Verdict, verdictOf } from "@holdfast/sdk/verdict";
import { DRIVER_MEMORY_BYTES_MAX, isUntouched } from "../conf/sources.ts";
import { moduleOf } from "../driver/component/component-file.ts";
import { type DriverFile, readDriverFile } from "../driver/store.ts";
import { HostError, isHostError, nearestWord } from "../errors.ts";
import { driverFile } from "./builtin-drivers.ts";
import { type Cli, EXIT } from "./cli.ts";
import { allGrants, grantArguments, type SpecOptions } from "./driver-options.ts";
import { grantsText, writeGrants } from "./grants-text.ts";
import type { Output } from "./output.ts";
import { packageVersion } from "./version.ts";

const FILE_BYTES_MAX = 32 * 1024 * 1024;
const PAGE_BYTES = 65_536;
const TABLE_ELEMENTS_MAX = 65_536;

export async function checkDriver(cli: Cli, path: string, options: CheckOptions): Promise<number> {
  const file = driverFile(path, cli.surroundings.cwd);
  const read = await readDriverFile(file, { bytesMax: FILE_BYTES_MAX });
  const { digest } = read;
  const { memoryBytesMax, runtime } = await configured(cli);
  const limits = { memoryPagesMax: Math.floor(memoryBytesMax / PAGE_BYTES), tableElementsMax: TABLE_ELEMENTS_MAX };
  const host = { ...(await offerOf(options.host)), limits };
  const grants = await allGrants(options, cli.surroundings.cwd);
  const verdict = await verdictOn(read, (bytes) => verdictOf(bytes, { host, grants, kind: options.kind }));
  const manifest = manifestOf(read.bytes);
  if (options.writeGrants !== undefined && manifest)
    writeGrants(
      resolve(cli.surroundings.cwd, options.writeGrants),
      grantsText(verdict.missingGrants, manifest, digest),
    );
  const version = options.host ?? packageVersion();
  const runsOn = verdict.runtime === "extism" ? runtime : (verdict.runtime ?? null);
  const facts = { file, bytes: read.bytes.length, digest, host: version };
  const answer = { ...facts, ...verdict, runsOn, manifest: manifest ?? null };
  const place = options.host === undefined ? "" : ` on a host ${version}`;
  cli.output.answer(answer, () => describe(cli.output, { path, place, digest, verdict, runsOn, manifest }));
  return verdict.outcome === "loads" ? EXIT.ok : EXIT.failed;
}

/** What the configuration says of all drivers; nothing of it is read where there is none. */
async function configured(cli: Cli): Promise<{ readonly memoryBytesMax: number; readonly runtime: string }> {
  if (isUntouched(cli.sources)) return { memoryBytesMax: DRIVER_MEMORY_BYTES_MAX, runtime: "linked" };
  return (await cli.config()).config.driver;
}

/** Of a component, the verdict on the module that stands for it; what cannot be translated is a verdict too. */
async function verdictOn(file: DriverFile, judge: (bytes: Uint8Array) => Verdict): Promise<Verdict> {
  try {
    return judge((await moduleOf(file)).bytes);
  } catch (error) {
    if (!isHostError(error, "DRIVER_MALFORMED")) throw error;
    const remedy = "build the driver again; sdk/abi/README.md says what components may be made of";
    const problems = [{ code: "DRIVER_MALFORMED", message: error.message, remedy }] as const;
    return { outcome: "refused", problems, missingGrants: [], notes: [], optionalFunctions: [] };
  }
}

interface CheckOptions extends SpecOptions {
  readonly writeGrants?: string;
  readonly kind?: string;
  readonly host?: string;
}

/** What this host offers, or that of another version. NOT_FOUND for one that this package knows nothing of. */
async function offerOf(version: string | undefined): Promise<HostOffer> {
  if (version === undefined) return { kinds: KINDS, hostFunctions: HOST };
  const { hostOffer, hostReleases } = await import("@holdfast/sdk/author");
  const releases = hostReleases();
  const offer = hostOffer(version, releases);
  if (offer !== undefined) return offer;
  const known = Object.keys(releases);
  const near = nearestWord(version, known);
  const hint = near === undefined ? "for a later one use the `holdfast` of that version" : `did you mean ${near}?`;
  const message = `nothing is known of a host ${JSON.stringify(version.slice(0, 40))}, there are ${known.join(", ")}; ${hint}`;
  throw new HostError("NOT_FOUND", message, { data: { known } });
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
  /** Which host it is about, when that is not this one. */
  readonly place: string;
  readonly digest: string;
  readonly verdict: Verdict;
  /** The runtime that a host takes for it; null when its shape fits none. */
  readonly runsOn: string | null;
  readonly manifest: Manifest | undefined;
}

/** Why a file runs where it does. */
const SHAPES: Readonly<Record<string, string>> = {
  linked: "it speaks the Extism ABI, and that is Holdfast's own runtime for it",
  extism: "it speaks the Extism ABI, and the configuration has chosen the Extism SDK",
  assemblyscript: "it is a plain AssemblyScript module, for AssemblyScript's loader",
  component: "it is a component of WASI 0.2, translated into one core module",
};

const HEADLINES = {
  loads: { tone: "good", text: "loads" },
  "needs-grants": { tone: "warn", text: "loads if you grant what is missing" },
  refused: { tone: "bad", text: "does not load" },
} as const;

function describe(output: Output, { path, place, digest, verdict, runsOn, manifest }: Described): string {
  const { tone, text } = HEADLINES[verdict.outcome];
  const lines = [`${path}: ${output.paint(tone, text)}${place}`, `sha-256 ${digest}`];
  if (manifest) {
    lines.push(`${manifest.name} ${manifest.version}, kind ${manifest.kind} ${manifest.abi}`);
    if (runsOn !== null) lines.push(`runs on ${runsOn}: ${SHAPES[runsOn]}`);
    for (const permission of manifest.permissions) lines.push(`asks for ${permission.name}: ${permission.reason}`);
  }
  for (const { code, message, remedy } of verdict.problems)
    lines.push(`${output.paint("bad", code)}: ${message}`, `  → ${remedy}`);
  if (verdict.missingGrants.length > 0) lines.push(`to grant it all: ${grantArguments(verdict.missingGrants)}`);
  for (const note of verdict.notes) lines.push(`note: ${note}`);
  return lines.join("\n");
}

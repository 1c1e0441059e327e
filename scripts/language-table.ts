// The table of languages in the README: one driver in each, its size as committed, and what an instance and a call cost as measured here.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { assemblyscriptRuntime } from "#host/driver/assemblyscript-runtime";
import { linkedRuntime } from "#host/driver/linked-runtime";
import { prepareBytes } from "#host/driver/module-cache";
import type { Guest, GuestOptions } from "#host/driver/runtime";
import { guestLanguage } from "#sdk/build/languages";
import { measure } from "./bench-driver-measure.ts";
import { readDriverSources } from "./build-drivers-recipe.ts";

const BEGIN = "<!-- languages: written by `npm run languages` -->\n";
const END = "<!-- end of languages -->";
const INSTANCES = 64;
const FUEL = 2_000_000_000;
const OPTIONS: GuestOptions = {
  ...{ driver: "measured", memoryPagesMax: 512, outputBytesMax: 4_194_304, hostBytesMax: 71_303_168 },
  ...{ config: null, fs: [], log: false, fuelAtStart: FUEL },
};

/** One language. Bytes and KiB of its volume-fake; microseconds. */
interface LanguageRow {
  readonly title: string;
  readonly driver: string;
  readonly fileBytes: number;
}

interface Cost {
  /** Resident memory of one further instance that has served calls. */
  readonly instanceKib: number;
  readonly instantiateUs: number;
  readonly callUs: number;
}

/** The same driver in each language, smallest file first. */
export function languageRows(root: string): LanguageRow[] {
  const fakes = readDriverSources(root).filter(({ name }) => /^volume-fake(-|$)/.test(name));
  return fakes
    .map(({ name, folder, recipe }) => ({
      title: guestLanguage(recipe.language)?.title ?? recipe.language,
      driver: name,
      fileBytes: (JSON.parse(readFileSync(join(root, folder, "build.json"), "utf8")) as { bytes: number }).bytes,
    }))
    .sort((a, b) => a.fileBytes - b.fileBytes);
}

/** The README with another table. */
export function withTable(readme: string, table: string): string {
  const from = readme.indexOf(BEGIN) + BEGIN.length;
  return readme.slice(0, from) + table + readme.slice(from + tableIn(readme).length);
}

/** The part of a row that does not depend on the machine. */
export function sizeCells({ title, driver, fileBytes }: LanguageRow): string {
  return `| ${title} | [${driver}](drivers-wasm/${driver}) | ${Math.round(fileBytes / 1000)} KB |`;
}

/** The table as it stands in the README. */
export function tableIn(readme: string): string {
  const from = readme.indexOf(BEGIN);
  const to = readme.indexOf(END);
  if (from < 0 || to < from) throw new Error(`README.md has no table between ${BEGIN.trim()} and ${END}`);
  return readme.slice(from + BEGIN.length, to);
}

function main([only]: readonly string[]): Promise<void> | void {
  const root = fileURLToPath(new URL("../..", import.meta.url));
  if (only !== undefined) return measureOne(root, only);
  const rows = languageRows(root).map((row) => `${sizeCells(row)} ${costCells(measureAlone(row.driver))}`);
  const table = [
    "| language | driver | file | memory of an instance | made in | a call |",
    "|---|---|--:|--:|--:|--:|",
    ...rows,
    "",
    `Measured with Node ${process.versions.node} on ${availableParallelism()} cores of ${process.arch}, runtime \`linked\`, metered: resident memory of one further instance,`,
    "the time to make it from a compiled module, the time of one `inspect_volume`.",
    "",
  ].join("\n");
  const place = join(root, "README.md");
  writeFileSync(place, withTable(readFileSync(place, "utf8"), table));
  console.log(table);
}

function costCells({ instanceKib, instantiateUs, callUs }: Cost): string {
  const memory = instanceKib < 1024 ? `${Math.round(instanceKib)} KiB` : `${(instanceKib / 1024).toFixed(1)} MiB`;
  return `${memory} | ${(instantiateUs / 1000).toFixed(2)} ms | ${callUs.toFixed(1)} µs |`;
}

/** In a process of its own, so that no language pays for another's memory. */
function measureAlone(driver: string): Cost {
  const args = ["--expose-gc", "--disable-warning=ExperimentalWarning", fileURLToPath(import.meta.url), driver];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8" })) as Cost;
}

async function measureOne(root: string, driver: string): Promise<void> {
  const plain = driver === "volume-fake";
  const runtime = plain ? assemblyscriptRuntime : linkedRuntime;
  const bytes = new Uint8Array(readFileSync(join(root, "drivers-wasm", driver, `${driver}.wasm`)));
  const policy = { memoryPagesMax: 512, tableElementsMax: 10_000, metered: true, runtime: runtime.name } as const;
  const module = await WebAssembly.compile(new Uint8Array(prepareBytes(bytes, policy)));
  const input = (fields: object) => new TextEncoder().encode(JSON.stringify(fields));
  const [made, asked] = [input({ name: "one", size_bytes: 4096 }), input({ name: "one" })];
  const guests: Guest[] = [];
  const add = async () => {
    const guest = await runtime.instantiate(module, OPTIONS, { log() {} });
    await guest.call("create_volume", made, FUEL);
    for (let times = 0; times < 100; times++) await guest.call("inspect_volume", asked, FUEL);
    guests.push(guest);
  };
  for (let warm = 0; warm < 4; warm++) await add();
  const before = residentBytes();
  for (let at = 0; at < INSTANCES; at++) await add();
  const instanceKib = (residentBytes() - before) / INSTANCES / 1024;
  const [guest] = guests as [Guest];
  const call = async (times: number) => {
    for (let at = 0; at < times; at++) await guest.call("inspect_volume", asked, FUEL);
  };
  const instantiate = async (times: number) => {
    for (let at = 0; at < times; at++) (await runtime.instantiate(module, OPTIONS, { log() {} })).close();
  };
  const found = await measure(
    [
      { name: "call", run: call },
      { name: "instantiate", run: instantiate },
    ],
    { rounds: 11, roundMs: 50 },
  );
  const cost: Cost = {
    instanceKib,
    instantiateUs: found.get("instantiate") ?? Number.NaN,
    callUs: found.get("call") ?? Number.NaN,
  };
  console.log(JSON.stringify(cost));
}

function residentBytes(): number {
  (globalThis as { gc?: () => void }).gc?.();
  return process.memoryUsage().rss;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main(process.argv.slice(2));

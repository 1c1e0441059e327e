// Writes everything that is generated from sdk/abi; with --check it writes nothing and fails when a committed file differs.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { type Contract, parseContract } from "#sdk/abi";
import { undocumented } from "#sdk/contract/documentation";
import { type Fingerprints, recordFingerprints } from "#sdk/generate/fingerprint";
import { GENERATED_FOLDERS, generateAll } from "#sdk/generate/generate";
import { checkVersions, keptShape, versionPath } from "#sdk/generate/versions";

/** The contracts in the order in which they depend on each other. */
const CONTRACTS = [
  { name: "driver" },
  { name: "volume", base: "driver" },
  { name: "network", base: "driver" },
  { name: "host" },
] as const;
/** The languages whose kits call the C kit's functions. */
const KITS_ON_C = ["cpp", "zig"] as const;
const FINGERPRINTS = "abi/fingerprints.json";
const HOSTS = "abi/hosts.json";

export interface GenerateOptions {
  /** The folder sdk/, which has abi/ in it. */
  readonly sdk: string;
  /** True: write nothing, only say what differs. */
  readonly check: boolean;
}

/** Answers what was written, or what is wrong: sentences for a person. */
export function generate({ sdk, check }: GenerateOptions): { readonly written: string[]; readonly problems: string[] } {
  const contracts = readContracts(join(sdk, "abi"));
  const { fingerprints, problems } = recordFingerprints(contracts, readFingerprints(sdk));
  if (problems.length > 0) return { written: [], problems: [...problems] };
  const unsaid = contracts.flatMap((contract) =>
    undocumented(contract).map(({ path, message }) => `sdk/abi/${contract.name}.yaml: ${path} ${message}`),
  );
  if (unsaid.length > 0) return { written: [], problems: unsaid };
  const untrue = checkVersions(contracts, fingerprints, (path) => readIfThere(join(sdk, path)));
  if (untrue.length > 0) return { written: [], problems: untrue };
  const wanted = new Map(generateAll(contracts).map((file) => [file.path, file.text]));
  for (const [path, text] of keptVersions(sdk, contracts, fingerprints)) wanted.set(path, text);
  for (const [path, text] of copiesOfC(sdk)) wanted.set(path, text);
  wanted.set(FINGERPRINTS, `${JSON.stringify(fingerprints, null, 2)}\n`);
  wanted.set(HOSTS, hostsText(sdk, contracts));
  const stale = [...wanted].filter(([path, text]) => readIfThere(join(sdk, path)) !== text).map(([path]) => path);
  const left = GENERATED_FOLDERS.flatMap((folder) => filesBelow(sdk, folder)).filter((path) => !wanted.has(path));
  if (check) {
    return {
      written: [],
      problems: [
        ...stale.map((path) => `sdk/${path} is not what the contracts say: run \`npm run generate\` and commit it`),
        ...left.map((path) => `sdk/${path} is not generated any more: run \`npm run generate\` and commit its removal`),
      ],
    };
  }
  for (const path of stale) {
    mkdirSync(dirname(join(sdk, path)), { recursive: true });
    writeFileSync(join(sdk, path), wanted.get(path) ?? "");
  }
  for (const path of left) rmSync(join(sdk, path));
  return { written: [...stale, ...left], problems: [] };
}

/** A kit is complete in one folder, so those that stand on the C kit have it in them. */
function copiesOfC(sdk: string): [string, string][] {
  const kit = join(sdk, "guest/c");
  const files = existsSync(kit) ? readdirSync(kit).filter((file) => /\.[ch]$/.test(file)) : [];
  return KITS_ON_C.flatMap((language) =>
    files.map((file): [string, string] => [
      `guest/${language}/generated/c/${file}`,
      `// Generated from sdk/guest/c/${file} by \`npm run generate\`. Do not edit: change it there and generate again.\n${readFileSync(join(kit, file), "utf8")}`,
    ]),
  );
}

/** The shape of each recorded version: that of now as it is, older ones as they were kept. */
function keptVersions(sdk: string, contracts: readonly Contract[], fingerprints: Fingerprints): [string, string][] {
  return contracts.flatMap((contract) =>
    Object.keys(fingerprints[contract.name] ?? {}).map((version): [string, string] => {
      const path = versionPath(contract.name, version);
      return [path, version === contract.version ? keptShape(contract) : (readIfThere(join(sdk, path)) ?? "")];
    }),
  );
}

/** Which contracts each version of the host speaks: that of now as they are, released ones as they were. */
function hostsText(sdk: string, contracts: readonly Contract[]): string {
  const { version } = JSON.parse(readFileSync(join(sdk, "package.json"), "utf8")) as { readonly version: string };
  const recorded = JSON.parse(readIfThere(join(sdk, HOSTS)) ?? "{}") as Readonly<Record<string, unknown>>;
  const spoken = contracts.filter((contract) => contract.extends !== undefined || contract.imports.length > 0);
  const now = Object.fromEntries(spoken.map((contract) => [contract.name, contract.version]));
  return `${JSON.stringify({ ...recorded, [version]: now }, null, 2)}\n`;
}

/** Reads and parses all contracts below a folder `abi/`. Throws a ContractError that lists what is wrong. */
export function readContracts(folder: string): Contract[] {
  const contracts = new Map<string, Contract>();
  for (const entry of CONTRACTS) {
    const document: unknown = parse(readFileSync(join(folder, `${entry.name}.yaml`), "utf8"));
    contracts.set(entry.name, parseContract(document, "base" in entry ? contracts.get(entry.base) : undefined));
  }
  return [...contracts.values()];
}

function readFingerprints(sdk: string): Fingerprints {
  const text = readIfThere(join(sdk, FINGERPRINTS));
  return text === undefined ? {} : (JSON.parse(text) as Fingerprints);
}

function readIfThere(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}

function filesBelow(sdk: string, folder: string): string[] {
  const entries = existsSync(join(sdk, folder)) ? readdirSync(join(sdk, folder), { withFileTypes: true }) : [];
  return entries.flatMap((entry) =>
    entry.isDirectory() ? filesBelow(sdk, `${folder}/${entry.name}`) : [`${folder}/${entry.name}`],
  );
}

function main(): void {
  const sdk = fileURLToPath(new URL("../../sdk", import.meta.url));
  const { written, problems } = generate({ sdk, check: process.argv.includes("--check") });
  for (const path of written) console.log(`sdk/${path}`);
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length > 0 ? 1 : 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();

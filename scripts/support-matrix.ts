// Tests the drivers that ship as their authors would, keeps the signed reports, and writes the table of what was found from these.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { type ConformanceReport, readReport } from "#sdk/index";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const DRIVERS = join(ROOT, "drivers-wasm");
const REPORTS = join(ROOT, "test/conformance");
/** The table's file, from the root. */
export const MATRIX = "drivers-wasm/README.md";

// A machine of its own for drivers of networks: all that runs in it ends with the command.
const NAMESPACES = ["--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"];
const OWN_NETWORK = "mkdir -p /run/netns && mount -t tmpfs none /run/netns && ip link set lo up";
const OWN_SWITCH = [
  "mkdir -p /run/openvswitch && mount -t tmpfs none /run/openvswitch",
  "ovsdb-tool create PLACE/switches.db /usr/share/openvswitch/vswitch.ovsschema",
  "ovsdb-server PLACE/switches.db --remote=punix:/run/openvswitch/db.sock --log-file=PLACE/ovsdb.log --detach --no-chdir",
  "ovs-vsctl --no-wait init",
  "ovs-vswitchd --disable-system --log-file=PLACE/vswitchd.log --detach --no-chdir --pidfile",
];

const OWN_ARGUMENTS: Readonly<Record<string, readonly string[]>> = {
  "network-openvswitch": ["--driver-config", "datapath=netdev", "--note", "on the userspace datapath"],
};

/** Drivers of machinery that is not there: a process of the tests stands for it, and says how it is reached. */
const STOOD_FOR = ["volume-lvm", "network-cisco"];
const STAND_INS = join(ROOT, "test/dist/support/stand-ins-child.js");

interface Manifest {
  readonly name: string;
  readonly kind: string;
  readonly language?: string;
  readonly description?: string;
  readonly permissions: readonly { readonly name: string; readonly paths?: readonly { readonly guest: string }[] }[];
}

export interface Tested {
  readonly manifest: Manifest;
  readonly report: ConformanceReport;
  /** The public key that it is signed with. */
  readonly key: string;
}

/** The reports that are kept, in the order of their names. Throws for one that is not signed by the key that it names. */
export function keptReports(folder = REPORTS): readonly Tested[] {
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".json")) : [];
  return files.sort().map((file) => {
    const signed = JSON.parse(readFileSync(join(folder, file), "utf8"));
    const read = readReport(signed);
    if ("problem" in read) throw new Error(`test/conformance/${file}: ${read.problem}; run \`npm run reports\` again`);
    return { manifest: manifestOf(file.replace(/\.json$/, "")), report: read.report, key: signed.key };
  });
}

/** The page with the table. */
export function matrixPage(tested: readonly Tested[]): string {
  const rows = tested.map(({ manifest, report }) => {
    const { name, language = "", description = "" } = manifest;
    const { passed, failed, skipped, note } = report;
    const figures = `${passed} passed, ${failed} failed, ${skipped} skipped${note === undefined ? "" : `: ${note}`}`;
    const cells = [
      `[\`${name}\`](${name}) ${report.driver.version}`,
      `${report.kind} ${report.abi}`,
      language,
      figures,
    ];
    return `| ${[...cells, lacking(report) || "-", description].join(" | ")} |`;
  });
  return `# The drivers that ship

What each does of its kind, as the conformance cases found it. This page is written by \`npm run reports\` from the signed reports in
[\`test/conformance\`](../test/conformance), which \`holdfast driver test --report\` made; a test compares the two, and what the reports say with a new run.
A case is skipped where a driver leaves an optional function out. What stood in for machinery that was not there is told beside the figures: such a driver was
never tried on the real thing.

| driver | kind | language | conformance | does not offer | what it is |
|---|---|---|---|---|---|
${rows.join("\n")}

A report is of the very file that is committed, and is signed by who made it; the private half of a key is its maker's alone and no part of the repository. A host
believes the keys that its \`policy.trustedKeys\` lists, and no other.

| public key | signed |
|---|---|
${signers(tested).join("\n")}

One driver anew: \`npm run reports -- KEY NAME\`, with the file of your signing key, which is made when there is none. Drivers that run commands need these, and root
where they do; those that change networks are tested in a network namespace of their own.
`;
}

/** Whose word the page stands on: a key that was not there before is a line in its change. */
function signers(tested: readonly Tested[]): string[] {
  const keys = [...new Set(tested.map(({ key }) => key))].sort();
  return keys.map((key) => {
    const names = tested.filter((one) => one.key === key).map(({ manifest }) => manifest.name);
    return `| \`${key}\` | ${names.length === tested.length ? "all" : names.join(", ")} |`;
  });
}

/** Arguments of `driver test` for a driver that ships, with rules on directories of its own; `enter` goes in front of the command. */
export function testArguments(
  manifest: Manifest,
  place: string,
): { readonly args: readonly string[]; readonly enter: readonly string[] } {
  const file = join(DRIVERS, manifest.name, `${manifest.name}.wasm`);
  if (!manifest.permissions.some(({ name }) => name === "exec")) return { args: [file], enter: [] };
  const shipped = readFileSync(join(DRIVERS, manifest.name, "rules.yaml"), "utf8");
  const volumes = join(place, "data");
  mkdirSync(volumes);
  const rules = join(place, "rules.yaml");
  writeFileSync(rules, shipped.replaceAll(/\/var\/lib\/holdfast\/[a-z0-9]+/g, volumes), { mode: 0o600 });
  const guests = manifest.permissions.flatMap(({ paths = [] }) =>
    paths.map(({ guest }) => `fs:${guest}=${volumes}:rw`),
  );
  const plain = ["log", "config"].filter((wanted) => manifest.permissions.some(({ name }) => name === wanted));
  const grants = [...plain, ...guests].flatMap((grant) => ["--grant", grant]);
  const steps = [OWN_NETWORK, ...(manifest.name === "network-openvswitch" ? OWN_SWITCH : []), 'exec "$0" "$@"'];
  const own = steps.join(" && ").replaceAll("PLACE", place);
  const enter = manifest.kind === "network" ? ["unshare", ...NAMESPACES, "sh", "-c", own] : [];
  return { args: [file, "--rules", rules, ...grants, ...(OWN_ARGUMENTS[manifest.name] ?? [])], enter };
}

/** Tests one driver and keeps its report; answers the last line of the command. */
async function testDriver(name: string, key: string): Promise<string> {
  const place = mkdtempSync(join(tmpdir(), "holdfast-report-"));
  const stand = await standIns(name);
  try {
    const { args, enter } = stand ?? testArguments(manifestOf(name), place);
    const fresh = join(place, "report.json");
    const bin = join(ROOT, "host/bin/holdfast.js");
    const report = ["--report", fresh, "--key", resolve(key)];
    const [program = "", ...line] = [...enter, process.execPath, bin, "driver", "test", ...args, ...report];
    const { status, stdout, stderr } = spawnSync(program, line, { encoding: "utf8" });
    if (status !== 0) return `${name} failed, and its report is left as it was:\n${stdout}${stderr}`;
    copyFileSync(fresh, join(REPORTS, `${name}.json`));
    return stdout.trim().split("\n").at(-2) ?? "";
  } finally {
    stand?.end();
    rmSync(place, { recursive: true, force: true });
  }
}

/** Starts what stands for a driver's machinery, if anything must; it ends when told, or with this process. */
export async function standIns(name: string) {
  if (!STOOD_FOR.includes(name)) return undefined;
  const child = spawn(process.execPath, [STAND_INS, name], { cwd: ROOT, stdio: ["pipe", "pipe", "inherit"] });
  const [line] = await once(child.stdout, "data");
  const args = [join(DRIVERS, name, `${name}.wasm`), ...(JSON.parse(String(line)) as string[])];
  return { args, enter: [], end: () => child.stdin.end() };
}

function lacking({ cases }: ConformanceReport): string {
  const missing = cases.flatMap(({ reason = "" }) => /does not offer (\w+)/.exec(reason)?.[1] ?? []);
  return [...new Set(missing)].map((name) => `\`${name}\``).join(", ");
}

function manifestOf(name: string): Manifest {
  return JSON.parse(readFileSync(join(DRIVERS, name, "manifest.json"), "utf8"));
}

async function main([key, ...names]: readonly string[]): Promise<number> {
  if (key === undefined) {
    process.stderr.write("name the file of a signing key: npm run reports -- KEY [NAME…]\n");
    return 2;
  }
  mkdirSync(REPORTS, { recursive: true });
  const all = readdirSync(DRIVERS).filter((name) => existsSync(join(DRIVERS, name, "manifest.json")));
  const lines: string[] = [];
  for (const name of names.length > 0 ? names : all) lines.push(await testDriver(name, key));
  writeFileSync(join(ROOT, MATRIX), matrixPage(keptReports()));
  process.stdout.write(`${lines.join("\n")}\n`);
  return lines.some((line) => line.includes(" failed, and")) ? 1 : 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = await main(process.argv.slice(2));

// `holdfast driver test`: the conformance cases of its kind against a driver file, through the path that drivers take in a host.
import { existsSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { type CaseResult, type ConformanceReport, runConformance, signReport } from "@holdfast/sdk";
import { systemClock } from "../clock.ts";
import { HostError } from "../errors.ts";
import { authorKey } from "./author-key.ts";
import { driverFile } from "./builtin-drivers.ts";
import { type Cli, EXIT } from "./cli.ts";
import type { SpecOptions } from "./driver-options.ts";
import { type LooseDriver, withLooseDriver } from "./loose-driver.ts";
import type { Output } from "./output.ts";
import { packageVersion } from "./version.ts";

export interface TestOptions extends SpecOptions {
  readonly only?: string;
  readonly kindFile?: string;
  readonly report?: string;
  readonly key?: string;
  readonly device?: readonly string[];
  readonly note?: string;
}

const NOTE_LENGTH_MAX = 200;

/** Runs all cases; the exit code is 1 when one failed. */
export async function testDriver(cli: Cli, file: string | undefined, options: TestOptions): Promise<number> {
  const path = testedFile(cli, file);
  if (options.note !== undefined && (options.note.length > NOTE_LENGTH_MAX || /[\p{Cc}|]/u.test(options.note)))
    throw new HostError("INVALID_PARAMS", `--note takes one line of ${NOTE_LENGTH_MAX} characters at most, without |`);
  const report = await withLooseDriver(cli, path, options, (loose) =>
    reportOn(cli, loose, options, (result) => {
      if (!cli.output.json) cli.output.event(result, () => caseLine(cli.output, result));
    }),
  );
  const written = options.report === undefined ? undefined : writeReport(cli, report, options.report, options.key);
  cli.output.answer(written === undefined ? report : { ...report, report: written }, () =>
    summary(cli.output, report, written),
  );
  return report.failed === 0 ? EXIT.ok : EXIT.failed;
}

/** The report on a driver; `onCase` hears of each case as it ends. */
export async function reportOn(
  cli: Cli,
  loose: LooseDriver,
  { only, device: devices, note }: TestOptions,
  onCase: (result: CaseResult) => void = () => {},
): Promise<ConformanceReport> {
  const { manifest, digest, contract, driver, context, runtime } = loose;
  const { name, version, kind, abi } = manifest;
  const monotonicMs = () => systemClock.monotonicMs();
  const part = { ...(only === undefined ? {} : { only }), ...(devices === undefined ? {} : { devices }) };
  const testedAt = new Date(systemClock.wallMs()).toISOString();
  return runConformance(
    { contract, driver, context, monotonicMs, signal: cli.signal, ...part },
    {
      driver: { name, version, digest },
      kind,
      abi,
      runtime,
      host: packageVersion(),
      testedAt,
      ...(note === undefined ? {} : { note }),
    },
    onCase,
  );
}

/** The file that is named, or the one that the folder here builds. */
function testedFile(cli: Cli, file: string | undefined): string {
  const { cwd } = cli.surroundings;
  const path = driverFile(file ?? ".", cwd);
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return path;
  const built = join(path, `${path.split("/").at(-1)}.wasm`);
  if (existsSync(built)) return built;
  throw new HostError("NOT_FOUND", `${built} is not there: run \`holdfast driver build\` first, or name the file`);
}

function caseLine(output: Output, { outcome, name, ms, reason }: CaseResult): string {
  if (outcome === "passed") return `${output.paint("good", "ok  ")} ${name} (${ms} ms)`;
  if (outcome === "skipped") return `${output.paint("dim", "skip")} ${name}: ${reason}`;
  return `${output.paint("bad", "FAIL")} ${name}\n     ${reason}`;
}

function summary(
  output: Output,
  { driver, kind, passed, failed, skipped }: ConformanceReport,
  written?: string,
): string {
  const word = failed === 0 ? output.paint("good", "conforms") : output.paint("bad", "does not conform");
  const lines = [
    `${driver.name} ${driver.version} ${word} to ${kind}: ${passed} passed, ${failed} failed, ${skipped} skipped`,
  ];
  if (written !== undefined) lines.push(`signed report: ${written}`);
  return lines.join("\n");
}

function writeReport(cli: Cli, report: ConformanceReport, file: string, key: string | undefined): string {
  if (key === undefined)
    throw new HostError(
      "INVALID_PARAMS",
      "--report needs --key FILE, your signing key; it is made there if there is none",
    );
  const path = resolve(cli.surroundings.cwd, file);
  const signed = signReport(report, authorKey(resolve(cli.surroundings.cwd, key)));
  writeFileSync(path, `${JSON.stringify(signed, null, 2)}\n`);
  return path;
}

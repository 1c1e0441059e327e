// `holdfast driver replay|bundles|record`: calls that a host recorded, made again without it; and which calls it records.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { BUNDLE_BYTES_MAX, type Bundle, parseBundle } from "../driver/replay/bundle.ts";
import { BUNDLE_SUFFIX } from "../driver/replay/bundle-store.ts";
import { type ReplayReport, replayBundle } from "../driver/replay/replay.ts";
import type { RecordedOutcome, TapeEntry, TapeValue } from "../driver/replay/tape.ts";
import { readDriverFile } from "../driver/store.ts";
import { HostError, messageOf } from "../errors.ts";
import { driverFile } from "./builtin-drivers.ts";
import { type Cli, EXIT } from "./cli.ts";
import { onDriver } from "./driver-name.ts";
import { RECORDINGS_FOLDER } from "./recordings.ts";
import { table } from "./table.ts";

const FILE_BYTES_MAX = 32 * 1024 * 1024;
const SHOWN_LENGTH_MAX = 200;

export async function replay(cli: Cli, path: string, options: { readonly module?: string }): Promise<number> {
  const { cwd } = cli.surroundings;
  const bundle = parseBundle(readBundle(resolve(cwd, path)));
  const file = await moduleOf(bundle, options.module && driverFile(options.module, cwd));
  const report = await replayBundle(bundle, file);
  const { head, call, earlier } = bundle;
  const { reproduced, divergence, sameModule, recorded, now } = report;
  const answer = {
    ...{ reproduced, sameModule, driver: head.driver, function: call.exportName, recordedAt: head.recordedAt },
    ...{ earlierCalls: earlier.length, questions: call.entries.length, incomplete: head.incomplete ?? null },
    ...{ recorded: outcomeView(recorded), now: outcomeView(now) },
    divergence: divergence
      ? {
          ...{ call: divergence.call, function: divergence.exportName, at: divergence.at, cut: divergence.cut },
          ...{ recorded: questionView(divergence.recorded), asked: questionView(divergence.asked) },
        }
      : null,
  };
  cli.output.answer(answer, () => lines(bundle, report).join("\n"));
  return reproduced ? EXIT.ok : EXIT.failed;
}

function lines({ head, call }: Bundle, { reproduced, divergence, recorded, now, sameModule }: ReplayReport): string[] {
  const { name, kind, version } = head.driver;
  const what = call.exportName === "" ? "its start" : call.exportName;
  return [
    `${kind}/${name} ${version}, ${what}, recorded ${head.recordedAt}: ${reproduced ? "the same again" : "not the same"}`,
    ...(sameModule ? [] : ["with another file than the one that was recorded"]),
    `recorded  ${shownOutcome(recorded)}`,
    `now       ${shownOutcome(now)}`,
    ...(divergence
      ? [
          `left the recording in ${divergence.exportName || "the start"} at question ${divergence.at}${divergence.cut ? ", where it was cut" : ""}`,
          `  recorded ${shownQuestion(divergence.recorded)}`,
          `  asked    ${shownQuestion(divergence.asked)}`,
        ]
      : []),
    ...(head.incomplete === undefined ? [] : [`note: ${head.incomplete}`]),
  ];
}

function readBundle(path: string): string {
  const bytesMax = BUNDLE_BYTES_MAX;
  try {
    const stats = statSync(path);
    // A pipe or a device may have no end.
    if (!stats.isFile()) throw new HostError("INVALID_PARAMS", `${path} is no file, so it is no recording`);
    if (stats.size <= bytesMax) return readFileSync(path, "utf8");
    const message = `${path} has ${stats.size} bytes; a recording has at most ${bytesMax}`;
    throw new HostError("INVALID_PARAMS", message, { data: { bytesMax } });
  } catch (cause) {
    if (cause instanceof HostError) throw cause;
    throw new HostError("NOT_FOUND", `the bundle ${path} cannot be read: ${messageOf(cause)}`, { cause });
  }
}

/** The file that is named, else the one in the bundle. */
async function moduleOf(bundle: Bundle, path: string | undefined) {
  if (path !== undefined && path !== "") return readDriverFile(path, { bytesMax: FILE_BYTES_MAX });
  const { digest, name } = bundle.head.driver;
  if (bundle.module) {
    const found = createHash("sha256").update(bundle.module).digest("hex");
    if (found === digest) return { bytes: bundle.module, digest };
    const message = `the driver's file in the bundle is not the one that was recorded: it has the digest ${found}, the recording says ${digest}; give a file that you trust as --module FILE`;
    throw new HostError("DRIVER_DIGEST_MISMATCH", message, { data: { found, digest } });
  }
  throw new HostError(
    "INVALID_PARAMS",
    `the driver's file is not in the bundle: give it as --module FILE, it is that of ${name} with the digest ${digest}`,
  );
}

interface BundleRow {
  readonly file: string;
  readonly driver: string;
  readonly function: string;
  readonly recordedAt: string;
  readonly outcome: string;
  readonly complete: boolean;
}

export async function bundles(cli: Cli, name: string | undefined): Promise<void> {
  const { config } = await cli.config();
  const directory = join(config.dataDir, RECORDINGS_FOLDER);
  const files = existsSync(directory) ? readdirSync(directory).filter((file) => file.endsWith(BUNDLE_SUFFIX)) : [];
  const rows = files
    .flatMap((file) => rowOf(join(directory, file)))
    .filter((row) => name === undefined || row.driver === name || row.driver.split("/")[1] === name)
    .sort((a, b) => (a.recordedAt < b.recordedAt ? -1 : 1));
  cli.output.answer({ directory, bundles: rows }, () =>
    table(rows, [
      { title: "RECORDED", cell: (row) => row.recordedAt },
      { title: "DRIVER", cell: (row) => row.driver },
      { title: "FUNCTION", cell: (row) => row.function || "(start)" },
      { title: "OUTCOME", cell: (row) => row.outcome },
      { title: "FILE", cell: (row) => row.file },
    ]),
  );
}

function rowOf(file: string): BundleRow[] {
  try {
    const { head, call, outcome } = parseBundle(readBundle(file));
    const { kind, name } = head.driver;
    const word = "answer" in outcome ? statusOf(outcome.answer) : outcome.fault.code;
    return [
      {
        ...{ file, driver: `${kind}/${name}`, function: call.exportName, recordedAt: head.recordedAt, outcome: word },
        complete: head.incomplete === undefined,
      },
    ];
  } catch {
    // Dropped meanwhile, or nothing of ours.
    return [];
  }
}

function statusOf(answer: Uint8Array): string {
  try {
    return String((JSON.parse(new TextDecoder().decode(answer)) as { readonly status?: unknown }).status ?? "answer");
  } catch {
    return "answer";
  }
}

export async function record(
  cli: Cli,
  name: string,
  mode: string,
  { kind, withModule = false }: { readonly kind?: string; readonly withModule?: boolean },
): Promise<void> {
  const session = await cli.session();
  await onDriver(session, { kind, name }, async (driver) => {
    const params = { ...driver, record: mode, withModule };
    const answer = await session.call<{ readonly record: string }>("host.recordDriver", params);
    cli.output.answer(answer, () => `${driver.kind}/${driver.name} records ${answer.record}`);
  });
}

function outcomeView(outcome: RecordedOutcome) {
  return "answer" in outcome ? { answer: textOf(outcome.answer) } : outcome;
}

function questionView(question: Pick<TapeEntry, "call" | "said"> | undefined) {
  return question ? { call: question.call, said: question.said.map(textOf) } : null;
}

function shownOutcome(outcome: RecordedOutcome): string {
  if ("answer" in outcome) return cut(String(textOf(outcome.answer)));
  return `${outcome.fault.code}: ${cut(outcome.fault.message)}`;
}

function shownQuestion(question: Pick<TapeEntry, "call" | "said"> | undefined): string {
  return question ? cut(`${question.call} ${question.said.map(textOf).join(" ")}`) : "nothing more";
}

function textOf(value: TapeValue): string | number | null {
  if (value instanceof Uint8Array) return new TextDecoder().decode(value);
  return typeof value === "bigint" ? String(value) : value;
}

function cut(text: string): string {
  return text.length > SHOWN_LENGTH_MAX ? `${text.slice(0, SHOWN_LENGTH_MAX)}…` : text;
}

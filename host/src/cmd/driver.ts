// `holdfast driver …`: a verdict on a file before anything of it runs; drivers added, looked at and removed on a running host.
import { resolve } from "node:path";
import type { Command } from "commander";
import type { DriverView } from "../admin/views.ts";
import { BUILTIN_PREFIX } from "../conf/defaults.ts";
import { parseDurationMs } from "../conf/units.ts";
import type { SwapStatus } from "../driver/driver-types.ts";
import { readDriverFile } from "../driver/store.ts";
import { HostError, isHostError } from "../errors.ts";
import { driverFile } from "./builtin-drivers.ts";
import { type Cli, later, runs, type Surroundings } from "./cli.ts";
import { authorCommands } from "./driver-author.ts";
import { onDriver } from "./driver-name.ts";
import { allGrants, grantArguments, grantTexts, limitsOf, pairsOf, type SpecOptions } from "./driver-options.ts";
import type { Output } from "./output.ts";
import { recordingCommands } from "./recording-commands.ts";
import { table } from "./table.ts";

const FILE_BYTES_MAX = 32 * 1024 * 1024;
const GRANT_HELP =
  "a permission: log, config, clock, random, event, kv, exec:RULE, http:ORIGIN[@RANGE], secret:NAME=FILE or fs:/GUEST=/HOST[:rw]; repeatable";
const KIND_HELP = "what it is a driver for, where its name alone does not tell";
const GRANTS_FILE_HELP = "a YAML file with grants, written as in the configuration";

export function driverCommands(driver: Command, surroundings: Surroundings): void {
  const collect = (value: string, before: readonly string[] = []) => [...before, value];
  driver
    .command("check <file>")
    .description("say what a driver would do here, without running any of it: exit code 0 if it loads")
    .option("--grant <permission>", GRANT_HELP, collect)
    .option("--grants <file>", GRANTS_FILE_HELP)
    .option("--kind <kind>", "what it is to be: function for a plain Extism plugin, which has no manifest")
    .option("--host <version>", "judge for a host of that version instead of this one, such as 0.1.0")
    .option("--write-grants <file>", "write the smallest set of grants that is missing, with the driver's reasons")
    .action(
      runs(
        surroundings,
        later(async () => (await import("./driver-check.ts")).checkDriver),
      ),
    );
  authorCommands(driver, surroundings);
  recordingCommands(driver, surroundings);
  driver
    .command("add <name> <path>")
    .description("load a driver by path on the running host, and at every start from now on")
    .option("--kind <kind>", "what it is a driver for, unless its manifest says so; function for a plain Extism plugin")
    .option("--digest <sha256>", "load only this very file")
    .option("--grant <permission>", GRANT_HELP, collect)
    .option("--grants <file>", GRANTS_FILE_HELP)
    .option("--driver-config <key=value>", "a value of the driver's own configuration; repeatable", collect)
    .option("--limit <name=value>", "a limit of its own, such as callTimeoutMs=5s; repeatable", collect)
    .option("--watch", "for development: whatever is saved in the file takes its place")
    .action(runs(surroundings, add));
  driver
    .command("swap <name> <path>")
    .description("try another file and put it in a driver's place without losing a call; its faults take it back")
    .option("--kind <kind>", KIND_HELP)
    .option("--digest <sha256>", "take only this very file")
    .option("--watch <time>", "for how long its faults take it back, such as 30s")
    .option("--drop-state", "do not hand over what the former file knows")
    .action(runs(surroundings, swap));
  driver
    .command("rollback <name>")
    .description("take the last swap back")
    .option("--kind <kind>", KIND_HELP)
    .action(runs(surroundings, rollback));
  driver
    .command("remove <name>")
    .alias("rm")
    .description("take an added driver away")
    .option("--kind <kind>", KIND_HELP)
    .option("--force", "also while it holds something")
    .action(runs(surroundings, remove));
  driver
    .command("list")
    .alias("ls")
    .description("list drivers with state, health and digest")
    .action(runs(surroundings, list));
  driver
    .command("show <name>")
    .description("show one driver with its grants and figures")
    .option("--kind <kind>", KIND_HELP)
    .action(runs(surroundings, show));
}

/** The table of drivers, as `status` shows it too. */
export function driverTable(output: Output, drivers: readonly DriverView[]): string {
  return table(drivers, [
    { title: "DRIVER", cell: ({ kind, name }) => `${kind}/${name}` },
    { title: "STATE", cell: (driver) => paintState(output, driver) },
    { title: "VERSION", cell: ({ version }) => version || "-" },
    { title: "RUNTIME", cell: ({ runtime }) => runtime },
    { title: "CALLS", cell: ({ calls }) => String(calls) },
    { title: "FAULTS", cell: ({ faults }) => String(faults) },
    { title: "DIGEST", cell: ({ digest }) => digest.slice(0, 12) || "-" },
    { title: "FROM", cell: ({ source }) => source },
  ]);
}

function paintState(output: Output, { state, health, reason, error }: DriverView): string {
  const word = state === "serving" && health !== "ready" ? health : state;
  const tone = word === "serving" ? "good" : word === "starting" || word === "degraded" ? "warn" : "bad";
  const why = error && state === "broken" ? ` (${error.code})` : reason && word !== "serving" ? ` (${reason})` : "";
  return `${output.paint(tone, word)}${why}`;
}

interface AddOptions extends SpecOptions {
  readonly kind?: string;
  readonly digest?: string;
  readonly watch?: boolean;
}

async function add(cli: Cli, name: string, path: string, options: AddOptions): Promise<void> {
  const { cwd } = cli.surroundings;
  const params = {
    kind: options.kind ?? (await kindIn(path, cwd)) ?? "volume",
    name,
    // A driver of Holdfast's own is asked for by name: where it lies is the host's affair.
    path: path.startsWith(BUILTIN_PREFIX) ? path : resolve(cwd, path),
    grants: await allGrants(options, cwd),
    config: pairsOf(options.driverConfig ?? [], "--driver-config"),
    limits: limitsOf(options.limit ?? []),
    ...(options.digest === undefined ? {} : { digest: options.digest }),
    ...(options.watch === undefined ? {} : { watch: options.watch }),
  };
  const session = await cli.session();
  const stop = cli.output.progress(`loading ${name}`);
  const driver = await session
    .call<DriverView>("host.addDriver", params)
    .catch((error: unknown) => {
      throw withGrantArguments(error);
    })
    .finally(stop);
  cli.output.answer(driver, () => driverTable(cli.output, [driver]));
  if (driver.warning !== undefined) cli.output.note(driver.warning);
}

/** What the file's manifest says; a file that cannot be read here is the host's affair. */
async function kindIn(path: string, cwd: string): Promise<string | undefined> {
  const { readManifest } = await import("@holdfast/sdk/verdict");
  try {
    const { bytes } = await readDriverFile(driverFile(path, cwd), { bytesMax: FILE_BYTES_MAX });
    return readManifest(bytes)?.kind;
  } catch {
    return undefined;
  }
}

/** The host names what would have to be configured; here it is given on the command line. */
function withGrantArguments(error: unknown): unknown {
  if (!isHostError(error, "DRIVER_GRANT_MISSING") || !Array.isArray(error.data["missingGrants"])) return error;
  const options = grantArguments(error.data["missingGrants"]);
  return new HostError(error.code, `${error.message}; here: ${options}`, { data: error.data, cause: error });
}

async function remove(
  cli: Cli,
  name: string,
  { kind, force = false }: KindOption & { readonly force?: boolean },
): Promise<void> {
  const session = await cli.session();
  const removed = await onDriver(session, { kind, name }, async (driver) => {
    await session.call("host.removeDriver", { ...driver, force });
    return `${driver.kind}/${driver.name}`;
  });
  cli.output.answer({ removed }, () => "removed");
}

async function list(cli: Cli): Promise<void> {
  const answer = { drivers: await listed(cli) };
  cli.output.answer(answer, () => driverTable(cli.output, answer.drivers));
}

interface KindOption {
  readonly kind?: string;
}

interface SwapOptions extends KindOption {
  readonly digest?: string;
  readonly watch?: string;
  readonly dropState?: boolean;
}

async function swap(cli: Cli, name: string, path: string, options: SwapOptions): Promise<void> {
  const { kind, digest, watch, dropState } = options;
  const watchMs = watch === undefined ? undefined : parseDurationMs(watch);
  if (watch !== undefined && watchMs === undefined)
    throw new HostError("INVALID_PARAMS", `${JSON.stringify(watch)} is not a time; write --watch 30s`);
  const params = {
    path: path.startsWith(BUILTIN_PREFIX) ? path : resolve(cli.surroundings.cwd, path),
    ...(digest === undefined ? {} : { digest }),
    ...(watchMs === undefined ? {} : { watchMs }),
    ...(dropState === undefined ? {} : { dropState }),
  };
  const session = await cli.session();
  const driver = await onDriver(session, { kind, name }, (wanted) =>
    session.call<DriverView>("host.swapDriver", { ...wanted, ...params }),
  );
  cli.output.answer(driver, () => details(cli.output, driver));
}

async function rollback(cli: Cli, name: string, { kind }: KindOption): Promise<void> {
  const session = await cli.session();
  const driver = await onDriver(session, { kind, name }, (wanted) =>
    session.call<DriverView>("host.rollbackDriver", wanted),
  );
  cli.output.answer(driver, () => details(cli.output, driver));
}

async function show(cli: Cli, name: string, { kind }: KindOption): Promise<void> {
  const session = await cli.session();
  const driver = await onDriver(session, { kind, name }, (wanted) =>
    session.call<DriverView>("host.showDriver", wanted),
  );
  cli.output.answer(driver, () => details(cli.output, driver));
}

async function listed(cli: Cli): Promise<readonly DriverView[]> {
  const session = await cli.session();
  return (await session.call<{ drivers: DriverView[] }>("host.listDrivers")).drivers;
}

function details(output: Output, driver: DriverView): string {
  const { path, digest, grants, error, instances, busy, queued, restarts, isolation, account, swap: swapped } = driver;
  const granted = grantTexts(grants);
  return [
    driverTable(output, [driver]).trimEnd(),
    `file      ${path}`,
    `sha-256   ${digest || "-"}`,
    `granted   ${granted.join(", ") || "nothing"}`,
    `instances ${instances} (${isolation}), ${busy} busy, ${queued} calls queued, ${restarts} restarts`,
    `used      ${Math.round(account.guestMs)} ms, ${account.fuel} fuel, ${account.memoryBytesPeak} bytes of memory at most, ${account.hostCalls} host calls, ${account.bytesIn} bytes in, ${account.bytesOut} out`,
    ...(driver.watched ? ["watched   what is saved in its file takes its place"] : []),
    ...(swapped ? [`swap      ${swapText(swapped)}`] : []),
    ...(error ? [`error     ${error.code}: ${error.message}`] : []),
  ].join("\n");
}

function swapText({ state, from, reason, smoke, stateBytes, stateDropped }: SwapStatus): string {
  const skipped = smoke && smoke.skipped > 0 ? ` (${smoke.skipped} could not be tried here)` : "";
  return [
    `${state}, from ${from}${reason ? `: ${reason}` : ""}`,
    ...(smoke ? [`${smoke.passed} smoke cases passed${skipped}`] : []),
    ...(stateBytes === undefined ? [] : [`${stateBytes} bytes of state handed over`]),
    ...(stateDropped === undefined ? [] : [`state dropped: ${stateDropped}`]),
  ].join("; ");
}

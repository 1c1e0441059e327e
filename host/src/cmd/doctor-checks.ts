// What `holdfast doctor` looks at, one function a thing: each answers what it found, and throws what it could not look at.
import { existsSync, statfsSync, statSync } from "node:fs";
import type { HostStatus } from "../admin/views.ts";
import { formatBytes } from "../conf/units.ts";
import { isHostError } from "../errors.ts";
import { readTokenFile } from "../rpc/token.ts";
import type { ServiceView } from "../service/service-group.ts";
import type { Cli } from "./cli.ts";
import { driverFiles, managerFiles } from "./doctor-files.ts";
import { type Found, ok } from "./doctor-found.ts";
import { tokenPath } from "./host-note.ts";

export interface Check {
  readonly name: string;
  readonly look: (cli: Cli) => Promise<readonly Found[]>;
}

/** In the order in which one thing stands on another. */
export const CHECKS: readonly Check[] = [
  { name: "node", look: async () => [nodeVersion(process.versions.node)] },
  { name: "configuration", look: configuration },
  { name: "data directory", look: dataDirectory },
  { name: "token", look: token },
  { name: "database", look: database },
  { name: "driver files", look: driverFiles },
  { name: "manager files", look: managerFiles },
  { name: "host", look: runningHost },
  { name: "services", look: (cli) => ofHost(cli, ({ services }) => servicesFound(services)) },
  { name: "versions", look: (cli) => ofHost(cli, ({ services }) => versionsFound(services)) },
  { name: "drivers", look: (cli) => ofHost(cli, driversFound) },
  { name: "processes", look: (cli) => ofHost(cli, processesFound) },
  { name: "operations", look: (cli) => ofHost(cli, operationsFound) },
];

const NODE_OLDEST = { major: 20, minor: 19 };
const FREE_BYTES_MIN = 64 * 1024 * 1024;

/** Whether this Node is one that the host is tested on. */
export function nodeVersion(version: string): Found {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const old = major < NODE_OLDEST.major || (major === NODE_OLDEST.major && minor < NODE_OLDEST.minor);
  if (!old) return ok(`Node ${version}`);
  const oldest = `${NODE_OLDEST.major}.${NODE_OLDEST.minor}`;
  return { state: "failed", message: `Node ${version} is too old`, remedy: `install Node ${oldest} or newer` };
}

async function configuration(cli: Cli): Promise<readonly Found[]> {
  const { config } = await cli.config();
  return [ok(`host ${config.host.name}, hub ${config.hub.listen}`)];
}

async function dataDirectory(cli: Cli): Promise<readonly Found[]> {
  const { dataDir } = (await cli.config()).config;
  if (!existsSync(dataDir)) return [ok(`${dataDir} is made at the first start`)];
  const { mode, uid } = statSync(dataDir);
  const found: Found[] = [];
  if (uid !== process.geteuid?.() && process.geteuid?.() !== 0) {
    const message = `${dataDir} is of another user (${uid})`;
    found.push({ state: "failed", message, remedy: "run as that user, or choose another with --data-dir" });
  }
  if ((mode & 0o022) !== 0) {
    const message = `others may write to ${dataDir}`;
    found.push({ state: "failed", message, remedy: `chmod go-w ${dataDir}` });
  }
  const { bavail, bsize } = statfsSync(dataDir);
  const freeBytes = bavail * bsize;
  if (freeBytes < FREE_BYTES_MIN) {
    const message = `${formatBytes(freeBytes)} are free in ${dataDir}`;
    found.push({ state: "warning", message, remedy: `make room: at least ${formatBytes(FREE_BYTES_MIN)}` });
  }
  return found.length > 0 ? found : [ok(`${dataDir}, ${formatBytes(freeBytes)} free`)];
}

async function token(cli: Cli): Promise<readonly Found[]> {
  const path = tokenPath((await cli.config()).config.dataDir);
  if (!existsSync(path)) return [ok("it is made at the first start")];
  await readTokenFile(path);
  return [ok(`${path} is its owner's alone`)];
}

async function database(cli: Cli): Promise<readonly Found[]> {
  const options = (await cli.config()).config.database;
  if (!existsSync(options.path)) return [ok(`${options.path} is made at the first start`)];
  // Loaded only here: the checks before it must work where native code does not.
  const { openDatabase } = await import("../db/connection.ts");
  const opened = openDatabase({ ...options, readOnly: true });
  try {
    const { version, versionKnown, pending, damage, fileBytes } = opened.status();
    if (damage.length > 0) {
      const remedy = "stop the host, keep a copy of the file, and go back to a backup";
      return [{ state: "failed", message: `damaged: ${damage.slice(0, 3).join("; ")}`, remedy }];
    }
    if (version > versionKnown) {
      const message = `it is of version ${version}, this program knows ${versionKnown}`;
      return [{ state: "failed", message, remedy: "install the newer program, or go back to a backup" }];
    }
    if (pending.length > 0) {
      const remedy = "the next start migrates it; `holdfast db backup FILE` first";
      return [{ state: "warning", message: `migrations wait: ${pending.join(", ")}`, remedy }];
    }
    return [ok(`sound, version ${version}, ${formatBytes(fileBytes)}`)];
  } finally {
    await opened.close();
  }
}

async function runningHost(cli: Cli): Promise<readonly Found[]> {
  const status = await statusOf(cli);
  if (typeof status === "string") return [{ state: "skipped", message: status }];
  return [ok(`${status.name}, holdfast ${status.version}, process ${status.pid}, ${formatBytes(status.rssBytes)}`)];
}

/** How each service is: only what is not as it should be is told one by one. */
export function servicesFound(services: readonly ServiceView[]): readonly Found[] {
  const living = services.filter(({ state, deleted }) => !deleted && state !== "left");
  const unwell = living.filter(({ state }) => state !== "up").map(unwellService);
  const disabled = living.filter((service) => service.disabled).map(disabledService);
  const told = [...unwell, ...disabled];
  return told.length > 0 ? told : [ok(`${living.length} up`)];
}

const PASSING: readonly string[] = ["starting", "degraded", "suspect"];

function unwellService({ topic, host, state, stateReason }: ServiceView): Found {
  const why = stateReason === null ? "" : `: ${stateReason}`;
  const message = `${topic}@${host} is ${state}${why}`;
  const remedy = `holdfast service show ${topic}@${host}`;
  return { state: PASSING.includes(state) ? "warning" : "failed", message, remedy };
}

function disabledService({ topic, host, disabledBy, disabledReason }: ServiceView): Found {
  const message = `${topic}@${host} was disabled by ${disabledBy ?? "?"}: ${disabledReason ?? "no reason given"}`;
  return { state: "warning", message, remedy: `holdfast service enable ${topic}@${host}` };
}

/** Servers of one topic that speak different versions: fine during an upgrade, not for long. */
export function versionsFound(services: readonly ServiceView[]): readonly Found[] {
  const living = services.filter(({ state, deleted }) => !deleted && state !== "left");
  const topics = [...new Set(living.map(({ topic }) => topic))];
  const mixed = topics.flatMap((topic): Found[] => {
    const ofTopic = living.filter((service) => service.topic === topic);
    if (new Set(ofTopic.map(({ version }) => version)).size < 2) return [];
    const message = `${topic} is served in ${ofTopic.map(({ host, version }) => `${version} by ${host}`).join(", ")}`;
    return [{ state: "warning", message, remedy: "bring all hosts to the newest version" }];
  });
  return mixed.length > 0 ? mixed : [ok(`one version of each of ${topics.length} topics`)];
}

function driversFound({ drivers }: HostStatus): readonly Found[] {
  const unwell = drivers.flatMap(({ kind, name, state, health, reason }): Found[] => {
    if (state === "serving" && health === "ready") return [];
    const message = `${kind} ${name} is ${state}, ${health}${reason === undefined ? "" : `: ${reason}`}`;
    return [{ state: state === "serving" ? "warning" : "failed", message, remedy: `holdfast driver show ${name}` }];
  });
  return unwell.length > 0 ? unwell : [ok(`${drivers.length} serve`)];
}

function processesFound({ processes }: HostStatus): readonly Found[] {
  const unwell = processes.filter(({ state }) => state !== "serving");
  const told = unwell.map(({ topic, server, state, lastEnd }): Found => {
    const message = `${topic}@${server}: ${state}${lastEnd === undefined ? "" : `, after it ended with ${lastEnd}`}`;
    return state === "gave up"
      ? { state: "failed", message, remedy: "mend what ends it, then start the host again" }
      : { state: "warning", message };
  });
  return told.length > 0 ? told : [ok(`${processes.length} beside the host`)];
}

function operationsFound({ operations }: HostStatus): readonly Found[] {
  if (operations.unknown === 0) return [ok(`${operations.running} run, every outcome is known`)];
  const message = `${operations.unknown} have an unknown outcome; the host goes on asking the drivers`;
  return [{ state: "warning", message, remedy: "holdfast operation list --state unknown" }];
}

async function ofHost(cli: Cli, look: (status: HostStatus) => readonly Found[]): Promise<readonly Found[]> {
  const status = await statusOf(cli);
  return typeof status === "string" ? [{ state: "skipped", message: "no host can be asked" }] : look(status);
}

/** What the running host says of itself, or why none can be asked; what else goes wrong is thrown. */
async function statusOf(cli: Cli): Promise<HostStatus | string> {
  try {
    return await (await cli.session()).call<HostStatus>("host.status");
  } catch (error) {
    if (isHostError(error, "NOT_READY") || isHostError(error, "UNAUTHENTICATED")) return error.message;
    throw error;
  }
}

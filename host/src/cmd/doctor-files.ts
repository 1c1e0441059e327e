// What `holdfast doctor` looks at of the files that the configuration names: drivers of every domain, and managers.
import { existsSync } from "node:fs";
import { HOST as HOST_FUNCTIONS, readManifest, verdictOf } from "@holdfast/sdk";
import { NETWORK_MANAGERS } from "../conf/network-options.ts";
import type { Config, DriverEntry } from "../conf/options.ts";
import { moduleOf } from "../driver/component/component-file.ts";
import { readDriverFile } from "../driver/store.ts";
import { isHostError } from "../errors.ts";
import { findObjectFile } from "../manager/object-file.ts";
import { driverPath } from "./builtin-drivers.ts";
import type { Cli } from "./cli.ts";
import { type Found, ok } from "./doctor-found.ts";
import { configuredDrivers } from "./drivers-at-start.ts";
import { kindsOf } from "./own-kinds.ts";

const FILE_BYTES_MAX = 32 * 1024 * 1024;
const PAGE_BYTES = 65_536;
const TABLE_ELEMENTS_MAX = 65_536;

/** Whether each driver that the configuration names is there, is the one that was pinned, and would be loaded. */
export async function driverFiles(cli: Cli): Promise<readonly Found[]> {
  const { config } = await cli.config();
  const named = configuredDrivers(config).filter(({ entry }) => !entry.trusted);
  const memoryPagesMax = Math.floor(config.driver.memoryBytesMax / PAGE_BYTES);
  const limits = { memoryPagesMax, tableElementsMax: TABLE_ELEMENTS_MAX };
  const host = { kinds: kindsOf(config), hostFunctions: HOST_FUNCTIONS, limits };
  const found = await Promise.all(
    named.map((driver) => toldOf(driver.name, () => driverFile(driver, host, config.dataDir))),
  );
  return found.length > 0 ? found : [ok("the configuration names none")];
}

/** Whether each manager that the configuration names by its path is there. None of it is run. */
export async function managerFiles(cli: Cli): Promise<readonly Found[]> {
  const named = managersIn((await cli.config()).config);
  const found = named.map(([topic, spec]) => toldOf(topic, () => managerFile(topic, spec, cli.surroundings.cwd)));
  return found.length > 0 ? Promise.all(found) : [ok("the configuration names none")];
}

type Named = ReturnType<typeof configuredDrivers>[number];
type Terms = Parameters<typeof verdictOf>[1]["host"];

async function driverFile({ kind, name, entry }: Named, host: Terms, dataDir: string): Promise<Found> {
  const file = driverPath(entry.path);
  const read = await readDriverFile(file, { bytesMax: FILE_BYTES_MAX });
  const { digest, grants } = entry;
  if (digest !== undefined && digest !== read.digest) {
    const message = `${name}: ${file} is not the file that was pinned; its sha-256 is ${read.digest}`;
    return { state: "failed", message, remedy: "put the file back, or pin the new one after a look at it" };
  }
  const { bytes } = await moduleOf(read);
  const { outcome, problems } = verdictOf(bytes, { host, grants, kind });
  if (outcome !== "loads") {
    const why = problems[0]?.message ?? "it asks for permissions that it was not granted";
    return { state: "failed", message: `${name}: ${why}`, remedy: `holdfast driver check ${file}` };
  }
  const own = readManifest(bytes)?.kind ?? kind;
  if (own !== kind) {
    const message = `${name}: ${file} is a driver of the kind ${own}, and is named among those of the kind ${kind}`;
    return { state: "failed", message, remedy: `name it in ${own}.drivers` };
  }
  return missingDirectory(name, entry, dataDir) ?? ok(`${name}: ${file} loads`);
}

/** What is granted below the data directory is made at the start; everything else must be there. */
function missingDirectory(name: string, { grants }: DriverEntry, dataDir: string): Found | undefined {
  const missing = grants.fs.find(({ host }) => !host.startsWith(`${dataDir}/`) && !existsSync(host));
  if (missing === undefined) return undefined;
  const message = `${name}: the directory ${missing.host}, granted as ${missing.guest}, is not there`;
  return { state: "failed", message, remedy: "create it or change the grant" };
}

function managersIn({ volume, network, services }: Config): readonly (readonly [topic: string, spec: string])[] {
  const own = Object.entries(services).map(([topic, { manager }]) => [topic, manager] as const);
  const networks = NETWORK_MANAGERS.some((name) => name === network.manager)
    ? []
    : [["network", network.manager] as const];
  return [...(volume.manager === undefined ? [] : [["volume", volume.manager] as const]), ...networks, ...own];
}

async function managerFile(topic: string, spec: string, cwd: string): Promise<Found> {
  const { file } = await findObjectFile(spec, cwd);
  return ok(`${topic}: ${file} is there`);
}

async function toldOf(name: string, look: () => Promise<Found>): Promise<Found> {
  try {
    return await look();
  } catch (error) {
    if (!isHostError(error)) throw error;
    return { state: "failed", message: `${name}: ${error.message}` };
  }
}

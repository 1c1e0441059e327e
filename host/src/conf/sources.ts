// Where a configuration comes from, and what can be told of it before anything is read.
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";

export interface ConfigSources {
  /** The file; otherwise HOLDFAST_CONFIG, ./holdfast.yaml or /etc/holdfast/holdfast.yaml, the last two only if they exist. */
  readonly file?: string;
  /** The process's own environment by default. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Each `PATH=VALUE`. */
  readonly flags?: readonly string[];
  readonly cwd?: string;
}

/** `driver.memoryBytesMax` where nobody says anything: a verdict needs it, and no other option. */
export const DRIVER_MEMORY_BYTES_MAX = 64 * 1024 * 1024;

// Case does not matter behind the prefix.
const OF_DRIVERS = /^HOLDFAST_driver/i;
const SYSTEM_FILE = "/etc/holdfast/holdfast.yaml";

/** The file that is to be read, absolute; one that somebody named need not exist. */
export function configFile({ file, env = process.env, cwd = process.cwd() }: ConfigSources): string | undefined {
  const named = file ?? (env["HOLDFAST_CONFIG"] || undefined);
  if (named !== undefined) return resolve(cwd, named);
  return [join(cwd, "holdfast.yaml"), SYSTEM_FILE].find((path) => existsSync(path));
}

/** True where nobody configured anything of drivers: then defaults hold, and who wants but one of them need not load all options. */
export function isUntouched(sources: ConfigSources): boolean {
  const { env = process.env, flags = [] } = sources;
  const inEnvironment = Object.keys(env).some((name) => OF_DRIVERS.test(name) && env[name]);
  return flags.length === 0 && !inEnvironment && configFile(sources) === undefined;
}

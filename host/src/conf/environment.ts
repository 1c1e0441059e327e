// The process's environment, for the command line; nothing else reads it but the configuration's loader.
import type { Environment } from "./text-sources.ts";

export function processEnvironment(): Environment {
  return process.env;
}

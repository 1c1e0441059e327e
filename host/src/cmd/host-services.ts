// What drivers with grants may ask the host for, joined from the rooms that have it.
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Clock } from "../clock.ts";
import type { Config } from "../conf/options.ts";
import { startExecutor } from "../driver/host-functions/executor-client.ts";
import type { HostService, HostServices } from "../driver/host-functions/services.ts";
import type { Log } from "../log.ts";
import type { Undo } from "./undo.ts";

export interface HostServicesParts {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Log;
}

/** Opens them; what was opened is in `undo`. Commands of an earlier run are over when it resolves. */
export async function openHostServices(parts: HostServicesParts, undo: Undo): Promise<HostServices> {
  const exec = await openExecutor(parts, undo);
  return { ...(exec && { exec }) };
}

async function openExecutor({ config, clock, log }: HostServicesParts, undo: Undo): Promise<HostService | undefined> {
  const { rules } = config.executor;
  if (rules.length === 0) return undefined;
  const entry = fileURLToPath(new URL("../executor/main.js", import.meta.url));
  const stateDirectory = join(config.dataDir, "executor");
  const executor = await startExecutor({ entry, rules, stateDirectory, log, clock });
  undo.add("executor", () => executor.close());
  for (const { id, problem } of executor.rules)
    if (problem !== undefined) log.warn({ rule: id, problem }, "a rule of the executor cannot be used here");
  return executor.service;
}

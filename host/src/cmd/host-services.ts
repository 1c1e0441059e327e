// What drivers with grants may ask the host for, joined from the rooms that have it.
import { join } from "node:path";
import type { Clock } from "../clock.ts";
import type { Config } from "../conf/options.ts";
import type { Database } from "../db/connection.ts";
import { deleteDriverValue, listDriverKeys, readDriverValue, writeDriverValue } from "../db/driver-values-table.ts";
import { type DriverEvent, eventService } from "../driver/host-functions/event-service.ts";
import { startExecutor } from "../driver/host-functions/executor-client.ts";
import { httpService } from "../driver/host-functions/http-service.ts";
import { type KvStore, kvService } from "../driver/host-functions/kv-service.ts";
import { ownPorts } from "../driver/host-functions/own-ports.ts";
import { secretService } from "../driver/host-functions/secrets.ts";
import type { HostService, HostServices } from "../driver/host-functions/services.ts";
import type { Log } from "../log.ts";
import { EXECUTOR_ENTRY } from "./executor.ts";
import type { Undo } from "./undo.ts";

export interface HostServicesParts {
  readonly config: Config;
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  /** Takes what drivers tell; must not throw. */
  readonly onEvent: (event: DriverEvent) => void;
}

/** Opens them; what was opened is in `undo`. Commands of an earlier run are over when it resolves. */
export async function openHostServices(parts: HostServicesParts, undo: Undo): Promise<HostServices> {
  const { database, clock, onEvent } = parts;
  const exec = await openExecutor(parts, undo);
  return {
    ...(exec && { exec }),
    http: httpService({ ownPorts }),
    kv: kvService(valuesIn(database)),
    secret: secretService,
    event: eventService({ clock, onEvent }),
  };
}

function valuesIn(database: Database): KvStore {
  return {
    read: (space, key) => readDriverValue(database, space, key),
    write: (space, entry) => writeDriverValue(database, space, entry),
    delete: (space, key) => deleteDriverValue(database, space, key),
    keys: (space) => listDriverKeys(database, space),
  };
}

async function openExecutor({ config, clock, log }: HostServicesParts, undo: Undo): Promise<HostService | undefined> {
  const { rules } = config.executor;
  if (rules.length === 0) return undefined;
  const stateDirectory = join(config.dataDir, "executor");
  const executor = await startExecutor({ entry: EXECUTOR_ENTRY, rules, stateDirectory, log, clock });
  undo.add("executor", () => executor.close());
  for (const { id, problem } of executor.rules)
    if (problem !== undefined) log.warn({ rule: id, problem }, "a rule of the executor cannot be used here");
  return executor.service;
}

// What drivers with grants may ask a host for: values in its database, commands by the rules that its configuration names.
import { join } from "node:path";
import type { Clock } from "../clock.ts";
import type { Config } from "../conf/options.ts";
import type { Database } from "../db/connection.ts";
import { deleteDriverValue, listDriverKeys, readDriverValue, writeDriverValue } from "../db/driver-values-table.ts";
import type { DriverEvent } from "../driver/host-functions/event-service.ts";
import type { KvStore } from "../driver/host-functions/kv-service.ts";
import type { HostServices } from "../driver/host-functions/services.ts";
import type { Log } from "../log.ts";
import { openDriverServices } from "./driver-services.ts";
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
export function openHostServices(
  { config, database, clock, log, onEvent }: HostServicesParts,
  undo: Undo,
): Promise<HostServices> {
  const { rules } = config.executor;
  const stateDirectory = join(config.dataDir, "executor");
  return openDriverServices({ rules, stateDirectory, values: valuesIn(database), clock, log, onEvent }, undo);
}

/** What drivers keep at this host. */
export function valuesIn(database: Database): KvStore {
  return {
    read: (space, key) => readDriverValue(database, space, key),
    write: (space, entry) => writeDriverValue(database, space, entry),
    delete: (space, key) => deleteDriverValue(database, space, key),
    keys: (space) => listDriverKeys(database, space),
  };
}

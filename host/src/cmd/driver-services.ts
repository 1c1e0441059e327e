// What drivers with grants may ask for, made of parts: a host joins them with its database, an author's test with memory.
import type { Clock } from "../clock.ts";
import { type DriverEvent, eventService } from "../driver/host-functions/event-service.ts";
import { startExecutor } from "../driver/host-functions/executor-client.ts";
import { httpService } from "../driver/host-functions/http-service.ts";
import { type KvSpace, type KvStore, kvService } from "../driver/host-functions/kv-service.ts";
import { ownPorts } from "../driver/host-functions/own-ports.ts";
import { secretService } from "../driver/host-functions/secrets.ts";
import type { HostService, HostServices } from "../driver/host-functions/services.ts";
import type { Log } from "../log.ts";
import { EXECUTOR_ENTRY } from "./executor.ts";
import type { Undo } from "./undo.ts";

export interface DriverServicesParts {
  /** Files with the executor's rules; without any, no executor runs. */
  readonly rules: readonly string[];
  /** Where the executor notes what runs. */
  readonly stateDirectory: string;
  /** Where drivers' values are kept. */
  readonly values: KvStore;
  readonly clock: Clock;
  readonly log: Log;
  /** Takes what drivers tell; must not throw. */
  readonly onEvent: (event: DriverEvent) => void;
}

/** Opens them; what was opened is in `undo`. Commands of an earlier run are over when it resolves. */
export async function openDriverServices(parts: DriverServicesParts, undo: Undo): Promise<HostServices> {
  const { values, clock, onEvent } = parts;
  const exec = await openExecutor(parts, undo);
  return {
    ...(exec && { exec }),
    http: httpService({ ownPorts }),
    kv: kvService(values),
    secret: secretService,
    event: eventService({ clock, onEvent }),
  };
}

/** Values that are gone with the process. */
export function valuesInMemory(): KvStore {
  const spaces = new Map<string, Map<string, string>>();
  const of = ({ kind, driver }: KvSpace) => {
    const found = spaces.get(`${kind}/${driver}`) ?? new Map<string, string>();
    spaces.set(`${kind}/${driver}`, found);
    return found;
  };
  return {
    read: async (space, key) => of(space).get(key),
    async write(space, { key, value, quota }) {
      const then = new Map(of(space)).set(key, value);
      const bytes = [...then].reduce((sum, one) => sum + Buffer.byteLength(one.join("")), 0);
      if (then.size > quota.keysMax || bytes > quota.bytesMax) return false;
      of(space).set(key, value);
      return true;
    },
    delete: async (space, key) => void of(space).delete(key),
    keys: async (space) => [...of(space).keys()].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
  };
}

async function openExecutor(
  { rules, stateDirectory, clock, log }: DriverServicesParts,
  undo: Undo,
): Promise<HostService | undefined> {
  if (rules.length === 0) return undefined;
  const executor = await startExecutor({ entry: EXECUTOR_ENTRY, rules, stateDirectory, log, clock });
  undo.add("executor", () => executor.close());
  for (const { id, problem } of executor.rules)
    if (problem !== undefined) log.warn({ rule: id, problem }, "a rule of the executor cannot be used here");
  return executor.service;
}

// The records of services as this room uses them: a narrow store over the services table, which a test can stand in for.
import { isoTime } from "../clock.ts";
import type { Database } from "../db/connection.ts";
import {
  deleteService,
  findService,
  getService,
  listServices,
  recordSeen,
  registerService,
  type ServiceChange,
  type ServiceRecord,
  type ServiceRegistration,
  type ServiceSeen,
  updateService,
} from "../db/services-table.ts";

/**
 * Where a service stands. `starting`, `failed` and `left` are written by the service itself; `up`, `degraded`, `suspect` and `down`
 * are the hub's judgement. Being disabled is the operator's word and stands beside it, as forced down stands above it.
 */
export type ServiceState = "starting" | "up" | "degraded" | "suspect" | "down" | "left" | "failed";

/** Deleted records are not seen, except by `get`. Failures are HostErrors: NOT_FOUND, STORAGE_FAILED. */
export interface ServiceRecords {
  find(host: string, topic: string): Promise<ServiceRecord | undefined>;
  get(uuid: string): Promise<ServiceRecord>;
  /** All, or those of one topic. */
  list(topic?: string): Promise<readonly ServiceRecord[]>;
  /** Makes the record or takes the existing one over; one record for each host and topic, however often it starts. */
  register(registration: ServiceRegistration): Promise<ServiceRecord>;
  update(uuid: string, change: ServiceChange): Promise<ServiceRecord>;
  /** Many at once, in one transaction. */
  markSeen(seen: readonly ServiceSeen[]): Promise<void>;
  remove(uuid: string): Promise<void>;
}

/** The records in the state database. */
export function createServiceRecords(database: Database): ServiceRecords {
  const { handle, clock } = database;
  return {
    find: (host, topic) => findService(handle, host, topic),
    get: (uuid) => getService(handle, uuid),
    list: (topic) => listServices(handle, topic === undefined ? {} : { topic }),
    register: async (registration) => (await registerService(handle, registration, isoTime(clock))).record,
    update: (uuid, change) => updateService(handle, uuid, change, isoTime(clock)),
    markSeen: (seen) => database.transaction((tx) => recordSeen(tx, seen)),
    remove: (uuid) => deleteService(handle, uuid, isoTime(clock)),
  };
}

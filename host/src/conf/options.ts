// Every option of the host as one schema: the file, the environment and the flags all name options by these paths.
import { z } from "zod";
import { API_OPTIONS } from "./api-options.ts";
import { DRIVER_OPTIONS, EXECUTOR_OPTIONS, VOLUME_OPTIONS } from "./driver-options.ts";
import { text } from "./fields.ts";
import { FUNCTION_OPTIONS } from "./function-options.ts";
import {
  DATABASE_OPTIONS,
  EVENT_OPTIONS,
  HOST_OPTIONS,
  HUB_OPTIONS,
  LOG_OPTIONS,
  OPERATION_OPTIONS,
  RPC_OPTIONS,
  SERVICE_OPTIONS,
} from "./host-options.ts";
import { JOIN_OPTIONS } from "./hub-options.ts";
import { NETWORK_OPTIONS } from "./network-options.ts";
import { POLICY_OPTIONS } from "./policy-options.ts";
import { SERVICE_ENTRIES } from "./service-entries.ts";

export const OPTIONS = z.strictObject({
  host: HOST_OPTIONS,
  dataDir: text("Where the host keeps its data; made when absent, for its owner alone."),
  log: LOG_OPTIONS.prefault({}),
  hub: HUB_OPTIONS.prefault({}),
  join: JOIN_OPTIONS.optional().meta({
    description: "Another hub that this host joins, to be called back through it.",
  }),
  rpc: RPC_OPTIONS.prefault({}),
  service: SERVICE_OPTIONS.prefault({}),
  database: DATABASE_OPTIONS,
  operation: OPERATION_OPTIONS.prefault({}),
  event: EVENT_OPTIONS.prefault({}),
  driver: DRIVER_OPTIONS.prefault({}),
  executor: EXECUTOR_OPTIONS.prefault({}),
  policy: POLICY_OPTIONS.prefault({}),
  volume: VOLUME_OPTIONS.prefault({}),
  network: NETWORK_OPTIONS.prefault({}),
  function: FUNCTION_OPTIONS.prefault({}),
  api: API_OPTIONS.prefault({}),
  services: SERVICE_ENTRIES,
});

type DeepReadonly<T> = T extends (infer Item)[]
  ? readonly DeepReadonly<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> }
    : T;

/** The configuration in force: complete, checked, frozen; paths are absolute, times are milliseconds, sizes are bytes. */
export type Config = DeepReadonly<z.output<typeof OPTIONS>>;
export type ServiceEntry = Config["services"][string];
export type DriverEntry = Config["volume"]["drivers"][string];

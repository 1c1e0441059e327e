// The door of @holdfast/host for authors of managers: the base class, its declarations, errors, contexts and typed clients.
export { type Clock, systemClock } from "./clock.ts";
export { type Caller, RequestContext, withContext } from "./context.ts";
export type { ManagerTables, TableStep } from "./db/manager-tables.ts";
export { ERRORS, type ErrorCode, HostError, isDriverStatus, isHostError } from "./errors.ts";
export type { Log } from "./log.ts";
export {
  type Access,
  type DriverInfo,
  type DriverSet,
  Manager,
  type ManagerParts,
  type PeriodicDeclarations,
  type PeriodicTask,
  type RpcDeclarations,
  type RpcMethod,
} from "./manager/manager.ts";
export type { LocalApi, ManagerContext, Neighbours } from "./manager/neighbours.ts";
export { apiMethod, defineApi, RpcClient } from "./rpc/client.ts";
export { pause, type RepeatOptions, type RetryOptions, repeat, retry, type Turn } from "./service/looping.ts";
export type { VolumeView } from "./volume/messages.ts";
export { type VolumeApi, volumeApi } from "./volume/rpcapi.ts";

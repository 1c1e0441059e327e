// The door of @holdfast/sdk: what driver authors' tools, managers and the host may use.
export type { DriverContext } from "./abi.ts";
export {
  DRIVER_STATUSES,
  type DriverErrorStatus,
  type DriverStatus,
  DriverStatusError,
  isDriverStatus,
} from "./status.ts";

// The door of @holdfast/sdk: what driver authors' tools, managers and the host may use.
export type { DriverContext } from "./abi.ts";
export type { Description, Driver, Health, Probe } from "./generated/driver.ts";
export { DRIVER } from "./generated/driver.ts";
export type { ConfigKey, ConfigValue, LogLevel, LogLine } from "./generated/host.ts";
export { HOST } from "./generated/host.ts";
export { type DriverInterfaces, KINDS, type KindName } from "./generated/kinds.ts";
export type {
  CreateVolume,
  ExtendVolume,
  Stats,
  Volume,
  VolumeDriver,
  VolumeList,
  VolumeName,
} from "./generated/volume.ts";
export { VOLUME } from "./generated/volume.ts";
export type {
  Conversion,
  FunctionDescriptor,
  HostDescriptor,
  HostFunctionDescriptor,
  KindDescriptor,
  PermissionDescriptor,
} from "./kind.ts";
export { ShapeError } from "./shape.ts";
export {
  DRIVER_STATUSES,
  type DriverErrorStatus,
  type DriverStatus,
  DriverStatusError,
  isDriverStatus,
} from "./status.ts";

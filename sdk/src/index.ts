// The door of @holdfast/sdk: what driver authors' tools, managers and the host may use.
export {
  type Contract,
  ContractError,
  type ContractProblem,
  type DriverContext,
  parseContract,
} from "./abi.ts";
export {
  BadAnswerError,
  type BadAnswerReason,
  CODEC_LIMITS,
  type CodecLimits,
  decodeAnswer,
  encodeInput,
} from "./codec.ts";
export { COMPONENT_SECTION, COMPONENT_WASI } from "./component-imports.ts";
export { type ConformanceCase, type ConformanceTools, conformanceCases } from "./conformance/conformance.ts";
export { type ReportProblem, readReport, type SignedReport, signReport } from "./conformance/report.ts";
export {
  type CaseResult,
  type ConformanceReport,
  type ConformanceRun,
  type ConformanceSubject,
  runConformance,
} from "./conformance/run.ts";
export {
  cleanSmoke,
  runSmoke,
  SmokeFailure,
  type SmokeReport,
  type SmokeRun,
  smokeStamp,
} from "./conformance/smoke.ts";
export { descriptorOf } from "./contract/descriptor.ts";
export { Section } from "./contract/reader.ts";
export { callableExports, FUNCTION, type FunctionDriver, functionManifest } from "./function-kind.ts";
export { type Description, DRIVER, type Driver, type Health, type Probe } from "./generated/driver.ts";
export {
  type ClockTime,
  type ConfigKey,
  type ConfigValue,
  type Daemon,
  type DaemonList,
  type DaemonName,
  type DaemonRequest,
  type DaemonRule,
  type EventNumber,
  type ExecParameter,
  type ExecRequest,
  type ExecResult,
  HOST,
  type HostDone,
  type HostEvent,
  type HttpRequest,
  type HttpResponse,
  type KvEntry,
  type KvKey,
  type KvKeys,
  type KvPrefix,
  type KvValue,
  type LogLevel,
  type LogLine,
  type RandomBytes,
  type RandomRequest,
  type SecretName,
  type SecretPresence,
} from "./generated/host.ts";
export { type DriverInterfaces, KINDS, type KindName } from "./generated/kinds.ts";
export {
  type Ability,
  NETWORK,
  type Network,
  type NetworkChange,
  type NetworkDriver,
  type NetworkSteps,
  type Port,
  type Rule,
} from "./generated/network.ts";
export {
  type CreateVolume,
  type Export,
  type ExtendVolume,
  type Plan,
  type PlanChange,
  type Snapshot,
  type Stats,
  VOLUME,
  type Volume,
  type VolumeDriver,
  type VolumeList,
  type VolumeName,
} from "./generated/volume.ts";
export {
  type CustomSection,
  type ExportedItem,
  type FunctionType,
  type ImportedItem,
  InspectError,
  type Inspection,
  type InspectOptions,
  type ItemKind,
  inspect,
  isComponent,
  type Limits,
  type MemoryItem,
  type TableItem,
} from "./inspect.ts";
export type {
  Conversion,
  EarlierMajor,
  FunctionDescriptor,
  HostDescriptor,
  HostFunctionDescriptor,
  KindDescriptor,
  PermissionDescriptor,
} from "./kind.ts";
export {
  attachManifest,
  MANIFEST_SECTION,
  type Manifest,
  ManifestError,
  type ManifestLimits,
  type PathRequest,
  type PermissionRequest,
  parseManifest,
  readManifest,
} from "./manifest.ts";
export {
  type FakeCall,
  type FakeControls,
  type FakeEngine,
  type FakeHost,
  fakeDriver,
  fakeEngine,
  fakeHost,
} from "./mock.ts";
export { ShapeError } from "./shape.ts";
export {
  DRIVER_STATUSES,
  type DriverErrorStatus,
  type DriverStatus,
  DriverStatusError,
  isDriverStatus,
  retryAfterMsOf,
} from "./status.ts";
export {
  type GivenGrants,
  type GuestRuntime,
  type HostTerms,
  type MissingGrant,
  served,
  speaks,
  type Verdict,
  type VerdictCode,
  type VerdictInput,
  type VerdictLimits,
  type VerdictProblem,
  verdict,
  verdictOf,
} from "./verdict.ts";

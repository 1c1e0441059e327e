// What the host shows of itself: the shapes of the admin service's answers.
import type { OperationRecord, OperationTransition } from "../db/operations-table.ts";
import type { DriverStatus } from "../driver/driver-types.ts";
import type { TaskStatus } from "../service/periodic-task.ts";
import type { ProcessStatus } from "../service/service-process.ts";
import type { ServiceView } from "../service/service-group.ts";

/** What is fixed while a host runs. */
export interface HostFacts {
  readonly name: string;
  readonly version: string;
  readonly pid: number;
  /** Where the hub is reached. */
  readonly url: string;
  /** Where HTTP is served, if it is. */
  readonly apiUrl?: string;
  readonly dataDir: string;
  readonly startedAt: string;
}

export interface HostStatus extends HostFacts {
  readonly uptimeMs: number;
  readonly rssBytes: number;
  readonly services: readonly ServiceView[];
  readonly drivers: readonly DriverView[];
  readonly processes: readonly ProcessStatus[];
  readonly operations: { readonly running: number; readonly unknown: number };
}

/** Where a driver comes from: the configuration, or the operator while the host ran. */
export interface DriverView extends DriverStatus {
  readonly source: "configuration" | "added";
}

export interface OperationView extends OperationRecord {
  readonly transitions: readonly OperationTransition[];
}

export interface TaskView extends TaskStatus {
  readonly topic: string;
}

// What the host shows of itself: the shapes of the admin service's answers.
import type { OperationRecord, OperationTransition } from "../db/operations-table.ts";
import type { DriverStatus } from "../driver/driver-types.ts";
import type { Progress } from "../operation/journal.ts";
import type { InFlightCall } from "../rpc/in-flight.ts";
import type { ReloadReport } from "../service/launcher.ts";
import type { TaskStatus } from "../service/periodic-task.ts";
import type { ServiceView } from "../service/service-group.ts";
import type { ProcessStatus } from "../service/service-process.ts";

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
  /** Of one that was just added: why nothing uses it yet, and what to do. */
  readonly warning?: string;
}

export interface OperationView extends OperationRecord {
  readonly transitions: readonly OperationTransition[];
  /** Of work that runs now and tells how far it is. */
  readonly progress?: Progress;
}

export interface TaskView extends TaskStatus {
  readonly topic: string;
  /** The name on the bus of the one of several workers that repeats it. */
  readonly server: string;
}

/** A service in a process of its own that did not say what it does. */
export interface SilentProcess {
  readonly topic: string;
  readonly server: string;
  readonly reason: string;
}

/** A call that a service of this host works on. `abandoned`: nobody waits for it any more, but its work has not ended. */
export interface CallView extends InFlightCall {
  readonly topic: string;
  readonly server: string;
}

/** `silent`: what these do is not known. */
export interface TaskList {
  readonly tasks: readonly TaskView[];
  readonly silent: readonly SilentProcess[];
}

export interface CallList {
  readonly calls: readonly CallView[];
  readonly silent: readonly SilentProcess[];
}

/** What a reload changed. A configuration that has errors changes nothing and is thrown. */
export interface HostReload {
  readonly config: {
    /** In force from now on, by path. */
    readonly applied: readonly string[];
    /** Without effect until the host is started again. */
    readonly needsRestart: readonly string[];
  };
  readonly services: readonly ReloadReport[];
}

// What a pool of instances is made with, is asked, and tells.
import type { Clock } from "../clock.ts";
import type { HostError } from "../errors.ts";
import type { DriverAccount } from "./driver-types.ts";
import type { GuestAnswer, GuestInstance } from "./guest-thread.ts";
import type { RestartPolicy } from "./restart-policy.ts";
import type { RetireRules } from "./retirement.ts";
import type { GuestSpec } from "./thread-messages.ts";

export interface PoolOptions {
  readonly spec: GuestSpec;
  readonly clock: Clock;
  readonly policy: RestartPolicy;
  readonly instances: number;
  readonly queueLengthMax: number;
  readonly startTimeoutMs: number;
  /** When an instance ends though nothing is wrong with it; never when absent. */
  readonly retire?: RetireRules;
  /** True when an instance can change nothing outside of itself and has its thread alone: a fresh one need not wait for its end. */
  readonly confined?: () => boolean;
  /** What a metered guest may spend on a call that may take so long. */
  readonly fuelFor?: (timeoutMs: number, fuelHint?: number) => number;
  /** Asks a new instance what it is before anything else is asked of it; a throw means that the instance does not serve. */
  readonly greet: (call: (exportName: string) => Promise<GuestAnswer>) => Promise<void>;
  /** An instance was lost through the driver's own doing. */
  readonly onFault?: (error: HostError) => void;
  /** Starts a guest, in whatever thread. */
  readonly start: (spec: GuestSpec) => GuestInstance;
}

export interface PoolCall {
  readonly exportName: string;
  /** Given away when large: the pool's caller must not touch it again. */
  readonly input: Uint8Array;
  readonly timeoutMs: number;
  /** It may be made again when a neighbour cost it its thread in the middle; one that had not begun always may. */
  readonly idempotent?: boolean;
  /** Fuel that the contract thinks enough for it. */
  readonly fuelHint?: number;
}

export interface PoolFigures {
  readonly instances: number;
  readonly busy: number;
  readonly queued: number;
  /** It has no instance because nobody called it for long. */
  readonly asleep: boolean;
  readonly calls: number;
  /** Instances started after the first one. */
  readonly restarts: number;
  /** What cost the last instance. */
  readonly lastFault?: HostError;
  readonly account: DriverAccount;
}

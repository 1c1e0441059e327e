// When a driver that keeps failing may try again, and when it may not any more. Pure: it is told the time.
import { HostError } from "../errors.ts";

export interface RestartLimits {
  /** Faults in a row that are forgiven at once. */
  readonly freeFaults: number;
  /** The first wait after that; it doubles with each further fault. */
  readonly backoffMs: number;
  readonly backoffMsMax: number;
  /** So many faults within the window, and nothing is started any more. */
  readonly quarantineFaults: number;
  readonly quarantineWindowMs: number;
}

export interface RestartPolicy {
  /** An instance was lost: a trap, a time-out, a start that failed. */
  fault(nowMs: number): void;
  /** A call came back with an answer. */
  success(): void;
  /** Throws DRIVER_UNAVAILABLE while no new instance may be started. */
  admit(nowMs: number): void;
  readonly quarantined: boolean;
  /** Faults since the driver was added. */
  readonly faults: number;
}

/** `random` spreads the waits, so that ten drivers that failed together do not come back together. */
export function createRestartPolicy(
  driver: string,
  limits: RestartLimits,
  random: () => number = Math.random,
): RestartPolicy {
  let inRow = 0;
  let total = 0;
  let notBeforeMs = Number.NEGATIVE_INFINITY;
  let quarantined = false;
  let recent: number[] = [];
  return {
    fault(nowMs) {
      inRow += 1;
      total += 1;
      recent = [...recent.filter((at) => at > nowMs - limits.quarantineWindowMs), nowMs];
      if (recent.length >= limits.quarantineFaults) quarantined = true;
      if (inRow <= limits.freeFaults) return;
      const waitMs = Math.min(limits.backoffMs * 2 ** (inRow - limits.freeFaults - 1), limits.backoffMsMax);
      notBeforeMs = nowMs + waitMs * (0.5 + random() / 2);
    },
    success() {
      inRow = 0;
      notBeforeMs = Number.NEGATIVE_INFINITY;
    },
    admit(nowMs) {
      if (quarantined) throw inQuarantine(driver, limits);
      const waitMs = Math.ceil(notBeforeMs - nowMs);
      if (waitMs <= 0) return;
      throw new HostError(
        "DRIVER_UNAVAILABLE",
        `driver ${driver} failed ${inRow} times in a row; it is tried again in ${waitMs} ms`,
        {
          data: { driver, retryAfterMs: waitMs, called: false },
        },
      );
    },
    get quarantined() {
      return quarantined;
    },
    get faults() {
      return total;
    },
  };
}

function inQuarantine(driver: string, limits: RestartLimits): HostError {
  const seconds = Math.round(limits.quarantineWindowMs / 1000);
  return new HostError(
    "DRIVER_UNAVAILABLE",
    `driver ${driver} is in quarantine after ${limits.quarantineFaults} faults within ${seconds} s; remove it and add it again when it is mended`,
    { retryable: false, data: { driver, quarantined: true, called: false } },
  );
}

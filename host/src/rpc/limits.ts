// The bounds of a link of the bus and of a hub, and what they are when nobody configured them.

/** Bounds of one connection, and of a memory transport that stands for one. Bytes are UTF-8 bytes of a frame. */
export interface LinkLimits {
  /** The largest frame that is read or written; a larger one is FRAME_TOO_LARGE. */
  readonly frameBytesMax: number;
  /** Requests of the other side that may be worked on at once. */
  readonly inFlightMax: number;
  /** Own requests that may wait for an answer at once. */
  readonly pendingMax: number;
  /** Bytes that may wait in the socket before the other side is cut off as a slow consumer. */
  readonly bufferedBytesMax: number;
  /** Requests of the other side that are taken in a second, with a burst of as many; what is above is refused, not queued. */
  readonly requestsPerSecondMax: number;
  /** Requests in one JSON-RPC batch. */
  readonly batchMax: number;
}

export const DEFAULT_LINK_LIMITS: LinkLimits = {
  frameBytesMax: 4 * 1024 * 1024,
  inFlightMax: 4096,
  pendingMax: 16_384,
  bufferedBytesMax: 16 * 1024 * 1024,
  requestsPerSecondMax: 500_000,
  batchMax: 100,
};

/** Bounds of a hub beyond those of its connections. */
export interface HubLimits {
  readonly connectionsMax: number;
  readonly keepAliveMs: number;
  /** How long a connection that is being closed has to read the reason. */
  readonly closeGraceMs: number;
  /** How long the hub stays awake for the next of few frames that follow each other closely, in microseconds; 0 is never. Not with one processor. */
  readonly busyPollUs: number;
}

export const DEFAULT_HUB_LIMITS: HubLimits = {
  connectionsMax: 1024,
  keepAliveMs: 15_000,
  closeGraceMs: 1_000,
  busyPollUs: 300,
};

/** How long a call may take when the caller does not say, and at the most, in milliseconds. */
export interface CallTimes {
  readonly callTimeoutMs: number;
  readonly callTimeoutMsMax: number;
}

export const DEFAULT_CALL_TIMES: CallTimes = { callTimeoutMs: 60_000, callTimeoutMsMax: 30 * 60_000 };

/** The time that a request gets: what it asks for, the default if it does not, never more than the maximum. */
export function grantedTimeMs(times: CallTimes, askedMs: number | undefined): number {
  return Math.min(askedMs ?? times.callTimeoutMs, times.callTimeoutMsMax);
}

/** The bounds of `Meta.aliveMs`: more signs would be a load, later ones no help. */
export const ALIVE_MS_MIN = 50;
export const ALIVE_MS_MAX = 3_600_000;

/** Characters of `Meta.tracestate`: as many as W3C asks everybody to pass on. */
export const TRACESTATE_MAX = 512;

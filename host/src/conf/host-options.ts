// The options of the host itself: who it is, where its data lies, hub, rpc, services, database, operations.
import { z } from "zod";
import { LOG_LEVELS } from "../log.ts";
import { parseListen } from "./address.ts";
import { bytes, count, durationMs, text, textOf } from "./fields.ts";
import { PEERS_OPTIONS, REMOTE_OPTIONS } from "./hub-options.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const KIB = 1024;
const MIB = 1024 * KIB;

export const HOST_OPTIONS = z.strictObject({
  name: textOf(
    /^[A-Za-z0-9_.:-]{1,255}$/,
    "expected 1 to 255 letters, digits and _ . : -",
    "The host's name on the bus; the machine's host name by default.",
  ),
});

export const LOG_OPTIONS = z.strictObject({
  level: z.enum(LOG_LEVELS).default("info").meta({ description: "The least important level that is logged." }),
  format: z
    .enum(["auto", "json", "text"])
    .default("auto")
    .meta({ description: "Lines of JSON, or of text for people; auto: text when standard error is a terminal." }),
});

export const HUB_OPTIONS = z.strictObject({
  remote: REMOTE_OPTIONS.optional().meta({ description: "The door for other machines; none by default." }),
  peers: PEERS_OPTIONS,
  listen: z
    .string()
    .refine((address) => parseListen(address) !== undefined, { error: "expected host:port, such as 127.0.0.1:4650" })
    .default("127.0.0.1:4650")
    .meta({ description: "Where the hub listens on this machine; port 0 lets the system choose." }),
  choice: z.enum(["in-turn", "least-loaded"]).default("in-turn").meta({
    description: "Which server of a topic gets a call: the next in turn, or the one with the fewest calls in flight.",
  }),
  allowedOrigins: z
    .array(textOf(/^https?:\/\/[^/]+$/, "expected an origin, such as https://console.example", "An origin."))
    .max(100)
    .default([])
    .meta({ description: "Web pages that may connect, by their Origin; none by default." }),
  frameBytesMax: bytes("The largest frame that is read or written.", { min: KIB, max: 256 * MIB }).default(4 * MIB),
  connectionsMax: count("Connections at once.").default(1024),
  inFlightMax: count("Requests of one connection that are worked on at once.").default(4096),
  bufferedBytesMax: bytes("Bytes that may wait for a slow reader before it is cut off.", { min: KIB }).default(
    16 * MIB,
  ),
  batchMax: count("Requests in one JSON-RPC batch.", { max: 10_000 }).default(100),
  requestsPerSecondMax: count("Requests that one connection may send in a second; more are refused.", {
    max: 10_000_000,
  }).default(500_000),
  busyPollUs: count(
    "Microseconds that the hub stays awake for the next of a few calls that follow each other closely; 0 sleeps at once, which saves power.",
    { min: 0, max: 10_000 },
  ).default(300),
});

export const RPC_OPTIONS = z.strictObject({
  callTimeoutMs: durationMs("How long a call may take when the caller does not say.").default(60_000),
  callTimeoutMsMax: durationMs("The longest time that a caller may ask for.").default(30 * 60_000),
  inFlightMax: count("Calls that one service works on at once.").default(4096),
  pendingMax: count("Calls of one connection that may wait for an answer at once.").default(16_384),
});

export const SERVICE_OPTIONS = z.strictObject({
  reportIntervalMs: durationMs("Time between two reports of a service.", { min: 100 }).default(10_000),
  downTimeMs: durationMs("A service not heard of for this long is down; at least 2.5 report intervals.").default(
    60_000,
  ),
  startTimeoutMs: durationMs("How long one step of a start may take.").default(60_000),
  stopTimeoutMs: durationMs("How long a stop may take in all.").default(30_000),
  drainTimeoutMs: durationMs("How long a stop waits for calls in flight.").default(20_000),
  newDisabled: z.boolean().default(false).meta({
    description:
      "A service that was never seen before begins disabled; `holdfast service enable` puts it into service.",
  }),
  oldVersionsAllowed: z.boolean().default(false).meta({
    description:
      "Start although versions of services do not fit each other, with a warning; to get out of a failed upgrade.",
  }),
});

export const DATABASE_OPTIONS = z.strictObject({
  path: text("The state database, one SQLite file; holdfast.db in the data directory by default."),
  busyTimeoutMs: durationMs("How long a statement waits for another process.", { max: 60_000 }).default(5000),
  queueLengthMax: count("Queries that may wait for the database.").default(10_000),
});

export const OPERATION_OPTIONS = z.strictObject({
  retentionMs: durationMs("How long finished operations, and with them idempotency keys, are kept.", {
    min: HOUR_MS,
    max: 3650 * DAY_MS,
  }).default(30 * DAY_MS),
  openMax: count("Operations that run or have an outcome that is not known yet; more are refused.").default(10_000),
  graceMs: durationMs("How long a driver call may outlive its deadline before its outcome is unknown.").default(5000),
  retryMs: durationMs("First wait before an unknown outcome is asked for again; doubled each time.").default(1000),
  retryMsMax: durationMs("The longest of these waits.").default(300_000),
});

export const EVENT_OPTIONS = z.strictObject({
  keptMax: count(
    "Events that are kept: so many of services, of managers and of drivers; one that tells much loses its own first.",
    {
      max: 100_000,
    },
  ).default(2000),
  retentionMs: durationMs("How long events are kept.", { min: HOUR_MS, max: 3650 * DAY_MS }).default(30 * DAY_MS),
  flushMs: durationMs("How long an event may wait to be written with others; a crash loses what waits.", {
    max: 60_000,
  }).default(200),
});

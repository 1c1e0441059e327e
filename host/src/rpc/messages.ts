// The params of the methods that the rpc room itself answers: built into every server, and on a hub's connection.
import { z } from "zod";

/** `arg` comes back as it was sent. */
export const pingParams = z.strictObject({ arg: z.unknown().optional() });

export const pingResult = z.object({
  topic: z.string(),
  server: z.string(),
  version: z.string(),
  state: z.string(),
  arg: z.unknown().optional(),
});

/** `instance` is the connection's own random name: who proves it after a lost link takes its old places over. */
export const helloParams = z.object({ instance: z.string().min(16).max(64) });

export interface HelloResult {
  readonly hub: string;
  readonly version: string;
  readonly caller: string;
  readonly limits: { readonly frameBytesMax: number; readonly inFlightMax: number; readonly batchMax: number };
}

export const helloResult = z.object({
  hub: z.string(),
  version: z.string(),
  caller: z.string(),
  limits: z.object({ frameBytesMax: z.number(), inFlightMax: z.number(), batchMax: z.number() }),
});

export const fanoutResult = z.object({ receivers: z.int() });

export const serveParams = z.object({ topic: z.string(), server: z.string(), version: z.string() });
export const placeParams = z.object({ topic: z.string(), server: z.string() });
export type HelloParams = z.infer<typeof helloParams>;

/** `topic` absent describes the whole bus. */
export const discoverParams = z.strictObject({ topic: z.string().optional() });

/** `versions`: of each major that live servers of the topic speak, the least. */
export const leastVersionsParams = z.strictObject({ topic: z.string().min(1).max(64) });
export const leastVersions = z.object({ versions: z.array(z.string().regex(/^\d{1,6}\.\d{1,6}$/)) });

/** What every server answers for the streams that it has open. */
export const STREAM_NEXT = "stream_next";
export const STREAM_CLOSE = "stream_close";

const streamName = z.string().min(1).max(64);

/** The answer of a method that streams: pull it from that server. */
export const openedStream = z.object({ stream: streamName, server: z.string() });

export const pullParams = z.strictObject({
  stream: streamName,
  after: z.int().min(0).default(0),
  credit: z.int().min(1).max(1024).default(64),
  waitMs: z.int().min(0).max(30_000).default(15_000),
});

export const pulledItems = z.object({
  items: z.array(z.object({ number: z.int(), value: z.unknown() })),
  isDone: z.boolean(),
});

export const closeStreamParams = z.strictObject({ stream: streamName });

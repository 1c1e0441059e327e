// The options of the HTTP service.
import { z } from "zod";
import { parseListen } from "./address.ts";
import { bytes, count, durationMs, text } from "./fields.ts";
import { TLS_OPTIONS } from "./tls-options.ts";

const KIB = 1024;
const MIB = 1024 * KIB;

export const API_OPTIONS = z.strictObject({
  listen: z
    .string()
    .refine((address) => parseListen(address) !== undefined, { error: "expected host:port, such as 127.0.0.1:4651" })
    .optional()
    .meta({ description: "Where HTTP is served, such as 127.0.0.1:4651; without it there is no HTTP service." }),
  tls: TLS_OPTIONS.optional().meta({ description: "Serves HTTPS instead of HTTP; needed beyond this machine." }),
  pipeline: text(
    "The file that says what is served, through which filters; health, metrics and RPC by default.",
  ).optional(),
  connectionsMax: count("Connections at once.").default(1024),
  requestsMax: count("Requests that are worked on at once.").default(256),
  bodyBytesMax: bytes("The largest body of a request.", { max: 256 * MIB }).default(4 * MIB),
  headerBytesMax: bytes("The largest head of a request.", { min: KIB, max: MIB }).default(16 * KIB),
  requestTimeoutMs: durationMs("How long a request may take.").default(60_000),
  keepAliveMs: durationMs("How long an idle connection is kept.").default(5000),
  drainTimeoutMs: durationMs("How long a stop waits for requests in flight.").default(10_000),
  backlogMax: count("Connections that may wait to be accepted.", { max: 65_535 }).default(128),
});

// The command line's way to the host that runs: where it listens, the token that proves who asks, and calls.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Config } from "../conf/options.ts";
import { parseDurationMs } from "../conf/units.ts";
import { type Visit, withContext } from "../context.ts";
import { HostError, isHostError } from "../errors.ts";
import { parseMethod } from "../rpc/target.ts";
import { readTokenFile } from "../rpc/token.ts";
import type { Meta } from "../rpc/transport.ts";
import { connectWebSocket } from "../rpc/websocket-transport.ts";

/** What a running host leaves in its data directory, so that commands find it. */
export interface HostNote {
  readonly url: string;
  readonly pid: number;
  readonly name: string;
  readonly startedAt: string;
}

export interface Session {
  call<T>(method: string, params?: unknown, meta?: Meta): Promise<T>;
  callWithVisits(
    method: string,
    params?: unknown,
    meta?: Meta,
  ): Promise<{ result: unknown; visits?: readonly Visit[] }>;
  close(): Promise<void>;
}

const DEFAULT_TIMEOUT_MS = 60_000;

export function hostNotePath(dataDir: string): string {
  return join(dataDir, "host.json");
}

export function tokenPath(dataDir: string): string {
  return join(dataDir, "token");
}

/** The flags that say which host, with which token, and how long to wait. */
export interface SessionOptions {
  readonly url?: string;
  readonly tokenFile?: string;
  readonly timeout?: string;
}

/** Connects to the host of this configuration. NOT_READY when none runs, with how to start one. */
export async function openSession(config: Config, options: SessionOptions): Promise<Session> {
  const timeoutMs = timeoutOf(options.timeout);
  const url = options.url ?? readHostNote(config.dataDir).url;
  const token = await readTokenFile(options.tokenFile ?? tokenPath(config.dataDir));
  const transport = await connectWebSocket({ url, token, reconnect: false }).catch((error: unknown) => {
    if (isHostError(error, "LINK_LOST")) throw notRunning(`no host answers at ${url}`, error);
    throw error;
  });
  const callWithVisits: Session["callWithVisits"] = (name, params, meta = {}) =>
    withContext({ timeoutMs }, async (ctx) => {
      const reply = await transport.call(ctx, { ...parseMethod(name), params, meta: { timeoutMs, ...meta } });
      return reply.visits === undefined ? { result: reply.result } : { result: reply.result, visits: reply.visits };
    });
  return {
    callWithVisits,
    call: async <T>(name: string, params?: unknown, meta?: Meta) =>
      (await callWithVisits(name, params, meta)).result as T,
    close: () => transport.close(),
  };
}

function readHostNote(dataDir: string): HostNote {
  try {
    return JSON.parse(readFileSync(hostNotePath(dataDir), "utf8")) as HostNote;
  } catch (cause) {
    throw notRunning(`no host runs on ${dataDir}`, cause);
  }
}

function notRunning(what: string, cause: unknown): HostError {
  return new HostError(
    "NOT_READY",
    `${what}; start one with \`holdfast up\`, or name another with --data-dir or --url`,
    { cause },
  );
}

function timeoutOf(text: string | undefined): number {
  if (text === undefined) return DEFAULT_TIMEOUT_MS;
  const timeoutMs = parseDurationMs(text);
  if (timeoutMs === undefined || timeoutMs < 1)
    throw new HostError("INVALID_PARAMS", `${text} is not a time; write 30s or 2min`);
  return timeoutMs;
}

// The applications that are built in: RPC over HTTP and WebSocket, health, and figures for Prometheus.
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { Caller } from "../context.ts";
import { type ApiResponse, type App, jsonResponse } from "./app.ts";
import { type FilterParts, identified } from "./filters.ts";
import { formatMetrics, type Metric } from "./metrics.ts";

/** One thing that must be well for the host to be ready. */
export interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly reason?: string;
  /** How old this knowledge is. */
  readonly ageMs?: number;
}

export interface AppParts extends FilterParts {
  /** Works on JSON-RPC text as the bus does; undefined when there is nothing to answer. */
  readonly answer: (caller: Caller, text: string, signal: AbortSignal) => Promise<string | undefined>;
  /** Takes a connection over as the hub's own door would. */
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  readonly checks: () => Promise<readonly Check[]>;
  readonly metrics: () => Promise<readonly Metric[]>;
}

interface BuiltInApp {
  readonly options: readonly string[];
  readonly make: (options: Readonly<Record<string, unknown>>, parts: AppParts) => App;
}

/** By the name that `use` gives them. */
export const APPS: ReadonlyMap<string, BuiltInApp> = new Map<string, BuiltInApp>([
  ["rpc", { options: [], make: (_options, parts) => rpc(parts) }],
  ["live", { options: [], make: live }],
  ["ready", { options: [], make: (_options, parts) => ready(parts) }],
  ["metrics", { options: [], make: (_options, parts) => metrics(parts) }],
]);

function rpc({ identify, answer, upgrade }: AppParts): App {
  return {
    async handle(ctx, request) {
      const { method, headers, body } = request;
      if (method !== "POST") {
        const message = "JSON-RPC 2.0 is spoken here: POST it, or open a WebSocket";
        return jsonResponse(405, { error: { message } }, { allow: "POST" });
      }
      // A form of a web page can post text without asking, but not this type.
      if (!/^application\/json\b/i.test(headers["content-type"] ?? ""))
        return jsonResponse(415, { error: { message: "send content-type: application/json" } });
      // Whatever the filters in front do: nobody calls without a token.
      const caller = request.caller ?? identified(identify, headers);
      const text = await answer(caller, body.toString("utf8"), ctx.signal);
      if (text === undefined) return { status: 204 };
      return { status: 200, headers: { "content-type": "application/json" }, body: text };
    },
    upgrade: ({ request, socket, head }) => upgrade(request, socket, head),
  };
}

// Says no more than that the event loop turns: whoever restarts a process must not do so because a driver is unwell.
function live(): App {
  return {
    async handle(_ctx, { method }) {
      return READ.includes(method) ? jsonResponse(200, { status: "live" }) : notRead(method);
    },
  };
}

function ready({ checks }: AppParts): App {
  return {
    async handle(_ctx, { method }) {
      if (!READ.includes(method)) return notRead(method);
      const all = await checks();
      const isReady = all.every(({ ok }) => ok);
      const body = { status: isReady ? "ready" : "not ready", checks: all };
      return isReady ? jsonResponse(200, body) : jsonResponse(503, body, { "retry-after": "1" });
    },
  };
}

function metrics(parts: AppParts): App {
  return {
    async handle(_ctx, { method }) {
      if (!READ.includes(method)) return notRead(method);
      const body = formatMetrics(await parts.metrics());
      return { status: 200, headers: { "content-type": "text/plain; version=0.0.4; charset=utf-8" }, body };
    },
  };
}

const READ: readonly string[] = ["GET", "HEAD"];

function notRead(method: string): ApiResponse {
  const message = `only GET is answered here, not ${method}`;
  return jsonResponse(405, { error: { code: "INVALID_REQUEST", message } }, { allow: READ.join(", ") });
}

// The filters that are built in: request ids, a log line a request, size limits, who asks, and where a page comes from.
import { randomUUID } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { parseBytes } from "../conf/units.ts";
import type { Caller } from "../context.ts";
import { HostError } from "../errors.ts";
import type { Filter } from "./app.ts";

/** Who shows this, or why nobody is let in: the rules of the hub's own door. */
export type Identify = (
  headers: IncomingHttpHeaders,
) => { readonly caller: Caller } | { readonly status: number; readonly message: string };

export interface FilterParts {
  readonly identify: Identify;
}

interface BuiltInFilter {
  readonly options: readonly string[];
  readonly make: (options: Readonly<Record<string, unknown>>, parts: FilterParts) => Filter;
}

/** By the name that `use` gives them. */
export const FILTERS: ReadonlyMap<string, BuiltInFilter> = new Map<string, BuiltInFilter>([
  ["request-id", { options: [], make: requestId }],
  ["request-log", { options: [], make: requestLog }],
  ["size-limit", { options: ["bodyBytesMax"], make: sizeLimit }],
  ["auth", { options: ["role"], make: auth }],
]);

const REQUEST_ID = /^[A-Za-z0-9_.:-]{1,128}$/;

// A proxy's id is kept, so that its log and ours can be matched; what could forge a log line is not.
function requestId(): Filter {
  return {
    async handle(ctx, request, next) {
      const given = request.headers["x-request-id"];
      const id = typeof given === "string" && REQUEST_ID.test(given) ? given : randomUUID();
      const response = await next(ctx, { ...request, headers: { ...request.headers, "x-request-id": id } });
      return { ...response, headers: { ...response.headers, "x-request-id": id } };
    },
  };
}

function requestLog(): Filter {
  return {
    async handle(ctx, request, next) {
      const startMs = ctx.clock.monotonicMs();
      const { method, mount, path, remote, headers } = request;
      const tell = (status: number | undefined) =>
        ctx.log.info(
          {
            method,
            path: mount + path,
            status,
            remote,
            requestId: headers["x-request-id"],
            ms: Math.round(ctx.clock.monotonicMs() - startMs),
          },
          "an HTTP request was answered",
        );
      try {
        const response = await next(ctx, request);
        tell(response.status);
        return response;
      } catch (error) {
        tell(undefined);
        throw error;
      }
    },
  };
}

function sizeLimit({ bodyBytesMax = "1MiB" }: Readonly<Record<string, unknown>>): Filter {
  const max = typeof bodyBytesMax === "number" ? bodyBytesMax : parseBytes(String(bodyBytesMax));
  if (max === undefined || max < 0)
    throw new HostError("CONFIG_INVALID", `bodyBytesMax: expected a size such as 1MiB, got ${String(bodyBytesMax)}`);
  return {
    async handle(ctx, request, next) {
      if (request.body.length > max) throw new HostError("FRAME_TOO_LARGE", `a body has ${max} bytes at the most here`);
      return next(ctx, request);
    },
  };
}

const ROLES = ["reader", "host", "admin"] as const;

function auth({ role = "reader" }: Readonly<Record<string, unknown>>, { identify }: FilterParts): Filter {
  const least = ROLES.indexOf(role as (typeof ROLES)[number]);
  if (least < 0)
    throw new HostError("CONFIG_INVALID", `role: expected one of ${ROLES.join(", ")}, got ${String(role)}`);
  return {
    async handle(ctx, request, next) {
      const caller = identified(identify, request.headers);
      if (!caller.roles.some((one) => ROLES.indexOf(one) >= least))
        throw new HostError("PERMISSION_DENIED", `${request.mount}${request.path} needs the role ${String(role)}`);
      return next(ctx, { ...request, caller });
    },
  };
}

/** Who asks, by the token in the headers. Throws UNAUTHENTICATED, or PERMISSION_DENIED for a page's Origin. */
export function identified(identify: Identify, headers: IncomingHttpHeaders): Caller {
  const admission = identify(headers);
  if ("caller" in admission) return admission.caller;
  throw new HostError(admission.status === 403 ? "PERMISSION_DENIED" : "UNAUTHENTICATED", admission.message);
}

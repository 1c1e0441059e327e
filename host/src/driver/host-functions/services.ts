// What stands behind the door in the host's own thread: each service answers the host functions of one permission.
import { DriverStatusError } from "@holdfast/sdk";
import { failureAnswer, type HostAnswer } from "./answer.ts";
import { DOOR_FUNCTIONS, decode } from "./door.ts";
import type { HostGrants } from "./host-grants.ts";

/** Who asks, and how long he waits. */
export interface AskContext {
  readonly kind: string;
  /** The name that configuration gave the driver. */
  readonly driver: string;
  readonly grants: HostGrants;
  readonly timeoutMs: number;
  /** W3C trace context of the call in which it asks; a caller's text, to be judged before it is sent on. */
  readonly traceparent?: string | undefined;
  /** What came beside it, as little judged. */
  readonly tracestate?: string | undefined;
  /** Aborted when the instance that asks is ended. */
  readonly signal: AbortSignal;
}

/** Answers functions of one permission: the value of the request in (camelCase), the value of the result out. A DriverStatusError is the answer. */
export type HostService = (name: string, input: unknown, context: AskContext) => unknown;

/** By permission. What is not there answers not_ready. */
export type HostServices = Readonly<Partial<Record<"exec" | "http" | "kv" | "event" | "secret", HostService>>>;

/** Answers one request; it never throws. */
export async function serveRequest(
  services: HostServices,
  { name, request }: { readonly name: string; readonly request: string },
  context: AskContext,
): Promise<string> {
  const answer = await answerOf(services, { name, request }, context);
  return JSON.stringify(answer);
}

async function answerOf(
  services: HostServices,
  { name, request }: { readonly name: string; readonly request: string },
  context: AskContext,
): Promise<HostAnswer> {
  try {
    const fn = DOOR_FUNCTIONS.find((one) => one.wire === name);
    if (fn === undefined) throw new DriverStatusError("unsupported", `this host has no function ${name}`);
    const service = services[fn.permission as keyof HostServices];
    if (service === undefined) throw new DriverStatusError("not_ready", missing(fn.permission));
    const result = await service(name, decode(fn, request), context);
    return { status: "ok", result: fn.encodeOutput?.(result) };
  } catch (error) {
    return failureAnswer(error);
  }
}

function missing(permission: string): string {
  if (permission === "exec") return "this host runs no executor; name rules files under executor.rules";
  return `this host has nothing that serves ${permission}`;
}

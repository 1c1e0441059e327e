// The one door through which a guest asks the host for something that needs a grant, whichever ABI it speaks. Default is deny.
import { randomBytes } from "node:crypto";
import { DriverStatusError, HOST, type HostFunctionDescriptor } from "@holdfast/sdk";
import { systemClock } from "../../clock.ts";
import { failureAnswer, type HostAnswer } from "./answer.ts";
import { type HostGrants, isGranted } from "./host-grants.ts";

/** Asks the host's thread and waits: the function's name and its checked request in, the answer as JSON out. */
export type AskHost = (name: string, request: string) => string;

/** A request in, an answer out, both as JSON; it throws only when the way to the host is cut. */
export type HostDoor = (name: string, request: string) => string;

/** The functions that come through the door. */
export const DOOR_FUNCTIONS: readonly HostFunctionDescriptor[] = HOST.functions.filter((fn) => fn.extism.length === 0);

/** Characters of one request. */
export const REQUEST_LENGTH_MAX = 2 * 1024 * 1024;

// Answered in the guest's own thread: they need nothing of the host's.
const LOCAL: Readonly<Record<string, (input: unknown) => unknown>> = {
  clock_now: () => ({ wallMs: systemClock.wallMs(), monotonicMs: Math.floor(systemClock.monotonicMs()) }),
  random_bytes: (input) => ({ bytes: new Uint8Array(randomBytes((input as { readonly length: number }).length)) }),
};

export function createDoor(grants: HostGrants, ask: AskHost | undefined): HostDoor {
  return (name, request) => {
    const checked = check(grants, name, request);
    if ("status" in checked) return JSON.stringify(checked);
    const local = Object.hasOwn(LOCAL, name) ? LOCAL[name] : undefined;
    if (local) return JSON.stringify({ status: "ok", result: checked.fn.encodeOutput?.(local(checked.input)) });
    if (ask) return ask(name, request);
    return JSON.stringify({ status: "not_ready", message: `${name} needs a thread of its own for the driver` });
  };
}

function check(
  grants: HostGrants,
  name: string,
  request: string,
): HostAnswer | { readonly fn: HostFunctionDescriptor; readonly input: unknown } {
  const fn = DOOR_FUNCTIONS.find((one) => one.wire === name);
  if (fn === undefined) return { status: "unsupported", message: `this host has no function ${name.slice(0, 80)}` };
  try {
    if (!isGranted(grants, fn.permission)) throw denied(fn.permission, `${name} needs the permission ${fn.permission}`);
    const input = decode(fn, request);
    mustBeGranted(grants, fn.permission, input);
    return { fn, input };
  } catch (error) {
    return failureAnswer(error);
  }
}

/** What the grant names: a rule, a secret. Addresses are checked at each hop, where they are known. */
function mustBeGranted(grants: HostGrants, permission: string, input: unknown): void {
  const { rule, name, authorization } = input as {
    readonly rule?: string;
    readonly name?: string;
    readonly authorization?: { readonly secret: string };
  };
  if (permission === "exec" && !grants.exec.includes(rule ?? ""))
    throw denied("exec", `the rule ${shown(rule)} is not granted`);
  const secret = permission === "secret" ? name : authorization?.secret;
  if (secret !== undefined && !Object.hasOwn(grants.secret, secret))
    throw denied("secret", `the secret ${shown(secret)} is not granted`);
}

/** The value of a request. Throws invalid_argument. */
export function decode(fn: HostFunctionDescriptor, request: string): unknown {
  if (request.length > REQUEST_LENGTH_MAX)
    throw new DriverStatusError("invalid_argument", `the request is longer than ${REQUEST_LENGTH_MAX} characters`);
  try {
    return fn.decodeInput?.(JSON.parse(request));
  } catch (error) {
    // A parser quotes what it cannot read; the guest knows that already.
    const message =
      error instanceof SyntaxError ? "is no JSON" : error instanceof Error ? error.message : String(error);
    throw new DriverStatusError("invalid_argument", `the request of ${fn.wire}: ${message}`);
  }
}

function denied(permission: string, what: string): DriverStatusError {
  return new DriverStatusError("permission_denied", `${what}; the operator grants it under grants.${permission}`);
}

function shown(text: string | undefined): string {
  return JSON.stringify((text ?? "").slice(0, 80));
}

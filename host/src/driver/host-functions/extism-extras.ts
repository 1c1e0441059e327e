// What a plain Extism plugin finds beside the host's own functions: variables of its instance, and Extism's HTTP over the host's client.
import { GuestFault } from "../runtime.ts";
import type { HostDoor } from "./door.ts";

/** For one instance; its variables end with it. */
export interface ExtismExtras {
  getVariable(key: string): Uint8Array | undefined;
  /** Undefined forgets it. Throws DRIVER_MEMORY_EXCEEDED when all of them would be too large. */
  setVariable(key: string, value: Uint8Array | undefined): void;
  /** `request` is Extism's own JSON: url, method, headers. Answers the body; a refusal or failure is a fault that says why. */
  requestHttp(request: string, body: Uint8Array | undefined): Uint8Array;
  /** Of the last answer; 0 before there was one. */
  httpStatus(): number;
  /** Of the last answer, as JSON. */
  httpHeaders(): string;
}

interface HttpAnswer {
  readonly status: number;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly body: string;
}

export function createExtismExtras(variablesBytesMax: number, ask: HostDoor): ExtismExtras {
  const variables = new Map<string, Uint8Array>();
  let bytes = 0;
  let last: HttpAnswer | undefined;
  const sizeOf = (key: string, value: Uint8Array | undefined) => (value ? Buffer.byteLength(key) + value.length : 0);
  return {
    getVariable: (key) => variables.get(key),
    setVariable(key, value) {
      const after = bytes - sizeOf(key, variables.get(key)) + sizeOf(key, value);
      if (value && after > variablesBytesMax) {
        const message = `its variables would take ${after} bytes, the limit is ${variablesBytesMax}`;
        throw new GuestFault("DRIVER_MEMORY_EXCEEDED", message);
      }
      bytes = after;
      if (value) variables.set(key, value);
      else variables.delete(key);
    },
    requestHttp(request, body) {
      last = undefined;
      last = answerOf(ask("http_request", JSON.stringify(requestOf(request, body))));
      return new TextEncoder().encode(last.body);
    },
    httpStatus: () => last?.status ?? 0,
    httpHeaders: () =>
      JSON.stringify(Object.fromEntries((last?.headers ?? []).map(({ name, value }) => [name, value]))),
  };
}

function requestOf(text: string, body: Uint8Array | undefined): object {
  const said = parsed(text);
  const {
    url,
    method = "GET",
    headers = {},
  } = said as {
    readonly url?: unknown;
    readonly method?: unknown;
    readonly headers?: Readonly<Record<string, unknown>>;
  };
  const fields = Object.entries(headers ?? {}).map(([name, value]) => ({ name, value: String(value) }));
  // The door checks all of it.
  return {
    ...{ method, url, headers: fields },
    ...(body && body.length > 0 ? { body: new TextDecoder().decode(body) } : {}),
  };
}

function parsed(text: string): object {
  try {
    const said: unknown = JSON.parse(text);
    if (typeof said === "object" && said !== null) return said;
  } catch {
    // Said below: what it is not matters as little as why.
  }
  throw new GuestFault("DRIVER_TRAP", "http_request was called with a request that is no JSON object");
}

function answerOf(text: string): HttpAnswer {
  const { status, message, result } = JSON.parse(text) as {
    readonly status: string;
    readonly message?: string;
    readonly result?: HttpAnswer;
  };
  if (status === "ok" && result) return result;
  const code = status === "permission_denied" ? "DRIVER_GRANT_MISSING" : "DRIVER_TRAP";
  throw new GuestFault(code, `http_request: ${status}: ${message ?? "no reason was given"}`);
}

// Which addresses are this machine talking to itself: the only ones that a token may travel to without TLS.
import { isIPv4 } from "node:net";
import { HostError } from "../errors.ts";

/** True for 127.0.0.0/8, ::1 and the name localhost; false for every other name, whatever it may resolve to. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || host === "[::1]" || (isIPv4(host) && host.startsWith("127."));
}

/** Throws CONFIG_INVALID for an address that others can reach. */
export function requireLoopback(host: string): void {
  if (isLoopback(host)) return;
  throw new HostError(
    "CONFIG_INVALID",
    `${host} is reached from other machines, which need TLS: use 127.0.0.1, and hub.remote for them`,
  );
}

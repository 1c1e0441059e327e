// What one instance may ask of the host beyond log, config and files, as plain data: the manifest asked for it and the operator granted it.

/** Where http may go: one server, what may be done there, and how it proves itself. */
export interface HttpGrant {
  /** Scheme, host and port, such as `https://router1:8443`. */
  readonly origin: string;
  /** All methods when absent. */
  readonly methods?: readonly string[] | undefined;
  /** A file with the certificates that are trusted, instead of the machine's. */
  readonly ca?: string | undefined;
  /** Address ranges that may be reached besides public ones, such as 10.0.0.0/8. */
  readonly addresses?: readonly string[] | undefined;
}

export interface KvGrant {
  /** Keys and values together, in bytes of UTF-8. */
  readonly bytesMax: number;
  readonly keysMax: number;
}

export interface HostGrants {
  /** Rule ids. */
  readonly exec: readonly string[];
  readonly http: readonly HttpGrant[];
  /** Null when it may keep nothing. */
  readonly kv: KvGrant | null;
  /** Files with the secrets' values, by the names that the driver uses. */
  readonly secret: Readonly<Record<string, string>>;
  readonly clock: boolean;
  readonly random: boolean;
  readonly event: boolean;
}

export const NO_HOST_GRANTS: HostGrants = {
  ...{ exec: [], http: [], kv: null, secret: {} },
  ...{ clock: false, random: false, event: false },
};

export const KV_GRANT: KvGrant = { bytesMax: 1024 * 1024, keysMax: 1000 };

/** Whether a guest with these may have to wait for the host's thread, so that it needs a thread of its own. */
export function asksHost({ exec, http, kv, secret, event }: HostGrants): boolean {
  return exec.length > 0 || http.length > 0 || kv !== null || event || Object.keys(secret).length > 0;
}

/** Whether the permission was granted at all; what exactly is checked where it is used. */
export function isGranted(grants: HostGrants, permission: string): boolean {
  switch (permission) {
    case "exec":
      return grants.exec.length > 0;
    case "http":
      return grants.http.length > 0;
    case "kv":
      return grants.kv !== null;
    case "secret":
      return Object.keys(grants.secret).length > 0;
    case "clock":
      return grants.clock;
    case "random":
      return grants.random;
    case "event":
      return grants.event;
    default:
      return false;
  }
}

// What an instance used of its grants and what it was denied, each once: from this the smallest set of grants can be learned.

/** One thing that a permission is for. */
export interface GuestUse {
  readonly permission: string;
  /** The rule, the secret's name, the server's origin or the directory as the driver sees it; empty where the permission is all there is. */
  readonly item: string;
  readonly denied: boolean;
  /** How: a method of HTTP, or `ro` or `rw`. */
  readonly how?: string;
  /** The private address that the server turned out to have. */
  readonly address?: string;
}

export interface GuestUses {
  note(use: GuestUse): void;
  /** Of a host function: what it was asked and what it answered, both JSON. */
  question(permission: string, request: string, answer: string): void;
}

/** A driver that asks for ever new things is told of as far as this goes. */
export const USES_MAX = 256;

const DENIED = '{"status":"permission_denied"';
const PRIVATE = /leads to the private address ([0-9a-fA-F.:]+)/;
const ITEM_LENGTH_MAX = 256;
const NAMED: ReadonlySet<string> = new Set(["exec", "http", "secret"]);

/** For one instance; `tell` hears of each use once. */
export function createUses(tell: (use: GuestUse) => void): GuestUses {
  const told = new Set<string>();
  const note = (use: GuestUse) => {
    const key = keyOf(use);
    if (told.has(key) || told.size >= USES_MAX) return;
    told.add(key);
    tell(use);
  };
  return {
    note,
    question(permission, request, answer) {
      const denied = answer.startsWith(DENIED);
      if (!NAMED.has(permission)) return note({ permission, item: "", denied });
      for (const use of usesOf(permission, request)) {
        const address = denied ? PRIVATE.exec(answer)?.[1] : undefined;
        note({ ...use, denied, ...(address !== undefined && { address }) });
      }
    },
  };
}

export function keyOf({ permission, item, denied, how, address }: GuestUse): string {
  return [permission, item, denied, how, address].join(" ");
}

function usesOf(permission: string, request: string): Omit<GuestUse, "denied">[] {
  const { rule, name, url, method, authorization } = parsed(request);
  const item = (text: unknown) => String(text ?? "").slice(0, ITEM_LENGTH_MAX);
  if (permission === "exec") return [{ permission, item: item(rule) }];
  if (permission === "secret") return [{ permission, item: item(name) }];
  const server = { permission, item: URL.canParse(item(url)) ? new URL(item(url)).origin : "", how: item(method) };
  const { secret } = (authorization ?? {}) as { readonly secret?: unknown };
  return [server, ...(secret === undefined ? [] : [{ permission: "secret", item: item(secret) }])];
}

function parsed(request: string): Readonly<Record<string, unknown>> {
  try {
    return (JSON.parse(request) ?? {}) as Readonly<Record<string, unknown>>;
  } catch {
    // The door has refused it already.
    return {};
  }
}

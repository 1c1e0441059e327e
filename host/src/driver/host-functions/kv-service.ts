// The host functions of the permission kv: each driver keeps its values in a space of its own, up to its quota.
import { DriverStatusError } from "@holdfast/sdk";
import { KV_GRANT, type KvGrant } from "./host-grants.ts";
import type { AskContext, HostService } from "./services.ts";

/** Whose space it is. */
export interface KvSpace {
  readonly kind: string;
  readonly driver: string;
}

/** Where values are kept; durable when a promise resolves. */
export interface KvStore {
  read(space: KvSpace, key: string): Promise<string | undefined>;
  /** False, and nothing changed, when the space would be more than full. */
  write(
    space: KvSpace,
    entry: { readonly key: string; readonly value: string; readonly quota: KvGrant },
  ): Promise<boolean>;
  delete(space: KvSpace, key: string): Promise<void>;
  /** In the order of their bytes. */
  keys(space: KvSpace): Promise<readonly string[]>;
}

interface KvInput {
  readonly key: string;
  readonly value: string;
  readonly prefix?: string;
}

export function kvService(store: KvStore): HostService {
  return async (name, input, context) => {
    const { key, value, prefix = "" } = input as KvInput;
    const space = { kind: context.kind, driver: context.driver };
    switch (name) {
      case "kv_get": {
        const found = await store.read(space, key);
        return found === undefined ? {} : { value: found };
      }
      case "kv_set":
        await write(store, { key, value }, context);
        return {};
      case "kv_delete":
        await store.delete(space, key);
        return {};
      case "kv_list":
        return { keys: (await store.keys(space)).filter((one) => one.startsWith(prefix)) };
      default:
        throw new DriverStatusError("unsupported", `kv has no function ${name}`);
    }
  };
}

async function write(
  store: KvStore,
  entry: { readonly key: string; readonly value: string },
  { kind, driver, grants }: AskContext,
): Promise<void> {
  const quota = grants.kv ?? KV_GRANT;
  // A zero character would end the text in some stores and not in others.
  if (`${entry.key}${entry.value}`.includes("\0"))
    throw new DriverStatusError("invalid_argument", "keys and values hold no zero character");
  if (await store.write({ kind, driver }, { ...entry, quota })) return;
  const bounds = `${quota.bytesMax} bytes in ${quota.keysMax} keys`;
  throw new DriverStatusError("resource_exhausted", `the driver may keep ${bounds}, and this would be more`);
}

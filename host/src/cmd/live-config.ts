// The configuration of a running host: read again when somebody says so, and which of its values take effect without a restart.
import type { Config } from "../conf/options.ts";
import { diffConfig } from "../conf/values.ts";

/** What a reload found changed, by path. */
export interface ConfigChanges {
  /** In force from now on. */
  readonly applied: readonly string[];
  /** Different from what the host was started with, and without effect until it is started again. */
  readonly needsRestart: readonly string[];
}

export interface LiveConfigOptions {
  /** What the host was started with. */
  readonly config: Config;
  /** Reads file, environment and flags again. Throws CONFIG_INVALID. */
  readonly read: () => Config;
  /** Told of every configuration that was taken up. */
  readonly onChange: (config: Config) => void;
}

/** Options that are read where they are used, each time, and sections of such (with a dot). */
const LIVE = [
  ...["log.level", "volume.defaultDriver", "volume.quota.", "operation.retentionMs"],
  ...["network.defaultDriver", "network.quota.", "network.vlan.", "network.floating.range"],
];
/** Limits of the HTTP service, which takes them up in its `reset`. */
const LIVE_OF_API = /^api\.(connectionsMax|requestsMax|bodyBytesMax|requestTimeoutMs|keepAliveMs|drainTimeoutMs)$/;

export class LiveConfig {
  readonly #options: LiveConfigOptions;
  #current: Config;

  constructor(options: LiveConfigOptions) {
    this.#options = options;
    this.#current = options.config;
  }

  /** What the host was started with. */
  get config(): Config {
    return this.#options.config;
  }

  /** The latest sound configuration; only what may change while the host runs may be read here. */
  get current(): Config {
    return this.#current;
  }

  /** Reads it again. Throws CONFIG_INVALID with all its problems; then everything goes on as it was. */
  reload(): ConfigChanges {
    const { config: started, read, onChange } = this.#options;
    const next = read();
    const changed = (before: Config) => diffConfig(before, next).map(({ path }) => path);
    const changes = {
      applied: changed(this.#current).filter(isLive),
      needsRestart: changed(started).filter((path) => !isLive(path)),
    };
    this.#current = next;
    onChange(next);
    return changes;
  }
}

function isLive(path: string): boolean {
  const named = LIVE.some((live) => (live.endsWith(".") ? path.startsWith(live) : path === live));
  return named || LIVE_OF_API.test(path);
}

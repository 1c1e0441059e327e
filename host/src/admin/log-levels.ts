// The level of the host's log: the configuration's, or for a time the operator's.
import type { Clock } from "../clock.ts";
import type { LogLevel } from "../log.ts";

export interface LogLevelView {
  readonly level: LogLevel;
  /** What it is without the operator's word. */
  readonly configured: LogLevel;
  /** When the configured level is back; absent while it is in force. ISO 8601. */
  readonly until?: string;
}

export interface LogLevelsOptions {
  readonly configured: LogLevel;
  readonly set: (level: LogLevel) => void;
  readonly clock: Clock;
}

/** An operator's level always ends by itself: a forgotten `trace` fills the disk of an edge node. */
export class LogLevels {
  readonly #options: LogLevelsOptions;
  #configured: LogLevel;
  #override: { readonly level: LogLevel; readonly until: string; readonly cancel: () => void } | undefined;

  constructor(options: LogLevelsOptions) {
    this.#options = options;
    this.#configured = options.configured;
  }

  show(): LogLevelView {
    const { level, until } = this.#override ?? {};
    return { level: level ?? this.#configured, configured: this.#configured, ...(until && { until }) };
  }

  /** In force for `forMs`, then the configured level is back; a second one takes the place of the first. */
  override(level: LogLevel, forMs: number): LogLevelView {
    const { clock, set } = this.#options;
    this.#override?.cancel();
    const cancel = clock.setTimer(forMs, () => this.restore(), { unref: true });
    this.#override = { level, until: new Date(clock.wallMs() + forMs).toISOString(), cancel };
    set(level);
    return this.show();
  }

  /** Back to the configured level at once. */
  restore(): LogLevelView {
    this.#override?.cancel();
    this.#override = undefined;
    this.#options.set(this.#configured);
    return this.show();
  }

  /** The configuration was read again; an operator's level stays until its time is over. */
  configure(level: LogLevel): void {
    this.#configured = level;
    if (!this.#override) this.#options.set(level);
  }
}

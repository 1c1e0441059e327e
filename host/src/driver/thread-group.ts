// The few threads that metered guests of all drivers share: who sits where, and a spare one that is warm when a thread had to be ended.
import type { Clock } from "../clock.ts";
import type { GuestInstance } from "./guest-thread.ts";
import type { GuestThreadHooks } from "./shared-guest.ts";
import { SharedThread } from "./shared-thread.ts";
import type { GuestSpec } from "./thread-messages.ts";

export interface ThreadGroupOptions {
  readonly clock: Clock;
  /** Threads that guests sit in, besides the spare one. */
  readonly threads: number;
  readonly entry?: URL;
}

/** Starts threads as guests come, never more than it may; none before the first guest. */
export class ThreadGroup {
  readonly #options: ThreadGroupOptions;
  readonly #threads: SharedThread[] = [];
  /** Those that were told to end and have not yet. */
  readonly #ending = new Set<Promise<void>>();
  #spare: SharedThread | undefined;
  #started = 0;
  #lost = 0;
  #closed = false;

  constructor(options: ThreadGroupOptions) {
    this.#options = options;
  }

  /** Threads that had to be ended with all their guests. */
  get lost(): number {
    return this.#lost;
  }

  get threads(): number {
    return this.#threads.length;
  }

  /** Threads that a guest has in this moment. */
  get running(): number {
    return this.#threads.filter((thread) => thread.isRunning).length;
  }

  /** A seat for one guest, where there is least to do. */
  open(spec: GuestSpec, hooks: GuestThreadHooks): GuestInstance {
    const guest = this.#leastBusy().open(spec, hooks);
    this.#spare ??= this.#start();
    return guest;
  }

  async close(): Promise<void> {
    this.#closed = true;
    const all = [...this.#threads, ...(this.#spare ? [this.#spare] : [])];
    await Promise.all([...this.#ending, ...all.map((thread) => thread.close("the host is stopping"))]);
  }

  #leastBusy(): SharedThread {
    const free = this.#threads.filter((thread) => !thread.isFull);
    const best = free.sort((a, b) => a.busy - b.busy || a.guests - b.guests)[0];
    const wanted = this.#threads.length < this.#options.threads && (!best || best.guests > 0);
    // Beyond the bound only when every seat is taken.
    if (best && !wanted) return best;
    const thread = this.#spare ?? this.#start();
    if (thread === this.#spare) this.#spare = undefined;
    this.#threads.push(thread);
    return thread;
  }

  #start(): SharedThread {
    this.#started += 1;
    const { clock, entry } = this.#options;
    return new SharedThread({
      clock,
      name: `drivers ${this.#started}`,
      onEnd: (thread) => this.#forget(thread),
      ...(entry && { entry }),
    });
  }

  #forget(thread: SharedThread): void {
    const ending = thread.close("it ended");
    this.#ending.add(ending);
    void ending.then(() => this.#ending.delete(ending));
    if (this.#spare === thread) this.#spare = undefined;
    const place = this.#threads.indexOf(thread);
    if (place < 0) return;
    this.#threads.splice(place, 1);
    if (!this.#closed) this.#lost += 1;
  }
}

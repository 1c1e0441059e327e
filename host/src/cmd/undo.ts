// What was opened, to be closed in reverse order, whatever happens to the one before.
import { messageOf } from "../errors.ts";
import type { Log } from "../log.ts";

export class Undo {
  readonly #steps: { readonly what: string; readonly close: () => unknown }[] = [];
  readonly #log: Log;

  constructor(log: Log) {
    this.#log = log;
  }

  /** Remembers how `what` is closed. */
  add(what: string, close: () => unknown): void {
    this.#steps.push({ what, close });
  }

  /** Closes all, the newest first; each once. A failure is logged and the rest is closed all the same. */
  async run(): Promise<void> {
    for (let step = this.#steps.pop(); step; step = this.#steps.pop()) {
      try {
        await step.close();
      } catch (error) {
        this.#log.error({ what: step.what, error: messageOf(error) }, "something could not be closed");
      }
    }
  }
}

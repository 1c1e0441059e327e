// Calls that wait for a lost link to come back: bounded, each until its own end, all told at once.
import type { Ending } from "../context.ts";
import { HostError } from "../errors.ts";

export class LinkWait {
  readonly #max: number;
  readonly #waiting = new Set<(error?: HostError) => void>();

  constructor(max: number) {
    this.#max = max;
  }

  get size(): number {
    return this.#waiting.size;
  }

  /** Resolves when the link is up. Rejects with the ending's reason, RESOURCE_EXHAUSTED, or why it will never be up again. */
  async untilUp(ending: Ending): Promise<void> {
    if (ending.reason) throw ending.reason;
    if (this.#waiting.size >= this.#max) {
      throw new HostError("RESOURCE_EXHAUSTED", `${this.#max} calls wait for the link, which is the limit`);
    }
    await new Promise<void>((resolve, reject) => {
      const tell = (error?: HostError) => {
        ending.offEnd(onEnd);
        if (error) reject(error);
        else resolve();
      };
      const onEnd = (reason: HostError) => {
        this.#waiting.delete(tell);
        reject(reason);
      };
      this.#waiting.add(tell);
      ending.onEnd(onEnd);
    });
  }

  /** The link is up; with an error it never will be. */
  tell(error?: HostError): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const tell of waiting) tell(error);
  }
}

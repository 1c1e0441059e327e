// Threads of one guest each, and one that stands by: a driver whose thread had to be killed does not wait for a new one to be born.
import type { Worker } from "node:worker_threads";
import { GuestThread, type GuestThreadOptions } from "./guest-thread.ts";
import { startThread } from "./start-thread.ts";

interface Spare {
  readonly worker: Worker;
  readonly heapMibMax: number;
  readonly onGone: () => void;
}

/** Starts none before the first guest; then one stands by, with the heap that the last guest wanted. */
export class SpareThreads {
  #spare: Spare | undefined;
  #closed = false;

  open(options: Omit<GuestThreadOptions, "worker">): GuestThread {
    const { heapMibMax } = options.spec;
    const spare = this.#spare?.heapMibMax === heapMibMax ? this.#take() : undefined;
    const thread = new GuestThread({ ...options, ...(spare && { worker: spare }) });
    // Not beside the one that is just starting: both would take longer.
    const replace = () => this.#replace(heapMibMax);
    thread.ready.then(replace, replace);
    return thread;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#take()?.terminate();
  }

  #take(): Worker | undefined {
    const spare = this.#spare;
    if (!spare) return undefined;
    this.#spare = undefined;
    spare.worker.off("error", spare.onGone).off("exit", spare.onGone);
    return spare.worker;
  }

  #replace(heapMibMax: number): void {
    if (this.#closed || this.#spare?.heapMibMax === heapMibMax) return;
    void this.#take()?.terminate();
    const worker = startThread(heapMibMax);
    // One that cannot stand by is simply not there.
    const onGone = () => {
      if (this.#spare?.worker === worker) this.#spare = undefined;
    };
    worker.once("error", onGone).once("exit", onGone);
    // It holds no host alive.
    worker.unref();
    this.#spare = { worker, heapMibMax, onGone };
  }
}

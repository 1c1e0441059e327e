// Waiting with an end: a promise, or the reason why its signal ended, whichever comes first.
import type { Ending } from "../context.ts";

/** Settles like `work`, or rejects with the signal's reason as soon as that aborts. `work` goes on; its own failure is not lost to it. */
export function raceSignal<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}

/** The same under an ending: no signal is made. */
export function raceEnding<T>(work: Promise<T>, ending: Ending): Promise<T> {
  return new Promise((resolve, reject) => {
    ending.onEnd(reject);
    work.then(
      (value) => {
        ending.offEnd(reject);
        resolve(value);
      },
      (error: unknown) => {
        ending.offEnd(reject);
        reject(error);
      },
    );
  });
}

// Waiting with an end: a promise, or the reason why its signal ended, whichever comes first.

/** Settles like `work`, or rejects with the signal's reason as soon as that aborts. `work` goes on; its own failure is not lost to it. */
export function raceSignal<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}

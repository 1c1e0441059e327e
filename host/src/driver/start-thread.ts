// How a thread for one guest is started.
import { Worker } from "node:worker_threads";

const ENTRY = new URL("./worker.js", import.meta.url);
const YOUNG_HEAP_MIB_MAX = 8;
const STACK_MIB_MAX = 4;

/** A thread for a guest that is told of it later: no environment and no flags of the host. */
export function startThread(heapMibMax: number, entry = ENTRY): Worker {
  return new Worker(entry, {
    name: "driver",
    env: {},
    // node:wasi, which the SDK imports and nobody calls, would print a warning.
    execArgv: ["--disable-warning=ExperimentalWarning"],
    resourceLimits: {
      maxOldGenerationSizeMb: heapMibMax,
      maxYoungGenerationSizeMb: YOUNG_HEAP_MIB_MAX,
      stackSizeMb: STACK_MIB_MAX,
    },
  });
}
